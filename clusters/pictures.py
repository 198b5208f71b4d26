"""Pictures over time: lines through a few points, drawn as SVG that may stand on a page under the strict policy.

Presentation attributes only: no style, no script and no id. The numbers stand in a table beside every picture.
Drawn as wide as a telephone and with large words, so that nothing has to be scrolled to and two stand side by side on a desk.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from django.utils.formats import date_format, localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from clusters.readout import readout

WIDTH, HEIGHT = 440, 250
LEFT, RIGHT, TOP, BOTTOM = 58, 30, 12, 40
TEXT = 16
MOST_DAYS = 5
INK, SUBTLE, GRID = "#1b2a2e", "#575f60", "#d9dadb"
# Told apart by shape as well as by colour, so that nobody needs to see colours.
MARKERS = (("#0b4f5c", "circle"), ("#a83a12", "square"), ("#8a6a0c", "triangle"))
LABEL_HEIGHT = 24
STEPS_OF_A_SCALE = 4


@dataclass(frozen=True, slots=True)
class PlottedLine:
    """One thing followed over time; None where nothing is known. A line alone in its picture needs no label."""

    label: str
    values: list[float | None]


@dataclass(frozen=True, slots=True)
class Picture:
    id: str
    title: str
    svg: SafeString


def draw_lines(
    *,
    id: str,
    title: str,
    alt: str,
    days: list[str],
    lines: list[PlottedLine],
    ticks: list[tuple[float, str]],
    say: Callable[[float], str],
) -> Picture:
    """`days` are the words under the points, `ticks` heights with their words, lowest first; `say` writes a value."""
    low, high = ticks[0][0], ticks[-1][0]
    marks = [*_grid(ticks, low, high), *_days(days)]
    names = []
    for number, line in enumerate(lines):
        colour, shape = MARKERS[number % len(MARKERS)]
        points = [
            (_x(at, len(days)), _y(value, low, high))
            for at, value in enumerate(line.values)
            if value is not None
        ]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        marks.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        marks += [_marker(shape, x, y, colour) for x, y in points]
        if line.label:
            names.append((line.label, colour, shape))
    height = HEIGHT + LABEL_HEIGHT * len(names)
    marks += _names(names)
    marks += _readouts(days, lines, say, height)
    return Picture(id, title, _svg(alt, marks, height))


def month_name(day: date, *, has_year: bool = True) -> str:
    """A month in a few letters, for where there is little room; Norwegian writes it without a capital."""
    return date_format(
        day, pgettext("format of a month and year", "M Y") if has_year else pgettext("format of a month", "M")
    )


def round_up(value: Decimal | float) -> Decimal:
    """The end of a scale: the next number that divides well into four."""
    for end in (Decimal(1), Decimal(2), Decimal(4), Decimal(8), Decimal(12), Decimal(20), Decimal(40)):
        if value <= end:
            return end
    return Decimal(-(-int(value) // 40) * 40 + 40)


def scale(lowest: Decimal, highest: Decimal) -> list[tuple[float, str]]:
    """Heights with their words, lowest first."""
    step = (highest - lowest) / STEPS_OF_A_SCALE
    heights = [lowest + step * number for number in range(STEPS_OF_A_SCALE + 1)]
    return [(float(height), localize(height.normalize() + 0)) for height in heights]


def _x(at: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at / (count - 1) if count > 1 else 0.5)


def _y(value: float, low: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))


def _grid(ticks: list[tuple[float, str]], low: float, high: float) -> list[str]:
    marks = []
    for value, words in ticks:
        y = _y(value, low, high)
        marks.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{GRID}"/>')
        marks.append(_text(LEFT - 8, y + 5, words, SUBTLE, "end"))
    return marks


def _days(days: list[str]) -> list[str]:
    # Words under every point would run into each other when there are many.
    every = -(-len(days) // MOST_DAYS)
    shown = [at for at in range(len(days)) if (len(days) - 1 - at) % every == 0]
    return [_text(_x(at, len(days)), HEIGHT - BOTTOM + 22, days[at], SUBTLE, "middle") for at in shown]


def _readouts(
    days: list[str], lines: list[PlottedLine], say: Callable[[float], str], height: int
) -> Iterator[str]:
    """Each day says the value of every line."""
    width = (WIDTH - LEFT - RIGHT) / max(len(days) - 1, 1)
    for at, day in enumerate(days):
        values = ", ".join(
            f"{line.label} {'–' if line.values[at] is None else say(line.values[at])}".strip()
            for line in lines
        )
        area = (_x(at, len(days)) - width / 2, TOP, width, HEIGHT - TOP - BOTTOM)
        yield readout(area, f"{day}: {values}", sheet=(WIDTH, height), size=TEXT)


def _names(names: list[tuple[str, str, str]]) -> list[str]:
    """The name of each line under the picture, with its mark."""
    marks = []
    for at, (label, colour, shape) in enumerate(names):
        y = HEIGHT + LABEL_HEIGHT * (at + 0.5)
        marks.append(_marker(shape, LEFT, y, colour))
        marks.append(_text(LEFT + 14, y + 5, label, INK, "start"))
    return marks


def _marker(shape: str, x: float, y: float, colour: str) -> str:
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
    if shape == "square":
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" fill="{colour}"/>'
    return f'<polygon points="{x:.1f},{y - 6:.1f} {x + 6:.1f},{y + 5:.1f} {x - 6:.1f},{y + 5:.1f}" fill="{colour}"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{TEXT}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(str(words))}</text>"
    )


def _svg(alt: str, marks: list[str], height: int) -> SafeString:
    # Every word that goes in has been escaped above.
    return mark_safe(  # noqa: S308
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="group" '
        f'font-family="Inter, sans-serif" aria-label="{escape(alt)}">{"".join(marks)}</svg>'
    )
