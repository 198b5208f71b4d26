"""How low a row can be at all, with everything but zeros hidden, and why it cannot be lower."""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from scipy.sparse import csr_array

from cell_suppression.atoms.publication import Lock
from cell_suppression.atoms.reduction import Reduction
from cell_suppression.atoms.solver import INFINITY, Patience, Sums, program, row_prices, solve, solve_integer
from cell_suppression.atoms.surroundings import Surroundings

_LARGEST_DENOMINATOR = 120
_NEAR = 1e-6
_PATIENCE = Patience(nodes=2000, gap=0.0)
# How many links away from a row its floor is looked for.
_FURTHEST = 3


@dataclass(frozen=True, slots=True)
class Floor:
    """The least a row can be, and the proof: weights on rows of at least 1 and on links, over `times`."""

    least: int
    times: int
    rows: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]


class Floors:
    """Finds the floors of rows in what is around them."""

    def __init__(self, reduction: Reduction, around: Surroundings) -> None:
        self._reduction = reduction
        self._around = around
        self._sides = [
            {side: [c for c, weight in link.weights if weight == side] for side in (1, -1)}
            for link in reduction.links
        ]
        # Of a link with nobody possible on one side the other can hold nobody either.
        self._stuck = {
            c for sides in self._sides if not (sides[1] and sides[-1]) for c in (*sides[1], *sides[-1])
        }

    def floor_of(self, row: int, above: int) -> Floor:
        """The least whole number of persons in a row when every row of anybody holds at least one.

        The prices of the linear program, made fractions, are the proof. Should the least in whole numbers
        be above the least in fractions the proof says less than the floor, and the verifier will object.
        Links further away are looked at only while the floor is not `above` what is known to be too low.
        """
        target = frozenset(self._reduction.rows[row].classes)
        floor = self._within(target, self._bound_to(target))
        # What several links say together is seen only with all their classes.
        bound = target
        for _ in range(_FURTHEST):
            if floor.least > above:
                break
            bound = self._linked_to(bound)
            floor = self._within(target, bound)
        return floor

    def floor_by_parts(self, row: int) -> Floor:
        """What rows within it that have nobody in common make it at least: found at once, and not always the floor."""
        left = set(self._reduction.rows[row].classes)
        parts = []
        for part in sorted(self._around.rows(left), key=lambda part: len(self._reduction.rows[part].classes)):
            if part != row and self._is_part(part, left):
                parts.append((part, 1))
                left.difference_update(self._reduction.rows[part].classes)
        return Floor(least=len(parts), times=1, rows=tuple(sorted(parts)), links=())

    def _linked_to(self, classes: frozenset[int]) -> frozenset[int]:
        """These classes, and all that stand in a link with any of them."""
        links = (self._reduction.links[link] for link in self._around.links(classes))
        return classes.union(c for link in links for c, _ in link.weights)

    def _within(self, target: Collection[int], bound: frozenset[int]) -> Floor:
        """The floor that follows from the rows and links that lie within these classes."""
        parts = [row for row in self._around.rows(bound) if self._is_part(row, bound)]
        links = [
            link
            for link in self._around.links(bound)
            if bound.issuperset(c for c, _ in self._reduction.links[link].weights)
        ]
        columns = {c: number for number, c in enumerate(sorted(bound))}
        counted = np.zeros((len(parts) + len(links), len(columns)))
        for number, part in enumerate(parts):
            counted[number, [columns[c] for c in self._reduction.rows[part].classes]] = 1
        for number, link in enumerate(links, start=len(parts)):
            for c, weight in self._reduction.links[link].weights:
                counted[number, columns[c]] = weight
        lower = np.repeat([1.0, 0.0], [len(parts), len(links)])
        upper = np.repeat([INFINITY, 0.0], [len(parts), len(links)])
        cost = np.array([float(c in target) for c in columns])
        size = len(columns)
        sums = Sums(csr_array(counted), lower, upper)
        solver = program(cost, np.zeros(size), np.full(size, INFINITY), sums)
        table = solve(solver)
        times, weights = _whole_weights(row_prices(solver))
        if np.abs(table - np.rint(table)).max() > _NEAR:
            table = solve_integer(solver, size, _PATIENCE)
        return Floor(
            least=int(np.rint(cost @ table)),
            times=times,
            rows=tuple((part, weight) for part, weight in zip(parts, weights, strict=False) if weight),
            links=tuple(
                (link, weight) for link, weight in zip(links, weights[len(parts) :], strict=True) if weight
            ),
        )

    def _is_part(self, row: int, bound: Set[int]) -> bool:
        held = self._reduction.rows[row]
        return held.lock is not Lock.UNLISTED and bound.issuperset(held.classes)

    def _bound_to(self, target: frozenset[int]) -> frozenset[int]:
        """The classes that cannot be raised as one likes without raising the target.

        Beside the target itself these are classes that a link ties to none but such classes. A row that
        holds any other class can get its person there, and has no part in the floor.
        """
        bound, new = set(), self._stuck | target
        while new:
            bound |= new
            tied = (self._sides[link] for link in self._around.links(new))
            new = {
                c
                for sides in tied
                if bound.issuperset(sides[1]) or bound.issuperset(sides[-1])
                for c in (*sides[1], *sides[-1])
            } - bound
        return frozenset(bound)


def _whole_weights(prices: Iterable[float]) -> tuple[int, list[int]]:
    """The prices as whole numbers over a common denominator."""
    fractions = [Fraction(price).limit_denominator(_LARGEST_DENOMINATOR) for price in prices]
    times = lcm(*(fraction.denominator for fraction in fractions))
    return times, [int(fraction * times) for fraction in fractions]
