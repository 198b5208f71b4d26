"""How small a hidden count could be for all that printed zeros tell: below that no range need reach."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.knowledge import known
from reports.attacker.ranges import limits_of


def floors(editions: Sequence[PrintedEdition], cells: Sequence[Cell]) -> list[int]:
    """The least number of each cell when of every printed number only is known whether it is zero."""
    if not cells:
        return []
    zeros = [
        replace(each, printed={place: None if value != 0 else 0 for place, value in each.printed.items()})
        for each in editions
    ]
    knows = known(zeros)
    number = {cell: at for at, cell in enumerate(knows.cells)}
    asked = np.zeros(len(knows.cells), bool)
    asked[[number[cell] for cell in cells]] = True
    limits = limits_of(knows, asked, most=False)
    return [int(limits.low[number[cell]]) for cell in cells]
