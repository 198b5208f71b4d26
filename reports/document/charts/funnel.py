"""The funnel: each office's share of results against how many it follows, and what chance alone gives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _

from reports.document.charts import narrow
from reports.document.charts.drawing import LETTER, Drawing, fit
from reports.document.charts.palette import ACCENT, BRAND, MUTED, RULE, TINT
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of, sheet
from reports.document.words.labels import row_label
from reports.document.words.ranges import said, said_share
from reports.document.words.wording import day, number, per_cent
from reports.figures.definitions import TOTAL
from reports.protected.ranges import NOTHING_TOLD, Range, is_exact, says_nothing, share_between, without
from reports.protected.report import ProtectedReport
from reports.statistics.funnel import ACTION_LEVEL, WARNING_LEVEL, funnel_limits

TABLE = "closing-by-office-grouped"
RESULT = "result"

LEFT, RIGHT, TOP, HEIGHT = 40.0, 112.0, 12.0, 220.0
NARROW_LEFT, NARROW_RIGHT = 34.0, 14.0
AXIS_HEIGHT = 34.0
HIDDEN_ROW = 18.0
TICKS = (0, 25, 50, 75, 100)
STEPS = 60
INNER = "#CFE0E0"
# More names than this would cover each other; the table has them all.
MOST_NAMES = 12
NAME_STEP = 11.0
# How near a point one points at it.
REACH = 8.0
# From words to what stands beside them.
MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the funnel stands on its sheet, how many people its right end stands for, and how large its words are."""

    left: float
    right: float
    most: float
    size: float

    def x(self, people: float) -> float:
        return self.left + (self.right - self.left) * people / self.most

    def place(self, point: "FunnelPoint") -> tuple[float, float]:
        return self.x(point.people[0]), _y(_height(point))


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One office: everybody it follows on the last day, and those of them in work, education or a venture."""

    name: str
    is_own: bool
    people: Range
    results: Range

    @property
    def is_hidden(self) -> bool:
        return not (is_exact(self.people) and is_exact(self.results))

    @property
    def share(self) -> float | None:
        """None where it is not shown exactly, or nobody is there."""
        return None if self.is_hidden or not self.people[0] else self.results[0] / self.people[0]

    @property
    def shares(self) -> tuple[int, int] | None:
        """Between which whole per cents the share lies that is not shown exactly; None where nothing is told of it."""
        if says_nothing(self.results, self.people):
            return None
        between = share_between(self.results, without(self.people, self.results), self.people)
        return None if between == (0, 100) else between


def points_of(report: ProtectedReport, own: Collection[str]) -> tuple[FunnelPoint, ...]:
    """Every office of the report, in its order."""
    table = report.table(TABLE)
    return tuple(
        FunnelPoint(
            row_label(report, TABLE, office.slug),
            office.slug in own,
            table.range(office.slug, TOTAL),
            table.range(office.slug, RESULT),
        )
        for office in report.offices
    )


def mean_of(report: ProtectedReport) -> float | None:
    """The share of the whole cluster, those in no office's row among them; None where it is hidden or empty."""
    table = report.table(TABLE)
    people, results = table.cell(TOTAL, TOTAL), table.cell(TOTAL, RESULT)
    return results / people if people and results is not None else None


