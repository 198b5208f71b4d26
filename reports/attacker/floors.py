"""How small a hidden count could be for all that printed zeros tell: below that no range need reach."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.ranges import limits_of, thought_through


def floors(editions: Sequence[PrintedEdition], cells: Sequence[Cell]) -> list[int]:
    """The least number of each cell when of every printed number only is known whether it is zero."""
    if not cells:
        return []
    zeros = [
        replace(each, printed={place: None if value != 0 else 0 for place, value in each.printed.items()})
        for each in editions
    ]
    asked = frozenset(cells)
    reading = thought_through(
        zeros,
        lambda knows: limits_of(knows, np.array([cell in asked for cell in knows.cells], bool), most=False),
    )
    least = dict(zip(reading.knows.cells, reading.limits.low, strict=True))
    return [int(least[cell]) for cell in cells]
