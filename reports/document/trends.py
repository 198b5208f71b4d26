"""The same questions period after period: from published reports as they stand, and this one.

A point is what a report printed, with the limits that it printed. Nothing is counted anew, and nothing is joined by a
line: whether anything has changed, only limits that lie apart can tell.
"""

from collections.abc import Sequence
from math import ceil

from django.utils.translation import gettext as _

from reports.document.charts import narrow
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import BRAND, MUTED, TINT, lighter
from reports.document.charts.sheet import WIDTH, Chart, chart_of
from reports.document.findings import closing
from reports.document.tables.amounts import NOTHING, Amount, Column, Unit, between, in_per_cent, share_in
from reports.document.tables.tabular import Grid, GridRow
from reports.document.words.windows import windows_in
from reports.document.words.wording import day, per_cent
from reports.document.words.yardsticks import YARDSTICKS, Yardstick, yardstick_name, yardsticks_in
from reports.protected.ranges import NOTHING_TOLD
from reports.protected.report import ProtectedMeasure, ProtectedReport, shares_of

TRENDS = "trends"
# Of more reports the newest.
MOST_PERIODS = 12
PANEL_HEIGHT, TITLE, FOOT = 96.0, 26.0, 14.0
SCALE = 30.0
TICKS = (0, 50, 100)
CAP = 2.5
# In a narrow window.
NARROW_TITLE, NARROW_PANELS = 36.0, 2


def comparable(report: ProtectedReport, earlier: Sequence[ProtectedReport]) -> tuple[ProtectedReport, ...]:
    """This report behind the earlier ones that count their yardsticks over the same window; empty where there are none."""
    windows = windows_in(report)[:1]
    alike = [each for each in earlier if windows and windows[0] in windows_in(each)]
    return (*sorted(alike, key=lambda each: each.period.end)[1 - MOST_PERIODS :], report) if alike else ()


def trend_grid(report: ProtectedReport, earlier: Sequence[ProtectedReport], number: int) -> Grid | None:
    """A row for each report, with its headline numbers and the share that each yardstick found among the known."""
    reports = comparable(report, earlier)
    if not reports:
        return None
    used = [yardstick.id for yardstick, _measures in yardsticks_in(report)]
    return Grid(
        id=TRENDS,
        caption=_("Results report by report: share of the known, with 95 per cent limits in brackets"),
        heading=_("Until"),
        columns=(
            Column("participants", _("Participants")),
            Column("result", _("In work, education or venture")),
            *(Column(id, yardstick_name(id), Unit.PER_CENT, has_limits=True) for id in used),
        ),
        rows=tuple(
            GridRow(
                each.period.label,
                day(each.period.end),
                (
                    between(each.population_range),
                    between(_result(each)),
                    *(_share(_same(report, each, id)) for id in used),
                ),
            )
            for each in reports
        ),
        sources=tuple(used),
        number=number,
    )


def _result(report: ProtectedReport) -> tuple[int, int | None]:
    found = closing(report, "work", "education", "venture") or closing(report, "result")
    return found.count if found else NOTHING_TOLD


def _same(report: ProtectedReport, other: ProtectedReport, id: str) -> ProtectedMeasure | None:
    """A yardstick of another report over the window that is the headline of this one."""
    window = windows_in(report)[0]
    return next((each for each in other.measures if each.id == id and each.window == window), None)


def _share(measure: ProtectedMeasure | None) -> Amount:
    if measure is None:
        return NOTHING
    shares = shares_of(measure)
    return share_in(measure, "share") if shares is None else in_per_cent(shares.share, shares.interval)


