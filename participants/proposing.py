"""Proposals about a journey: one side proposes, the other approves or rejects, and both see what came of it."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from audit.deeds import NotPermitted, Refused, deed
from audit.enums import Action
from audit.recording import record
from participants.enums import ProposalState
from participants.models import Participant, Proposal
from participants.permissions import may_answer, may_propose, may_withdraw
from participants.recording import move_for
from participants.rules import MoveFacts, wrong_facts, wrong_text
from participants.turns import take_beside_others


@deed
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
    today = timezone.localdate(now)
    _require(may_propose(by, participant, today), participant, by)
    _require_text(because)
    if wrong := wrong_facts(facts, today):
        raise Refused(" ".join(wrong))
    if replaces is not None:
        replaces = _hold(replaces)
        _require(may_withdraw(by, replaces, today), participant, by)
        _answer(replaces, ProposalState.REPLACED, "", by, now)
    proposal = Proposal.objects.create(
        participant=participant,
        office_id=participant.office_id,
        by_office=by.role == Role.NAV_LEADER,
        day=facts.day,
        target=facts.target,
        left_reason=facts.left_reason,
        because=because.strip(),
        proposed_by=by,
        replaces=replaces,
    )
    _log(proposal, by)
    return proposal


@deed
def approve(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Let the journey take the step. The rules are those of every other move."""
    today = timezone.localdate(now)
    take_beside_others(proposal.office_id)
    person = Participant.objects.select_for_update(of=("self",)).get(pk=proposal.participant_id)
    proposal = _hold(proposal)
    _require(may_answer(by, proposal, today), person, by)
    facts = MoveFacts(proposal.day, proposal.target, proposal.left_reason)
    office = proposal.proposed_by if proposal.by_office else by
    proposal.move = move_for(person=person, facts=facts, by=office, today=today)
    _answer(proposal, ProposalState.APPROVED, "", by, now)
    return proposal


@deed
def reject(*, proposal: Proposal, because: str, by: User, now: datetime) -> Proposal:
    """Say no, and why."""
    proposal = _hold(proposal)
    _require(may_answer(by, proposal, timezone.localdate(now)), proposal.participant, by)
    _require_text(because)
    _answer(proposal, ProposalState.REJECTED, because.strip(), by, now)
    return proposal


@deed
def withdraw(*, proposal: Proposal, by: User, now: datetime) -> Proposal:
    """Take a proposal back that nobody has answered."""
    proposal = _hold(proposal)
    _require(may_withdraw(by, proposal, timezone.localdate(now)), proposal.participant, by)
    _answer(proposal, ProposalState.WITHDRAWN, "", by, now)
    return proposal


@deed
def mark_read(*, participant: Participant, by: User, now: datetime) -> None:
    """The answers to one's own side's proposals about a person have been read."""
    _require(may_propose(by, participant, timezone.localdate(now)), participant, by)
    by_office = by.role == Role.NAV_LEADER
    participant.proposals.unread().filter(by_office=by_office).update(read_at=now)
    record(Action.RECORDED, "participant", [participant.pk], by=by.pk, office=participant.office_id)


def _hold(proposal: Proposal) -> Proposal:
    """The proposal as it is now; two answers at once come one after the other."""
    held = Proposal.objects.select_for_update(of=("self",))
    return held.select_related("participant__office", "proposed_by").get(pk=proposal.pk)


def _answer(proposal: Proposal, state: ProposalState, answer: str, by: User, now: datetime) -> None:
    proposal.state, proposal.answer = state, answer
    proposal.answered_by, proposal.answered_at = by, now
    if state in (ProposalState.WITHDRAWN, ProposalState.REPLACED):
        # One's own doing is no news.
        proposal.read_at = now
    proposal.save()
    _log(proposal, by)


def _require(reason: str, person: Participant, by: User) -> None:
    if reason:
        raise NotPermitted(
            reason,
            action=Action.RECORDED,
            subject="participant",
            ids=[person.pk],
            by=by.pk,
            office=person.office_id,
        )


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])


def _log(proposal: Proposal, by: User) -> None:
    record(Action.RECORDED, "proposal", [proposal.pk], by=by.pk, office=proposal.office_id)
