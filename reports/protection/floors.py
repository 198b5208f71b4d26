"""How low a row can be at all, with everything but zeros hidden, and why it cannot be lower."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from reports.protection.publication import Lock
from reports.protection.reduction import Reduction
from reports.protection.solver import INFINITY, Matrix, program, row_prices, solve, solve_integer

_LARGEST_DENOMINATOR = 120
_NEAR = 1e-6
# How many links away from a row its floor is looked for.
_FURTHEST = 3


@dataclass(frozen=True, slots=True)
class Floor:
    """The least a row can be, and the proof: weights on rows of at least 1 and on links, over `times`."""

    least: int
    times: int
    rows: tuple[tuple[int, int], ...]
    links: tuple[tuple[int, int], ...]


def floor_of(reduction: Reduction, row: int) -> Floor:
    """The least whole number of persons in a row when every row of anybody holds at least one.

    The prices of the linear program, made fractions, are the proof. Should the least in whole numbers
    be above the least in fractions the proof says less than the floor, and the verifier will object.
    """
    target = frozenset(reduction.rows[row].classes)
    floor = _floor_within(reduction, target, _bound_to(reduction, target))
    # What several links say together is seen only with all their classes.
    bound = target
    for _ in range(_FURTHEST):
        if floor.least > 1:
            break
        bound = _linked_to(reduction, bound)
        floor = _floor_within(reduction, target, bound)
    return floor


def _linked_to(reduction: Reduction, classes: frozenset[int]) -> frozenset[int]:
    """These classes, and all that stand in a link with any of them."""
    linked = (
        c for link in reduction.links if any(c in classes for c, _ in link.weights) for c, _ in link.weights
    )
    return classes.union(linked)


def _floor_within(reduction: Reduction, target: Collection[int], classes: Iterable[int]) -> Floor:
    """The floor that follows from the rows and links that lie within these classes."""
    bound = frozenset(classes)
    parts = [
        index
        for index, other in enumerate(reduction.rows)
        if other.lock is not Lock.UNLISTED and bound.issuperset(other.classes)
    ]
    links = [
        index for index, link in enumerate(reduction.links) if bound.issuperset(c for c, _ in link.weights)
    ]
    columns = {c: number for number, c in enumerate(sorted(bound))}
    entries = [[(columns[c], 1.0) for c in reduction.rows[part].classes] for part in parts]
    entries += [[(columns[c], float(w)) for c, w in reduction.links[link].weights] for link in links]
    lower = [1.0] * len(parts) + [0.0] * len(links)
    upper = [INFINITY] * len(parts) + [0.0] * len(links)
    cost = np.array([float(c in target) for c in columns])
    size = len(columns)
    solver = program(cost, np.zeros(size), np.full(size, INFINITY), Matrix(entries, lower, upper))
    table = solve(solver)
    times, weights = _whole_weights(row_prices(solver))
    if np.abs(table - np.rint(table)).max() > _NEAR:
        table = solve_integer(solver, size)
    return Floor(
        least=int(np.rint(cost @ table)),
        times=times,
        rows=tuple((part, weight) for part, weight in zip(parts, weights, strict=False) if weight),
        links=tuple(
            (link, weight) for link, weight in zip(links, weights[len(parts) :], strict=True) if weight
        ),
    )


def _bound_to(reduction: Reduction, target: frozenset[int]) -> frozenset[int]:
    """The classes that cannot be raised as one likes without raising the target.

    Beside the target itself these are classes that a link ties to none but such classes. A row that
    holds any other class can get its person there, and has no part in the floor.
    """
    bound = set(target)
    grown = True
    while grown:
        before = len(bound)
        for link in reduction.links:
            for side in (1, -1):
                if all(c in bound for c, weight in link.weights if weight == side):
                    bound.update(c for c, _ in link.weights)
        grown = len(bound) > before
    return frozenset(bound)


def _whole_weights(prices: Iterable[float]) -> tuple[int, list[int]]:
    """The prices as whole numbers over a common denominator."""
    fractions = [Fraction(price).limit_denominator(_LARGEST_DENOMINATOR) for price in prices]
    times = lcm(*(fraction.denominator for fraction in fractions))
    return times, [int(fraction * times) for fraction in fractions]
