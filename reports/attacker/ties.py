"""What always holds between the numbers of some editions: derived from drawn journeys, none of it listed.

Equalities are the null space of what everybody drawn adds to every cell, by exact arithmetic. Drawing goes on until the rank
stands still; what is left is held to fresh people over the integers, and one who breaks it ends it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from reports.attacker.drawing import counted, draw
from reports.attacker.echelon import Echelon
from reports.attacker.sparing import sparing
from reports.figures.definitions import TOTAL, Definition, Place

# How many people are drawn at a time, and how many times in turn the rank must stand still.
LOT, ALONE = 8_000, 2_000
STILL = 3
# Fresh people each tie is held to at the end.
FRESH = 40_000
OBSERVED = "observed"


@dataclass(frozen=True, eq=False)
class Ties:
    """Sums over the cells of all editions, one after another, that are 0 for everybody. `rank` is that of the cells."""

    definitions: tuple[Definition, ...]
    equal: csr_array
    rank: int

    @cached_property
    def cells(self) -> tuple[tuple[int, Place], ...]:
        """The number of the edition and the place of each column."""
        return tuple((at, place) for at, each in enumerate(self.definitions) for place in each.places)


@lru_cache(maxsize=32)
def derive(definitions: tuple[Definition, ...]) -> Ties:
    """All ties between the cells of these editions.

    Each edition is first derived alone, which is kept: only cells that it leaves free are looked at together.
    """
    width = sum(len(each.places) for each in definitions)
    alone = [_alone(each) for each in definitions]
    starts = np.cumsum([0, *(len(each.places) for each in definitions)])
    free = np.concatenate([each.free + start for each, start in zip(alone, starts, strict=False)])
    span = Echelon(free)
    lots = lots_of(definitions, LOT)
    within = [_moved(each.equal, start, width) for each, start in zip(alone, starts, strict=False)]
    while True:
        _span(span, lots)
        equal = vstack([*within, span.ties(width)]).tocsr()
        if _stands(equal, span, lots):
            return Ties(tuple(definitions), sparing(equal), span.rank)


def lots_of(
    definitions: Sequence[Definition], people: int, first_seed: int = 0, moving: float = 0.25
) -> Iterator[csr_array]:
    """What one lot of drawn people after another adds to all cells."""
    seed = first_seed
    while True:
        drawn = draw(definitions, people, seed, moving)
        yield hstack([counted(drawn, each) for each in definitions]).tocsr()
        seed += 1


def plainly(definitions: Sequence[Definition], first_seed: int = 1_000) -> int:
    """The rank of all cells taken together at once, on other people: what `derive` is held to."""
    span = Echelon(np.arange(sum(len(each.places) for each in definitions)))
    _span(span, lots_of(definitions, LOT, first_seed))
    return span.rank


@dataclass(frozen=True, eq=False)
class _Alone:
    """The ties within one edition, and the cells that are free of one another."""

    equal: csr_array
    free: NDArray


@lru_cache(maxsize=256)
def _alone(definition: Definition) -> _Alone:
    places = definition.places
    # Finest first: then what is not free is a plain sum of what is.
    order = sorted(range(len(places)), key=lambda at: (_totals(places[at]), at))
    span = Echelon(np.array(order))
    _span(span, lots_of([definition], ALONE))
    return _Alone(sparing(span.ties(len(places))), span.pivots)


def _totals(place: Place) -> int:
    return (place[1] == TOTAL) + (place[2] in {TOTAL, OBSERVED})


def _span(span: Echelon, lots: Iterator[csr_array]) -> None:
    """Draw until the rank has stood still."""
    still = 0
    while still < STILL:
        still = 0 if span.add(next(lots)) else still + 1


def _stands(equal: csr_array, span: Echelon, lots: Iterator[csr_array]) -> bool:
    """Whether fresh people keep every tie, in whole numbers; one who does not is taken into the span."""
    for _ in range(FRESH // LOT):
        people = next(lots)
        if (people @ equal.T).count_nonzero():
            if not span.add(people):
                raise ArithmeticError("A tie holds modulo the prime and not in whole numbers.")
            return False
    return True


def _moved(rows: csr_array, start: int, width: int) -> csr_array:
    """The same sums over the cells of one edition, among those of all."""
    return csr_array((rows.data, rows.indices + start, rows.indptr), shape=(rows.shape[0], width))
