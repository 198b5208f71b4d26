"""The tables as a reader meets them: numbered, captioned, in words."""

from dataclasses import replace

from reports.document.amounts import Column, counted
from reports.document.labels import row_heading, row_label, state_label, table_title
from reports.document.measure_grids import measure_grids
from reports.document.tabular import Grid, GridRow
from reports.document.work_grids import OFFICE_GOALS, STEP_MODEL, work_grids
from reports.document.yield_grid import BOTTOM_LINES, yield_grid
from reports.protected import ProtectedReport, ProtectedTable

READING_ORDER = (
    "closing-by-office-grouped",
    "opening-by-office",
    "closing-by-office",
    "exits-by-office-grouped",
    "exits-by-office",
    "flow",
    "flow-grouped",
    "yardsticks",
    "yardstick-states",
    "unseen-by-nav",
    "ladder",
    "fourth-exit",
    "jobs",
    BOTTOM_LINES,
    "state-occupation",
    "first-paid-work",
    "closing-by-sex",
    "closing-by-sex-grouped",
    "closing-by-age",
    "closing-by-age-grouped",
    "closing-by-group",
    "closing-by-group-grouped",
    STEP_MODEL,
    OFFICE_GOALS,
    "completeness",
    "follow-ups",
)


def read_grids(report: ProtectedReport) -> tuple[Grid, ...]:
    """Every table of the report, numbered in reading order."""
    order = {id: at for at, id in enumerate(READING_ORDER)}
    of_tables = (_grid(report, table) for table in report.tables)
    yields = yield_grid(report)
    grids = [*of_tables, *measure_grids(report), *work_grids(report), *([yields] if yields else [])]
    in_order = sorted(grids, key=lambda grid: order.get(grid.id, len(order)))
    return tuple(replace(grid, number=at) for at, grid in enumerate(in_order, start=1))


def _grid(report: ProtectedReport, table: ProtectedTable) -> Grid:
    return Grid(
        id=table.id,
        caption=table_title(report, table.id),
        heading=row_heading(table.id),
        columns=tuple(Column(code, state_label(code)) for code in table.columns),
        rows=tuple(
            GridRow(code, row_label(report, table.id, code), tuple(map(counted, values)))
            for code, values in zip(table.rows, table.cells, strict=True)
        ),
        sources=(table.id,),
        has_totals=True,
    )
