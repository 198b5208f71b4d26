"""One colour for each state, on every page and in every chart.

Chosen so that each stands out from white by 3:1 or more, and the six closing states stay apart
for readers who do not tell red from green or blue from yellow: the tests measure both. Charts
never rely on colour alone, each mark has its label and its number.
"""

from typing import Final

INK: Final = "#1B2A2E"
MUTED: Final = "#56666B"
RULE: Final = "#C9D2D3"
TINT: Final = "#EEF4F3"
PAPER: Final = "#FFFFFF"
BRAND: Final = "#0B4F5C"
ACCENT: Final = "#A83A12"
SAND: Final = "#FBF6EE"
HATCH: Final = "#6B7A7E"

PAPER_IN_LIGHT: Final = 0.68

STATE_COLOURS: Final = {
    "work": "#0B4F5C",
    "education": "#3E8ED0",
    "venture": "#A83A12",
    "training": "#B88C10",
    "enrolled": "#75898F",
    "left": "#40352F",
    "outside": "#8A8173",
    "none": "#8A8173",
    "result": "#1B7F79",
    "on-the-way": "#5E7F94",
}


def state_colour(code: str) -> str:
    """The colour of a state, an exit or a group of them."""
    return STATE_COLOURS.get(code, MUTED)


def lighter(colour: str) -> str:
    """The same colour with much paper in it."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * PAPER_IN_LIGHT):02X}" for part in parts)
