"""Which counts are always part of others: found among drawn journeys, not listed.

Looked at is every cell, and every row less one of its columns, against every other. What fresh people do not refute is kept, once:
not where it follows from two others, and not where it is a sum of cells anyway. Unlike a tie, a part-of relation cannot be told from one that
somebody breaks whom nobody has drawn yet: what is left wrong is broken by fewer than one drawn person in ten thousand.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, vstack

from reports.attacker.ties import LOT, OBSERVED, Ties, derive, lots_of
from reports.figures.definitions import TOTAL, Definition

# How many people every pair is held to, before those that stand are held to many more.
_FIRST = 2_000
_SLICE = 1_024
# People nobody's ties were derived from; who comes from elsewhere refutes most.
_SEED, _MOVING = 500, 0.5
# How many lots of people pairs are held to. Each takes a few fewer out, without end: what a lot still refutes after these is
# broken only by people who were out of sight from one day to another.
_LOTS = 20

# The numbers of smaller counts, and of a larger one for each.
Pairs = tuple[NDArray, NDArray]
# Marks are remainders of this; so are their differences.
MARKS = 2**31 - 1


@dataclass(frozen=True, eq=False)
class Parts:
    """`rows`, int[parts, cells]: sums over the cells of all editions that nobody makes negative, none that follows from others.

    `nested`: every pair of counts (smaller, larger), also what follows; `counts`, int[counts, cells], is what is counted in
    each, and two differences of pairs are of the same people where their `marks` differ alike.
    """

    rows: csr_array
    nested: Pairs
    counts: csr_array
    marks: NDArray


@lru_cache(maxsize=32)
def part_of(definitions: tuple[Definition, ...]) -> Parts:
    """Every part-of relation between these editions and within each, none that follows from the others."""
    ties = derive(definitions)
    lots = lots_of(definitions, LOT, _SEED, _MOVING)
    first = next(lots)
    counts, marks = _distinct(_counts(ties), first)
    pairs = _candidates(_of(first[:_FIRST], counts))
    pairs = _standing(pairs, _of(first, counts))
    direct = _direct(pairs, counts.shape[0])
    for _ in range(_LOTS):
        pairs, direct = _held_to(pairs, direct, _of(next(lots), counts))
    smaller, larger = direct
    rows = (counts[larger] - counts[smaller]).tocsr()
    rows.eliminate_zeros()
    return Parts(rows[_is_news(rows)], pairs, counts, marks)


def _counts(ties: Ties) -> csr_array:
    """int[counts, cells]: every cell, and every row less one of its columns."""
    number = {cell: at for at, cell in enumerate(ties.cells)}
    less: list[tuple[int, int]] = []
    for (edition, (table, row, column)), at in number.items():
        for code in (TOTAL, OBSERVED):
            whole = number.get((edition, (table, row, code)))
            if whole is not None and column != code:
                less.append((whole, at))
    width = len(number)
    one = eye_array(width, dtype=np.int64, format="csr")
    whole, column = np.array(less, np.int64).reshape(-1, 2).T
    return vstack([one, one[whole] - one[column]]).tocsr()


def _distinct(counts: csr_array, people: csr_array) -> tuple[csr_array, NDArray]:
    """One of those that are the same for everybody, none that are always 0, and a mark of each."""
    chance = np.random.default_rng(2)
    marks = _of(people, counts).T @ chance.integers(1, MARKS, (people.shape[0], 1)) % MARKS
    _, first = np.unique(marks[:, 0], return_index=True)
    first = np.sort(first[marks[first, 0] != 0])
    return counts[first], marks[first, 0]


def _of(people: csr_array, counts: csr_array) -> csr_array:
    """int[people, counts]: how often each is counted in each."""
    return (people @ counts.T).tocsr()


def _candidates(people: csr_array) -> Pairs:
    """Pairs that none of a few people refutes."""
    stands = np.ones((people.shape[1], people.shape[1]), bool)
    np.fill_diagonal(stands, False)
    numbers = people.astype(np.int8).toarray()
    for times in range(1, int(people.max()) + 1):
        has = numbers >= times
        reaching = np.flatnonzero(has.any(axis=0))
        lacks = (~has).astype(np.float32)
        for at in range(0, len(reaching), _SLICE):
            here = reaching[at : at + _SLICE]
            someone = has[:, here].any(axis=1)
            stands[here] &= (has[someone][:, here].astype(np.float32).T @ lacks[someone]) == 0
    return np.nonzero(stands)


def _held_to(pairs: Pairs, direct: Pairs, people: csr_array) -> tuple[Pairs, Pairs]:
    """All pairs and the direct ones, less what these people refute.

    What follows from pairs that stand need not be held to anybody; where one falls, what it stood for is.
    """
    size = people.shape[1]
    bits = _bits(people)
    number = pairs[0] * size + pairs[1]
    asked = direct
    while len(asked[0]):
        falls = _is_refuted(asked, bits)
        gone = asked[0][falls] * size + asked[1][falls]
        kept = ~np.isin(number, gone)
        pairs, number = (pairs[0][kept], pairs[1][kept]), number[kept]
        before, direct = direct, _direct(pairs, size) if len(gone) else direct
        is_new = ~np.isin(direct[0] * size + direct[1], before[0] * size + before[1])
        asked = direct[0][is_new], direct[1][is_new]
    return pairs, direct


def _standing(pairs: Pairs, people: csr_array) -> Pairs:
    """The pairs that these people do not refute either."""
    kept = ~_is_refuted(pairs, _bits(people))
    return pairs[0][kept], pairs[1][kept]


@dataclass(frozen=True, eq=False)
class _Often:
    """Who is counted at least so many times in each count: uint8[some counts, people / 8], the last of them nobody.

    `at`: which row stands for each count.
    """

    bits: NDArray
    at: NDArray

    def refuted(self, pairs: Pairs) -> NDArray:
        """Whether somebody counts as often in the smaller and not in the larger."""
        smaller, larger = self.at[pairs[0]], self.at[pairs[1]]
        nobody = len(self.bits) - 1
        refuted = np.zeros(len(smaller), bool)
        some = np.flatnonzero(smaller != nobody)
        for at in range(0, len(some), 16 * _SLICE):
            here = some[at : at + 16 * _SLICE]
            refuted[here] = np.any(self.bits[smaller[here]] & ~self.bits[larger[here]], axis=1)
        return refuted


def _bits(people: csr_array) -> list[_Often]:
    """For once, twice and so on who is counted as often in each count."""
    columns = people.T.tocsr()
    most = np.zeros(columns.shape[0], np.int64)
    filled = np.flatnonzero(np.diff(columns.indptr))
    most[filled] = np.maximum.reduceat(columns.data, columns.indptr[filled])
    found = []
    for times in range(1, int(most.max(initial=0)) + 1):
        reaching = np.flatnonzero(most >= times)
        part = columns[reaching]
        has = csr_array((part.data >= times, part.indices, part.indptr), shape=part.shape)
        bits = np.packbits(has.toarray(), axis=1)
        at = np.full(len(most), len(reaching))
        at[reaching] = np.arange(len(reaching))
        found.append(_Often(np.vstack([bits, np.zeros_like(bits[:1])]), at))
    return found


def _is_refuted(pairs: Pairs, by_times: list[_Often]) -> NDArray:
    refuted = np.zeros(len(pairs[0]), bool)
    for often in by_times:
        refuted |= often.refuted(pairs)
    return refuted


def _direct(pairs: Pairs, size: int) -> Pairs:
    """The pairs with nothing between: a part of a part says nothing new."""
    matrix = csr_array((np.ones(len(pairs[0]), np.float32), pairs), shape=(size, size))
    between = (matrix @ matrix).tocsr()
    between.data[:] = 1
    left = (matrix - matrix.multiply(between)).tocoo()
    kept = left.data > 0
    return left.coords[0][kept], left.coords[1][kept]


def _is_news(rows: csr_array) -> NDArray:
    """Whether each is more than a plain sum of cells, which cannot be negative anyway."""
    negative = np.zeros(rows.shape[0], bool)
    negative[rows.tocoo().coords[0][rows.tocoo().data < 0]] = True
    return negative
