"""What stands in the history of one thing, as a person reads it: when, who, and what became what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import ADDRESS, SECOND_FACTOR
from accounts.models import User
from audit.enums import Action, Decision
from audit.models import Event

MOST = 100


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change: who made it, and for each field what it says from then on."""

    at: datetime
    by: str
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AccessLine:
    """One thing that was done with somebody's way in."""

    at: datetime
    by: str
    what: str


ACCESS = {
    "user": gettext_lazy("Account"),
    "seat": gettext_lazy("Seat"),
    ADDRESS: gettext_lazy("E-mail address"),
    "password": gettext_lazy("Password"),
    SECOND_FACTOR: gettext_lazy("Second factor"),
    "session": gettext_lazy("Session"),
}


# The log keeps short words; whatever is not among them are names of fields.
WHY = {
    "created": gettext_lazy("made"),
    "given": gettext_lazy("given"),
    "changed": gettext_lazy("changed"),
    "reset by letter": gettext_lazy("chosen anew by way of a letter"),
    "set up": gettext_lazy("set up"),
    "removed by oneself": gettext_lazy("removed by the person"),
    "passkey added": gettext_lazy("passkey added"),
    "passkey removed by oneself": gettext_lazy("passkey removed by the person"),
    "new recovery codes": gettext_lazy("new recovery codes"),
    "wrong password": gettext_lazy("wrong password"),
    "wrong code": gettext_lazy("wrong code"),
    "wrong passkey": gettext_lazy("wrong passkey"),
}


def access_of(pk: str) -> list[AccessLine]:
    """What the log says of somebody's way in, newest first: who let them in, what became of it, and refused attempts."""
    try:
        lines = Event.objects.filter(subject_ids__contains=[UUID(pk)], subject__in=ACCESS)
    except ValueError:
        return []
    lines = list(lines.order_by("-at", "pk")[:MOST])
    people = User.objects.in_bulk({line.actor_id for line in lines if line.actor_id})
    return [
        AccessLine(line.at, str(people.get(line.actor_id, _("The portal itself"))), _said(line))
        for line in lines
    ]


def _said(line: Event) -> str:
    words = f"{ACCESS[line.subject]}: {line.get_action_display().lower()}"
    # What was asked for stands there as a mark that nobody can read.
    if line.reason and line.action != Action.REQUESTED:
        words = f"{words} ({WHY.get(line.reason, line.reason)})"
    return f"{words}, {line.get_decision_display().lower()}" if line.decision == Decision.REFUSED else words


def changes_of(model: type[models.Model], pk: str) -> list[HistoryEntry]:
    """The changes of one row, newest first; none for what has no history. Two queries, and one for each kind of link."""
    events = getattr(model, "pgh_event_model", None)
    if events is None:
        return []
    kept = {field.name for field in events._meta.concrete_fields}
    followed = [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name in kept
    ]
    links = [field.name for field in followed if field.is_relation]
    try:
        history = events.objects.filter(pgh_obj_id=pk).select_related(*links).order_by("-pgh_id")[: MOST + 1]
        rows = list(history)
    except ValidationError:
        return []
    names = _names(rows)
    return [
        HistoryEntry(
            row.pgh_created_at,
            names.get(_actor(row), _("The portal itself")),
            _what_changed(row, older, followed),
        )
        for row, older in zip(rows, [*rows[1:], None], strict=True)
    ][:MOST]


def _what_changed(
    row: models.Model, older: models.Model | None, followed: list[Field]
) -> list[tuple[str, str]]:
    return [
        (str(field.verbose_name), _in_words(row, field))
        for field in followed
        if (older is None and field.value_from_object(row) not in (None, ""))
        or (older is not None and field.value_from_object(row) != field.value_from_object(older))
    ]


def _in_words(row: models.Model, field: Field) -> str:
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return _("empty")
    # Whole numbers are years as often as counts: no room between the thousands.
    return str(value if isinstance(value, int) else localize(value))


def _actor(row: models.Model) -> str:
    return (row.pgh_context or {}).get("actor", "")


def _names(rows: list[models.Model]) -> dict[str, str]:
    actors = {_actor(row) for row in rows} - {"", "system"}
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=actors)}
