"""Which small counts a reader can tell, and the argument for each. Only here are the true numbers known.

A small count (1 to k - 1 persons) is told where its range does not reach up to k, or, where it is printed as a range, not down to its floor: of
what an edition left out no floor was promised. So is a small difference between two printed counts of which one is part of the other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.attacker.arguments import Argument, Arguments, of_printed
from reports.attacker.editions import Cell, PrintedEdition, with_numbered_offices
from reports.attacker.floors import floors
from reports.attacker.knowledge import cells_of, printed_numbers
from reports.attacker.parts import MARKS, part_of
from reports.attacker.ranges import Range, Reading, as_range, read

# A sum over cells: a single hidden one, or the difference of two counts.
Count = tuple[tuple[Cell, int], ...]


@dataclass(frozen=True)
class Exposure:
    """A count under k that can be told: the sum of `count`, between which numbers it lies, and why."""

    count: Count
    limits: Range
    argument: Argument

    @property
    def editions(self) -> frozenset[str]:
        """The keys of all editions that the argument needs, and of the one that is told about."""
        told = {key for (key, _), _ in self.count}
        return frozenset(told | {term.cell[0] for term in self.argument.terms})


def exposures(
    editions: Sequence[PrintedEdition],
    truth: Mapping[Cell, int],
    k: int,
    of: Collection[str] | None = None,
) -> list[Exposure]:
    """Every small count of the editions named (all, if none is) that can be told, and every small difference with one of theirs."""
    reading = read(editions, of)
    return [*_hidden(editions, reading, truth, k, of), *_differences(editions, k, of)]


def _hidden(
    editions: Sequence[PrintedEdition],
    reading: Reading,
    truth: Mapping[Cell, int],
    k: int,
    of: Collection[str] | None,
) -> Iterator[Exposure]:
    small = [
        at
        for at, cell in enumerate(reading.knows.cells)
        if (of is None or cell[0] in of) and 0 < truth[cell] < k
    ]
    in_print = {(each.key, place) for each in editions for place in each.printed}
    least = [at for at in small if reading.limits.low[at] > 1 and reading.knows.cells[at] in in_print]
    floor = dict(zip(least, floors(editions, [reading.knows.cells[at] for at in least]), strict=True))
    arguments = Arguments(editions, reading)
    for at in small:
        low, high = reading.limits.low[at], reading.limits.high[at]
        cell, limits = reading.knows.cells[at], as_range(low, high)
        if high < k:
            yield Exposure(((cell, 1),), limits, arguments.at_most(cell, k - 1))
        elif low > floor.get(at, low):
            yield Exposure(((cell, 1),), limits, arguments.at_least(cell, floor[at] + 1))


def _differences(
    editions: Sequence[PrintedEdition], k: int, of: Collection[str] | None
) -> Iterator[Exposure]:
    """Two printed counts, one part of the other, with a few people between them; each few people once."""
    parts = part_of(with_numbered_offices(each.definition for each in editions))
    numbers, names = printed_numbers(editions), cells_of(editions)
    is_printed = abs(parts.counts) @ np.isnan(numbers).astype(float) == 0
    value = np.where(is_printed, parts.counts @ np.nan_to_num(numbers), np.nan)
    smaller, larger = parts.nested
    between = value[larger] - value[smaller]
    mark = (parts.marks[larger] - parts.marks[smaller]) % MARKS
    terms = np.diff(parts.counts.indptr)
    # What is just a cell is told as that cell.
    is_cell = np.isin(mark, parts.marks[terms == 1])
    few = np.flatnonzero((between > 0) & (between < k) & ~is_cell)
    order = few[np.lexsort((few, terms[larger[few]] + terms[smaller[few]], mark[few]))]
    _, first = np.unique(mark[order], return_index=True)
    told: set[Count] = set()
    for pair in np.sort(order[first]):
        row = (parts.counts[[larger[pair]]] - parts.counts[[smaller[pair]]]).tocsr()
        # Printed zeros take nothing off.
        count = tuple(
            (names[at], int(times))
            for at, times in zip(row.indices, row.data, strict=True)
            if times and numbers[at]
        )
        if count not in told and (of is None or any(key in of for (key, _), _ in count)):
            told.add(count)
            yield Exposure(count, (int(between[pair]),) * 2, of_printed(count, editions))
