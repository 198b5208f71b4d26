"""The reader's argument: printed numbers, added and taken off, that leave a hidden one no room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.knowledge import LEAST_HIDDEN, always, cells_of, printed_numbers
from reports.attacker.programs import LEAST, MOST, solver
from reports.attacker.ranges import Reading

_NEAR = 1e-6
_LARGEST_DENOMINATOR = 360


@dataclass(frozen=True, slots=True)
class Term:
    """A printed number, taken so many times, less where negative."""

    cell: Cell
    times: int
    value: int


@dataclass(frozen=True, slots=True)
class Argument:
    """`times` times the count is at most (`is_at_most`) or at least the sum of the terms and of the hidden cells, each being at least 1.

    Where whole numbers are needed too (`is_rounded`), the terms are those the reader starts from, and do not add up to the end.
    """

    is_at_most: bool
    times: int
    terms: tuple[Term, ...]
    hidden: tuple[tuple[Cell, int], ...] = ()
    is_rounded: bool = False

    @property
    def sum(self) -> int:
        told = sum(term.times * term.value for term in self.terms)
        return told + LEAST_HIDDEN * sum(times for _, times in self.hidden)

    @property
    def end(self) -> int:
        """The most, or the least, that the count can be."""
        return self.sum // self.times if self.is_at_most else -(-self.sum // self.times)


class Arguments:
    """Finds the argument behind an end of a range."""

    def __init__(self, editions: Sequence[PrintedEdition], reading: Reading) -> None:
        self._knows, self._limits = reading.knows, reading.limits
        self._numbers, self._names = printed_numbers(editions), cells_of(editions)
        holds = always(tuple(each.definition for each in editions))
        self._rows = holds.rows
        self._number = {cell: at for at, cell in enumerate(self._knows.cells)}
        self._by_cell = self._knows.sums.tocsc()
        self._same = _same(holds.rows[np.flatnonzero(holds.is_tie)], self._numbers)

    def at_most(self, cell: Cell, most: int) -> Argument:
        """Why a hidden cell is no more than this."""
        return self._why(self._number[cell], MOST, -most)

    def at_least(self, cell: Cell, least: int) -> Argument:
        """Why a hidden cell is no less than this."""
        return self._why(self._number[cell], LEAST, least)

    def _why(self, target: int, sign: int, goal: int) -> Argument:
        """The argument that sign * cell is at least the goal, from as near and as few sums as will do."""
        for rows in self._around(target):
            value, prices = self._solved(rows, target, sign)
            if np.ceil(value - _NEAR) >= goal:
                break
        else:
            return self._rounded(rows, target, sign)
        used = rows[np.abs(prices) > _NEAR].tolist()
        tries = (sorted(used, key=lambda row: (way * self._length(row), row)) for way in (-1, 1))
        found = [self._with_fewer(order, target, sign, goal) for order in tries]
        return min(found, key=lambda argument: len(argument.terms))

    def _with_fewer(self, order: Sequence[int], target: int, sign: int, goal: int) -> Argument:
        """The argument without what it can do without, tried in this order."""
        rows = np.array(order, np.int64)
        for row in order:
            fewer = rows[rows != row]
            if len(fewer) and np.ceil(self._solved(fewer, target, sign)[0] - _NEAR) >= goal:
                rows = fewer
        return self._in_terms(rows, self._solved(rows, target, sign)[1], target, sign)

    def _length(self, row: int) -> int:
        """Over how many cells a sum goes, hidden and printed."""
        return int(np.diff(self._rows.indptr)[self._knows.rows[row]])

    def _around(self, target: int) -> Iterator[NDArray]:
        """The sums that a cell stands in, then also those that their other hidden cells stand in, and so on."""
        sums, by_cell = self._knows.sums, self._by_cell
        cells, found = np.array([target]), np.zeros(0, np.int64)
        while True:
            wider = np.unique(by_cell[:, cells].indices)
            if len(wider) == len(found):
                return
            found = wider
            yield found
            cells = np.unique(sums[found].indices)

    def _solved(
        self, rows: NDArray, target: int, sign: int, *, is_narrow: bool = False
    ) -> tuple[float, NDArray]:
        """The least of sign * cell under these sums alone, and the price of each."""
        sums = self._knows.sums[rows]
        columns = np.union1d(np.unique(sums.indices), [target])
        weights = sums[:, columns].tocsr()
        cost = np.where(columns == target, float(sign), 0.0)
        low = self._limits.low[columns] if is_narrow else self._knows.least[columns]
        high = self._limits.high[columns] if is_narrow else np.full(len(columns), np.inf)
        highs = solver()
        highs.setOptionValue("simplex_strategy", 1)
        highs.passModel(
            len(columns),
            len(rows),
            weights.nnz,
            highspy.MatrixFormat.kRowwise.value,
            highspy.ObjSense.kMinimize.value,
            0.0,
            cost,
            low,
            high,
            self._knows.low[rows].astype(float),
            self._knows.high[rows].astype(float),
            weights.indptr.astype(np.int32),
            weights.indices.astype(np.int32),
            weights.data.astype(float),
            np.full(len(columns), highspy.HighsVarType.kContinuous.value, np.int32),
        )
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return -np.inf, np.zeros(len(rows))
        return highs.getInfo().objective_function_value, np.fromiter(highs.getSolution().row_dual, float)

    def _in_terms(self, rows: NDArray, prices: NDArray, target: int, sign: int) -> Argument:
        """Prices of sums as how often each printed number, and each hidden one's being at least 1, is taken."""
        weights = [Fraction(price).limit_denominator(_LARGEST_DENOMINATOR) for price in prices]
        times = lcm(*(weight.denominator for weight in weights))
        whole = np.array([int(weight * times) for weight in weights], np.int64)
        of_cells = -(whole @ self._rows[self._knows.rows[rows]].toarray()) * sign
        left = sign * times * np.eye(1, len(self._knows.cells), target, dtype=np.int64)[0]
        of_hidden = sign * (left - whole @ self._knows.sums[rows].toarray())
        return Argument(
            is_at_most=sign == MOST,
            times=times,
            terms=self._told_once(of_cells, self._knows.cells[target][0]),
            # What is left out may be nobody, and adds nothing.
            hidden=tuple(
                (self._knows.cells[at], int(of_hidden[at]))
                for at in np.flatnonzero(of_hidden * self._knows.least)
            ),
        )

    def _told_once(self, of_cells: NDArray, edition: str) -> tuple[Term, ...]:
        """Printed numbers that are always the same taken together, named as the edition itself has them where it does."""
        taken = np.flatnonzero((of_cells != 0) & np.isfinite(self._numbers) & (self._numbers != 0))
        times: dict[int, int] = {}
        for at in taken:
            times[self._same[at]] = times.get(self._same[at], 0) + int(of_cells[at])
        members = {
            same: min(np.flatnonzero(self._same == same), key=lambda at: (self._names[at][0] != edition, at))
            for same, total in times.items()
            if total
        }
        return tuple(
            Term(self._names[at], times[same], int(self._numbers[at]))
            for same, at in sorted(members.items(), key=lambda item: item[1])
        )

    def _rounded(self, rows: NDArray, target: int, sign: int) -> Argument:
        """Where only whole numbers do it: what is printed in the sums that narrow it most."""
        prices = self._solved(rows, target, sign, is_narrow=True)[1]
        rows = rows[np.abs(prices) > _NEAR] if np.any(np.abs(prices) > _NEAR) else self._by_cell_rows(target)
        used = np.unique(self._rows[self._knows.rows[rows]].indices)
        printed = used[np.isfinite(self._numbers[used]) & (self._numbers[used] != 0)]
        terms = tuple(Term(self._names[at], 1, int(self._numbers[at])) for at in printed)
        return Argument(is_at_most=sign == MOST, times=1, terms=terms, is_rounded=True)

    def _by_cell_rows(self, target: int) -> NDArray:
        return self._by_cell.indices[self._by_cell.indptr[target] : self._by_cell.indptr[target + 1]]


def _same(ties: csr_array, numbers: NDArray) -> NDArray:
    """For each printed cell the number of a group of cells that are always the same, and are so in print."""
    pairs = ties[np.flatnonzero((np.diff(ties.indptr) == 2) & (ties.sum(axis=1) == 0))]
    one, other = pairs.indices.reshape(-1, 2).T
    alike = numbers[one] == numbers[other]
    links = csr_array(
        (np.ones(alike.sum()), (one[alike], other[alike])), shape=(ties.shape[1], ties.shape[1])
    )
    return connected_components(links, directed=False)[1]


def of_printed(count: Sequence[tuple[Cell, int]], editions: Sequence[PrintedEdition]) -> Argument:
    """A difference of printed numbers speaks for itself."""
    printed = {each.key: each.printed for each in editions}
    terms = tuple(Term(cell, times, int(printed[cell[0]][cell[1]] or 0)) for cell, times in count)
    return Argument(is_at_most=True, times=1, terms=tuple(term for term in terms if term.value))
