"""What a table is to page, document and data files alike."""

from dataclasses import dataclass
from typing import Any

from reports.document.tables.amounts import Amount, Column


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its code, its words and its numbers."""

    code: str
    label: str
    amounts: tuple[Amount, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The numbers as printed."""
        return tuple(amount.text for amount in self.amounts)


class CountTable:
    """What a page needs of a table of numbers to draw it, wide and narrow."""

    __slots__ = ()

    @property
    def is_wide(self) -> bool:
        """Has a row more than one number? On a telephone it stands by itself then."""
        return len(self.columns) > 1

    @property
    def labelled(self) -> list[tuple[Any, list[tuple[Any, str]]]]:
        """Each row with its numbers as printed, and what each is of: where a row stands by itself."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Grid(CountTable):
    """A table ready to print. `number` is its place among all tables of the report.

    `sources` are the tables and measures of report.json that it is made of. With `has_totals` the last row and
    the last column are totals.
    """

    id: str
    caption: str
    heading: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    sources: tuple[str, ...]
    has_totals: bool = False
    number: int = 0
    # Of yardsticks: the stretch of time they are counted over.
    window: str = ""

    @property
    def has_hidden(self) -> bool:
        return any(amount.is_hidden for row in self.rows for amount in row.amounts)

    @property
    def is_silent(self) -> bool:
        """Is there a hidden number in it, and none that is shown or told as a range, but zeros?"""
        amounts = [amount for row in self.rows for amount in row.amounts]
        return self.has_hidden and not any(amount.value or amount.is_range for amount in amounts)

    @property
    def has_range(self) -> bool:
        """Is a hidden number in it said between which numbers it lies?"""
        return any(amount.is_range for row in self.rows for amount in row.amounts)

    @property
    def has_colon(self) -> bool:
        """Is there a hidden number in it of which nothing is said?"""
        return any(
            amount.is_hidden and not amount.is_range and amount.value is None
            for row in self.rows
            for amount in row.amounts
        )
