"""A small drawing board that writes SVG.

Presentation attributes only: no style element or attribute, no script and no reference to an id,
so that a drawing may stand inline on a page under a strict content policy, several at a time.
Lengths are points, y grows downwards.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from xml.sax.saxutils import escape, quoteattr

from clusters.readout import readout
from reports.document.charts.palette import HATCH, INK, PAPER, lighter

FONTS = "Inter, Inter Ext, sans-serif"
LINE_HEIGHT = 1.25
# How wide a letter of Inter is on average, as a part of its size. On the wide side: text must not collide.
LETTER = 0.56
HATCH_STEP = 4.0
READOUT_SIZE = 8.0


Points = Sequence[tuple[float, float]]
# From the upper end to the lower one.
Span = tuple[float, float]


class Drawing:
    """Marks on a sheet of a given size."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._marks: list[str] = []
        self._readouts: list[str] = []

    def rectangle(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        self._add("circle", cx=x, cy=y, r=radius, fill=fill)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 0.6) -> None:
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)

    def polygon(self, points: Points, fill: str) -> None:
        """A shape with straight sides, set off from its neighbours by a hair of paper."""
        corners = " ".join(f"{_figure(x)},{_figure(y)}" for x, y in points)
        self._add("polygon", points=corners, fill=fill, stroke=PAPER, stroke_width=0.7)

    def hatched_band(self, x1: float, x2: float, left: Span, right: Span) -> None:
        """A band between two heights that change on the way from `x1` to `x2`: what is in it is not shown."""
        self._add(
            "polygon",
            points=f"{_figure(x1)},{_figure(left[0])} {_figure(x2)},{_figure(right[0])} "
            f"{_figure(x2)},{_figure(right[1])} {_figure(x1)},{_figure(left[1])}",
            fill=PAPER,
            stroke=HATCH,
            stroke_width=0.7,
        )
        steps = max(1, int((x2 - x1) / HATCH_STEP))
        for at in range(1, steps):
            part = at / steps
            x = x1 + part * (x2 - x1)
            top, bottom = (left[end] + part * (right[end] - left[end]) for end in (0, 1))
            self.line(x, top, x, bottom, HATCH, 0.7)

    def band(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A light part with an edge: somewhere in it a number lies."""
        fill = lighter(colour)
        self._add("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=colour, stroke_width=0.6)

    def ring(self, x: float, y: float, radius: float, colour: str) -> None:
        """The same, round."""
        fill = lighter(colour)
        self._add("circle", cx=x, cy=y, r=radius, fill=fill, stroke=colour, stroke_width=0.6)

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """A box that says: there is a number here and it is not shown."""
        self._add("rect", x=x, y=y, width=width, height=height, fill=PAPER, stroke=HATCH, stroke_width=0.7)
        for x1, y1, x2, y2 in _diagonals(width, height):
            self.line(x + x1, y + y1, x + x2, y + y2, HATCH, 0.7)

    def text(
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float = 8.5,
        fill: str = INK,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text; `y` is its baseline."""
        attributes = {"x": x, "y": y, "font_size": size, "fill": fill, "text_anchor": anchor}
        if bold:
            attributes["font_weight"] = 600
        self._marks.append(f"<text {_attributes(attributes)}>{escape(content)}</text>")

    def paragraph(
        self,
        x: float,
        middle: float,
        lines: list[str],
        *,
        size: float = 8.5,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Lines of text around a middle height."""
        step = size * LINE_HEIGHT
        first = middle - step * (len(lines) - 1) / 2 + size * 0.35
        for at, line in enumerate(lines):
            self.text(x, first + at * step, line, size=size, anchor=anchor, bold=bold)

    def readout(self, x: float, y: float, width: float, height: float, words: str) -> None:
        """What an area says on a page when somebody asks; in print there is nothing of it."""
        area = (x, y, width, height)
        self._readouts.append(readout(area, words, sheet=(self.width, self.height), size=READOUT_SIZE))

    def svg(self, alt: str) -> str:
        """The finished picture with its text for those who do not see it."""
        return self._svg(alt, "img", self._marks)

    def page_svg(self, alt: str) -> str:
        """The same with what its marks say. A picture that can be asked is a group of pictures."""
        role = "group" if self._readouts else "img"
        return self._svg(alt, role, [*self._marks, *self._readouts])

    def _svg(self, alt: str, role: str, marks: Sequence[str]) -> str:
        head = _attributes({"width": self.width, "height": self.height, "font_family": FONTS})
        box = f"0 0 {_figure(self.width)} {_figure(self.height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" {head} role="{role}" class="chart" '
            f"aria-label={quoteattr(alt)}>{''.join(marks)}</svg>"
        )

    def _add(self, name: str, **attributes: object) -> None:
        self._marks.append(f"<{name} {_attributes(attributes)}/>")


def fit(text: str, width: float, size: float = 8.5, most: int = 2) -> list[str]:
    """Break a text between words into at most so many lines; what does not fit ends in an ellipsis."""
    letters = max(4, int(width / (size * LETTER)))
    lines = wrap(text, letters, break_long_words=False) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    # Letters are narrower than reckoned with: a word may stand out a little before it is cut.
    limit = letters + letters // 4
    return [line if len(line) <= limit else line[: limit - 1].rstrip() + "…" for line in lines]


def _attributes(attributes: dict[str, object]) -> str:
    return " ".join(f'{name.replace("_", "-")}="{_figure(value)}"' for name, value in attributes.items())


def _figure(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escape(str(value), {'"': "&quot;"})


def _diagonals(width: float, height: float) -> Iterator[tuple[float, float, float, float]]:
    """Parallel strokes at 45 degrees, cut where they meet the sides of the box."""
    offset = HATCH_STEP
    while offset < width + height:
        yield max(0.0, offset - height), min(offset, height), min(offset, width), max(0.0, offset - width)
        offset += HATCH_STEP
