"""Joining two records that are one person: one side says so, the other says who, and the two become one journey.

Within an office one leader's word is both sides'. What the journey becomes is shown before (`participants.queries.joining`).
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.actions.refusals import refuse_about
from participants.enums import TransferState
from participants.models import DataRequest, Joining, Participant, Transfer
from participants.office_lock import lock_office_shared
from participants.permissions import (
    refusal_to_answer_joining,
    refusal_to_propose_joining,
    refusal_to_record,
    refusal_to_withdraw_joining,
)
from participants.queries.joining import Plan, asking_side_of, plan_of, side_of
from participants.queries.retention import delete_day_of
from participants.rules import wrong_text


@action
def propose_joining(
    *, participant: Participant, to: Partner, reference: str, because: str, by: User, now: datetime
) -> Joining:
    """Say that another office has this person as well. Nothing is joined before it has said who that is."""
    lock_office_shared(participant.office_id)
    held = Participant.objects.select_for_update(of=("self",)).select_related("office")
    person = held.get(pk=participant.pk)
    refuse_about(person, refusal_to_propose_joining(by, person, to, timezone.localdate(now)), by=by)
    _require_text(because)
    if wrong := wrong_text(reference):
        raise Refused(wrong[0])
    _require_nothing_else(person)
    joining = Joining.objects.create(
        participant=person,
        from_office_id=person.office_id,
        reference=person.reference,
        to_office=to,
        other_reference=reference.strip()[:40],
        because=because.strip(),
        proposed_by=by,
    )
    _log(joining, by)
    return joining


@action
def join_here(
    *, participant: Participant, other: Participant, because: str, by: User, now: datetime
) -> Joining:
    """Within an office: the first record is left, and the other goes into it."""
    joining = propose_joining(
        participant=participant,
        to=participant.office,
        reference=other.reference,
        because=because,
        by=by,
        now=now,
    )
    return accept_joining(joining=joining, other=other, by=by, now=now)


@action
def accept_joining(*, joining: Joining, other: Participant, by: User, now: datetime) -> Joining:
    """Say which record it is, and join the two. Who is left may be the other office's from now on."""
    joining = _hold(joining)
    today = timezone.localdate(now)
    _refuse(joining, refusal_to_answer_joining(by, joining, today), by)
    for office in sorted({joining.from_office_id, joining.to_office_id}):
        lock_office_shared(office)
    held = Participant.objects.select_for_update(of=("self",)).select_related("office")
    other = held.get(pk=other.pk)
    refuse_about(other, refusal_to_record(by, other, today), by=by)
    if other.office_id != joining.to_office_id:
        raise Refused(_("Choose a participant of the office that is asked."))
    _require_nothing_else(other)
    plan = plan_for(joining, other)
    if plan is None:
        raise Refused(_("The other record has changed since this was asked. Ask again."))
    if plan.contradictions:
        raise Refused(" ".join(plan.contradictions))
    _answer(joining, TransferState.ACCEPTED, by, now, other=other, other_reference=other.reference)
    _carry_out(joining, plan, by)
    joining.refresh_from_db()
    return joining


@action
def refuse_joining(*, joining: Joining, because: str, by: User, now: datetime) -> Joining:
    """Say that it is somebody else, or why not. Both records stay as they are."""
    joining = _hold(joining)
    _refuse(joining, refusal_to_answer_joining(by, joining, timezone.localdate(now)), by)
    _require_text(because)
    _answer(joining, TransferState.REFUSED, by, now, answer=because.strip())
    return joining


@action
def withdraw_joining(*, joining: Joining, by: User, now: datetime) -> Joining:
    """Take back what has not been answered."""
    joining = _hold(joining)
    _refuse(joining, refusal_to_withdraw_joining(by, joining, timezone.localdate(now)), by)
    _answer(joining, TransferState.WITHDRAWN, by, now)
    return joining


def plan_for(joining: Joining, other: Participant) -> Plan | None:
    """What the two would become; None where the asking side's record is no longer there."""
    asking = asking_side_of(joining)
    return None if asking is None else plan_of(asking, side_of(other))


def _carry_out(joining: Joining, plan: Plan, by: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT portal_carry_out_joining(%s, %s, %s::uuid[], %s::uuid[], %s::date[])",
            [
                joining.pk,
                plan.kept.pk,
                plan.left_out_ids,
                [office for _day, office in plan.stays],
                [day for day, _office in plan.stays],
            ],
        )
    # Where the person is another office's now, the nightly round finds the day.
    for person in Participant.objects.filter(pk=plan.kept.pk):
        person.delete_on = delete_day_of(person)
        person.save(update_fields=["delete_on"])
    for office in sorted({joining.from_office_id, joining.to_office_id}):
        record(Action.JOINED, "participant", [plan.kept.pk, plan.gone.pk], by=by.pk, office=office)


def _require_nothing_else(person: Participant) -> None:
    """What waits for an answer about somebody is answered first: afterwards nobody could tell about which record."""
    if Transfer.objects.open().filter(participant=person).exists():
        raise Refused(_("There is a transfer of this participant. Answer or withdraw it first."))
    if DataRequest.objects.waiting().filter(participant=person).exists():
        raise Refused(_("The participant asks for correction or erasure. Answer that first."))
    if Joining.objects.open().filter(participant=person).exists():
        raise Refused(
            _(
                "It has been asked already whether this participant is somebody else as well. Withdraw that first."
            )
        )


def _hold(joining: Joining) -> Joining:
    held = Joining.objects.select_for_update(of=("self",))
    return held.select_related("from_office", "to_office").get(pk=joining.pk)


def _answer(joining: Joining, state: TransferState, by: User, now: datetime, **more: object) -> None:
    facts = {"state": state, "answered_by": by, "answered_at": now, **more}
    for name, value in facts.items():
        setattr(joining, name, value)
    joining.save(update_fields=list(facts))
    _log(joining, by)


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])


def _refuse(joining: Joining, reason: str, by: User) -> None:
    refuse_if(reason, by=by.pk, subject="joining", ids=[joining.pk], office=joining.to_office_id)


def _log(joining: Joining, by: User) -> None:
    for office in sorted({joining.from_office_id, joining.to_office_id}):
        record(Action.RECORDED, "joining", [joining.participant_id], by=by.pk, office=office)
