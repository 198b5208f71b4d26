"""The stretch of days a report is about."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils.translation import gettext as _

PARTS = {"H": 2, "T": 3, "Q": 4}
LABEL = re.compile(r"(20\d\d)(?:-([HTQ])([1-4]))?")


class PeriodError(ValueError):
    """The text names no period; the message says what would."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From `start` to `end`, both days included."""

    start: date
    end: date
    label: str

    def __str__(self) -> str:
        return self.label

    @property
    def parts(self) -> tuple[int, str, int]:
        """Year, kind (H, T, Q or Y) and which of its kind; the kind is empty for a stretch between any two days."""
        match = LABEL.fullmatch(self.label)
        if not match:
            return self.start.year, "", 0
        return int(match[1]), match[2] or "Y", int(match[3] or 1)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end


def parse_period(text: str) -> Period:
    """Read `2026`, `2026-H1`, `2026-T2`, `2026-Q4` or `2026-01-01..2026-03-31`."""
    text = text.strip()
    if ".." in text:
        return _between(*text.split("..", 1))
    match = LABEL.fullmatch(text.upper())
    if not match:
        raise PeriodError(_not_a_period(text))
    year, kind, number = int(match[1]), match[2], int(match[3] or 1)
    parts = PARTS.get(kind, 1)
    if number > parts:
        raise PeriodError(_not_a_period(text))
    months = 12 // parts
    last = number * months
    return Period(
        start=date(year, last - months + 1, 1),
        end=date(year, last, calendar.monthrange(year, last)[1]),
        label=text.upper(),
    )


def labels_like(label: str) -> str:
    """A regular expression for the periods of the same kind; empty for one between any two days."""
    match = re.fullmatch(r"20\d\d(?:-([HTQ])[1-4])?", label)
    if not match:
        return ""
    return f"^20[0-9]{{2}}-{match[1]}[1-4]$" if match[1] else "^20[0-9]{2}$"


def latest_periods(kind: str, today: date, most: int) -> list[Period]:
    """The last periods of a kind (T, Q, H or Y) that have ended, newest first."""
    labels = (
        f"{year}-{kind}{number}" if kind in PARTS else str(year)
        for year in range(today.year, 1999, -1)
        for number in range(PARTS.get(kind, 1), 0, -1)
    )
    ended = (period for period in map(parse_period, labels) if period.end < today)
    return list(islice(ended, most))


def _between(first: str, last: str) -> Period:
    try:
        start, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise PeriodError(_not_a_period(f"{first}..{last}")) from None
    if end < start:
        raise PeriodError(_("The period ends before it starts: %(text)s.") % {"text": f"{first}..{last}"})
    return Period(start=start, end=end, label=f"{start}..{end}")


def _not_a_period(text: str) -> str:
    return _(
        "“%(text)s” is not a period. Write for example 2026, 2026-H1, 2026-T2, 2026-Q4 or 2026-01-01..2026-03-31."
    ) % {"text": text}
