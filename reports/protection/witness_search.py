"""The search for other tables that a reader could not tell from the true one.

A linear program in changes from the true table: each class of atoms and each row may go up or down,
at a price while the row is not hidden. The cheapest change that takes a sensitive row where the rule
wants it says which rows to hide for it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import highspy
import numpy as np
from scipy.sparse import csr_array

from reports.protection.equations import Equations
from reports.protection.solver import (
    INFINITY,
    Sums,
    program,
    set_costs,
    set_limits,
    set_row_limits,
    solve,
    solve_integer,
)

# Moving what is hidden already is all but free: the little it costs keeps witnesses short.
_SLIGHT = 1e-3
_PINNING = 1e-7
# What a solver says of a whole number.
_NEAR = 1e-5
# Costs that differ in no pattern, without chance: multiples of the golden ratio, less their whole part.
_GOLDEN = (5**0.5 - 1) / 2
_NUDGES = 30


class Side(StrEnum):
    """The two ends of a feasible range."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Witness:
    """A table as its changes from the true one, by class and by row; both only where not nil."""

    classes: dict[int, int]
    rows: dict[int, int]


class WitnessSearch:
    """Finds witness tables while rows are being hidden, shown and tried out."""

    def __init__(
        self, equations: Equations, price: np.ndarray | None = None, fixed: np.ndarray | None = None
    ) -> None:
        """Of each row: `price` is what it costs to change it, and `fixed` whether it may not."""
        self._equations = equations
        self._counts = equations.counts
        self._values = equations.values
        self._up = 2 * equations.number
        self._class_columns = 2 * len(equations.counts)
        self._size = 2 * equations.numbers
        self._price = np.maximum(equations.cost, _SLIGHT) if price is None else price
        self._fixed = equations.printed.copy() if fixed is None else fixed
        self._solver = self._build()

    def inside(self, classes: np.ndarray, rows: np.ndarray, given: np.ndarray) -> "WitnessSearch":
        """The same search in a part (see `Equations.inside`)."""
        return WitnessSearch(
            self._equations.inside(classes, rows, given), self._price[rows], self._fixed[rows]
        )

    def _build(self) -> highspy.Highs:
        """Two columns, up and down, for each number."""
        equations = self._equations
        cost = np.zeros(self._size)
        cost[self._up] = cost[self._up + 1] = self._price
        upper = np.full(self._size, INFINITY)
        upper[1 : self._class_columns : 2] = self._counts
        upper[self._up], upper[self._up + 1] = self._limits(np.arange(len(self._up)))
        ties = equations.ties
        both = csr_array(
            (
                np.stack([ties.data, -ties.data], axis=1).ravel().astype(float),
                np.stack([2 * ties.indices, 2 * ties.indices + 1], axis=1).ravel(),
                2 * ties.indptr,
            ),
            shape=(ties.shape[0], self._size),
        )
        nil = np.zeros(ties.shape[0] - len(equations.down))
        sums = Sums(both, np.append(nil, equations.down), np.append(nil, equations.up))
        return program(cost, np.zeros(self._size), upper, sums)

    def _limits(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How far rows may go up and down."""
        least = self._equations.least[rows]
        free = ~self._fixed[rows]
        return np.where(free, INFINITY, 0.0), np.where(free, self._values[rows] - least, 0.0)

    def hide(self, row: int) -> None:
        """From now on the row may change at next to no cost."""
        self._price[row] = _SLIGHT
        set_costs(self._solver, [self._up[row], self._up[row] + 1], [_SLIGHT, _SLIGHT])

    def fix(self, rows: Sequence[int]) -> None:
        """These rows are printed: they may not change."""
        self._fixed[rows] = True
        self._set_limits(rows)

    def release(self, rows: Sequence[int]) -> None:
        """These rows may change after all."""
        self._fixed[rows] = False
        self._set_limits(rows)

    def _set_limits(self, rows: Sequence[int]) -> None:
        up = self._up[rows]
        limits = np.concatenate(self._limits(np.asarray(rows, dtype=np.int64)))
        set_limits(self._solver, np.concatenate([up, up + 1]), np.zeros(2 * len(up)), limits)

    def find(self, row: int, side: Side, target: int, *, thorough: bool = True) -> Witness | None:
        """A cheap whole table with the row at the target or beyond, None where there is none.

        Unless it is `thorough`, a search that finds fractions ends with none.
        """
        self._aim(row, side, target)
        found = solve(self._solver)
        witness = None
        if found is not None:
            witness = self._multiplied(found, row, side, target)
            if witness is None and thorough:
                accept = partial(self._multiplied, row=row, side=side, target=target)
                witness = self._nudged(accept) or self._branched(self._change(found), row, side, target)
        self._set_limits([row])
        return witness

    def extend(self, given: np.ndarray) -> Witness | None:
        """A cheap whole table for when what is given has been changed by so much from outside."""
        self._limit_sums(given)
        found = solve(self._solver)
        witness = None
        if found is not None:
            accept = partial(self._checked_in_whole, given=given)
            witness = accept(found) or self._nudged(accept)
        self._limit_sums(np.zeros_like(given))
        return witness

    def _limit_sums(self, given: np.ndarray) -> None:
        ties = np.arange(self._equations.ties.shape[0])
        down, up = self._equations.down - given, self._equations.up - given
        set_row_limits(self._solver, self._of_given(ties), down, up)

    def _of_given(self, ties: np.ndarray) -> np.ndarray:
        """Those of the given sums, which are the last."""
        return ties[len(ties) - len(self._equations.down) :]

    def _checked_in_whole(self, found: np.ndarray, given: np.ndarray) -> Witness | None:
        return self._checked(self._change(found), given)

    def _aim(self, row: int, side: Side, target: int) -> None:
        columns = [self._up[row], self._up[row] + 1]
        value = int(self._values[row])
        if side is Side.UP:
            set_limits(self._solver, columns, [target - value, 0.0], [INFINITY, 0.0])
        else:
            set_limits(
                self._solver,
                columns,
                [0.0, value - target],
                [0.0, value - min(target, self._equations.least[row])],
            )

    def _multiplied(self, found: np.ndarray, row: int, side: Side, target: int) -> Witness | None:
        """The solution itself if it is whole, else a small multiple that is."""
        change = self._change(found)
        for times in (1, 2, 3):
            witness = self._checked(times * change)
            if self._reaches(witness, row, side, target):
                return witness
        return None

    def _reaches(self, witness: Witness | None, row: int, side: Side, target: int) -> bool:
        if witness is None:
            return False
        value = int(self._values[row]) + witness.rows.get(row, 0)
        return value >= target if side is Side.UP else value <= target

    def _nudged(self, accept: Callable[[np.ndarray], Witness | None]) -> Witness | None:
        """The same question at other costs, ever further off: most corners of the program are whole."""
        witness = None
        for attempt in range(1, _NUDGES + 1):
            self._set_all_costs(_SLIGHT * attempt**2 * ((np.arange(self._size) * attempt * _GOLDEN) % 1))
            found = solve(self._solver)
            witness = None if found is None else accept(found)
            if witness:
                break
        self._set_all_costs(np.zeros(self._size))
        return witness

    def _branched(self, change: np.ndarray, row: int, side: Side, target: int) -> Witness | None:
        """By branch and bound: first changing nothing but what is hidden or has changed in fractions."""
        idle = ~self._fixed & (self._price > _SLIGHT) & ~self._rows_changed(change)
        idle[row] = False
        for kept_still in (np.flatnonzero(idle), np.array([], dtype=np.int64)):
            self.fix(kept_still)
            whole = solve_integer(self._solver, self._class_columns)
            self.release(kept_still)
            witness = None if whole is None else self._checked(self._change(whole))
            if self._reaches(witness, row, side, target):
                return witness
        return None

    def _change(self, columns: np.ndarray) -> np.ndarray:
        return columns[0 : self._class_columns : 2] - columns[1 : self._class_columns : 2]

    def _rows_changed(self, change: np.ndarray) -> np.ndarray:
        return np.abs(self._equations.rows @ change) > _PINNING

    def recognise(self, classes: Mapping[int, int]) -> Witness | None:
        """The witness that these changes of classes are, None when a reader could tell."""
        change = np.zeros(len(self._counts))
        change[list(classes)] = list(classes.values())
        return self._checked(change)

    def _checked(self, change: np.ndarray, given: np.ndarray | int = 0) -> Witness | None:
        """The witness if this change is one in whole numbers, where what is given has changed by so much already."""
        whole = np.rint(change).astype(np.int64)
        if np.abs(change - whole).max(initial=0) > _NEAR:
            return None
        equations = self._equations
        if (self._counts + whole < 0).any():
            return None
        sums = equations.given @ whole + given
        if (sums < equations.down).any() or (sums > equations.up).any():
            return None
        rows = equations.rows @ whole
        if rows[self._fixed].any() or (self._values + rows < equations.least).any():
            return None
        return Witness(_sparse(whole), _sparse(rows))

    def pins(self, row: int, side: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The fixed rows and the given sums that together keep a row from its target."""
        self._solver.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), np.zeros(self._size))
        columns = [self._up[row], self._up[row] + 1]
        set_costs(self._solver, columns, [-1.0, 1.0] if side is Side.UP else [1.0, -1.0])
        rows, given = (), ()
        if solve(self._solver) is not None:
            solution = self._solver.getSolution()
            prices = np.abs(np.array(solution.col_dual)[self._up])
            rows = _where(self._fixed & (prices > _PINNING))
            given = _where(np.abs(self._of_given(np.array(solution.row_dual))) > _PINNING)
        self._set_all_costs(np.zeros(self._size))
        return rows, given

    def _set_all_costs(self, extra: np.ndarray) -> None:
        cost = extra.copy()
        cost[self._up] += self._price
        cost[self._up + 1] += self._price
        set_costs(self._solver, np.arange(self._size), cost)


def _where(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _sparse(values: np.ndarray) -> dict[int, int]:
    at = np.flatnonzero(values)
    return dict(zip(at.tolist(), values[at].tolist(), strict=True))
