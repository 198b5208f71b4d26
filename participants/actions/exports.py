"""Taking a list of people out as a file: with a reason, and with everybody who was on it in the log."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.models import Partner
from participants.enums import ExportKind, State
from participants.models import Participant, ParticipantQuerySet
from participants.permissions import refusal_to_export
from participants.rules import wrong_text
from participants.spreadsheets import Row, as_csv, as_xlsx


@action
def export_people(
    *, office: Partner, people: ParticipantQuerySet, kind: ExportKind, reason: str, by: User, today: date
) -> bytes:
    """The people in the order of their list. The log holds who, why, and each person's id."""
    refuse_if(
        refusal_to_export(by, office, today),
        action=Action.EXPORTED,
        subject="office",
        ids=[office.pk],
        by=by.pk,
        office=office.pk,
    )
    if not reason.strip():
        raise Refused(_("Write what the file is needed for."))
    if wrong := wrong_text(reason):
        raise Refused(wrong[0])
    people = list(people)
    ids = [person.pk for person in people]
    record(Action.EXPORTED, "participant", ids, by=by.pk, office=office.pk, reason=reason.strip())
    heads, rows = _heads(), _rows(people)
    return as_csv(heads, rows) if kind == ExportKind.CSV else as_xlsx(_("Participants"), heads, rows)


def _heads() -> list[str]:
    return [
        _("Reference"),
        _("Where now"),
        _("Since"),
        _("Reason"),
        _("Target group"),
        _("Support need"),
        _("Birth year"),
        _("Sex"),
        _("Informed on"),
    ]


def _rows(people: list[Participant]) -> Iterator[Row]:
    for person in people:
        if person.is_shielded:
            yield (person.reference, _("Shielded"), *[None] * 7)
            continue
        place = person.whereabouts
        yield (
            person.reference,
            str(place.get_state_display()) if place.state else _("No journey yet"),
            place.since,
            str(place.get_left_reason_display()) if place.state == State.LEFT else None,
            str(person.get_target_group_display()),
            str(person.get_effort_group_display()),
            person.birth_year,
            str(person.get_sex_display()),
            person.informed_on,
        )