def draw_funnel(report: ProtectedReport, points: Sequence[FunnelPoint], mean: float) -> Chart | None:
    """A point for each shown office, an upright bar from the least to the most for each told as a range, and each hidden
    one by name below. Nothing to draw gives no picture.
    """
    shown = [point for point in points if point.share is not None]
    ranges = [point for point in points if point.is_hidden and point.shares and is_exact(point.people)]
    hidden = [point for point in points if point.is_hidden and point not in ranges]
    if not (shown or ranges) or not 0 < mean < 1:
        return None
    title = _("In work, education or a venture on %(day)s, by the size of the office") % {
        "day": day(report.period.end)
    }
    alt = _("Funnel plot. %(title)s: the whole cluster %(mean)s. %(offices)s.") % {
        "title": title,
        "mean": per_cent(round(100 * mean)),
        "offices": "; ".join(_in_words(point) for point in points),
    }
    bottom = TOP + HEIGHT + AXIS_HEIGHT + HIDDEN_ROW * len(hidden)
    drawing = sheet(bottom, _ranges(ranges, hidden))
    most = max(point.people[0] for point in (*shown, *ranges)) * 1.12 + 1
    plot = Plot(LEFT, WIDTH - RIGHT, most, 7.5)
    _plot(drawing, plot, mean, shown, ranges)
    _names(drawing, plot, [*shown, *ranges])
    _dots(drawing, plot, shown)
    for point in (*ranges, *shown):
        x, y = plot.place(point)
        drawing.readout(x - REACH, y - REACH, 2 * REACH, 2 * REACH, _in_words(point))
    for at, point in enumerate(hidden):
        middle = TOP + HEIGHT + AXIS_HEIGHT + HIDDEN_ROW * (at + 0.5)
        drawing.hatched(LEFT, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(LEFT + HATCH_SIZE + 6, middle + 3, point.name, size=8, bold=point.is_own)
    narrow_svg = _narrow(mean, most, shown, ranges, hidden, alt)
    return chart_of(drawing, "funnel", title, alt, narrow_svg=narrow_svg)


def _narrow(
    mean: float,
    most: float,
    shown: Sequence[FunnelPoint],
    ranges: Sequence[FunnelPoint],
    hidden: Sequence[FunnelPoint],
    alt: str,
) -> str:
    """The plot as wide as the sheet with a number at each point, and under it what each number is."""
    drawn = sorted((*shown, *ranges), key=lambda point: -_height(point))
    top = TOP + HEIGHT + AXIS_HEIGHT
    width = narrow.WIDTH - 20
    words = [
        *((point, fit(_in_words(point), width, narrow.SIZE)) for point in drawn),
        *((point, fit(point.name, width, narrow.SIZE)) for point in hidden),
    ]
    bottom = top + sum(_row(lines) for _, lines in words)
    drawing = sheet(bottom, _ranges(ranges, hidden), width=narrow.WIDTH, size=narrow.SMALL)
    plot = Plot(NARROW_LEFT, narrow.WIDTH - NARROW_RIGHT, most, narrow.SMALL)
    _plot(drawing, plot, mean, shown, ranges)
    _dots(drawing, plot, shown)
    _numbers(drawing, plot, drawn)
    for at, (point, lines) in enumerate(words, start=1):
        middle = top + _row(lines) / 2
        if point in hidden:
            drawing.hatched(2, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        else:
            drawing.text(14, middle + 3, number(at), size=narrow.SIZE, anchor="end", bold=True)
        drawing.paragraph(20, middle, lines, size=narrow.SIZE, bold=point.is_own)
        top += _row(lines)
    return drawing.svg(alt)


def _row(lines: Sequence[str]) -> float:
    return narrow.ROW + narrow.LINE * (len(lines) - 1)


def _ranges(ranges: Sequence[FunnelPoint], hidden: Sequence[FunnelPoint]) -> list[Range]:
    """What the key has to explain."""
    return [*(NOTHING_TOLD for _point in hidden), *(point.results for point in ranges)]


def _plot(
    drawing: Drawing,
    plot: Plot,
    mean: float,
    shown: Sequence[FunnelPoint],
    ranges: Sequence[FunnelPoint],
) -> None:
    _funnel(drawing, plot, mean)
    _axes(drawing, plot, mean)
    for point in ranges:
        _upright(drawing, plot, point)
    _whole(drawing, plot, mean, [*shown, *ranges])


def _whole(drawing: Drawing, plot: Plot, mean: float, points: Sequence[FunnelPoint]) -> None:
    """What the line is, over it or under it: where no bar and no point stands, if there is such a place."""
    words = _("The whole cluster")
    across = len(words) * plot.size * LETTER
    taken = [(plot.x(point.people[0]), point.is_hidden, _y(_height(point))) for point in points]
    places = [
        (x, y)
        for y in (_y(mean) - 4, _y(mean) + plot.size + 3)
        for x in np.arange(plot.left + 14, plot.right - across, 4.0)
    ]
    free = [
        (x, y)
        for x, y in places
        if not any(
            x - MARGIN < at < x + across + MARGIN
            and (is_bar or abs(down - y + plot.size / 3) < MARGIN + plot.size)
            for at, is_bar, down in taken
        )
    ]
    x, y = (free or places)[0]
    drawing.text(x, y, words, size=plot.size, bold=True)


def _dots(drawing: Drawing, plot: Plot, shown: Sequence[FunnelPoint]) -> None:
    for point in shown:
        drawing.circle(*plot.place(point), 5.0 if point.is_own else 3.6, ACCENT if point.is_own else BRAND)


def _numbers(drawing: Drawing, plot: Plot, points: Sequence[FunnelPoint]) -> None:
    """Each by its number in the list below, beside its point where no other number stands."""
    taken: list[tuple[float, float]] = []
    for at, point in enumerate(points, start=1):
        x, y = plot.place(point)
        around = [(x + dx, y + dy) for dx, dy in ((9, 0), (-9, 0), (0, -9), (0, 11), (9, -9), (-9, 11))]
        free = [
            place for place in around if all(abs(place[0] - a) > 9 or abs(place[1] - b) > 9 for a, b in taken)
        ]
        place = (free or around)[0]
        taken += [place, (x, y)]
        drawing.text(place[0], place[1] + 3, number(at), size=plot.size, anchor="middle", bold=point.is_own)


def _funnel(drawing: Drawing, plot: Plot, mean: float) -> None:
    sizes = np.unique(np.linspace(2, plot.most, STEPS).astype(int))
    for level, colour in ((ACTION_LEVEL, TINT), (WARNING_LEVEL, INNER)):
        limits = funnel_limits(mean, sizes, level)
        low = [(plot.x(size), _y(share)) for size, share in zip(sizes, limits.low, strict=True)]
        high = [(plot.x(size), _y(share)) for size, share in zip(sizes, limits.high, strict=True)]
        drawing.polygon([*high, *reversed(low)], colour)
        for edge in (low, high):
            for (x1, y1), (x2, y2) in pairwise(edge):
                drawing.line(x1, y1, x2, y2, MUTED, 0.7)


def _upright(drawing: Drawing, plot: Plot, point: FunnelPoint) -> None:
    low, high = point.shares or (0, 100)
    width = 7.0 if point.is_own else 5.0
    top, bottom = _y(high / 100), _y(low / 100)
    x = plot.x(point.people[0]) - width / 2
    drawing.band(x, top, width, max(2.0, bottom - top), ACCENT if point.is_own else BRAND)


def _axes(drawing: Drawing, plot: Plot, mean: float) -> None:
    for tick in TICKS:
        y = _y(tick / 100)
        drawing.line(plot.left, y, plot.right, y, RULE if tick else MUTED)
        drawing.text(plot.left - 5, y + 3, per_cent(tick), size=plot.size, anchor="end", fill=MUTED)
    step = next(
        each
        for each in (5, 10, 25, 50, 100, 250, 500, 1000, 5000, 10**6)
        if plot.most / each <= round((plot.right - plot.left) / 40)
    )
    for size in range(0, int(plot.most) + 1, step):
        drawing.text(plot.x(size), _y(0) + 12, number(size), size=plot.size, anchor="middle", fill=MUTED)
    drawing.text(
        plot.right,
        _y(0) + 25,
        _("Participants the office follows"),
        size=max(8, plot.size),
        anchor="end",
        fill=MUTED,
    )
    drawing.line(plot.left, _y(mean), plot.right, _y(mean), BRAND, 1.3)


def _names(drawing: Drawing, plot: Plot, shown: Sequence[FunnelPoint]) -> None:
    """Names beside the plot from the top down, each at least a line below the one before it, with a line to its point."""
    named = shown if len(shown) <= MOST_NAMES else [point for point in shown if point.is_own]
    x, lowest = WIDTH - RIGHT + 12, TOP
    # So that the last of many still stands above the axis.
    room = _y(0) - NAME_STEP * len(named)
    for point in sorted(named, key=lambda point: -_height(point)):
        across, down = plot.place(point)
        lowest = max(min(down, room), lowest + NAME_STEP)
        room += NAME_STEP
        drawing.line(across, down, x - 3, lowest, MUTED, 0.5)
        name = fit(point.name, RIGHT - 14, 8, most=1)[0]
        drawing.text(x, lowest + 3, name, size=8, bold=point.is_own)


def _height(point: FunnelPoint) -> float:
    """Its share, or the middle of where it lies."""
    if point.share is not None:
        return point.share
    low, high = point.shares or (0, 100)
    return (low + high) / 200


def _y(share: float) -> float:
    return TOP + HEIGHT * (1 - share)


def _in_words(point: FunnelPoint) -> str:
    if point.is_hidden and point.shares:
        return _("%(name)s %(share)s of %(people)s") % {
            "name": point.name,
            "share": said_share(*point.shares),
            "people": said(point.people),
        }
    if point.is_hidden:
        return _("%(name)s is not shown") % {"name": point.name}
    if point.share is None:
        return _("%(name)s follows nobody") % {"name": point.name}
    return _("%(name)s %(share)s of %(people)s") % {
        "name": point.name,
        "share": per_cent(round(100 * point.share)),
        "people": said(point.people),
    }
