"""What is different in a new edition: from the two reports as anybody can read them, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.protected.ranges import Range
from reports.protected.report import ProtectedReport, ProtectedTable


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that shows something else than before, each as the range that is told of it."""

    table: str
    row: str
    column: str
    was: Range
    now: Range


def what_changed(former: ProtectedReport, current: ProtectedReport) -> tuple[Change, ...]:
    """Every cell of both editions whose shown value differs, in the order of the newer one's tables.

    A row, a column or a table that only one of them has is no change of a number and is left out.
    """
    tables = {table.id: table for table in former.tables}
    return tuple(
        change
        for table in current.tables
        if table.id in tables
        for change in _changes_in(tables[table.id], table)
    )


def _changes_in(former: ProtectedTable, current: ProtectedTable) -> Iterator[Change]:
    for row in current.rows:
        for column in current.columns:
            if row in former.rows and column in former.columns:
                was, now = former.range(row, column), current.range(row, column)
                if was != now:
                    yield Change(current.id, row, column, was, now)
