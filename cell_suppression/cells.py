"""Cells as arrays, what may become of each, and what is asked of the small ones."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

SMALLEST_K: Final = 3

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class State(IntEnum):
    """What a reader sees of a cell, and so how far an alternative population may differ in it."""

    SHOWN = 0  # printed, or known to be zero: the same in every alternative
    HIDDEN = 1  # known to be at least 1
    FREE = 2  # to be decided: shown, unless hiding it is worth its cost
    UNPRINTED = 3  # in no table: anything


@dataclass(eq=False)
class Cells:
    """c counts of persons: `value` int[c], `state` int8[c] of State, `cost` float[c] of hiding one. `k`: the smallest count shown."""

    value: Ints
    state: NDArray[np.int8]
    cost: Floats
    k: int

    def __post_init__(self) -> None:
        if self.k < SMALLEST_K:
            raise ValueError(f"k must be at least {SMALLEST_K}, not {self.k}.")
        if (self.value < 0).any() or ((self.state == State.HIDDEN) & (self.value == 0)).any():
            raise ValueError("No count is negative, and a zero is always printed.")

    @property
    def is_small(self) -> NDArray[np.bool_]:
        """The sensitive cells: counts of 1 to k-1."""
        return (self.value >= 1) & (self.value < self.k)


@dataclass(frozen=True, slots=True)
class Demand:
    """That some alternative has a cell at `target` or beyond: more where the target lies above the value, else less."""

    cell: int
    target: int


def demands_of(cells: Cells, of: Ints) -> list[Demand]:
    """That each of these small cells could be k, and could be 1."""
    up = [Demand(int(cell), cells.k) for cell in of]
    down = [Demand(int(cell), 1) for cell in of if cells.value[cell] > 1]
    return up + down


def is_met(demand: Demand, value: int, total: int) -> bool:
    """Does a cell of this true value meet the demand where it holds `total`?"""
    return total >= demand.target if demand.target > value else total <= demand.target
