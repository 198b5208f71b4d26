"""One count as a mark: a bar, a zero in figures, a bar with a light end, or a box that says a number is there and not shown."""

from reports.document.charts.drawing import Drawing
from reports.document.charts.palette import INK, MUTED
from reports.document.charts.sheet import HATCH_SIZE
from reports.document.words.ranges import written
from reports.document.words.wording import HIDDEN_MARK, number
from reports.protected.ranges import Range, is_exact, says_nothing

BAR_HEIGHT = 10.0
# Room for the number at the end of a bar: alone, and as a range.
NUMBER_WIDTH, RANGE_WIDTH = 26.0, 42.0


def room_for(shown: list[Range]) -> float:
    """How much the numbers at the ends of bars need."""
    return NUMBER_WIDTH if all(map(is_exact, shown)) else RANGE_WIDTH


def most_of(shown: list[Range]) -> int:
    """What the longest bar stands for."""
    return max((max(low, high or 0) for low, high in shown if not says_nothing((low, high))), default=0) or 1


def draw_bar(drawing: Drawing, x: float, middle: float, of: Range, scale: float, colour: str) -> None:
    """As long as its number, with the number at its end. Solid to the least it can be, light from there to the most."""
    if says_nothing(of):
        drawing.hatched(x + 3, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(x + HATCH_SIZE + 7, middle + 3, HIDDEN_MARK, bold=True)
        return
    low, high = of
    end = low if high is None else high
    if low > 0:
        drawing.rectangle(x, middle - BAR_HEIGHT / 2, low * scale, BAR_HEIGHT, colour)
    if end > low:
        drawing.band(x + low * scale, middle - BAR_HEIGHT / 2, (end - low) * scale, BAR_HEIGHT, colour)
    if is_exact(of):
        draw_number(drawing, x + low * scale + 4, middle, low)
    else:
        drawing.text(x + end * scale + 4, middle + 3, written(of), size=8, fill=INK)


def draw_number(drawing: Drawing, x: float, middle: float, value: int) -> None:
    """A zero stands back."""
    drawing.text(x, middle + 3, number(value), bold=value > 0, fill=INK if value else MUTED)
