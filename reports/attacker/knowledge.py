"""Everything a reader knows of the hidden cells of some editions, as limits on sums of them.

Unknown are the hidden cells: whole numbers, at least 1 since zeros are printed. Known are ties and parts, with the printed numbers
put in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from reports.attacker.editions import Cell, PrintedEdition, with_numbered_offices
from reports.attacker.parts import part_of
from reports.attacker.ties import derive
from reports.figures.definitions import Definition

LEAST_HIDDEN = 1


class Contradiction(ValueError):
    """The printed numbers of one and the same edition contradict each other."""


@dataclass(frozen=True, eq=False)
class Known:
    """`low <= sums @ unknown <= high` in exact whole numbers.

    `cells` names the unknowns; `rows` says which row of `always` each sum comes from, `across` whether it ties editions.
    """

    # The least each unknown can be by itself: what is left out may be nobody.
    least: NDArray
    cells: tuple[Cell, ...]
    sums: csr_array
    low: NDArray
    high: NDArray
    rows: NDArray
    across: NDArray


@dataclass(frozen=True, eq=False)
class Always:
    """What holds for everybody, over the cells of all editions: `low <= rows @ cells`, and equal where `is_tie`.

    `across`: whether a row speaks of more than one edition.
    """

    rows: csr_array
    is_tie: NDArray
    across: NDArray

    @property
    def high(self) -> NDArray:
        return np.where(self.is_tie, 0.0, np.inf)


def always(definitions: tuple[Definition, ...]) -> Always:
    """Ties first, then parts."""
    return _always(with_numbered_offices(definitions))


@lru_cache(maxsize=32)
def _always(definitions: tuple[Definition, ...]) -> Always:
    equal, parts = derive(definitions).equal, part_of(definitions).rows
    rows = vstack([equal, parts]).tocsr()
    edition = np.repeat(np.arange(len(definitions)), [len(each.places) for each in definitions])
    marks = csr_array((edition[rows.indices], rows.indices, rows.indptr), shape=rows.shape)
    first = np.minimum.reduceat(marks.data, marks.indptr[:-1])
    last = np.maximum.reduceat(marks.data, marks.indptr[:-1])
    return Always(rows, np.arange(rows.shape[0]) < equal.shape[0], first != last)


def cells_of(editions: Sequence[PrintedEdition]) -> list[Cell]:
    """All cells, in the order in which ties number them."""
    return [(each.key, place) for each in editions for place in each.definition.places]


def printed_numbers(editions: Sequence[PrintedEdition]) -> NDArray:
    """Each cell's printed number, NaN where it is hidden or left out."""
    return np.array(
        [
            np.nan if (number := each.printed.get(place)) is None else number
            for each in editions
            for place in each.definition.places
        ],
        float,
    )


def known(editions: Sequence[PrintedEdition], dropped: frozenset[int] = frozenset()) -> Known:
    """The reader's knowledge, but for the rows of `always` that are dropped."""
    holds = always(tuple(each.definition for each in editions))
    numbers = printed_numbers(editions)
    hidden = np.flatnonzero(np.isnan(numbers))
    kept = np.setdiff1d(np.arange(holds.rows.shape[0]), np.array(sorted(dropped), np.int64))
    rows = holds.rows[kept]
    told = rows @ np.nan_to_num(numbers)
    sums = rows[:, hidden].tocsr()
    # What is all in print says nothing more, unless it is contradicted.
    says = (np.diff(sums.indptr) > 0) | (told < 0) | (told > holds.high[kept])
    names = cells_of(editions)
    least = [
        LEAST_HIDDEN if place in each.printed else 0 for each in editions for place in each.definition.places
    ]
    return Known(
        least=np.array(least, float)[hidden],
        cells=tuple(names[at] for at in hidden),
        sums=sums[says],
        low=-told[says],
        high=(holds.high[kept] - told)[says],
        rows=kept[says],
        across=holds.across[kept][says],
    )
