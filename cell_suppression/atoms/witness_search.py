"""The search for other tables that a reader could not tell from the true one.

A linear program in changes from the true table: each class of atoms and each row may go up or down,
at a price while the row is not hidden. The cheapest change that takes a sensitive row where the rule
wants it says which rows to hide for it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import partial

import highspy
import numpy as np
from scipy.sparse import csr_array

from cell_suppression.atoms.equations import Equations, matrix_of
from cell_suppression.atoms.solver import (
    INFINITY,
    Patience,
    Sums,
    cost_of,
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
_LARGEST_NUDGE = 2.0
# What is found by branching quickly is near enough if it costs this share and this much more than fractions.
_QUICKLY = Patience(nodes=1, gap=0.3)
_MORE = 12.0
_THOROUGHLY = Patience(nodes=2000, gap=0.0)


class Effort(IntEnum):
    """How often to try for whole numbers where a search ends in fractions."""

    NONE = 0
    SOME = 4
    ALL = 12


class Side(StrEnum):
    """The two ends of a feasible range."""

    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Witness:
    """A table as its changes from the true one, by class and by row; both only where not nil."""

    classes: dict[int, int]
    rows: dict[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A search in a part of another: what its classes, rows and given sums are there."""

    search: "WitnessSearch"
    classes: np.ndarray
    rows: np.ndarray
    given: np.ndarray


