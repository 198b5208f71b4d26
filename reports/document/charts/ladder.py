"""The picture of the fourth-exit ladder: how many ventures stand on each rung, the highest on top."""

from django.utils.translation import gettext as _

from entrepreneurs.enums import LADDER, Rung
from reports.document.charts.bars import draw_bar, most_of, room_for
from reports.document.charts.drawing import fit
from reports.document.charts.palette import MUTED, state_colour
from reports.document.charts.sheet import HALF_WIDTH, Chart, chart_of, sheet
from reports.document.words.ranges import said
from reports.document.words.wording import day
from reports.figures.measures import VENTURES
from reports.protected.ranges import says_nothing
from reports.protected.report import ProtectedReport

LABEL_WIDTH = 92.0
ROW, TALL_ROW = 16.0, 22.0
# The closed ones are off the ladder, a little below it.
APART = 8.0


def ladder_chart(report: ProtectedReport) -> Chart | None:
    measure = report.measure(VENTURES)
    if measure is None:
        return None
    rungs = [*reversed(LADDER), Rung.CLOSED]
    counts = {rung: measure.range(rung) for rung in rungs}
    if not any(of[1] and not says_nothing(of) for of in counts.values()):
        return None
    title = _("Ventures on the ladder on %(day)s") % {"day": day(report.period.end)}
    alt = _("Bars. %(title)s: %(numbers)s.") % {
        "title": title,
        "numbers": ", ".join(f"{rung.label} {said(counts[rung])}" for rung in rungs),
    }
    names = {rung: fit(str(rung.label), LABEL_WIDTH - 4, 8) for rung in rungs}
    heights = {rung: ROW if len(name) == 1 else TALL_ROW for rung, name in names.items()}
    drawing = sheet(sum(heights.values()) + APART, counts.values(), width=HALF_WIDTH, size=8)
    shown = list(counts.values())
    scale = (HALF_WIDTH - LABEL_WIDTH - room_for(shown)) / most_of(shown)
    top = 0.0
    for rung in rungs:
        if rung == Rung.CLOSED:
            drawing.line(LABEL_WIDTH, 0, LABEL_WIDTH, top, MUTED)
            top += APART
        middle = top + heights[rung] / 2
        colour = MUTED if rung == Rung.CLOSED else state_colour("venture")
        drawing.paragraph(0, middle, names[rung], size=8)
        draw_bar(drawing, LABEL_WIDTH, middle, counts[rung], scale, colour)
        drawing.readout(0, top, HALF_WIDTH, heights[rung], f"{rung.label} {said(counts[rung])}")
        top += heights[rung]
    return chart_of(drawing, "ladder", title, alt, is_narrow=True)
