"""The reader's linear programs: how far each unknown reaches when all sums must come out at once."""

from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from reports.attacker.propagation import Limits

_NEAR = 1e-6
_SWEEPS = 6
_CONTINUOUS = highspy.HighsVarType.kContinuous.value
LEAST, MOST = 1, -1


class Impossible(ValueError):
    """No numbers at all agree with everything that is known."""


class Program:
    """One program for all unknowns that hang together; only what is asked for changes from one run to the next."""

    def __init__(self, sums: csr_array, low: NDArray, high: NDArray, limits: Limits) -> None:
        self._limits, self._size = limits, sums.shape[1]
        self._columns = np.arange(self._size, dtype=np.int32)
        self._solver = solver()
        self._solver.passModel(
            self._size,
            sums.shape[0],
            sums.nnz,
            highspy.MatrixFormat.kRowwise.value,
            highspy.ObjSense.kMinimize.value,
            0.0,
            np.zeros(self._size),
            limits.low,
            limits.high,
            low.astype(float),
            high.astype(float),
            sums.indptr.astype(np.int32),
            sums.indices.astype(np.int32),
            sums.data.astype(float),
            np.full(self._size, _CONTINUOUS, np.int32),
        )
        self.runs = 0
        # How far each unknown has been seen to reach.
        self._seen = {LEAST: np.full(self._size, np.inf), MOST: np.full(self._size, -np.inf)}

    def narrowed(self, asked: NDArray, *, most: bool = True) -> Limits:
        """The limits of the unknowns that are asked for, as narrow as the program makes them."""
        low, high = self._limits.low.copy(), self._limits.high.copy()
        both = ((LEAST, low), (MOST, high))[: 2 if most else 1]
        self._sweep(asked, [sign for sign, _ in both])
        for sign, ends in both:
            for unknown in asked:
                if not self._is_reached(unknown, sign):
                    ends[unknown] = self._end(unknown, sign)
        return Limits(low, high)

    def _sweep(self, asked: NDArray, signs: Sequence[int]) -> None:
        """Let many unknowns reach at once for their ends: those that get there need no run of their own."""
        if self._run(np.zeros(self._size)) is None:
            raise Impossible
        for sweep in range(_SWEEPS):
            for sign in signs:
                open_ends = np.array([u for u in asked if not self._is_reached(u, sign)], np.int64)
                if not len(open_ends):
                    continue
                cost = np.zeros(self._size)
                # Squares over a prime: weights without a pattern, and without chance.
                weights = 1 + ((open_ends + 1) ** 2 * (sweep + 1) * 7919 % 10007) / 10007
                finite = np.isfinite(self._limits.high[open_ends]) | (sign == LEAST)
                cost[open_ends[finite]] = sign * weights[finite]
                self._run(cost)

    def _is_reached(self, unknown: int, sign: int) -> bool:
        if sign == LEAST:
            return bool(self._seen[sign][unknown] <= self._limits.low[unknown] + _NEAR)
        return bool(np.floor(self._seen[sign][unknown] + _NEAR) >= self._limits.high[unknown])

    def _end(self, unknown: int, sign: int) -> float:
        cost = np.zeros(self._size)
        cost[unknown] = sign
        value = self._run(cost)
        if value is None:
            return -sign * np.inf
        return sign * np.ceil(value - _NEAR)

    def _run(self, cost: NDArray) -> float | None:
        """The least cost, None where there is no limit to it."""
        self.runs += 1
        self._solver.changeColsCost(self._size, self._columns, cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise Impossible
        found = np.fromiter(self._solver.getSolution().col_value, float)
        np.minimum(self._seen[LEAST], found, out=self._seen[LEAST])
        np.maximum(self._seen[MOST], found, out=self._seen[MOST])
        return self._solver.getInfo().objective_function_value


def solver() -> highspy.Highs:
    """HiGHS so that the same questions always get the same answers, each starting from where the last one ended."""
    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 0}
    # Primal simplex: only the objective changes, so the last answer stays a corner to start from.
    options |= {"presolve": "off", "simplex_strategy": 4}
    for option, value in options.items():
        highs.setOptionValue(option, value)
    return highs
