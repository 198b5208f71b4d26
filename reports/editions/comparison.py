"""The offices of one published report beside each other, and how far chance alone takes a small office from the mean.

Made from protected numbers only: what a report hides is hidden here, and nothing is counted anew.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.charts.funnel import TABLE, FunnelPoint, draw_funnel, mean_of, points_of
from reports.document.charts.sheet import Chart
from reports.document.words.ranges import written, written_share
from reports.document.words.wording import per_cent
from reports.protected.report import ProtectedReport
from reports.statistics.funnel import ACTION_LEVEL, WARNING_LEVEL, funnel_limits


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One office in words, as the table beside the plot has it."""

    name: str
    is_own: bool
    people: str
    results: str
    share: str
    standing: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plot with its table. Without a mean that may be shown there is no plot."""

    rows: tuple[OfficeRow, ...]
    mean: str
    chart: Chart | None


def compare_offices(report: ProtectedReport, own: Collection[str] = ()) -> Comparison | None:
    """The offices in the order of the report, which is no ranking; None where the report has no such table."""
    if not any(table.id == TABLE for table in report.tables):
        return None
    points, mean = points_of(report, own), mean_of(report)
    return Comparison(
        rows=tuple(_row(point, mean) for point in points),
        mean="" if mean is None else _share(mean),
        chart=None if mean is None else draw_funnel(report, points, mean),
    )


def _row(point: FunnelPoint, mean: float | None) -> OfficeRow:
    return OfficeRow(
        name=point.name,
        is_own=point.is_own,
        people=written(point.people),
        results=written(point.results),
        share=_share_of(point),
        standing=_standing(point, mean),
    )


def _share_of(point: FunnelPoint) -> str:
    if point.share is not None:
        return _share(point.share)
    return written_share(*point.shares) if point.is_hidden and point.shares else ""


def _standing(point: FunnelPoint, mean: float | None) -> str:
    if point.is_hidden:
        return _("Not shown exactly, for the sake of privacy")
    if point.share is None or mean is None or not 0 < mean < 1:
        return _("Cannot be compared")
    if not _is_outside(point, mean, WARNING_LEVEL):
        return _("Like the cluster: the difference is no larger than chance gives")
    if not _is_outside(point, mean, ACTION_LEVEL):
        return _("A little away from the cluster: chance gives this to one office in twenty")
    if point.share > mean:
        return _("Higher than chance alone gives: something else is at work too")
    return _("Lower than chance alone gives: something else is at work too")


def _is_outside(point: FunnelPoint, mean: float, level: float) -> bool:
    limits = funnel_limits(mean, [point.people[0]], level)
    return not limits.low[0] <= point.share <= limits.high[0]


def _share(share: float) -> str:
    return per_cent(round(100 * share))
