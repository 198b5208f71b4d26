"""The tables as a reader meets them: numbered, captioned, in words."""

from dataclasses import dataclass

from reports.document.labels import READING_ORDER, row_heading, row_label, state_label, table_title
from reports.document.wording import count
from reports.protected import ProtectedReport, ProtectedTable


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its code, its words and its counts as printed."""

    code: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table ready to print. The last row and the last column are totals."""

    number: int
    table: ProtectedTable
    caption: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


def read_grids(report: ProtectedReport) -> tuple[Grid, ...]:
    """Every table of the report, numbered in reading order."""
    order = {id: at for at, id in enumerate(READING_ORDER)}
    tables = sorted(report.tables, key=lambda table: order.get(table.id, len(order)))
    return tuple(_grid(report, table, at) for at, table in enumerate(tables, start=1))


def _grid(report: ProtectedReport, table: ProtectedTable, at: int) -> Grid:
    return Grid(
        number=at,
        table=table,
        caption=table_title(report, table.id),
        heading=row_heading(table.id),
        columns=tuple(state_label(code) for code in table.columns),
        rows=tuple(
            GridRow(code, row_label(report, table.id, code), tuple(count(value) for value in values))
            for code, values in zip(table.rows, table.cells, strict=True)
        ),
    )
