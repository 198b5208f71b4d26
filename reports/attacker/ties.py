"""What always holds between the numbers of some editions: derived from drawn journeys, none of it listed.

Equalities are the null space of what everybody drawn adds to every cell, by exact arithmetic. Drawing goes on until the rank
stands still; what is left is held to fresh people over the integers, and one who breaks it ends it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
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

    Each edition is first derived alone, which is kept: only cells that it leaves free are looked at together. Somebody who
    breaks a tie that an edition seemed to have within itself is taken into that edition, and all begins anew.
    """
    alone = [_alone(each) for each in definitions]
    lots = lots_of(definitions, LOT)
    while (found := _together(definitions, alone, lots)) is None:
        pass
    return found


def _together(
    definitions: tuple[Definition, ...], alone: "Sequence[_Alone]", lots: Iterator[csr_array]
) -> Ties | None:
    """The ties of all editions, given those within each; None where one of the latter turned out not to hold."""
    width = sum(len(each.places) for each in definitions)
    starts = np.cumsum([0, *(len(each.places) for each in definitions)])
    span = Echelon(np.concatenate([each.free + start for each, start in zip(alone, starts, strict=False)]))
    within = [_moved(each.equal, start, width) for each, start in zip(alone, starts, strict=False)]
    while True:
        _span(span, lots)
        equal = vstack([*within, span.ties(width)]).tocsr()
        people = _who_break(equal, lots)
        if people is None:
            return Ties(tuple(definitions), sparing(equal), span.rank)
        parts = [people[:, start:end].tocsr() for start, end in pairwise(starts)]
        learned = [each.learn(part) for each, part in zip(alone, parts, strict=True)]
        if any(learned):
            return None
        if not span.add(people):
            raise ArithmeticError("A tie holds modulo the prime and not in whole numbers.")


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


class _Alone:
    """The ties within one edition, and the cells that are free of one another."""

    def __init__(self, definition: Definition) -> None:
        places = definition.places
        self._width = len(places)
        # Finest first: then what is not free is a plain sum of what is.
        order = sorted(range(self._width), key=lambda at: (_totals(places[at]), at))
        self._span = Echelon(np.array(order))
        _span(self._span, lots_of([definition], ALONE))
        self._settle()

    def _settle(self) -> None:
        self.equal, self.free = sparing(self._span.ties(self._width)), self._span.pivots

    def learn(self, people: csr_array) -> bool:
        """Hold the ties to these people; whether one of them did not hold, and is given up."""
        if not self._span.add(people):
            return False
        self._settle()
        return True


@lru_cache(maxsize=256)
def _alone(definition: Definition) -> _Alone:
    return _Alone(definition)


def _totals(place: Place) -> int:
    return (place[1] == TOTAL) + (place[2] in {TOTAL, OBSERVED})


def _span(span: Echelon, lots: Iterator[csr_array]) -> None:
    """Draw until the rank has stood still."""
    still = 0
    while still < STILL:
        still = 0 if span.add(next(lots)) else still + 1


def _who_break(equal: csr_array, lots: Iterator[csr_array]) -> csr_array | None:
    """Fresh people of whom somebody breaks a tie, in whole numbers; None where all of them keep every one."""
    for _ in range(FRESH // LOT):
        people = next(lots)
        if (people @ equal.T).count_nonzero():
            return people
    return None


def _moved(rows: csr_array, start: int, width: int) -> csr_array:
    """The same sums over the cells of one edition, among those of all."""
    return csr_array((rows.data, rows.indices + start, rows.indptr), shape=(rows.shape[0], width))
