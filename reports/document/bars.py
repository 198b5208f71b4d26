"""One count as a mark: a bar, a zero in figures, or a box that says a number is there and not shown."""

from django.utils.translation import gettext as _

from reports.document.drawing import Drawing
from reports.document.palette import INK, MUTED
from reports.document.sheet import HATCH_SIZE
from reports.document.wording import HIDDEN_MARK, number

BAR_HEIGHT = 10.0


def draw_bar(drawing: Drawing, x: float, middle: float, value: int | None, scale: float, colour: str) -> None:
    """As long as its number, with the number at its end."""
    if value is None:
        drawing.hatched(x + 3, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(x + HATCH_SIZE + 7, middle + 3, HIDDEN_MARK, bold=True)
        return
    if value > 0:
        drawing.rectangle(x, middle - BAR_HEIGHT / 2, value * scale, BAR_HEIGHT, colour)
    draw_number(drawing, x + value * scale + 4, middle, value)


def draw_number(drawing: Drawing, x: float, middle: float, value: int) -> None:
    """A zero stands back."""
    drawing.text(x, middle + 3, number(value), bold=value > 0, fill=INK if value else MUTED)


def told(value: int | None) -> str:
    """The same in words, for those who do not see the mark."""
    return _("not shown") if value is None else number(value)
