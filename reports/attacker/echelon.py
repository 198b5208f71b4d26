"""Exact linear algebra on integer rows: their rank, and every column as a sum of a few, modulo a prime."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

# Remainders are kept within half a prime of zero: a product of two is under 2**38, so thousands add up exactly in a float.
PRIME = 1_048_573
_BLOCK, _INNER = 256, 32
_LONGEST_SUM = 8192
_TESTS = 2
# Sums of counts have small coefficients: a larger one stands for a fraction.
_MOST = 120


class Echelon:
    """The span of all rows seen so far, in reduced echelon form.

    On every row seen, column `others[q]` is the sum over p of `weights[p, q]` times column `pivots[p]`. Columns named first are
    rather made pivots.
    """

    def __init__(self, columns: NDArray) -> None:
        self.pivots = np.zeros(0, np.int64)
        self.others = np.array(columns, np.int64)
        self.weights = np.zeros((0, len(self.others)))
        self._chance = np.random.default_rng(1)

    @property
    def rank(self) -> int:
        return len(self.pivots)

    def add(self, rows: csr_array) -> int:
        """Take these rows into the span; by how much that raised its rank."""
        before = self.rank
        rows = rows.astype(np.float64).tocsr()
        while len(fresh := self.outside(rows)):
            rows = rows[fresh]
            self._add_block(rows[:_BLOCK].toarray())
        return self.rank - before

    def outside(self, rows: csr_array) -> NDArray:
        """The numbers of the rows that the span does not hold (one in a million million is overlooked)."""
        tests = self._chance.integers(1, PRIME // 2, (len(self.others), _TESTS)).astype(float)
        full = np.zeros((rows.shape[1], _TESTS))
        full[self.others] = tests
        full[self.pivots] = -_times(self.weights, tests)
        return np.flatnonzero(np.any(_remainder(rows @ full), axis=1))

    def _add_block(self, rows: NDArray) -> None:
        rest = rows[:, self.others]
        if self.rank:
            rest = _remainder(rest - _times(rows[:, self.pivots], self.weights))
        rest, columns = _reduced(rest)
        keep = np.ones(len(self.others), bool)
        keep[columns] = False
        fresh = rest[:, keep]
        if self.rank:
            old = _remainder(self.weights[:, keep] - _times(self.weights[:, columns], fresh))
            self.weights = np.vstack([old, fresh])
        else:
            self.weights = fresh
        self.pivots = np.concatenate([self.pivots, self.others[columns]])
        self.others = self.others[keep]

    def ties(self, width: int) -> csr_array:
        """int[others, width]: for each column that is no pivot, the sum that is always 0."""
        tied = np.zeros((len(self.others), width), np.int64)
        tied[:, self.pivots] = -self.weights.T.astype(np.int64)
        tied[np.arange(len(self.others)), self.others] = 1
        return csr_array(_in_whole_numbers(tied))


def _in_whole_numbers(tied: NDArray) -> NDArray:
    """The same sums, several times over where a column is a fraction of others: a half stands as a number near half the prime."""
    for at in np.flatnonzero(abs(tied).max(axis=1, initial=0) > _MOST):
        for times in range(2, _MOST):
            often = _remainder(tied[at].astype(float) * times).astype(np.int64)
            if abs(often).max() <= _MOST:
                tied[at] = often
                break
    return tied


def _remainder(numbers: NDArray) -> NDArray:
    return numbers - PRIME * np.rint(numbers * (1 / PRIME))


def _times(left: NDArray, right: NDArray) -> NDArray:
    """A product of remainders, in slices whose sums stay exact."""
    result = np.zeros((left.shape[0], right.shape[1]))
    for at in range(0, left.shape[1], _LONGEST_SUM):
        here = slice(at, at + _LONGEST_SUM)
        result = _remainder(result + _remainder(left[:, here] @ right[here]))
    return result


def _reduced(rows: NDArray) -> tuple[NDArray, NDArray]:
    """The reduced echelon form of a few dense rows, and the pivot column of each that is left."""
    done, columns = rows[:0], np.zeros(0, np.int64)
    for at in range(0, len(rows), _INNER):
        part = rows[at : at + _INNER]
        part = _remainder(part - _times(part[:, columns], done)) if len(done) else part.copy()
        part, found = _reduced_one_by_one(part)
        done = np.vstack([_remainder(done - _times(done[:, found], part)), part])
        columns = np.concatenate([columns, found])
    return done, columns


def _reduced_one_by_one(rows: NDArray) -> tuple[NDArray, NDArray]:
    chosen, columns = [], []
    for row in range(len(rows)):
        found = np.flatnonzero(rows[row])
        if len(found):
            column = int(found[0])
            rows[row] = _remainder(rows[row] * pow(int(rows[row, column]), -1, PRIME))
            others = np.flatnonzero(rows[:, column])
            others = others[others != row]
            rows[others] = _remainder(rows[others] - np.outer(rows[others, column], rows[row]))
            chosen.append(row)
            columns.append(column)
    return rows[chosen], np.array(columns, np.int64)
