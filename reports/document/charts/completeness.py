"""The picture of how much is recorded."""

from django.utils.translation import gettext as _

from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import INK, MUTED, STATE_COLOURS
from reports.document.charts.share_axis import AXIS_HEIGHT, ShareAxis
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
ROW = 20.0
BAR = 11.0
AXIS = ShareAxis(LABEL_WIDTH, WIDTH - VALUE_WIDTH)


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
    bottom = ROW * len(rows)
    drawing = sheet(bottom + AXIS_HEIGHT, [_range_of(row.amounts[-1]) for row in rows])
    AXIS.draw(drawing, 0, bottom)
    for at, row in enumerate(rows):
        _share_bar(drawing, ROW * (at + 0.5), row)
        drawing.readout(0, ROW * at, WIDTH, ROW, f"{row.label} {_told(row.amounts[-1])}")
    return chart_of(drawing, "completeness", title, alt)


def _share_bar(drawing: Drawing, middle: float, row: GridRow) -> None:
    """Solid to the least it can be, light from there to the most."""
    drawing.paragraph(0, middle, fit(row.label, LABEL_WIDTH - 8, 8), size=8)
    share = row.amounts[-1]
    if share.is_hidden and not share.is_range:
        drawing.hatched(AXIS.x(0) + 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(WIDTH - 4, middle + 3, HIDDEN_MARK, anchor="end", bold=True)
        return
    if not share.tells_something:
        drawing.text(WIDTH - 4, middle + 3, _("nobody"), size=8, anchor="end", fill=MUTED)
        return
    low, high = _range_of(share)
    colour = STATE_COLOURS["result"]
    drawing.rectangle(AXIS.x(0), middle - BAR / 2, AXIS.x(low) - AXIS.x(0), BAR, colour)
    if high is not None and high > low:
        drawing.band(AXIS.x(low), middle - BAR / 2, AXIS.x(high) - AXIS.x(low), BAR, colour)
    drawing.text(WIDTH - 4, middle + 3, share.text, anchor="end", bold=True, fill=INK)


def _range_of(share: Amount) -> Range:
    if share.is_hidden:
        return share.between or NOTHING_TOLD
    return (share.value or 0, share.value or 0)


def _told(share: Amount) -> str:
    low, high = _range_of(share)
    if share.is_range and high is not None:
        return said_share(low, high)
    return _("not shown") if share.is_hidden else share.text
