"""Proposals about a journey: one side proposes, the other approves or rejects, and both see what came of it.

A mentor's own actions stand beside the mentorships, which say whom a mentor may propose for; they are made of the
parts below that ask nobody for permission.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from audit.actions import Refused, action
from audit.enums import Action
from audit.recording import record
from participants.actions.records import move_for
from participants.actions.refusals import refuse_about
from participants.enums import ProposalState, Side
from participants.models import SIDE_OF, Participant, Proposal
from participants.office_lock import lock_office_shared
from participants.permissions import (
    refusal_to_answer,
    refusal_to_propose,
    refusal_to_take_back,
    refusal_to_withdraw,
)
from participants.rules import MoveFacts, wrong_facts, wrong_text


@action
def propose(
    *,
    participant: Participant,
    facts: MoveFacts,
    because: str,
    by: User,
    now: datetime,
    replaces: Proposal | None = None,
) -> Proposal:
    """Propose a move, an end or another reason for one; in place of an earlier proposal where one is named."""
    refuse_about(participant, refusal_to_propose(by, participant, timezone.localdate(now)), by=by)
    return lay_before(
        participant=participant, facts=facts, because=because, by=by, now=now, replaces=replaces
    )


def lay_before(
    *,
    participant: Participant,
    facts: MoveFacts,
    because: str,
    by: User,
    now: datetime,
    replaces: Proposal | None,
) -> Proposal:
    """The proposal itself. Part of an action that has asked who may propose for this person."""
    _require_text(because)
    if wrong := wrong_facts(facts, timezone.localdate(now)):
        raise Refused(" ".join(wrong))
    if replaces is not None:
        replaces = hold(replaces)
        if replaces.participant_id != participant.pk:
            raise Refused(_("The earlier proposal is about somebody else."))
        refuse_about(participant, refusal_to_take_back(by, replaces), by=by)
        take_back(replaces, ProposalState.REPLACED, by, now)
    proposal = Proposal.objects.create(
        participant=participant,
        office_id=participant.office_id,
        side=SIDE_OF[Role(by.role)],
        day=facts.day,
        target=facts.target,
        left_reason=facts.left_reason,
        because=because.strip(),
        proposed_by=by,
        replaces=replaces,
    )
    _log(proposal, by)
    return proposal


@action
def approve(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Let the journey take the step. The rules are those of every other move."""
    today = timezone.localdate(now)
    lock_office_shared(proposal.office_id)
    person = Participant.objects.select_for_update(of=("self",)).get(pk=proposal.participant_id)
    proposal = hold(proposal)
    refuse_about(person, refusal_to_answer(by, proposal, today), by=by)
    facts = MoveFacts(proposal.day, proposal.target, proposal.left_reason)
    office = proposal.proposed_by if proposal.side == Side.OFFICE else by
    proposal.move = move_for(person=person, facts=facts, by=office, today=today)
    _answer(proposal, ProposalState.APPROVED, "", by, now, "move")
    return proposal


@action
def reject(*, proposal: Proposal, because: str, by: User, now: datetime) -> Proposal:
    """Say no, and why."""
    proposal = hold(proposal)
    refuse_about(proposal.participant, refusal_to_answer(by, proposal, timezone.localdate(now)), by=by)
    _require_text(because)
    _answer(proposal, ProposalState.REJECTED, because.strip(), by, now)
    return proposal


@action
def withdraw(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Take a proposal back that nobody has answered."""
    proposal = hold(proposal)
    refuse_about(proposal.participant, refusal_to_withdraw(by, proposal, timezone.localdate(now)), by=by)
    take_back(proposal, ProposalState.WITHDRAWN, by, now)
    return proposal


@action
def mark_read(*, participant: Participant, by: User, now: datetime) -> None:
    """The answers to this side's own proposals are news no longer."""
    refuse_about(participant, refusal_to_propose(by, participant, timezone.localdate(now)), by=by)
    mark_answers_read(participant, by, now)


def mark_answers_read(participant: Participant, by: User, now: datetime) -> None:
    """Part of an action that has asked who may read them."""
    Proposal.objects.filter(participant=participant).unread().from_side_of(by).update(read_at=now)
    record(Action.RECORDED, "participant", [participant.pk], by=by.pk, office=participant.office_id)


def hold(proposal: Proposal) -> Proposal:
    """The proposal as it is now; two answers at once come one after the other."""
    held = Proposal.objects.select_for_update(of=("self",))
    return held.select_related("participant__office", "proposed_by").get(pk=proposal.pk)


def take_back(proposal: Proposal, state: ProposalState, by: User, now: datetime) -> None:
    """Withdraw or replace what has been held. One's own doing is no news."""
    proposal.read_at = now
    _answer(proposal, state, "", by, now, "read_at")


def _answer(
    proposal: Proposal, state: ProposalState, answer: str, by: User, now: datetime, *more: str
) -> None:
    proposal.state, proposal.answer = state, answer
    proposal.answered_by, proposal.answered_at = by, now
    proposal.save(update_fields=["state", "answer", "answered_by", "answered_at", *more])
    _log(proposal, by)


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])


def _log(proposal: Proposal, by: User) -> None:
    record(Action.RECORDED, "proposal", [proposal.pk], by=by.pk, office=proposal.office_id)
