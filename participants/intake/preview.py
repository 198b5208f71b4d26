"""What a workbook would change, in words: before and after, column by column."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count, QuerySet
from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpSource,
    ImportChangeKind,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.intake.tables import SHEETS
from participants.models import ImportChange
from participants.workbook import columns
from participants.workbook.words import NO, YES, word_of

HEADINGS = {
    "birth_year": columns.BIRTH_YEAR,
    "sex": columns.SEX,
    "target_group": columns.TARGET_GROUP,
    "effort_group": columns.EFFORT_GROUP,
    "informed_on": columns.INFORMED_ON,
    "is_shielded": columns.SHIELDED,
    "day": columns.DAY,
    "target": columns.TARGET,
    "left_reason": columns.LEFT_REASON,
    "workplace": columns.WORKPLACE,
    "hours_percent": columns.HOURS_PERCENT,
    "month": columns.MONTH,
    "answer": columns.ANSWER,
    "source": columns.SOURCE,
}
CODES: dict[str, type[StrEnum]] = {
    "sex": Sex,
    "target_group": TargetGroup,
    "effort_group": EffortGroup,
    "target": State,
    "left_reason": LeftReason,
    "answer": FollowUpAnswer,
    "source": FollowUpSource,
}
DAYS = ("informed_on", "day")
BLANK = gettext_lazy("blank")
SHEET = {sheet.summary: sheet for sheet in SHEETS}
# Without these nobody can tell which row of a person it is.
NAMES_A_ROW = {"participants": (), "moves": ("day", "target"), "follow_ups": ("month", "day", "answer")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell, before and after; the same where it only says which row it is."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the preview shows it."""

    reference: str
    sheet: str
    row: int | None
    kind: str
    which: str
    differences: tuple[Difference, ...]


def kinds_of(changes: QuerySet[ImportChange], chosen: str) -> list[tuple[str, str, int, bool]]:
    """Each kind of change: its label, how many rows it has, and whether it is the chosen one."""
    counted = dict(changes.order_by().values_list("kind").annotate(count=Count("pk")))
    return [
        (kind.value, kind.label, counted[kind], kind == chosen)
        for kind in ImportChangeKind
        if kind in counted
    ]


def told(change: ImportChange) -> Told:
    """A change in words."""
    sheet = SHEET[change.sheet]
    shown = change.before or change.after or {}
    which = ", ".join(_word(column, shown[column]) for column in NAMES_A_ROW[change.sheet])
    blank = {each.column for each in sheet.optional if change.blanks & each.mark}
    return Told(
        change.reference,
        sheet.sheet,
        change.row,
        ImportChangeKind(change.kind).label,
        which,
        tuple(_differences(change, blank, sheet.columns)),
    )


def _differences(change: ImportChange, blank: set[str], order: tuple[str, ...]) -> list[Difference]:
    before, after = change.before, change.after
    if before is None or after is None:
        return []
    only_blanks = change.kind in (ImportChangeKind.BLANK, ImportChangeKind.BLANK_SHIELDING)
    columns_told = [
        column
        for column in order
        if (before[column] != after[column] or column in blank) and (column in blank) == only_blanks
    ]
    return [
        Difference(
            HEADINGS[column],
            _word(column, before[column]),
            str(BLANK) if column in blank else _word(column, after[column]),
        )
        for column in columns_told
    ]


def _word(column: str, value: object) -> str:
    """A value as the workbook writes it."""
    if value in (None, ""):
        return str(BLANK)
    if column in CODES:
        return word_of(CODES[column](value)) or str(BLANK)
    if column in DAYS:
        return date_format(date.fromisoformat(str(value)), "SHORT_DATE_FORMAT")
    if isinstance(value, bool):
        return YES if value else NO
    if column == "hours_percent":
        return localize(Decimal(str(value)).normalize() + 0)
    if column == "month":
        return _("after %(months)s months") % {"months": value}
    return str(value)
