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
ROW = 16.0
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
    drawing = sheet(ROW * len(rungs) + APART, counts.values(), width=HALF_WIDTH, size=8)
    shown = list(counts.values())
    scale = (HALF_WIDTH - LABEL_WIDTH - room_for(shown)) / most_of(shown)
    for at, rung in enumerate(rungs):
        middle = ROW * (at + 0.5) + (APART if rung == Rung.CLOSED else 0)
        colour = MUTED if rung == Rung.CLOSED else state_colour("venture")
        drawing.paragraph(0, middle, fit(str(rung.label), LABEL_WIDTH - 4, 8), size=8)
        draw_bar(drawing, LABEL_WIDTH, middle, counts[rung], scale, colour)
        told = f"{rung.label} {said(counts[rung])}"
        drawing.readout(0, middle - ROW / 2, HALF_WIDTH, ROW, told)
    drawing.line(LABEL_WIDTH, 0, LABEL_WIDTH, ROW * len(LADDER), MUTED)
    return chart_of(drawing, "ladder", title, alt, is_narrow=True)
