"""The three sheets as the import compares them: which columns, what makes two rows the same, what a blank may hide."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OptionalColumn:
    """A column that may be blank: its place in the sheet's row, and when the portal knows something there."""

    column: str
    place: int
    is_known: str

    @property
    def mark(self) -> int:
        """As rows mark it among their blanks."""
        return 1 << self.place


@dataclass(frozen=True, slots=True)
class ComparedSheet:
    """One sheet beside its table. `sheet` is its Norwegian name, `summary` its name in a summary."""

    name: str
    sheet: str
    summary: str
    table: str
    columns: tuple[str, ...]
    optional: tuple[OptionalColumn, ...]
    identity: str = ""
    kin: str = ""
    # With another value here the row is about something else, and its blanks are its own.
    subject: str = ""


def _text(column: str, place: int) -> OptionalColumn:
    return OptionalColumn(column, place, f"standing.{column} <> ''")


def _set(column: str, place: int) -> OptionalColumn:
    return OptionalColumn(column, place, f"standing.{column} IS NOT NULL")


SHIELDED = OptionalColumn("is_shielded", 6, "standing.is_shielded")

PEOPLE = ComparedSheet(
    "participant",
    "Deltakere",
    "participants",
    "participants_participant",
    ("birth_year", "sex", "target_group", "effort_group", "informed_on", "is_shielded"),
    (_text("sex", 2), _text("target_group", 3), _text("effort_group", 4), _set("informed_on", 5), SHIELDED),
)
MOVES = ComparedSheet(
    "move",
    "Forløp",
    "moves",
    "participants_move",
    ("day", "target", "left_reason", "workplace", "hours_percent"),
    (_text("left_reason", 3), _text("workplace", 4), _set("hours_percent", 5)),
    identity="key, day",
    kin="target",
    subject="target",
)
FOLLOW_UPS = ComparedSheet(
    "follow_up",
    "Oppfølging",
    "follow_ups",
    "participants_followup",
    ("month", "day", "answer", "hours_percent", "source"),
    (_set("hours_percent", 4), _text("source", 5)),
    identity="key, month, day",
    kin="month",
    subject="answer",
)
RECORDS = (MOVES, FOLLOW_UPS)
SHEETS = (PEOPLE, *RECORDS)
