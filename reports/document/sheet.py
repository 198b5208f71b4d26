"""What every picture is drawn on: a sheet as wide as the text, and what a hatched box on it means."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.document.drawing import Drawing
from reports.document.palette import MUTED

WIDTH = 470.0
HATCH_SIZE = 12.0
KEY_HEIGHT = 22.0
FOOT_HEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, what it shows, and the same in words."""

    id: str
    title: str
    alt: str
    svg: str


def sheet(bottom: float, *, has_hidden: bool) -> Drawing:
    """A sheet of full width that ends at `bottom`, with what a hatched box means where there is one."""
    if not has_hidden:
        return Drawing(WIDTH, bottom + FOOT_HEIGHT)
    drawing = Drawing(WIDTH, bottom + KEY_HEIGHT)
    middle = bottom + KEY_HEIGHT / 2 + 2
    drawing.hatched(2, middle - 4.5, 9, 9)
    explanation = _("Not shown, for the sake of privacy. The box says nothing of the size.")
    drawing.text(16, middle + 3, explanation, size=7.5, fill=MUTED)
    return drawing
