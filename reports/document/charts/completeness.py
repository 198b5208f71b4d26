"""The picture of how much is recorded."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.document.charts import narrow
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import INK, MUTED, STATE_COLOURS
from reports.document.charts.share_axis import AXIS_HEIGHT, NARROW_AXIS, ShareAxis
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of, sheet
from reports.document.tables.amounts import Amount
from reports.document.tables.grids import read_grids
from reports.document.tables.tabular import GridRow
from reports.document.words.ranges import said_share
from reports.document.words.wording import HIDDEN_MARK
from reports.protected.ranges import NOTHING_TOLD, Range
from reports.protected.report import ProtectedReport

LABEL_WIDTH = 132.0
VALUE_WIDTH = 78.0
ROW, TALL_ROW = 20.0, 24.0
BAR = 11.0
AXIS = ShareAxis(LABEL_WIDTH, WIDTH - VALUE_WIDTH)
# In a narrow window the words stand over their bars.
NARROW_ROW = narrow.LINE + ROW


def completeness_chart(report: ProtectedReport) -> Chart | None:
    """A bar for each piece of information: how much of it is recorded."""
    rows = [row for grid in read_grids(report) if grid.id == "completeness" for row in grid.rows]
    if not any(row.amounts[-1].tells_something for row in rows):
        return None
    title = _("Share recorded")
    alt = _("Bars. %(title)s: %(numbers)s.") % {
        "title": title,
        "numbers": ", ".join(f"{row.label} {_told(row.amounts[-1])}" for row in rows),
    }
    labels = [fit(row.label, LABEL_WIDTH - 8, 8) for row in rows]
    height = TALL_ROW if any(len(label) > 1 for label in labels) else ROW
    bottom = height * len(rows)
    drawing = sheet(bottom + AXIS_HEIGHT, [_range_of(row.amounts[-1]) for row in rows])
    AXIS.draw(drawing, 0, bottom)
    for at, (row, label) in enumerate(zip(rows, labels, strict=True)):
        middle = height * (at + 0.5)
        drawing.paragraph(0, middle, label, size=8)
        _share_bar(drawing, AXIS, middle, row.amounts[-1])
        _value(drawing, WIDTH - 4, middle, row.amounts[-1])
        drawing.readout(0, height * at, WIDTH, height, f"{row.label} {_told(row.amounts[-1])}")
    return chart_of(drawing, "completeness", title, alt, narrow_svg=_narrow(rows, alt))


def _narrow(rows: Sequence[GridRow], alt: str) -> str:
    bottom = NARROW_ROW * len(rows)
    shown = [_range_of(row.amounts[-1]) for row in rows]
    drawing = sheet(bottom + AXIS_HEIGHT, shown, width=narrow.WIDTH, size=narrow.SMALL)
    NARROW_AXIS.draw(drawing, 0, bottom)
    for at, row in enumerate(rows):
        words = NARROW_ROW * at + narrow.LINE / 2 + 1
        label = fit(row.label, narrow.WIDTH - 50, narrow.SIZE, most=1)
        drawing.paragraph(NARROW_AXIS.left + 4, words, label, size=narrow.SIZE)
        _value(drawing, narrow.WIDTH - 4, words, row.amounts[-1])
        _share_bar(drawing, NARROW_AXIS, words + narrow.LINE + 1, row.amounts[-1])
    return drawing.svg(alt)


def _value(drawing: Drawing, right: float, middle: float, share: Amount) -> None:
    if share.is_hidden and not share.is_range:
        drawing.text(right, middle + 3, HIDDEN_MARK, anchor="end", bold=True)
    elif not share.tells_something:
        drawing.text(right, middle + 3, _("nobody"), size=8, anchor="end", fill=MUTED)
    else:
        drawing.text(right, middle + 3, share.text, anchor="end", bold=True, fill=INK)


def _share_bar(drawing: Drawing, axis: ShareAxis, middle: float, share: Amount) -> None:
    """Solid to the least it can be, light from there to the most."""
    if share.is_hidden and not share.is_range:
        drawing.hatched(axis.x(0) + 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        return
    if not share.tells_something:
        return
    low, high = _range_of(share)
    colour = STATE_COLOURS["result"]
    drawing.rectangle(axis.x(0), middle - BAR / 2, axis.x(low) - axis.x(0), BAR, colour)
    if high is not None and high > low:
        drawing.band(axis.x(low), middle - BAR / 2, axis.x(high) - axis.x(low), BAR, colour)


def _range_of(share: Amount) -> Range:
    if share.is_hidden:
        return share.between or NOTHING_TOLD
    return (share.value or 0, share.value or 0)


def _told(share: Amount) -> str:
    low, high = _range_of(share)
    if share.is_range and high is not None:
        return said_share(low, high)
    return _("not shown") if share.is_hidden else share.text
