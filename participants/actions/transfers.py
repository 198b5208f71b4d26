"""Moving somebody from one office's care to another's: one office proposes, the other accepts, and on the day sight passes.

Each action holds the transfer's row, so that two answers at once come one after the other.
"""

import logging
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.actions.refusals import refuse_about
from participants.enums import TransferState
from participants.models import Participant, Transfer
from participants.office_lock import lock_office_shared
from participants.permissions import (
    refusal_to_answer_transfer,
    refusal_to_propose_transfer,
    refusal_to_withdraw_transfer,
)
from participants.rules import wrong_text
from spelling.sameness import same_key

logger = logging.getLogger(__name__)

FURTHEST = timedelta(days=92)
# A reference is saved with the keys it is found and put in order by.
REFERENCE = ["new_reference", "new_reference_key", "new_reference_order"]


@action
def propose_transfer(
    *,
    participant: Participant,
    to: Partner,
    day: date,
    passes_contact: bool,
    because: str,
    by: User,
    now: datetime,
) -> Transfer:
    """Ask another office to take over from a day on. Nothing passes before it has accepted, and the day has come."""
    today = timezone.localdate(now)
    lock_office_shared(participant.office_id)
    person = (
        Participant.objects.select_for_update(of=("self",)).select_related("office").get(pk=participant.pk)
    )
    refuse_about(person, refusal_to_propose_transfer(by, person, to, today), by=by)
    _require_day(person, day, today)
    _require_text(because)
    if person.transfers.open().exists():
        raise Refused(
            _("There is a transfer of this participant already. Withdraw it before you propose another.")
        )
    transfer = Transfer.objects.create(
        participant=person,
        from_office_id=person.office_id,
        to_office=to,
        reference=person.reference,
        day=day,
        passes_contact=passes_contact,
        because=because.strip(),
        proposed_by=by,
    )
    _log(transfer, by)
    return transfer


@action
def accept_transfer(*, transfer: Transfer, reference: str, by: User, now: datetime) -> Transfer:
    """Take over. Where the day has come already, sight passes with this answer."""
    transfer = _hold(transfer)
    today = timezone.localdate(now)
    _refuse(transfer, refusal_to_answer_transfer(by, transfer, today), by)
    lock_office_shared(transfer.to_office_id)
    if Participant.objects.filter(office_id=transfer.to_office_id).with_reference(reference).exists():
        raise Refused(_("The office has a participant with this reference already. Choose another."))
    _answer(transfer, TransferState.ACCEPTED, by, now, new_reference=reference)
    if transfer.day <= today:
        _carry_out(transfer)
    return transfer


@action
def refuse_transfer(*, transfer: Transfer, because: str, by: User, now: datetime) -> Transfer:
    """Say no, and why. The participant stays where they are."""
    transfer = _hold(transfer)
    _refuse(transfer, refusal_to_answer_transfer(by, transfer, timezone.localdate(now)), by)
    _require_text(because)
    _answer(transfer, TransferState.REFUSED, by, now, answer=because.strip())
    return transfer


@action
def withdraw_transfer(*, transfer: Transfer, by: User, now: datetime) -> Transfer:
    """Take back what has not been carried out yet."""
    transfer = _hold(transfer)
    _refuse(transfer, refusal_to_withdraw_transfer(by, transfer, timezone.localdate(now)), by)
    _answer(transfer, TransferState.WITHDRAWN, by, now)
    return transfer


def carry_out_transfers(*, today: date) -> int:
    """Let sight pass where it was agreed for today or a night that was missed. The portal does it by itself.

    One by one: a transfer that breaks keeps nobody else where they are.
    """
    agreed = Transfer.objects.filter(state=TransferState.ACCEPTED, day__lte=today)
    return sum(_carry_out_if_agreed(pk) for pk in agreed.order_by("day", "pk").values_list("pk", flat=True))


def _carry_out_if_agreed(pk: UUID) -> bool:
    try:
        return _carry_out_by_itself(pk)
    except DatabaseError:
        logger.exception("A transfer that was agreed could not be carried out")
        return False


@action
def _carry_out_by_itself(pk: UUID) -> bool:
    """Where the new office has given the reference to somebody else in the meantime, the next free one is taken."""
    held = Transfer.objects.select_for_update(of=("self",)).filter(pk=pk, state=TransferState.ACCEPTED)
    transfer = held.first()
    if transfer is None:
        return False
    free = free_reference(transfer.to_office_id, transfer.new_reference)
    if free != transfer.new_reference:
        transfer.new_reference = free
        transfer.save(update_fields=REFERENCE)
    _carry_out(transfer)
    return True


def free_reference(office: UUID, wanted: str) -> str:
    """The reference itself where nobody in the office has it, else with a number behind it."""
    people = Participant.objects.filter(office_id=office)
    taken = set(people.values_list("reference_key", flat=True))
    number, free = 1, wanted
    while same_key(free) in taken:
        number += 1
        free = f"{wanted[:34]}-{number}"
    return free


def _carry_out(transfer: Transfer) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_carry_out_transfer(%s)", [transfer.pk])
    for office in (transfer.from_office_id, transfer.to_office_id):
        record(
            Action.MOVED,
            "participant",
            [transfer.participant_id],
            by=transfer.answered_by_id,
            office=office,
        )


def _hold(transfer: Transfer) -> Transfer:
    held = Transfer.objects.select_for_update(of=("self",))
    return held.select_related("from_office", "to_office").get(pk=transfer.pk)


def _answer(transfer: Transfer, state: TransferState, by: User, now: datetime, **more: str) -> None:
    facts = {"state": state, "answered_by": by, "answered_at": now, **more}
    for name, value in facts.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=[*facts, *REFERENCE])
    _log(transfer, by)


def _require_day(person: Participant, day: date, today: date) -> None:
    last = person.stays.standing().order_by("-day").first()
    if last is None:
        raise Refused(_("The participant has no journey yet, so there is nothing to take over."))
    if day <= last.day:
        raise Refused(_("Choose a day after the participant came to this office."))
    if day > today + FURTHEST:
        raise Refused(_("Choose a day within the next three months."))


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write why."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])


def _refuse(transfer: Transfer, reason: str, by: User) -> None:
    refuse_if(
        reason,
        by=by.pk,
        subject="transfer",
        ids=[transfer.pk],
        office=transfer.to_office_id,
    )


def _log(transfer: Transfer, by: User) -> None:
    for office in (transfer.from_office_id, transfer.to_office_id):
        record(Action.RECORDED, "transfer", [transfer.participant_id], by=by.pk, office=office)
