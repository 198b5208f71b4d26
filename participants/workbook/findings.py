"""What is wrong with a workbook, or merely worth saying, and where it stands.

Nothing that could be a national identity number leaves this module: every text shown goes through `shown`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clusters.national_id import MASK, holds_national_id

Message = str | Promise

# A sheet where every cell is wrong must not fill the memory; nobody reads this far.
MOST_PROBLEMS = 20_000
LONGEST_SHOWN = 80
LONGEST_LOOKED_THROUGH = 5 * LONGEST_SHOWN
# Excel keeps fifteen digits of a number; those after them are nobody's.
MOST_EXACT = 10**15
BIRTHDAY, FIVE = 6, 5

MORE_PROBLEMS = format_lazy(
    _("Only the first {number} errors are listed. Correct them and try again."), number=MOST_PROBLEMS
)


class Shown(Decimal):
    """A number that its cell shows in another way than it is stored.

    `shown` is what a reader sees; None where that depends on the language of the program.
    """

    __slots__ = ("is_percent", "shown")

    def __new__(cls, value: Decimal, shown: str | None, *, is_percent: bool = False) -> "Shown":
        number = super().__new__(cls, value)
        number.shown, number.is_percent = shown, is_percent
        return number


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that keeps the workbook out. Without a row it concerns the sheet, without a sheet the file."""

    sheet: str
    row: int | None
    column: str
    value: str
    message: Message


@dataclass(frozen=True, slots=True)
class Notice:
    """Something left out of the workbook that keeps nobody from taking in the rest."""

    sheet: str
    row: int | None
    column: str
    message: Message


class Findings:
    """Collects problems and notices while a workbook is checked."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._notices: list[Notice] = []
        self._has_more = False

    def refuse(self, message: Message, sheet: str = "", column: str = "") -> None:
        """Records what is wrong with the file, or with a whole sheet of it."""
        # There are few of these, and they explain the rest: they are never among what is cut off.
        self._problems.append(Problem(shown(sheet), None, shown(column), "", message))

    def problem(self, sheet: str, row: int, column: str, value: Any, message: Message) -> None:
        """Records what is wrong with one cell."""
        if len(self._problems) < MOST_PROBLEMS:
            self._problems.append(Problem(shown(sheet), row, shown(column), shown(value), message))
        else:
            self._has_more = True

    def notice(self, sheet: str, row: int | None, column: str, message: Message) -> None:
        """Records what was left out."""
        if len(self._notices) < MOST_PROBLEMS:
            self._notices.append(Notice(shown(sheet), row, shown(column), message))

    def concern_all_of(self, sheet: str) -> bool:
        """Whether something is wrong with a sheet as a whole, so that its rows say little about others."""
        return any(found.row is None and found.sheet == sheet for found in self._problems)

    def tell(self, message: Message) -> bool:
        """Whether somebody is told this already."""
        return any(problem.message is message for problem in self._problems)

    def problems(self) -> tuple[Problem, ...]:
        """Those of the file and of whole sheets first, then row by row in the order the sheets were met."""
        sheets: dict[str, int] = {}
        for problem in self._problems:
            sheets.setdefault(problem.sheet, len(sheets))
        ordered = sorted(self._problems, key=lambda found: (sheets[found.sheet], found.row or 0))
        if self._has_more:
            ordered.insert(0, Problem("", None, "", "", MORE_PROBLEMS))
        return tuple(ordered)

    def notices(self) -> tuple[Notice, ...]:
        return tuple(self._notices)


def shown(value: Any) -> str:
    """A cell's value as its writer saw it, short, printable and never with a national identity number in it."""
    match value:
        case bool():
            text = str(value).upper()
        case datetime() if value.time() != time.min:
            text = f"{value:%d.%m.%Y %H:%M}"
        case date():
            text = f"{value:%d.%m.%Y}"
        case float() if value.is_integer():
            text = f"{value:.0f}"
        case Shown():
            text = value.shown or f"{value.normalize():f}"
        case _:
            text = str(value)
    # What is cut off below need not be looked through, but a number may stand across the cut.
    if holds_national_id(text[:LONGEST_LOOKED_THROUGH]) or holds_national_id(digits_of(value)):
        return MASK
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def digits_of(value: Any) -> str:
    """The digits of a number as long as an identity number, with the zeros that Excel drops from it.

    010154,12345 is a number too: the birthday, and five digits as decimals, of which the last may be nought.
    """
    if isinstance(value, float | Decimal):
        exact = Decimal(repr(value)) if isinstance(value, float) else value
        if not exact.is_finite():
            return ""
        before, _point, after = f"{abs(exact):f}".partition(".")
        after = after.rstrip("0")
        if len(after) in (FIVE - 1, FIVE) and len(before) in (BIRTHDAY - 1, BIRTHDAY):
            return before.zfill(BIRTHDAY) + after.ljust(FIVE, "0")
        value = int(exact) if not after else 0
    if isinstance(value, int) and not isinstance(value, bool) and 10**9 <= abs(value) < MOST_EXACT:
        return f"{abs(value):011d}"
    return ""
