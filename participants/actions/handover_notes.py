"""What leaders write down for whoever comes after them."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.enums import NoteKind
from participants.models import HandoverNote
from participants.permissions import refusal_to_hand_over
from participants.rules import wrong_text


@action
def write_note(
    *, office: Partner, kind: NoteKind, text: str, due_on: date | None, by: User, now: datetime
) -> HandoverNote:
    """Write a target that was agreed on, or a note about the work. Never about a person."""
    _require(by, office, now)
    if not text.strip():
        raise Refused(_("Write what whoever comes next should know."))
    if wrong := wrong_text(text):
        raise Refused(wrong[0])
    note = HandoverNote.objects.create(
        office=office, kind=kind, text=text.strip(), due_on=due_on, written_by=by
    )
    record(Action.RECORDED, "hand-over note", [note.pk], by=by.pk, office=office.pk)
    return note


@action
def settle_note(*, note: HandoverNote, by: User, now: datetime) -> None:
    """Say that a note is done with: reached, taken over, or no longer so."""
    _require(by, note.office, now)
    settled = HandoverNote.objects.standing().filter(pk=note.pk).update(settled_by=by, settled_at=now)
    if not settled:
        raise Refused(_("Somebody has settled this note already."))
    record(Action.RECORDED, "hand-over note", [note.pk], by=by.pk, office=note.office_id)


def _require(by: User, office: Partner, now: datetime) -> None:
    refuse_if(
        refusal_to_hand_over(by, office, timezone.localdate(now)),
        by=by.pk,
        subject="hand-over note",
        ids=[office.pk],
        office=office.pk,
    )
