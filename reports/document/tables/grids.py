"""The tables as a reader meets them: numbered, captioned, in words."""

from dataclasses import replace

from reports.document.tables.amounts import Column, counted
from reports.document.tables.bottom_lines import BOTTOM_LINES, yield_grid
from reports.document.tables.cluster_work import OFFICE_GOALS, STEP_MODEL, work_grids
from reports.document.tables.measures import measure_grids
from reports.document.tables.tabular import Grid, GridRow
from reports.document.tables.yardsticks import YARDSTICK_STATES, YARDSTICKS, grid_ids
from reports.document.words.labels import row_heading, row_label, state_label, table_title
from reports.protected.report import ProtectedReport, ProtectedTable

READING_ORDER = (
    "closing-by-office-grouped",
    "opening-by-office",
    "closing-by-office",
    "exits-by-office-grouped",
    "exits-by-office",
    "flow",
    "flow-grouped",
    *grid_ids(YARDSTICKS),
    *grid_ids(YARDSTICK_STATES),
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
    """Every table of the report that says something, numbered in reading order."""
    told = [grid for grid in _every_grid(report) if not grid.is_silent]
    return tuple(replace(grid, number=at) for at, grid in enumerate(told, start=1))


def silent_grids(report: ProtectedReport) -> tuple[Grid, ...]:
    """Those in which nothing is told of anybody: a table of colons is not worth its place."""
    return tuple(grid for grid in _every_grid(report) if grid.is_silent)


def _every_grid(report: ProtectedReport) -> list[Grid]:
    order = {id: at for at, id in enumerate(READING_ORDER)}
    of_tables = (_grid(report, table) for table in report.tables)
    yields = yield_grid(report)
    grids = [*of_tables, *measure_grids(report), *work_grids(report), *([yields] if yields else [])]
    return sorted(grids, key=lambda grid: order.get(grid.id, len(order)))


def _grid(report: ProtectedReport, table: ProtectedTable) -> Grid:
    return Grid(
        id=table.id,
        caption=table_title(report, table.id),
        heading=row_heading(table.id),
        columns=tuple(Column(code, state_label(code)) for code in table.columns),
        rows=tuple(
            GridRow(
                row,
                row_label(report, table.id, row),
                tuple(
                    counted(table.cell(row, column), between=table.range(row, column))
                    for column in table.columns
                ),
            )
            for row in table.rows
        ),
        sources=(table.id,),
        has_totals=True,
    )
