"""What every picture is drawn on: a sheet as wide as the text, and what a hatched box on it means."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.drawing import Drawing, fit
from reports.document.palette import MUTED

WIDTH = 470.0
# Of two side by side.
HALF_WIDTH = 222.0
HATCH_SIZE = 11.0
KEY_HEIGHT = 20.0
KEY_LINE = 10.0
FOOT_HEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows, and the same in words. A narrow one is half as wide as the text."""

    id: str
    title: str
    alt: str
    svg: str
    is_narrow: bool = False


def sheet(bottom: float, *, has_hidden: bool, width: float = WIDTH) -> Drawing:
    """A sheet that ends at `bottom`, with what a hatched box means where there is one."""
    if not has_hidden:
        return Drawing(width, bottom + FOOT_HEIGHT)
    lines = fit(_("Not shown, for the sake of privacy. The box says nothing of the size."), width - 16, 7.5)
    drawing = Drawing(width, bottom + KEY_HEIGHT + KEY_LINE * (len(lines) - 1))
    middle = bottom + KEY_HEIGHT / 2 + 2
    drawing.hatched(2, middle - 4.5, 9, 9)
    for at, line in enumerate(lines):
        drawing.text(16, middle + 3 + KEY_LINE * at, line, size=7.5, fill=MUTED)
    return drawing
