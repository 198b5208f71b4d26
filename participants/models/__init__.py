"""Participants and their journeys, and what is kept and proposed about them."""

from participants.models.handovers import HandoverNote
from participants.models.imports import ImportRun, ImportRunQuerySet
from participants.models.kept import Desk, Question, Whereabouts
from participants.models.own_page import DataRequest, OwnPageLink
from participants.models.people import Contact, OfficeQuerySet, Participant, ParticipantQuerySet
from participants.models.proposals import SIDE_OF, Proposal, ProposalQuerySet
from participants.models.records import (
    SUPERSEDING,
    FollowUp,
    Move,
    Record,
    RecordQuerySet,
    dated_constraints,
    record_constraints,
    record_triggers,
)

__all__ = [
    "SIDE_OF",
    "SUPERSEDING",
    "Contact",
    "DataRequest",
    "Desk",
    "FollowUp",
    "HandoverNote",
    "ImportRun",
    "ImportRunQuerySet",
    "Move",
    "OfficeQuerySet",
    "OwnPageLink",
    "Participant",
    "ParticipantQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "Question",
    "Record",
    "RecordQuerySet",
    "Whereabouts",
    "dated_constraints",
    "record_constraints",
    "record_triggers",
]