class WitnessSearch:
    """Finds witness tables while rows are being hidden, shown and tried out."""

    def __init__(
        self,
        equations: Equations,
        price: np.ndarray | None = None,
        fixed: np.ndarray | None = None,
        *,
        complete: bool = False,
    ) -> None:
        """Of each row: `price` is what it costs to change it, and `fixed` whether it may not.

        There are columns for each number to go up and down, but for what can never change (`complete`: for all).
        """
        self.equations = equations
        self._counts = equations.counts
        self._values = equations.values
        self._price = np.maximum(equations.cost, _SLIGHT) if price is None else price
        self._fixed = equations.printed.copy() if fixed is None else fixed
        # How far each row may go now, and after the rows each given sum.
        self._rows, self._given = slice(len(self._values)), slice(len(self._values), None)
        self._down_to, self._up_to = equations.down.copy(), equations.up.copy()
        self._down_to[self._rows][self._fixed] = self._up_to[self._rows][self._fixed] = 0
        can_change = np.ones((equations.numbers, 2), dtype=bool)
        if not complete:
            can_change[: len(self._counts), 1] = self._counts > 0
            can_change[equations.number[equations.printed]] = False
        self._columns = np.flatnonzero(can_change)
        self._class_columns = int(can_change[: len(self._counts)].sum())
        self._place = np.full(can_change.size, -1)
        self._place[self._columns] = np.arange(len(self._columns))
        self._up, self._down = self._place[2 * equations.number], self._place[2 * equations.number + 1]
        self._solver = self._build()

    def inside(self, classes: np.ndarray) -> "Part":
        """The same search in these classes, in order, while all others stay as they are."""
        inside = np.zeros(len(self._counts), dtype=np.int64)
        inside[classes] = 1
        counting = abs(self.equations.sums) @ inside
        rows, given = np.flatnonzero(counting[self._rows]), np.flatnonzero(counting[self._given])
        equations = self.equations.inside(classes, rows, given)
        return Part(WitnessSearch(equations, self._price[rows], self._fixed[rows]), classes, rows, given)

    def _build(self) -> highspy.Highs:
        upper = np.full((self.equations.numbers, 2), INFINITY)
        upper[: len(self._counts), 1] = self._counts
        limits = np.stack([self._up_to[self._rows], -self._down_to[self._rows]], axis=1)
        upper[self.equations.number] = limits
        down, up = self._down_to[self._given], self._up_to[self._given]
        nil = np.zeros(self.equations.ties.shape[0] - len(down))
        sums = Sums(self._ties(), np.append(nil, down), np.append(nil, up))
        return program(self._costs(), np.zeros(len(self._columns)), upper.ravel()[self._columns], sums)

    def _ties(self) -> csr_array:
        """The ties over the columns: each number is what it goes up less what it goes down."""
        ties = self.equations.ties
        at = self._place[np.stack([2 * ties.indices, 2 * ties.indices + 1], axis=1)].ravel()
        weights = np.stack([ties.data, -ties.data], axis=1).ravel().astype(float)
        kept = np.cumsum(np.append(0, at >= 0))
        return csr_array(
            (weights[at >= 0], at[at >= 0], kept[2 * ties.indptr]), shape=(ties.shape[0], len(self._columns))
        )

    def _costs(self, nudges: float | np.ndarray = 0.0) -> np.ndarray:
        """What it costs to move each column: the price of its row, and more where it is nudged."""
        cost = np.zeros((self.equations.numbers, 2))
        cost[self.equations.number] = self._price[:, np.newaxis]
        return (cost.ravel() + nudges)[self._columns]

    def hide(self, row: int) -> None:
        """From now on the row may change at next to no cost."""
        self._price[row] = _SLIGHT
        set_costs(self._solver, [self._up[row], self._down[row]], [_SLIGHT, _SLIGHT])

    def fix(self, rows: Sequence[int]) -> None:
        """These rows are printed from now on: they may not change."""
        self._fixed[rows] = True
        self._down_to[rows] = self._up_to[rows] = 0
        self._set_limits(rows)

    def release(self, rows: Sequence[int]) -> None:
        """These rows may change after all."""
        self._fixed[rows] = False
        self._down_to[rows], self._up_to[rows] = self.equations.down[rows], self.equations.up[rows]
        self._set_limits(rows)

    def _set_limits(self, rows: Sequence[int]) -> None:
        """How far rows may go up and down."""
        if rows:
            columns = np.concatenate([self._up[rows], self._down[rows]])
            limits = np.concatenate([self._up_to[rows], -self._down_to[rows]])
            set_limits(self._solver, columns, np.zeros(len(columns)), limits)

    def find(self, row: int, side: Side, target: int, effort: Effort) -> Witness | None:
        """A cheap whole table with the row at the target or beyond, None where none is found."""

        def aim(part: Part) -> None:
            part.search._aim(int(np.searchsorted(part.rows, row)), side, target)

        self._aim(row, side, target)
        witness = self._whole(partial(self._multiplied, row=row, side=side, target=target), aim, effort)
        self._set_limits([row])
        return witness

    def extend(self, given: np.ndarray) -> Witness | None:
        """A cheap whole table for when what is given has been changed by so much from outside."""

        def aim(part: Part) -> None:
            part.search._limit_sums(given[part.given])

        self._limit_sums(given)
        witness = self._whole(partial(self._checked, given=given), aim, Effort.SOME)
        self._limit_sums(np.zeros_like(given))
        return witness

    def _whole(
        self, accept: Callable[[np.ndarray], Witness | None], aim: Callable[["Part"], None], effort: Effort
    ) -> Witness | None:
        """The first acceptable answer to what has been asked, in whole numbers.

        Where the cheapest is in fractions the same is asked at other costs, ever further off: most corners of
        the program are whole. If that one is not, what changes in all that were found is together often enough
        for an answer in whole numbers, to be found by branching.
        """
        change = self._solved()
        if change is None:
            return None
        witness = accept(change)
        if witness or not effort:
            return witness
        dearest = (1 + _QUICKLY.gap) * cost_of(self._solver) + _MORE
        changed = np.abs(change) > _PINNING
        for attempt in range(1, effort + 1):
            self._nudge(attempt)
            nudged = self._solved()
            if nudged is None:
                break
            changed |= np.abs(nudged) > _PINNING
            witness = accept(nudged) or self._branched(
                np.flatnonzero(changed), accept, aim, _QUICKLY, dearest
            )
            if witness:
                break
        self._nudge(0)
        if witness is None and effort is Effort.ALL:
            witness = self._branched(np.arange(len(change)), accept, aim, _THOROUGHLY)
        return witness

    def _solved(self) -> np.ndarray | None:
        """The changes of classes that cost the least, None where nothing is feasible."""
        found = solve(self._solver)
        return None if found is None else self._change(found)

    def _nudge(self, attempt: int) -> None:
        """Other costs of everything: none at 0, further off each time."""
        scale = min(_SLIGHT * 3**attempt, _LARGEST_NUDGE)
        nudges = scale * ((np.arange(2 * self.equations.numbers) * attempt * _GOLDEN) % 1)
        set_costs(self._solver, np.arange(len(self._columns)), self._costs(nudges))

    def _branched(
        self,
        classes: np.ndarray,
        accept: Callable[[np.ndarray], Witness | None],
        aim: Callable[["Part"], None],
        patience: Patience,
        dearest: float = INFINITY,
    ) -> Witness | None:
        """An answer by branch and bound in which only these classes change."""
        part = self.inside(classes)
        aim(part)
        solver = part.search._solver
        found = solve_integer(solver, part.search._class_columns, patience)
        if found is None or cost_of(solver) > dearest:
            return None
        change = np.zeros(len(self._counts))
        change[classes] = part.search._change(found)
        return accept(change)

    def _limit_sums(self, given: np.ndarray) -> None:
        ties = np.arange(self.equations.ties.shape[0])
        down, up = self._down_to[self._given] - given, self._up_to[self._given] - given
        set_row_limits(self._solver, self._of_given(ties), down, up)

    def _of_given(self, ties: np.ndarray) -> np.ndarray:
        """Those of the given sums, which are the last."""
        return ties[len(ties) - len(self._down_to[self._given]) :]

    def _aim(self, row: int, side: Side, target: int) -> None:
        columns = [self._up[row], self._down[row]]
        value = int(self._values[row])
        if side is Side.UP:
            set_limits(self._solver, columns, [target - value, 0.0], [INFINITY, 0.0])
        else:
            furthest = max(value - target, -self.equations.down[row])
            set_limits(self._solver, columns, [0.0, value - target], [0.0, furthest])

    def _multiplied(self, change: np.ndarray, row: int, side: Side, target: int) -> Witness | None:
        """The change itself if it is whole, else a small multiple that is."""
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

    def _change(self, found: np.ndarray) -> np.ndarray:
        """How much each class changes when the columns are these."""
        moves = np.zeros(2 * self.equations.numbers)
        moves[self._columns] = found
        return (moves[0::2] - moves[1::2])[: len(self._counts)]

    def recognise(self, classes: Mapping[int, int]) -> Witness | None:
        """The witness that these changes of classes are, None when a reader could tell."""
        change = np.zeros(len(self._counts))
        change[list(classes)] = list(classes.values())
        return self._checked(change)

    def read(self, changes: Iterable[Mapping[int, int]]) -> Iterator[tuple[Witness, bool]]:
        """Each of these changes of classes as a table, and whether a reader could tell it from the true one."""
        classes = matrix_of(changes, len(self._counts))
        sums = classes @ self.equations.sums.T
        sums.sort_indices()
        each, total = classes.tocoo(), sums.tocoo()
        short = self._counts[each.col] + each.data < 0
        beyond = (total.data < self._down_to[total.col]) | (total.data > self._up_to[total.col])
        told = {*each.row[short].tolist(), *total.row[beyond].tolist()}
        rows = sums[:, self._rows]
        for line in range(classes.shape[0]):
            yield Witness(_entries(classes, line), _entries(rows, line)), line in told

    def _checked(self, change: np.ndarray, given: np.ndarray | int = 0) -> Witness | None:
        """The witness if this change is one in whole numbers, where what is given has changed by so much already."""
        whole = np.rint(change).astype(np.int64)
        if np.abs(change - whole).max(initial=0) > _NEAR:
            return None
        if (self._counts + whole < 0).any():
            return None
        sums = self.equations.sums @ whole
        rows = sums[self._rows].copy()
        sums[self._given] += given
        if (sums < self._down_to).any() or (sums > self._up_to).any():
            return None
        return Witness(_sparse(whole), _sparse(rows))

    def pins(self, row: int, side: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The fixed rows and the given sums that together keep a row from its target."""
        return WitnessSearch(self.equations, self._price, self._fixed, complete=True)._pins(row, side)

    def _pins(self, row: int, side: Side) -> tuple[tuple[int, ...], tuple[int, ...]]:
        columns = np.arange(len(self._columns))
        set_costs(self._solver, columns, np.zeros(len(columns)))
        furthest = [-1.0, 1.0] if side is Side.UP else [1.0, -1.0]
        set_costs(self._solver, [self._up[row], self._down[row]], furthest)
        if solve(self._solver) is None:
            return (), ()
        solution = self._solver.getSolution()
        prices = np.abs(np.array(solution.col_dual)[self._up])
        given = np.abs(self._of_given(np.array(solution.row_dual)))
        return _where(self._fixed & (prices > _PINNING)), _where(given > _PINNING)


def _where(mask: np.ndarray) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _entries(matrix: csr_array, line: int) -> dict[int, int]:
    """What stands where in a line of a matrix, but for zeros."""
    inside = slice(matrix.indptr[line], matrix.indptr[line + 1])
    entries = zip(matrix.indices[inside].tolist(), matrix.data[inside].tolist(), strict=True)
    return {column: value for column, value in entries if value}


def _sparse(values: np.ndarray) -> dict[int, int]:
    at = np.flatnonzero(values)
    return dict(zip(at.tolist(), values[at].tolist(), strict=True))
