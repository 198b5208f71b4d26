"""What ties the numbers of a publication together, as matrices, and the part of it inside some classes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from cell_suppression.atoms.nesting import Nesting, Pieces
from cell_suppression.atoms.publication import Lock
from cell_suppression.atoms.reduction import Reduction, Sum
from cell_suppression.atoms.solver import INFINITY


@dataclass(frozen=True)
class Equations:
    """A reduction in changes from the true table, as arrays over its C classes, R rows and G given sums.

    `counts` [C] and `values` [R] are in persons; `cost` [R] is that of hiding, and `printed` [R] says what
    is out in print. `sums` [R + G, C] says what the rows count, and then what each given sum does; `down`
    and `up` [R + G] say how far they may go from what they are: a row to what a reader knows it is at least.

    A *number* is a class, or a row that is not just one class: `number` [R] says which one a row is.
    `ties` [T, N] are sums of numbers, a row of it for each number that is not a class (its pieces less
    itself: nothing) and then one for each given sum.
    """

    counts: np.ndarray
    values: np.ndarray
    cost: np.ndarray
    printed: np.ndarray
    sums: csr_array
    down: np.ndarray
    up: np.ndarray
    number: np.ndarray
    ties: csr_array

    @classmethod
    def of(cls, reduction: Reduction) -> "Equations":
        given = (*reduction.bounds, *reduction.links)
        counts = np.array(reduction.counts, dtype=np.int64)
        values = np.array([row.value for row in reduction.rows], dtype=np.int64)
        lines = [dict.fromkeys(row.classes, 1) for row in reduction.rows] + [dict(of.weights) for of in given]
        sums = matrix_of(lines, len(counts))
        least = [float(row.lock is not Lock.UNLISTED) for row in reduction.rows]
        least += [-INFINITY if of.low is None else of.low for of in given]
        most = [INFINITY if of.high is None else of.high for of in given]
        true = sums @ counts
        number = _numbers(reduction)
        return cls(
            counts=counts,
            values=values,
            cost=np.array([row.cost for row in reduction.rows], dtype=float),
            printed=np.array([row.lock is Lock.SHOWN for row in reduction.rows], dtype=bool),
            sums=sums,
            down=np.array(least) - true,
            up=np.append(np.full(len(values), INFINITY), most - true[len(values) :]),
            number=number,
            ties=_ties(reduction, given, number),
        )

    @property
    def numbers(self) -> int:
        """How many numbers there are."""
        return self.ties.shape[1]

    @cached_property
    def given(self) -> csr_array:
        """[G, C]: the given sums alone."""
        return self.sums[len(self.values) :]

    def inside(self, classes: np.ndarray, rows: np.ndarray, given: np.ndarray) -> "Equations":
        """The same in these classes (rows and given sums that have any of them), while all others stay as they are."""
        size = len(self.counts)
        number = self.number[rows]
        own = number[number >= size]
        numbers = np.concatenate([classes, own])
        place = np.zeros(self.numbers, dtype=np.int64)
        place[numbers] = np.arange(len(numbers))
        sums = np.concatenate([rows, len(self.values) + given])
        ties = np.concatenate([own - size, self.numbers - size + given])
        return Equations(
            counts=self.counts[classes],
            values=self.values[rows],
            cost=self.cost[rows],
            printed=self.printed[rows],
            sums=self.sums[sums][:, classes],
            down=self.down[sums],
            up=self.up[sums],
            number=place[number],
            ties=self.ties[ties][:, numbers],
        )


def _numbers(reduction: Reduction) -> np.ndarray:
    """Rows that are one class have its number, the others get one of their own."""
    size = len(reduction.counts)
    number = []
    for row in reduction.rows:
        if len(row.classes) == 1:
            number.append(row.classes[0])
        else:
            number.append(size)
            size += 1
    return np.array(number, dtype=np.int64)


def _ties(reduction: Reduction, sums: Sequence[Sum], number: np.ndarray) -> csr_array:
    nesting = Nesting(reduction)
    ties = [
        {**_pieces(nesting.of_row(row), number, 1), int(number[row]): -1}
        for row in np.flatnonzero(number >= len(reduction.counts))
    ]
    for of in sums:
        by_weight: dict[int, list[int]] = defaultdict(list)
        for c, weight in of.weights:
            by_weight[weight].append(c)
        tie: dict[int, int] = defaultdict(int)
        for weight, classes in by_weight.items():
            # A row may stand on both sides of a sum.
            for piece, times in _pieces(nesting.of_classes(classes), number, weight).items():
                tie[piece] += times
        ties.append(tie)
    return matrix_of(ties, max([len(reduction.counts), *(number + 1)]))


def _pieces(pieces: Pieces, number: np.ndarray, weight: int) -> dict[int, int]:
    return dict.fromkeys((*(int(number[row]) for row in pieces.rows), *pieces.classes), weight)


def matrix_of(entries: Iterable[dict[int, int]], columns: int) -> csr_array:
    """A matrix by its rows, each as what stands in which column."""
    lines = [dict(line) for line in entries]
    starts = np.cumsum([0, *map(len, lines)], dtype=np.int32)
    at = np.array([column for line in lines for column in line], dtype=np.int32)
    value = np.array([each for line in lines for each in line.values()], dtype=np.int64)
    return csr_array((value, at, starts), shape=(len(lines), columns))
