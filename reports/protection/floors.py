"""How low a row can be at all, with everything but zeros hidden, and why it cannot be lower."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from reports.protection.publication import Lock
from reports.protection.reduction import Reduction
from reports.protection.solver import INFINITY, Matrix, program, solve, solve_integer

_LARGEST_DENOMINATOR = 120


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
    parts = [
        index
        for index, other in enumerate(reduction.rows)
        # Without links, a row that reaches outside the target can always get its person there.
        if other.lock is not Lock.UNLISTED and (reduction.links or target.issuperset(other.classes))
    ]
    entries = [[(c, 1.0) for c in reduction.rows[part].classes] for part in parts]
    entries += [[(c, float(weight)) for c, weight in link.weights] for link in reduction.links]
    lower = [1.0] * len(parts) + [0.0] * len(reduction.links)
    upper = [INFINITY] * len(parts) + [0.0] * len(reduction.links)
    size = len(reduction.counts)
    cost = np.array([float(c in target) for c in range(size)])
    solver = program(cost, np.zeros(size), np.full(size, INFINITY), Matrix(entries, lower, upper))
    solve(solver)
    prices = [
        Fraction(price).limit_denominator(_LARGEST_DENOMINATOR) for price in solver.getSolution().row_dual
    ]
    times = int(np.lcm.reduce([price.denominator for price in prices])) if prices else 1
    weights = [int(price * times) for price in prices]
    least = solve_integer(solver, size)
    return Floor(
        least=int(np.rint(cost @ least)) if least is not None else reduction.rows[row].value,
        times=times,
        rows=tuple((part, weight) for part, weight in zip(parts, weights, strict=False) if weight),
        links=tuple((i, weight) for i, weight in enumerate(weights[len(parts) :]) if weight),
    )
