"""The first and cheapest thoughts of a reader: what is left for one cell when the others take as little or as much as they can."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

_MOST_ROUNDS = 1_000
# Whole numbers are exact in floats, this only guards a division.
_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class Limits:
    """Whole numbers between which each unknown lies."""

    low: NDArray
    high: NDArray

    @property
    def is_possible(self) -> bool:
        return bool(np.all(self.low <= self.high))


def propagated(sums: csr_array, low: NDArray, high: NDArray, start: Limits) -> Limits:
    """Narrow the limits until no single sum narrows them any more, or they contradict each other."""
    row = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    column, weight = sums.indices, sums.data.astype(float)
    limits = start
    for _ in range(_MOST_ROUNDS):
        narrowed = _once(row, column, weight, low, high, limits)
        if not narrowed.is_possible:
            return narrowed
        if np.array_equal(narrowed.low, limits.low) and np.array_equal(narrowed.high, limits.high):
            break
        limits = narrowed
    return limits


def _once(
    row: NDArray, column: NDArray, weight: NDArray, low: NDArray, high: NDArray, limits: Limits
) -> Limits:
    size = len(low)
    up = weight > 0
    least = weight * np.where(up, limits.low[column], limits.high[column])
    most = weight * np.where(up, limits.high[column], limits.low[column])
    # What is left for each term: the sum's limit less the extremes of all the others.
    at_most = high[row] - _others(row, least, size)
    at_least = low[row] - _others(row, most, size)
    above = np.where(up, at_most, at_least) / weight
    below = np.where(up, at_least, at_most) / weight
    new_low, new_high = limits.low.copy(), limits.high.copy()
    np.minimum.at(new_high, column, np.floor(above + _NEAR))
    np.maximum.at(new_low, column, np.ceil(below - _NEAR))
    return Limits(new_low, new_high)


def _others(row: NDArray, terms: NDArray, size: int) -> NDArray:
    """For each term the sum of all others of its row, infinite where one of those is."""
    endless = np.isinf(terms)
    finite = np.where(endless, 0.0, terms)
    totals = np.bincount(row, finite, size)[row] - finite
    count = np.bincount(row, endless, size)[row] - endless
    signs = np.bincount(row, np.where(endless, np.sign(terms), 0), size)[row]
    return np.where(count > 0, np.where(signs < 0, -np.inf, np.inf), totals)
