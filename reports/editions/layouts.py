"""What KREM can do about numbers that are hidden: the same report with fewer or coarser tables.

For KREM's eyes only.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.tables.grids import read_grids
from reports.enums import Detail
from reports.figures.tables import TABLE_IDS, Layout
from reports.protected.report import ProtectedReport


@dataclass(frozen=True, slots=True)
class LayoutChoice:
    """A button: what it does, what there is to know first, and the layout it asks for."""

    label: str
    note: str
    layout: Layout


def layout_choices(report: ProtectedReport, layout: Layout, told: Mapping[str, Any]) -> list[LayoutChoice]:
    """Merge exits, leave out a table with hidden numbers, or take all of them in again."""
    return [*_merged(layout), *_one_table_less(report, layout, told), *_everything(layout)]


def _merged(layout: Layout) -> Iterator[LayoutChoice]:
    if layout.detail == Detail.FULL:
        yield LayoutChoice(
            _("Merge exits by office"),
            _("Work, education and venture count as one in the tables by office."),
            Layout(Detail.GROUPED, layout.left_out),
        )
    if layout.detail != Detail.MERGED:
        yield LayoutChoice(
            _("Merge exits in every table"),
            _("Work, education and venture count as one everywhere. Exits are no longer shown apart."),
            Layout(Detail.MERGED, layout.left_out),
        )


def _one_table_less(
    report: ProtectedReport, layout: Layout, told: Mapping[str, Any]
) -> Iterator[LayoutChoice]:
    hidden = Counter(cell["table"] for cell in told["hidden"])
    if len(report.tables) == 1:
        return
    for grid in read_grids(report):
        number = hidden[grid.id] if grid.id in TABLE_IDS else 0
        if number:
            yield LayoutChoice(
                _("Leave out table %(number)s: %(caption)s")
                % {"number": grid.number, "caption": grid.caption},
                ngettext("%(count)s number is hidden in it.", "%(count)s numbers are hidden in it.", number)
                % {"count": number},
                layout.without(grid.id),
            )


def _everything(layout: Layout) -> Iterator[LayoutChoice]:
    if layout.left_out or layout.detail == Detail.MERGED:
        yield LayoutChoice(
            _("Take all tables in again"),
            _("As a report is made when nothing is chosen."),
            Layout(),
        )
