"""Between which numbers each hidden cell lies, as far as everything that is printed tells.

From printed numbers alone: the same print gives the same ranges, whatever the truth is.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from reports.attacker.contradictions import contradicted
from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.knowledge import Contradiction, Known, always, cells_of, known
from reports.attacker.programs import Impossible, Program
from reports.attacker.propagation import Limits, propagated

Range = tuple[int, int | None]
# A tie: how often each cell is taken, in all 0 (or more, where one count is part of another).
Tie = tuple[tuple[Cell, int], ...]


@dataclass(frozen=True, eq=False)
class Reading:
    """What a reader makes of some editions: the limits of each hidden cell, and the ties that cannot hold since printed numbers contradict them."""

    knows: Known
    limits: Limits
    dropped: frozenset[int]


def outer_ranges(
    editions: Sequence[PrintedEdition], of: Collection[str] | None = None
) -> Mapping[Cell, Range]:
    """The least and the largest number of each hidden cell of the editions named (all, if none is); None is no limit."""
    reading = read(editions, of)
    return {
        cell: as_range(low, high)
        for cell, low, high in zip(reading.knows.cells, reading.limits.low, reading.limits.high, strict=True)
        if of is None or cell[0] in of
    }


def as_range(low: float, high: float) -> Range:
    """The two ends of a limit as whole numbers."""
    return int(low), int(high) if np.isfinite(high) else None


def contradicted_ties(editions: Sequence[PrintedEdition]) -> tuple[Tie, ...]:
    """The ties that the printed numbers contradict: people were recorded otherwise in one edition than in another."""
    rows = always(tuple(each.definition for each in editions)).rows
    names = cells_of(editions)
    return tuple(
        tuple((names[cell], int(weight)) for cell, weight in zip(row.indices, row.data, strict=True))
        for row in (rows[[number]] for number in sorted(read(editions, ()).dropped))
    )


def read(editions: Sequence[PrintedEdition], of: Collection[str] | None = None) -> Reading:
    """Everything printed, thought through for the hidden cells of the editions named (all, if none is)."""
    return thought_through(
        editions,
        lambda knows: limits_of(knows, np.array([of is None or key in of for key, _ in knows.cells], bool)),
    )


def thought_through(editions: Sequence[PrintedEdition], limits: Callable[[Known], Limits]) -> Reading:
    """What follows from print. Where people were recorded otherwise in one edition than in another, the ties that printed numbers contradict are dropped."""
    knows = known(editions)
    try:
        return Reading(knows, limits(knows), frozenset())
    except Impossible:
        pass
    given_up = sorted(contradicted(knows))
    # Where fractions get by and whole numbers do not, nothing tells which tie is at fault.
    for dropped in (frozenset(knows.rows[given_up].tolist()), frozenset(knows.rows[knows.across].tolist())):
        left = known(editions, dropped)
        try:
            return Reading(left, limits(left), dropped)
        except Impossible:
            continue
    raise Contradiction("The printed numbers of an edition contradict each other.")


def limits_of(knows: Known, wanted: NDArray, *, most: bool = True) -> Limits:
    """The limits of all unknowns, as narrow as can be for those that are wanted; of the upper ones only if `most`."""
    size = len(knows.cells)
    start = Limits(knows.least.copy(), np.full(size, np.inf))
    limits = propagated(knows.sums, knows.low, knows.high, start)
    if not limits.is_possible or not _is_told_alike(knows):
        raise Impossible
    low, high = limits.low.copy(), limits.high.copy()
    for rows, columns in _components(knows, limits):
        here = Limits(limits.low[columns], limits.high[columns])
        told = knows.sums[rows] @ np.where(limits.low == limits.high, limits.low, 0.0)
        program = Program(
            knows.sums[rows][:, columns].tocsr(), knows.low[rows] - told, knows.high[rows] - told, here
        )
        narrowed = program.narrowed(np.flatnonzero(wanted[columns]), most=most)
        low[columns], high[columns] = narrowed.low, narrowed.high
    return Limits(low, high)


def _is_told_alike(knows: Known) -> bool:
    """Whether what is all in print adds up."""
    all_printed = np.diff(knows.sums.indptr) == 0
    return not np.any((knows.low[all_printed] > 0) | (knows.high[all_printed] < 0))


def _components(knows: Known, limits: Limits) -> list[tuple[NDArray, NDArray]]:
    """Rows and unknowns that hang together, once what is certain and what says nothing is put aside."""
    open_ = limits.low < limits.high
    weights = knows.sums
    positive, negative = weights.maximum(0), (-weights).maximum(0)
    with np.errstate(invalid="ignore"):
        least = positive @ limits.low - negative @ np.nan_to_num(limits.high, posinf=1e9)
        most = positive @ np.nan_to_num(limits.high, posinf=1e9) - negative @ limits.low
    says = (least < knows.low) | (most > knows.high)
    links = csr_array(abs(weights).astype(np.float64))
    links = links @ csr_array((open_.astype(float), (np.arange(len(open_)),) * 2), shape=(len(open_),) * 2)
    links.eliminate_zeros()
    rows = np.flatnonzero(says & (np.diff(links.tocsr().indptr) > 0))
    together = links.tocsr()[rows]
    number, label = connected_components(together.T @ together, directed=False)
    of_row = label[together.indices[together.indptr[:-1]]]
    found = []
    for each in range(number):
        columns = np.flatnonzero((label == each) & open_)
        if len(columns):
            found.append((rows[of_row == each], columns))
    return found
