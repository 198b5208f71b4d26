"""What a reader can work out: the exact range of any count, from published values alone.

Written apart from the suppressor, and shares no code with it, so that one checks the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

from cell_suppression.atoms.publication import Published

_NEAR = 1e-6
_WHOLE = highspy.HighsVarType.kInteger.value
_CONTINUOUS = highspy.HighsVarType.kContinuous.value

# How many corners are looked into for a whole table before branching.
_TURNS = 40

# What the objective is multiplied by, for the two ends of a range.
LEAST: Final = 1
MOST: Final = -1


class Contradiction(ValueError):
    """No table at all agrees with what is published."""


@dataclass(frozen=True, slots=True)
class _Knowledge:
    """A weighted sum of unknowns, what the reader knows of it, and the printed labels that say so."""

    weights: tuple[tuple[int, int], ...]
    low: float
    high: float
    labels: tuple[str, ...]

    def joined(self, other: "_Knowledge") -> "_Knowledge":
        low, high = max(self.low, other.low), min(self.high, other.high)
        return _Knowledge(self.weights, low, high, self.labels + other.labels)


class Attack:
    """The reader's linear program: unknowns that are not negative, and everything that is known.

    Atoms counted in the same cells are one unknown; atoms of a printed zero are known to be empty.
    """

    def __init__(self, published: Published) -> None:
        empty = {atom for cell in published.cells if cell.value == 0 for atom in cell.atoms}
        facts = [fact for fact in _facts(published) if fact[1]]
        unknown_of = _merge_atoms([weights for _, weights, _, _ in facts], empty)
        self._empty = sorted(empty)
        self._atoms = np.array(list(unknown_of), dtype=np.int64)
        self._unknowns = np.array(list(unknown_of.values()), dtype=np.int64)
        self._targets = [
            tuple(sorted({unknown_of[atom] for atom in cell.atoms if atom in unknown_of}))
            for cell in published.cells
        ]
        self._size = 1 + max(unknown_of.values(), default=-1)
        self._knowledge = _join_facts(facts, unknown_of)
        self._knowledge_of = {
            tuple(unknown for unknown, _ in known.weights): number
            for number, known in enumerate(self._knowledge)
            if all(weight == 1 for _, weight in known.weights)
        }
        self._solver = self._prepare()
        self._in_target = np.repeat(np.arange(len(self._targets)), [len(target) for target in self._targets])
        self._in_unknown = np.array([u for target in self._targets for u in target], dtype=np.int64)
        self._in_fact = np.repeat(
            np.arange(len(self._knowledge)), [len(known.weights) for known in self._knowledge]
        )
        self._in_sum = np.array([u for known in self._knowledge for u, _ in known.weights], dtype=np.int64)
        self._weights = np.array([w for known in self._knowledge for _, w in known.weights], dtype=np.int64)
        self._low = np.array([known.low for known in self._knowledge])
        self._high = np.array([known.high for known in self._knowledge])
        # By sign: the best end of every target in the whole tables met so far, as sign * persons.
        self._met = {sign: np.full(len(self._targets), np.inf) for sign in (LEAST, MOST)}
        self._ends: dict[tuple[tuple[int, ...], int], int | None] = {}
        if not self._is_possible():
            raise Contradiction("No numbers agree with everything that is published.")

    def _prepare(self) -> highspy.Highs:
        lower, upper = np.zeros(self._size), np.full(self._size, highspy.kHighsInf)
        self._columns_limited: dict[int, int] = {}
        self._row_of: dict[int, int] = {}
        for number, known in enumerate(self._knowledge):
            if len(known.weights) == 1 and known.weights[0][1] == 1:
                column = known.weights[0][0]
                lower[column], upper[column] = max(0.0, known.low), known.high
                self._columns_limited[number] = column
            else:
                self._row_of[number] = len(self._row_of)
        rows = [self._knowledge[number] for number in self._row_of]
        solver = highspy.Highs()
        # Strategy 4: only the objective changes from one question to the next, so the last table is a start.
        options = {"output_flag": False, "threads": 1, "presolve": "off", "simplex_strategy": 4}
        # The objective is a number of persons: within less than one of the best is the best.
        options |= {"random_seed": 0, "mip_rel_gap": 0.0, "mip_abs_gap": 0.99}
        for option, value in options.items():
            solver.setOptionValue(option, value)
        solver.addVars(self._size, lower, upper)
        starts = np.cumsum([0, *(len(row.weights) for row in rows)], dtype=np.int32)
        columns = np.array([column for row in rows for column, _ in row.weights], dtype=np.int32)
        weights = np.array([weight for row in rows for _, weight in row.weights], dtype=float)
        low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
        solver.addRows(len(rows), low, high, len(columns), starts[:-1], columns, weights)
        return solver

    def consider(self, tables: Iterable[np.ndarray]) -> None:
        """Note those of these tables (persons by atom) that the reader must hold possible."""
        for counts in tables:
            table = np.bincount(self._unknowns, weights=counts[self._atoms], minlength=self._size)
            sums = np.bincount(
                self._in_fact, self._weights * table[self._in_sum], minlength=len(self._knowledge)
            )
            known = np.all(sums >= self._low) and np.all(sums <= self._high)
            if known and np.all(counts >= 0) and not np.any(counts[self._empty]):
                self._note(table)

    def _is_possible(self) -> bool:
        """Is there any table, whole or not, that agrees with what is known?"""
        if self._size:
            return self._run() == highspy.HighsModelStatus.kOptimal
        return all(known.low <= 0 <= known.high for known in self._knowledge)

    def end(self, cell: int, sign: int) -> int | None:
        """The fewest (LEAST) or most (MOST) persons a cell can hold, exactly; None when there is no limit."""
        key = (self._targets[cell], sign)
        if key not in self._ends:
            self._ends[key] = self._optimum(cell, sign)
        return self._ends[key]

    def end_so_far(self, cell: int, sign: int) -> int | None:
        """The exact end where it has been asked for, else the linear one."""
        key = (self._targets[cell], sign)
        return self._ends[key] if key in self._ends else self.linear_end(cell, sign)

    def can_be(self, cell: int, sign: int, value: int) -> bool:
        """Can the cell hold this few (LEAST) or this many (MOST) persons? Tables met before may tell."""
        goal = sign * value
        if self._met[sign][cell] <= goal or not self._targets[cell]:
            return bool(self._met[sign][cell] <= goal)
        limit = self.linear_end(cell, sign)
        if limit is None or sign * limit > goal:
            return limit is None
        self._turn_corners(cell, sign, goal)
        return bool(self._met[sign][cell] <= goal) or sign * (self.end(cell, sign) or 0) <= goal

    def because(self, cell: int, sign: int) -> tuple[str, ...]:
        """The printed labels that the linear end of a range follows from."""
        self._aim(cell, sign)
        self._run()
        solution = self._solver.getSolution()
        prices = {number: solution.row_dual[row] for number, row in self._row_of.items()}
        prices |= {number: solution.col_dual[column] for number, column in self._columns_limited.items()}
        used = [self._knowledge[number] for number, price in sorted(prices.items()) if abs(price) > _NEAR]
        return tuple(dict.fromkeys(label for known in used for label in known.labels))

    def _optimum(self, cell: int, sign: int) -> int | None:
        """The linear end where a whole table reaches it, else the end found by branching."""
        end = self.linear_end(cell, sign)
        if end is None or not self._targets[cell]:
            return end
        if self._met[sign][cell] > sign * end:
            self._turn_corners(cell, sign, sign * end)
        if self._met[sign][cell] > sign * end:
            self._branch(cell, sign)
        return int(sign * self._met[sign][cell])

    def linear_end(self, cell: int, sign: int) -> int | None:
        """The end of the range in fractions, rounded inwards to a whole number; None when there is no limit."""
        if not self._targets[cell]:
            return 0
        self._aim(cell, sign)
        status = self._run()
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise Contradiction("No numbers agree with everything that is published.")
        self._meet()
        return sign * int(np.ceil(self._solver.getInfo().objective_function_value - _NEAR))

    def _turn_corners(self, cell: int, sign: int, goal: float) -> None:
        """Look for a whole table with sign * persons at the goal or under it, in many corners."""
        number = self._knowledge_of[self._targets[cell]]
        self._narrow(number, *((-highspy.kHighsInf, goal) if sign > 0 else (-goal, highspy.kHighsInf)))
        columns = np.arange(self._size)
        for turn in range(1, _TURNS + 1):
            if self._met[sign][cell] <= goal:
                break
            # Squares over a prime: directions without a pattern, and without chance.
            self._aim_along(((columns + 1) ** 2 * turn * 7919 % 10007) / 10007)
            self._run()
            self._meet()
        self._narrow(number, -highspy.kHighsInf, highspy.kHighsInf)

    def _narrow(self, number: int, low: float, high: float) -> None:
        """Hold one sum within these limits beside what is known of it."""
        known = self._knowledge[number]
        low, high = max(low, known.low, 0.0), min(high, known.high)
        if number in self._columns_limited:
            self._solver.changeColBounds(self._columns_limited[number], low, high)
        else:
            self._solver.changeRowBounds(self._row_of[number], low, high)

    def _aim(self, cell: int, sign: int) -> None:
        cost = np.zeros(self._size)
        cost[list(self._targets[cell])] = sign
        self._aim_along(cost)

    def _aim_along(self, cost: np.ndarray) -> None:
        self._solver.changeColsCost(self._size, np.arange(self._size, dtype=np.int32), cost)

    def _run(self) -> highspy.HighsModelStatus:
        self._solver.run()
        return self._solver.getModelStatus()

    def _meet(self) -> None:
        """Note how far every target goes in the table just found, if it is in whole numbers."""
        table = np.array(self._solver.getSolution().col_value)
        whole = np.rint(table)
        if np.abs(table - whole).max(initial=0.0) <= _NEAR:
            self._note(whole)

    def _note(self, table: np.ndarray) -> None:
        held = np.bincount(self._in_target, weights=table[self._in_unknown], minlength=len(self._targets))
        for sign, met in self._met.items():
            np.minimum(met, sign * held, out=met)

    def _branch(self, cell: int, sign: int) -> None:
        """Find the end of a range in whole numbers, however long it takes."""
        self._aim(cell, sign)
        everything = np.arange(self._size, dtype=np.int32)
        self._solver.changeColsIntegrality(self._size, everything, np.full(self._size, _WHOLE, np.uint8))
        self._solver.setOptionValue("presolve", "on")
        if self._run() != highspy.HighsModelStatus.kOptimal:
            raise Contradiction("No whole numbers agree with everything that is published.")
        self._meet()
        self._solver.setOptionValue("presolve", "off")
        self._solver.changeColsIntegrality(self._size, everything, np.full(self._size, _CONTINUOUS, np.uint8))


def _facts(published: Published) -> Iterator[tuple[str, dict[int, int], float, float]]:
    """Everything a reader knows, as (printed label or nothing, weights of atoms, low, high)."""
    for cell in published.cells:
        weights = dict.fromkeys(cell.atoms, 1)
        if cell.value is None:
            yield "", weights, float(cell.at_least), highspy.kHighsInf
        elif cell.value:
            yield cell.label, weights, float(cell.value), float(cell.value)
    for bound in published.bounds:
        weights = defaultdict(int)
        for atom, weight in bound.weights:
            weights[atom] += weight
        low = -highspy.kHighsInf if bound.low is None else float(bound.low)
        yield bound.label, weights, low, highspy.kHighsInf if bound.high is None else float(bound.high)
    for link in published.links:
        weights = defaultdict(int, dict.fromkeys(link.left, 1))
        for atom in link.right:
            weights[atom] -= 1
        yield "", weights, 0.0, 0.0


def _merge_atoms(sums: Sequence[dict[int, int]], empty: set[int]) -> dict[int, int]:
    """The number of the unknown that each atom belongs to."""
    marks: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for index, weights in enumerate(sums):
        for atom, weight in weights.items():
            if atom not in empty:
                marks[atom].append((index, weight))
    numbers: dict[tuple[tuple[int, int], ...], int] = {}
    return {atom: numbers.setdefault(tuple(mark), len(numbers)) for atom, mark in sorted(marks.items())}


def _join_facts(
    facts: Sequence[tuple[str, dict[int, int], float, float]], unknown_of: dict[int, int]
) -> list[_Knowledge]:
    """One piece of knowledge for each sum of unknowns."""
    joined: dict[tuple[tuple[int, int], ...], _Knowledge] = {}
    for label, weights, low, high in facts:
        folded = tuple(sorted({unknown_of[a]: w for a, w in weights.items() if a in unknown_of}.items()))
        new = _Knowledge(folded, low, high, (label,) if label else ())
        joined[folded] = joined[folded].joined(new) if folded in joined else new
    return list(joined.values())
