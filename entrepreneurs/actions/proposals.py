"""What a mentor proposes to the office about somebody they follow. The office answers as it answers KREM."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from audit.actions import action
from entrepreneurs.models import Mentorship
from entrepreneurs.permissions import refusal_to_propose_for
from participants.actions.proposals import hold, lay_before, mark_answers_read, take_back
from participants.actions.refusals import refuse_about
from participants.enums import ProposalState
from participants.models import Proposal
from participants.permissions import refusal_to_take_back
from participants.rules import MoveFacts


@action
def propose_as_mentor(
    *,
    mentorship: Mentorship,
    facts: MoveFacts,
    because: str,
    by: User,
    now: datetime,
    replaces: Proposal | None = None,
) -> Proposal:
    """Propose a move, an end or another reason for one; in place of an own earlier proposal where one is named."""
    refuse_about(
        mentorship.participant, refusal_to_propose_for(by, mentorship, timezone.localdate(now)), by=by
    )
    return lay_before(
        participant=mentorship.participant, facts=facts, because=because, by=by, now=now, replaces=replaces
    )


@action
def withdraw_as_mentor(*, mentorship: Mentorship, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Take an own proposal back that the office has not answered."""
    refuse_about(
        mentorship.participant, refusal_to_propose_for(by, mentorship, timezone.localdate(now)), by=by
    )
    proposal = hold(proposal)
    refuse_about(proposal.participant, refusal_to_take_back(by, proposal), by=by)
    take_back(proposal, ProposalState.WITHDRAWN, by, now)
    return proposal


@action
def mark_read_as_mentor(*, mentorship: Mentorship, by: User, now: datetime) -> None:
    """The office's answers are news no longer."""
    refuse_about(
        mentorship.participant, refusal_to_propose_for(by, mentorship, timezone.localdate(now)), by=by
    )
    mark_answers_read(mentorship.participant, by, now)
