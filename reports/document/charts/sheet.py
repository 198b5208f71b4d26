"""What every picture is drawn on: a sheet as wide as the text, and what a light part or a hatched box on it means."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import MUTED
from reports.protected.ranges import Range, is_exact, says_nothing

WIDTH = 470.0
# Of two side by side.
HALF_WIDTH = 222.0
HATCH_SIZE = 11.0
KEY_HEIGHT = 20.0
KEY_SIZE = 7.5
# From one line to the next, as a part of the size.
KEY_LINE = 4 / 3
FOOT_HEIGHT = 4.0
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows, and the same in words. A narrow one is half as wide as the text."""

    id: str
    title: str
    alt: str
    svg: str
    # The same on a page, where a mark says its value when asked.
    page_svg: str
    is_narrow: bool = False
    # What a narrow window shows in place of it. One that is narrow itself needs none.
    narrow_svg: str = ""


def chart_of(
    drawing: Drawing, id: str, title: str, alt: str, *, is_narrow: bool = False, narrow_svg: str = ""
) -> Chart:
    """A finished drawing as a picture."""
    return Chart(id, title, alt, drawing.svg(alt), drawing.page_svg(alt), is_narrow, narrow_svg)


def sheet(bottom: float, shown: Iterable[Range], *, width: float = WIDTH, size: float = KEY_SIZE) -> Drawing:
    """A sheet that ends at `bottom`, with what a light part and a hatched box mean where one of the numbers has one."""
    numbers = list(shown)
    has_hidden = any(map(says_nothing, numbers))
    has_range = any(not is_exact(each) and not says_nothing(each) for each in numbers)
    if not has_hidden and not has_range:
        return Drawing(width, bottom + FOOT_HEIGHT)
    keys = []
    if has_range:
        text = _(
            "The number ends somewhere in the light part. It is not shown exactly, for the sake of privacy."
        )
        keys.append((fit(text, width - 16, size, most=MOST_LINES), True))
    if has_hidden:
        text = _("Not shown, for the sake of privacy. The box says nothing of the size.")
        keys.append((fit(text, width - 16, size, most=MOST_LINES), False))
    lines = sum(len(text) for text, _is_range in keys)
    step = size * KEY_LINE
    drawing = Drawing(width, bottom + KEY_HEIGHT + step * (lines - 1) + 4 * (len(keys) - 1))
    middle = bottom + KEY_HEIGHT / 2 + 2
    for text, is_range in keys:
        _key(drawing, middle, text, size, is_range=is_range)
        middle += step * len(text) + 4
    return drawing


def _key(drawing: Drawing, middle: float, lines: list[str], size: float, *, is_range: bool) -> None:
    if is_range:
        drawing.rectangle(2, middle - 4, 4, 8, MUTED)
        drawing.band(6, middle - 4, 6, 8, MUTED)
    else:
        drawing.hatched(2, middle - 4.5, 9, 9)
    for at, line in enumerate(lines):
        drawing.text(16, middle + 3 + size * KEY_LINE * at, line, size=size, fill=MUTED)
