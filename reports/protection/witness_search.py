"""The search for other tables that a reader could not tell from the true one.

A linear program in changes from the true table: each class of atoms and each row may go up or down,
at a price while the row is not hidden. The cheapest change that takes a sensitive row where the rule
wants it says which rows to hide for it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import highspy
import numpy as np

from reports.protection.nesting import Nesting, Pieces
from reports.protection.publication import Lock
from reports.protection.reduction import Reduction, Sum
from reports.protection.solver import (
    INFINITY,
    Matrix,
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

    def __init__(self, reduction: Reduction) -> None:
        self._reduction = reduction
        self._counts = np.array(reduction.counts, dtype=np.int64)
        self._values = np.array([row.value for row in reduction.rows], dtype=np.int64)
        self._least = np.array(
            [0 if row.lock is Lock.UNLISTED else 1 for row in reduction.rows], dtype=np.int64
        )
        self._in_row = np.repeat(np.arange(len(reduction.rows)), [len(row.classes) for row in reduction.rows])
        self._in_class = np.array([c for row in reduction.rows for c in row.classes], dtype=np.int64)
        self._fixed = np.array([row.lock is Lock.SHOWN for row in reduction.rows], dtype=bool)
        self._cost = np.array([max(row.cost, _SLIGHT) for row in reduction.rows])
        self._given = _Given((*reduction.bounds, *reduction.links), self._counts)
        self._lay_columns()
        self._solver = self._build()

    def _lay_columns(self) -> None:
        """Two columns, up and down, for each class, then for each row that is not just a class."""
        size = self._class_columns = 2 * len(self._reduction.counts)
        columns: dict[int, int] = {}
        taken: set[int] = set()
        for index, row in enumerate(self._reduction.rows):
            if len(row.classes) == 1 and row.classes[0] not in taken:
                taken.add(row.classes[0])
                columns[index] = 2 * row.classes[0]
            else:
                columns[index] = size
                size += 2
        self._up = np.array(list(columns.values()), dtype=np.int64)
        self._size = size

    def _build(self) -> highspy.Highs:
        cost = np.zeros(self._size)
        upper = np.full(self._size, INFINITY)
        upper[1 : self._class_columns : 2] = self._counts
        cost[self._up] = cost[self._up + 1] = self._cost
        for row in range(len(self._up)):
            upper[self._up[row]], upper[self._up[row] + 1] = self._limits(row)
        return program(cost, np.zeros(self._size), upper, self._equations())

    def _limits(self, row: int) -> tuple[float, float]:
        """How far a row may go up and down."""
        if self._fixed[row]:
            return 0.0, 0.0
        return INFINITY, float(self._values[row] - self._least[row])

    def _equations(self) -> Matrix:
        """What ties rows to the smaller rows and classes they are made of, and what is given."""
        nesting = Nesting(self._reduction)
        entries = [
            [*self._columns(nesting.of_row(row), 1), (up, -1.0), (up + 1, 1.0)]
            for row, up in enumerate(self._up)
            if up >= self._class_columns
        ]
        nil = [0.0] * len(entries)
        for given in self._given.sums:
            by_weight: dict[int, list[int]] = defaultdict(list)
            for c, weight in given.weights:
                by_weight[weight].append(c)
            pieces = [self._columns(nesting.of_classes(of), weight) for weight, of in by_weight.items()]
            entries.append(_added(entry for piece in pieces for entry in piece))
        return Matrix(entries, [*nil, *self._given.down], [*nil, *self._given.up])

    def _columns(self, pieces: Pieces, weight: int) -> list[tuple[int, float]]:
        """The up and down columns of these rows and classes."""
        ups = [*(int(self._up[row]) for row in pieces.rows), *(2 * c for c in pieces.classes)]
        return [(up + down, float(-weight if down else weight)) for up in ups for down in (0, 1)]

    def hide(self, row: int) -> None:
        """From now on the row may change at next to no cost."""
        self._cost[row] = _SLIGHT
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
        limits = np.array([self._limits(row) for row in rows]).reshape(-1, 2)
        set_limits(self._solver, np.concatenate([up, up + 1]), np.zeros(2 * len(up)), limits.T.ravel())

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
        last = self._solver.getNumRow()
        rows = range(last - len(given), last)
        set_row_limits(self._solver, rows, self._given.down - given, self._given.up - given)

    def _checked_in_whole(self, found: np.ndarray, given: np.ndarray) -> Witness | None:
        return self._checked(np.rint(self._change(found)), given)

    def _aim(self, row: int, side: Side, target: int) -> None:
        columns = [self._up[row], self._up[row] + 1]
        value = int(self._values[row])
        if side is Side.UP:
            set_limits(self._solver, columns, [target - value, 0.0], [INFINITY, 0.0])
        else:
            set_limits(
                self._solver, columns, [0.0, value - target], [0.0, value - min(target, self._least[row])]
            )

    def _multiplied(self, found: np.ndarray, row: int, side: Side, target: int) -> Witness | None:
        """The solution itself if it is whole, else a small multiple that is."""
        candidates = (self._checked(np.rint(times * self._change(found))) for times in (1, 2, 3))
        return next((witness for witness in candidates if self._reaches(witness, row, side, target)), None)

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
        idle = ~self._fixed & (self._cost > _SLIGHT) & ~self._rows_changed(change)
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
        sums = np.bincount(self._in_row, weights=change[self._in_class], minlength=len(self._values))
        return np.abs(sums) > _PINNING

    def recognise(self, classes: Mapping[int, int]) -> Witness | None:
        """The witness that these changes of classes are, None when a reader could tell."""
        change = np.zeros(len(self._counts))
        change[list(classes)] = list(classes.values())
        return self._checked(change)

    def _checked(self, change: np.ndarray, given: np.ndarray | int = 0) -> Witness | None:
        """The witness if this change in whole numbers is one, where what is given has changed by so much already."""
        whole = change.astype(np.int64)
        rows = np.bincount(self._in_row, weights=whole[self._in_class], minlength=len(self._values)).astype(
            np.int64
        )
        kept = np.all(rows[self._fixed] == 0) and np.all(self._values + rows >= self._least)
        if not kept or np.any(self._counts + whole < 0) or not self._given.allow(whole, given):
            return None
        return Witness(_sparse(whole), _sparse(rows))

    def pins(self, row: int, side: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The fixed rows and the bounds that together keep a row from its target."""
        self._solver.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), np.zeros(self._size))
        columns = [self._up[row], self._up[row] + 1]
        set_costs(self._solver, columns, [-1.0, 1.0] if side is Side.UP else [1.0, -1.0])
        fixed_rows, bounds = (), ()
        if solve(self._solver) is not None:
            solution = self._solver.getSolution()
            prices = np.abs(np.array(solution.col_dual))[self._up]
            fixed_rows = tuple(int(r) for r in np.flatnonzero(self._fixed & (prices > _PINNING)))
            bounds = self._priced_bounds(np.array(solution.row_dual))
        self._set_all_costs(np.zeros(self._size))
        return fixed_rows, bounds

    def _priced_bounds(self, prices: np.ndarray) -> tuple[int, ...]:
        first = len(prices) - len(self._reduction.bounds) - len(self._reduction.links)
        return tuple(i for i in range(len(self._reduction.bounds)) if abs(prices[first + i]) > _PINNING)

    def _set_all_costs(self, extra: np.ndarray) -> None:
        cost = extra.copy()
        cost[self._up] += self._cost
        cost[self._up + 1] += self._cost
        set_costs(self._solver, range(self._size), cost)


