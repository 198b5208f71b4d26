"""Participants and their journeys, and what is kept and proposed about them."""

from participants.models.handovers import HandoverNote
from participants.models.imports import ImportChange, ImportRun, ImportRunQuerySet
from participants.models.joinings import Joining
from participants.models.kept import Desk, MonthEnd, OfficeTally, Question, Whereabouts
from participants.models.own_page import DataRequest, OwnPageLink
from participants.models.people import (
    Contact,
    OfficeQuerySet,
    Participant,
    ParticipantQuerySet,
    RetentionRule,
)
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
from participants.models.skills import Availability, ParticipantSkill, Skill
from participants.models.stays import Stay, StayQuerySet, Transfer

__all__ = [
    "SIDE_OF",
    "SUPERSEDING",
    "Availability",
    "Contact",
    "DataRequest",
    "Desk",
    "FollowUp",
    "HandoverNote",
    "ImportChange",
    "ImportRun",
    "ImportRunQuerySet",
    "Joining",
    "MonthEnd",
    "Move",
    "OfficeQuerySet",
    "OfficeTally",
    "OwnPageLink",
    "Participant",
    "ParticipantQuerySet",
    "ParticipantSkill",
    "Proposal",
    "ProposalQuerySet",
    "Question",
    "Record",
    "RecordQuerySet",
    "RetentionRule",
    "Skill",
    "Stay",
    "StayQuerySet",
    "Transfer",
    "Whereabouts",
    "dated_constraints",
    "record_constraints",
    "record_triggers",
]
