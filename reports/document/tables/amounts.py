"""What stands in the cells of a table: plain counts, shares with their limits, money and figures, and what is not there."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext as _

from reports.document.words.wording import HIDDEN_MARK, number, one_decimal, per_cent
from reports.protected.ranges import NOTHING_TOLD, Range, is_exact
from reports.protected.report import (
    HIDDEN_STATUS,
    SHOWN_STATUS,
    ProtectedMeasure,
    ProtectedShare,
    share_ranges,
)

NOTHING_MARK = "–"
MINUS, PLUS = "−", "+"
# In data files: there is no such number, because nobody is there to count.
EMPTY_STATUS = "empty"


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    PER_CENT = "per cent"
    ROUNDED = "nearest ten"
    KRONER = "kroner"
    TONNES = "tonnes"
    # One decimal: a mean on a scale from 1 to 5, per cent of days, and how many of these more or fewer.
    SCALE = "points"
    RATE = "rate"
    POINTS = "percentage points"


WITH_DECIMAL = frozenset({Unit.SCALE, Unit.RATE, Unit.POINTS})


@dataclass(frozen=True, slots=True)
class Amount:
    """One number as it may be shown. Without a value it is hidden, or there is no such number.

    A hidden one lies `between` two numbers, as far as everything printed tells; the second is None where there is no limit.
    `is_change` is more or less than before, and written with its sign.
    """

    value: int | Decimal | None
    unit: Unit = Unit.COUNT
    limits: tuple[int, int] | None = None
    is_hidden: bool = False
    is_change: bool = False
    between: tuple[int, int | None] | None = None

    @property
    def text(self) -> str:
        """As a table prints it, limits in brackets."""
        if self.value is None:
            return self._range if self.is_hidden else NOTHING_MARK
        if self.is_change:
            return f"{_sign(self.value)}{_written(abs(self.value), self.unit)}"
        written = _written(self.value, self.unit)
        if self.limits is None:
            return written
        return f"{written} ({self.limits[0]}–{self.limits[1]})"

    @property
    def tells_something(self) -> bool:
        """Is there a number, or a range that says more than that somebody is there?"""
        return self.value is not None or self.is_range

    @property
    def is_range(self) -> bool:
        """Is it hidden, and said between which numbers it lies?"""
        return self.value is None and self.between is not None and self.between != NOTHING_TOLD

    @property
    def _range(self) -> str:
        if self.between is None or self.between == NOTHING_TOLD:
            return HIDDEN_MARK
        low, high = self.between
        if low == high:
            return _written(low, self.unit)
        if high is None:
            return _("at least %(low)s") % {"low": _written(low, self.unit)}
        if self.unit == Unit.PER_CENT:
            return f"{low}–{_written(high, self.unit)}"
        return f"{_written(low, self.unit)}–{_written(high, self.unit)}"

    @property
    def status(self) -> str:
        """As data files say it."""
        if self.value is not None:
            return SHOWN_STATUS
        return HIDDEN_STATUS if self.is_hidden else EMPTY_STATUS


def _sign(value: int | Decimal) -> str:
    if value == 0:
        return ""
    return PLUS if value > 0 else MINUS


def _written(value: int | Decimal, unit: Unit) -> str:
    if unit == Unit.PER_CENT:
        return per_cent(value)
    return one_decimal(value) if unit in WITH_DECIMAL else number(value)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. With `has_limits`, data files give the 95 % limits columns of their own."""

    code: str
    label: str
    unit: Unit = Unit.COUNT
    has_limits: bool = False

    def __str__(self) -> str:
        return self.label

    def spread(self) -> tuple["Column", ...]:
        """This column as data files have it."""
        if not self.has_limits:
            return (self,)
        return (
            self,
            Column(f"{self.code}-low", _("%(column)s: lower limit") % {"column": self.label}, self.unit),
            Column(f"{self.code}-high", _("%(column)s: upper limit") % {"column": self.label}, self.unit),
        )


NOTHING = Amount(None)


def counted(
    value: int | None, unit: Unit = Unit.COUNT, between: tuple[int, int | None] | None = None
) -> Amount:
    """A protected count: None is hidden, and lies between two numbers."""
    return Amount(value, unit, is_hidden=value is None, between=between if value is None else None)


def between(of: Range) -> Amount:
    """A count that is known between two numbers, which are one where it is shown."""
    return counted(of[0]) if is_exact(of) else counted(None, between=of)


def counted_in(measure: ProtectedMeasure, code: str) -> Amount:
    """One count of a measure."""
    return counted(measure.cells.get(code, 0), between=measure.range(code))


def share_in(measure: ProtectedMeasure, name: str) -> Amount:
    """One of the three shares of a yardstick whose counts are hidden, as the range it lies in."""
    return Amount(None, Unit.PER_CENT, is_hidden=True, between=share_ranges(measure)[name])


def estimated(share: ProtectedShare | None) -> Amount:
    """A protected share with its limits: None is hidden."""
    if share is None:
        return Amount(None, Unit.PER_CENT, is_hidden=True)
    return Amount(share.share, Unit.PER_CENT, (share.low, share.high))


def in_per_cent(share: float | None, interval: tuple[float, float] | None = None) -> Amount:
    """A share from 0 to 1 in whole per cent; None where nobody is there to divide by."""
    if share is None:
        return NOTHING
    return Amount(
        round(100 * share), Unit.PER_CENT, interval and (round(100 * interval[0]), round(100 * interval[1]))
    )


def spread(column: Column, amount: Amount) -> tuple[Amount, ...]:
    """A number and its limits as data files have them, one for each of `column.spread()`."""
    if not column.has_limits:
        return (amount,)
    low, high = amount.limits or (None, None)
    return (
        Amount(amount.value, amount.unit, is_hidden=amount.is_hidden, between=amount.between),
        Amount(low, amount.unit, is_hidden=amount.is_hidden),
        Amount(high, amount.unit, is_hidden=amount.is_hidden),
    )