class _Given:
    """The bounded sums: how far each may go down and up from what it truly is."""

    def __init__(self, sums: Sequence[Sum], counts: np.ndarray) -> None:
        self.sums = sums
        self._in_sum = np.repeat(np.arange(len(sums)), [len(given.weights) for given in sums])
        self._in_class = np.array([c for given in sums for c, _ in given.weights], dtype=np.int64)
        self._weights = np.array([weight for given in sums for _, weight in given.weights], dtype=np.int64)
        true = self._add_up(counts)
        self.down = np.array([-INFINITY if given.low is None else given.low for given in sums]) - true
        self.up = np.array([INFINITY if given.high is None else given.high for given in sums]) - true

    def _add_up(self, classes: np.ndarray) -> np.ndarray:
        return np.bincount(self._in_sum, self._weights * classes[self._in_class], minlength=len(self.sums))

    def allow(self, change: np.ndarray, already: np.ndarray | int) -> bool:
        """Are all sums still within what is given after this change, beside what has changed already?"""
        sums = self._add_up(change) + already
        return bool(np.all(self.down <= sums) and np.all(sums <= self.up))


def _added(entries: Iterable[tuple[int, float]]) -> list[tuple[int, float]]:
    """One entry for each column: a row may stand on both sides of a sum."""
    total: dict[int, float] = defaultdict(float)
    for column, weight in entries:
        total[column] += weight
    return list(total.items())


def _sparse(values: np.ndarray) -> dict[int, int]:
    return {int(i): int(values[i]) for i in np.flatnonzero(values)}
