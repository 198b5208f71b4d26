"""What stands in the history of one thing, as a person reads it: when, who, and what became what."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field
from django.utils.formats import localize
from django.utils.translation import gettext as _

from accounts.models import User

MOST = 100


@dataclass(frozen=True, slots=True)
class Change:
    """One change: who made it, and for each field what it says from then on."""

    at: datetime
    by: str
    fields: list[tuple[str, str]]


def changes_of(model: type[models.Model], pk: str) -> list[Change]:
    """The changes of one row, newest first; none for what has no history. Two queries, and one for each kind of link."""
    events = getattr(model, "pgh_event_model", None)
    if events is None:
        return []
    followed = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    links = [field.name for field in followed if field.is_relation]
    try:
        history = events.objects.filter(pgh_obj_id=pk).select_related(*links).order_by("-pgh_id")[: MOST + 1]
        rows = list(history)
    except ValidationError:
        return []
    names = _names(rows)
    return [
        Change(
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
