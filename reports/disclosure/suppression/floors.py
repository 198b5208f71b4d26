"""The least that a hidden count can be, as every reader can work out: zeros are printed, so whatever is not zero is at least 1."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from cell_suppression.cells import Ints, State
from reports.figures.definitions import TOTAL, Definition, Place

# A sum of cells: the total, and its parts.
Sum = tuple[int, tuple[int, ...]]
NO_LIMIT = 10**9
MOST_SWEEPS = 100


def sums_of(definition: Definition, start: int) -> Iterator[Sum]:
    """Every total of an edition with the cells it is the sum of; cells are numbered from `start`."""
    number = {place: start + at for place, at in definition.place_numbers.items()}
    for table in definition.tables:
        rows, columns = table.row_codes[:-1], table.column_codes[:-1]
        for row in table.row_codes:
            yield number[table.id, row, TOTAL], tuple(number[table.id, row, column] for column in columns)
        for column in table.column_codes:
            yield number[table.id, TOTAL, column], tuple(number[table.id, row, column] for row in rows)
    for yardstick in definition.yardsticks:
        parts = [
            line.code for line in yardstick.counts if line.code in ("reached", "beside", "other", "unknown")
        ]
        where = yardstick.table, yardstick.window
        if (*where, TOTAL) in number and parts:
            yield number[*where, TOTAL], tuple(number[*where, code] for code in parts)
    for id in definition.completeness:
        codes = ("answered", "not-reached", "not-asked") if id == "follow-ups" else ("known", "unknown")
        where = f"completeness:{id}", "all"
        yield number[*where, TOTAL], tuple(number[*where, code] for code in codes)
    yield from _the_same(definition, number)


def _the_same(definition: Definition, number: dict[Place, int]) -> Iterator[Sum]:
    """Totals of several tables that count the same people: a sum of one part."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for table in definition.tables:
        for row in table.rows:
            same[table.row_dimension, f"{sorted(row.members)}"].append(number[table.id, row.code, TOTAL])
        for column in table.columns:
            same[table.column_dimension, f"{sorted(column.members)}"].append(
                number[table.id, TOTAL, column.code]
            )
        same["everybody", ""].append(number[table.id, TOTAL, TOTAL])
    for first, *others in same.values():
        for other in others:
            yield first, (other,)


def floors_of(value: Ints, state: np.ndarray, sums: Sequence[Sum]) -> Ints:
    """int[cells]: the least each cell can be where shown cells are known and hidden ones are at least 1."""
    known = (state == State.SHOWN) | (state == State.FREE)
    low = np.where(known, value, np.where(state == State.UNPRINTED, 0, np.minimum(value, 1)))
    high = np.where(known, value, NO_LIMIT)
    total = np.array([total for total, _ in sums], np.int64)
    part = np.array([cell for _, parts in sums for cell in parts], np.int64)
    of = np.repeat(np.arange(len(sums)), [len(parts) for _, parts in sums])
    for _ in range(MOST_SWEEPS):
        before = low.copy(), high.copy()
        for bound, sharper in ((low, np.maximum), (high, np.minimum)):
            summed = np.zeros(len(sums), np.int64)
            np.add.at(summed, of, bound[part])
            sharper.at(bound, total, summed)
        # A part is what the others leave of the total: at least where they are most, at most where they are least.
        for bound, other, sharper in ((low, high, np.maximum), (high, low, np.minimum)):
            summed = np.zeros(len(sums), np.int64)
            np.add.at(summed, of, other[part])
            sharper.at(bound, part, bound[total][of] - (summed[of] - other[part]))
        if (before[0] == low).all() and (before[1] == high).all():
            break
    return low
