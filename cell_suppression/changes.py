"""Possible changes of single persons, and which of them any answer can hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from cell_suppression.cells import Cells, Ints, State


@dataclass(frozen=True, eq=False)
class Changes:
    """K possible changes of single persons.

    `delta`: int[K, c], what each does to every cell. `unit`: int[K], the group of interchangeable persons it is about, and
    `capacity`: int[U], how many persons that group has: nobody changes twice.
    """

    delta: csr_array
    unit: Ints
    capacity: Ints

    def __len__(self) -> int:
        return self.delta.shape[0]

    def of(self, chosen: Ints) -> "Changes":
        if len(chosen) == len(self):
            return self
        return Changes(self.delta[chosen], self.unit[chosen], self.capacity)

    # Each is asked for at every search among these changes, and found once. They are laid out in memory as `delta` is.
    @cached_property
    def rising(self) -> csc_array:
        """int[c, K]: which cells each change makes rise."""
        return self._by_cell(self.delta.data > 0)

    @cached_property
    def falling(self) -> csc_array:
        """int[c, K]: which cells each change makes fall."""
        return self._by_cell(self.delta.data < 0)

    @cached_property
    def moving(self) -> csr_array:
        """int[K, c]: which cells each change moves."""
        return self._by_cell(self.delta.data != 0).T

    def _by_cell(self, marks: NDArray[np.bool_]) -> csc_array:
        return csc_array(
            (marks.astype(np.int64), self.delta.indices, self.delta.indptr), shape=self.delta.shape[::-1]
        )


@dataclass(frozen=True, eq=False)
class Able:
    """`changes`: int[n], those that an answer can hold. `removed`: int[K], in which round each other was found impossible, from 1 on, and 0
    for those that are able. `stuck`: for each round the cells that could only rise, or only fall, though they must stay.
    """

    changes: Ints
    removed: Ints
    stuck: Sequence[Ints]


def able_of(cells: Cells, changes: Changes, shift: Ints) -> Able:
    """Where a shown count can only rise, or only fall, nothing that moves it is possible."""
    settled = (cells.state == State.SHOWN) & (shift == 0)
    able, removed = np.ones(len(changes), np.int64), np.zeros(len(changes), np.int64)
    stuck: list[Ints] = []
    while True:
        now = settled & ((changes.rising @ able > 0) != (changes.falling @ able > 0))
        if not now.any():
            return Able(np.flatnonzero(able), removed, stuck)
        stuck.append(np.flatnonzero(now))
        gone = (changes.moving @ now.astype(np.int64) > 0) & (able > 0)
        able[gone], removed[gone] = 0, len(stuck)
