"""The same for a narrow window: what stands across a page stands under each other.

Wide pictures have words that nobody can read on a telephone, or are half out of sight. On paper there is none of these.
A window of 360 pixels has 310 for a drawing: letters of 9 are 12 pixels there, and none is smaller than 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.document.charts.bars import draw_bar, most_of, room_for
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import MUTED, TINT, state_colour
from reports.document.charts.sheet import sheet
from reports.document.words.labels import state_label
from reports.document.words.ranges import written
from reports.protected.ranges import Range

WIDTH = 226.0
SIZE = 9.0
# Of keys, and of names that take two lines.
SMALL = 8.25
LINE = 12.0
ROW, TALL_ROW = 18.0, 23.0
HEAD = 18.0
GAP = 5.0
LABEL_WIDTH = 92.0
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
    drawing = sheet(sum(map(_height, groups)), [*shown, *totals], width=WIDTH, size=SMALL)
    scale = (WIDTH - LABEL_WIDTH - room_for(shown)) / most_of(shown)
    top = 0.0
    for group in groups:
        first = top
        if group.heading:
            first += draw_heading(drawing, top, group.heading, beside=written(group.total))
        below = first
        for code, of in group.drawn:
            name, height = _name(code), _row(code)
            size = SIZE if len(name) == 1 else SMALL
            drawing.paragraph(4, below + height / 2, name, size=size)
            draw_bar(drawing, LABEL_WIDTH, below + height / 2, of, scale, state_colour(code))
            below += height
        drawing.line(LABEL_WIDTH, first, LABEL_WIDTH, below, MUTED)
        top += _height(group)
    return drawing.svg(alt)


def draw_heading(drawing: Drawing, top: float, text: str, *, beside: str = "") -> float:
    """What the rows below it are of, on a ground of its own. Gives how high it is."""
    height = heading_height(text)
    drawing.rectangle(0, top, WIDTH, height, TINT)
    drawing.paragraph(4, top + height / 2, _heading(text), size=SIZE, bold=True)
    if beside:
        drawing.text(WIDTH - 4, top + height / 2 + 3, beside, size=SIZE, anchor="end", fill=MUTED)
    return height


def heading_height(text: str) -> float:
    return HEAD + LINE * (len(_heading(text)) - 1)


def _heading(text: str) -> list[str]:
    return fit(text, WIDTH - 44, SIZE)


def _name(code: str) -> list[str]:
    name = fit(state_label(code), LABEL_WIDTH - 4, SIZE)
    return name if len(name) == 1 else fit(state_label(code), LABEL_WIDTH - 4, SMALL)


def _row(code: str) -> float:
    return ROW if len(_name(code)) == 1 else TALL_ROW


def _height(group: Group) -> float:
    heading = heading_height(group.heading) + GAP if group.heading else 0
    return heading + sum(_row(code) for code, _of in group.drawn)
