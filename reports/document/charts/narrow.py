"""The same counts for a narrow window: bars under each other in place of what stands across a page.

Wide pictures have words that nobody can read on a telephone, or are half out of sight. Each number stands beside its
bar, so there is nothing to ask. On paper there is none of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.document.charts.bars import draw_bar, most_of, room_for
from reports.document.charts.drawing import fit
from reports.document.charts.palette import MUTED, TINT, state_colour
from reports.document.charts.sheet import sheet
from reports.document.words.labels import state_label
from reports.document.words.ranges import written
from reports.protected.ranges import Range

WIDTH = 250.0
LABEL_WIDTH = 96.0
ROW = 18.0
# Of names that take two lines.
SMALL = 7.5
HEAD = 18.0
GAP = 5.0
# Nobody is no row of its own: a telephone has little height.
NOBODY: Range = (0, 0)


@dataclass(frozen=True, slots=True)
class Group:
    """What is counted together, with its total and the states it is made of. A group alone has no heading."""

    heading: str
    total: Range
    values: Sequence[tuple[str, Range]]

    @property
    def drawn(self) -> list[tuple[str, Range]]:
        return [(code, of) for code, of in self.values if of != NOBODY] if self.heading else list(self.values)


def grouped_bars(groups: Sequence[Group], alt: str) -> str:
    """Each group under its heading, all on one scale."""
    shown = [of for group in groups for _code, of in group.values]
    totals = [group.total for group in groups if group.heading]
    heights = [_height(group) for group in groups]
    drawing = sheet(sum(heights), [*shown, *totals], width=WIDTH)
    scale = (WIDTH - LABEL_WIDTH - room_for(shown)) / most_of(shown)
    top = 0.0
    for group, height in zip(groups, heights, strict=True):
        first = top
        if group.heading:
            drawing.rectangle(0, top, WIDTH, HEAD, TINT)
            heading = fit(group.heading, WIDTH - 50, 9, most=1)
            drawing.paragraph(4, top + HEAD / 2, heading, size=9, bold=True)
            drawing.text(WIDTH - 4, top + HEAD / 2 + 3, written(group.total), anchor="end", fill=MUTED)
            first += HEAD
        for at, (code, of) in enumerate(group.drawn):
            middle = first + ROW * (at + 0.5)
            name = fit(state_label(code), LABEL_WIDTH - 4, 9)
            if len(name) > 1:
                name = fit(state_label(code), LABEL_WIDTH - 4, SMALL)
            drawing.paragraph(4, middle, name, size=9 if len(name) == 1 else SMALL)
            draw_bar(drawing, LABEL_WIDTH, middle, of, scale, state_colour(code))
        drawing.line(LABEL_WIDTH, first, LABEL_WIDTH, first + ROW * len(group.drawn), MUTED)
        top += height
    return drawing.svg(alt)


def _height(group: Group) -> float:
    return (HEAD + GAP if group.heading else 0) + ROW * len(group.drawn)
