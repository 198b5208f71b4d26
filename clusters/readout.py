"""What a mark in a drawing says when somebody points at it, or comes to it with the keys: its value, in words.

The areas lie over the finished drawing and are empty, so a drawing looks as it did. What an area says is not displayed
by an attribute that only a style sheet on a page overrules: in print it is nowhere, and no script is needed.
"""

from html import escape
from textwrap import wrap

# Wide letters: the box may be too wide, never too narrow.
LETTER = 0.58
LINE_HEIGHT = 1.35
MOST_LETTERS = 56
PADDING = 0.6


Area = tuple[float, float, float, float]
Sheet = tuple[float, float]


def readout(area: Area, words: str, *, sheet: Sheet, size: float) -> str:
    """Over an area (left, top, width, height) of a sheet (width, height)."""
    left, top, width, height = area
    said, shown = escape(words), "".join(_box(area, words, sheet, size))
    return (
        f'<g class="krem-readout" tabindex="0" role="img" aria-label="{said}">'
        f'<rect class="krem-readout__area" x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="{_n(height)}" '
        f'fill="none" pointer-events="all"/>'
        f'<g class="krem-readout__told" display="none" pointer-events="none">{shown}</g></g>'
    )


def _box(area: Area, words: str, sheet: Sheet, size: float) -> list[str]:
    """The words on paper: over the area where there is room, beside a tall one, else under it; never outside the sheet."""
    left, top, width, height = area
    pad, step = size * PADDING, size * LINE_HEIGHT
    lines = wrap(words, min(MOST_LETTERS, int((sheet[0] - 2 * pad) / (size * LETTER))))
    across = max(map(len, lines), default=0) * size * LETTER + 2 * pad
    down = len(lines) * step + 2 * pad
    # At the beginning of a row, for on a telephone the rest of it may be out of sight.
    x = left if width > sheet[0] / 2 else left + (width - across) / 2
    y = top - down - 1 if top > down else min(top + height + 1, max(sheet[1] - down, 0))
    if top <= down and height > 2 * down:
        x, y = left + width + 2, top
        if x + across > sheet[0]:
            x = left - across - 2
    x = max(min(x, sheet[0] - across), 0)
    return [
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(across)}" height="{_n(down)}" rx="2" fill="#FFFFFF" '
        f'stroke="#56666B"/>',
        *(
            f'<text x="{_n(x + pad)}" y="{_n(y + pad + step * (at + 0.75))}" font-size="{_n(size)}" '
            f'fill="#1B2A2E" text-anchor="start">{escape(line)}</text>'
            for at, line in enumerate(lines)
        ),
    ]


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