def trend_chart(report: ProtectedReport, earlier: Sequence[ProtectedReport]) -> Chart | None:
    """A panel for each yardstick, in it a point with its limits for each report, or a bar where it is told as a range."""
    reports = comparable(report, earlier)
    shown = [
        (yardstick, [_share(_same(report, each, yardstick.id)) for each in reports])
        for yardstick in YARDSTICKS
        if any(_share(_same(report, each, yardstick.id)).tells_something for each in reports)
    ]
    if not shown:
        return None
    title = _("Share with a result of the known, report by report")
    alt = _("Points with limits. %(title)s: %(numbers)s.") % {
        "title": title,
        "numbers": "; ".join(
            f"{yardstick.name} "
            + ", ".join(
                f"{day(each.period.end)} {amount.text}" for each, amount in zip(reports, amounts, strict=True)
            )
            for yardstick, amounts in shown
        ),
    }
    drawing = Drawing(WIDTH, TITLE + PANEL_HEIGHT + FOOT)
    width = (WIDTH - SCALE) / len(shown)
    _scale(drawing, TITLE, 7.5)
    for at, (yardstick, amounts) in enumerate(shown):
        left = SCALE + width * at
        drawing.paragraph(left, TITLE / 2 - 2, fit(str(yardstick.name), width - 6, 7.5), size=7.5, bold=True)
        _panel(drawing, left, TITLE, width - 6, amounts)
        for place, (each, amount) in enumerate(zip(reports, amounts, strict=True)):
            step = (width - 6) / len(reports)
            words = f"{yardstick.name}, {day(each.period.end)}: {amount.text}"
            drawing.readout(left + step * place, TITLE, step, PANEL_HEIGHT, words)
        _ends(drawing, left, TITLE, width - 6, reports, 7)
    return chart_of(drawing, TRENDS, title, alt, narrow_svg=_narrow(reports, shown, alt))


def _narrow(
    reports: Sequence[ProtectedReport], shown: Sequence[tuple[Yardstick, list[Amount]]], alt: str
) -> str:
    """The panels in rows of two."""
    row = NARROW_TITLE + PANEL_HEIGHT + FOOT + 8
    drawing = Drawing(narrow.WIDTH, row * ceil(len(shown) / NARROW_PANELS))
    width = (narrow.WIDTH - SCALE) / NARROW_PANELS
    for at, (yardstick, amounts) in enumerate(shown):
        left = SCALE + width * (at % NARROW_PANELS)
        top = row * (at // NARROW_PANELS) + NARROW_TITLE
        if at % NARROW_PANELS == 0:
            _scale(drawing, top, narrow.SMALL)
        name = fit(str(yardstick.name), width - 8, narrow.SMALL, most=3)
        drawing.paragraph(left, top - NARROW_TITLE / 2, name, size=narrow.SMALL, bold=True)
        _panel(drawing, left, top, width - 8, amounts)
        _ends(drawing, left, top, width - 8, reports, narrow.SMALL)
    return drawing.svg(alt)


def _scale(drawing: Drawing, top: float, size: float) -> None:
    for tick in TICKS:
        drawing.text(SCALE - 5, _y(top, tick) + 3, per_cent(tick), size=size, anchor="end", fill=MUTED)


def _ends(
    drawing: Drawing, left: float, top: float, width: float, reports: Sequence[ProtectedReport], size: float
) -> None:
    """The first and the last report under a panel."""
    ends = (reports[0].period.end, "start", left), (reports[-1].period.end, "end", left + width)
    for last, anchor, x in ends:
        drawing.text(x, top + PANEL_HEIGHT + 11, f"{last:%m.%Y}", size=size, anchor=anchor, fill=MUTED)


def _y(top: float, share: float) -> float:
    return top + PANEL_HEIGHT * (1 - share / 100)


def _panel(drawing: Drawing, left: float, top: float, width: float, amounts: Sequence[Amount]) -> None:
    drawing.rectangle(left, top, width, PANEL_HEIGHT, TINT)
    for tick in TICKS:
        drawing.line(left, _y(top, tick), left + width, _y(top, tick), lighter(MUTED))
    step = width / len(amounts)
    for at, amount in enumerate(amounts):
        x = left + step * (at + 0.5)
        if amount.is_range and amount.between is not None and amount.between[1] is not None:
            low, high = amount.between
            drawing.band(x - 2.5, _y(top, high), 5, max(1.0, _y(top, low) - _y(top, high)), BRAND)
        elif amount.value is not None and amount.limits is not None:
            low, high = (_y(top, limit) for limit in amount.limits)
            drawing.line(x, low, x, high, BRAND, 1.2)
            for end in (low, high):
                drawing.line(x - CAP, end, x + CAP, end, BRAND, 1.2)
            drawing.circle(x, _y(top, float(amount.value)), 2.6, BRAND)
