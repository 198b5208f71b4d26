"""A report as a page shows it: the same sentences, tables and charts as the document.

Made from protected numbers only. What is hidden and why is for KREM before publishing: it names
cells and reasons, and leaves the hidden values where they are.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.document.charts import Chart, draw_charts
from reports.document.findings import Findings, find
from reports.document.grids import Grid, read_grids
from reports.document.labels import row_label, state_label
from reports.document.method import small_number_note
from reports.document.wording import number, percent
from reports.protected import ProtectedReport

OPENING_CHART = "closing"


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A cell that is not shown, and why; never its value."""

    row: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table with its charts, and for KREM why numbers in it are hidden."""

    grid: Grid
    charts: tuple[Chart, ...]
    hidden: tuple[HiddenCell, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a page shows of a report."""

    findings: Findings
    opening_chart: Chart | None
    sections: tuple[Section, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Warnings:
    """Rows in which everybody had the same outcome, and small changes since an earlier edition, in words."""

    alike: tuple[str, ...]
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """How much of a report is hidden, in words."""

    cells: str
    persons: str


def read_report(report: ProtectedReport, suppression: Mapping[str, Any] | None) -> Reading:
    """`suppression` is given for KREM's eyes only."""
    charts = draw_charts(report)
    hidden = _hidden_by_table(report, suppression or {})
    sections = tuple(
        Section(
            grid=grid,
            charts=tuple(
                chart for chart in charts if chart.table_id == grid.table.id and chart.id != OPENING_CHART
            ),
            hidden=tuple(hidden[grid.table.id]),
        )
        for grid in read_grids(report)
    )
    return Reading(
        findings=find(report),
        opening_chart=next((chart for chart in charts if chart.id == OPENING_CHART), None),
        sections=sections,
        note=small_number_note(),
    )


def loss_of(suppression: Mapping[str, Any] | None) -> Loss | None:
    """How much protection has cost, None where nothing is hidden."""
    if not suppression or not suppression["hidden_cells"]:
        return None
    return Loss(
        cells=_share(suppression["hidden_cells"], suppression["cells"]),
        persons=_share(suppression["hidden_persons"], suppression["persons"]),
    )


def warnings_of(report: ProtectedReport, told: Mapping[str, Any]) -> Warnings:
    """What no hiding can mend, for a person to weigh before the report goes out."""
    captions = {grid.table.id: grid.caption for grid in read_grids(report)}
    return Warnings(
        alike=tuple(
            _("%(row)s: everybody is in “%(column)s” (%(table)s)")
            % {
                "row": row_label(report, cell["table"], cell["row"]),
                "column": state_label(cell["column"]),
                "table": captions[cell["table"]],
            }
            for cell in told.get("alike", ())
        ),
        changes=tuple(
            _("%(row)s, %(column)s: %(before)s was printed, now it is %(now)s (%(table)s)")
            % {
                "row": row_label(report, cell["table"], cell["row"]),
                "column": state_label(cell["column"]),
                "before": number(cell["before"]),
                "now": number(cell["now"]),
                "table": captions[cell["table"]],
            }
            for cell in told.get("changes", ())
        ),
    )


def _share(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s (%(share)s)") % {
        "part": number(part),
        "whole": number(whole),
        "share": percent(part, whole),
    }


def _hidden_by_table(
    report: ProtectedReport, suppression: Mapping[str, Any]
) -> defaultdict[str, list[HiddenCell]]:
    reasons = {
        "primary": _("Few people"),
        "secondary": _("Guards another number, which could otherwise be worked out"),
    }
    by_table = defaultdict(list)
    for cell in suppression.get("hidden", ()):
        by_table[cell["table"]].append(
            HiddenCell(
                row=row_label(report, cell["table"], cell["row"]),
                column=state_label(cell["column"]),
                reason=reasons[cell["reason"]],
            )
        )
    return by_table
