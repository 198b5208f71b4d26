"""Corrections of what is out: whom they are about, and what of a report they touch.

A few people corrected between two editions of the same period are a small number that no hiding in the newer one can take
back. So they wait until there are enough of them; if they may not wait, whatever they touch is told as a range.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np
from django.utils import timezone
from scipy.sparse import csc_array, csr_array

from reports.disclosure.ledger import Out
from reports.figures.contributions import contributions
from reports.figures.definitions import TOTAL, Definition, Line, Place
from reports.figures.records import Records

KnownAt = Callable[[Sequence[str], datetime], tuple[Sequence[Hashable], Records]]
CURVES = ("state-occupation", "first-paid-work")
# A cell by what it counts: the short name of an office may have changed between two editions.
Counted = tuple[str, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """So many `persons` stand otherwise than in the former edition; `touched`: the cells of the newer one that they stand in."""

    persons: int
    k: int
    touched: frozenset[Place]

    @property
    def waits(self) -> bool:
        """Too few to be told: whoever compares the two editions would see single persons."""
        return 0 < self.persons < self.k


def correction_since(
    former: Out, definition: Definition, cutoff: datetime, k: int, known_at: KnownAt
) -> Correction:
    """Who counts otherwise in an edition with this definition than was counted for the former one, person by person.

    Held together is what both print under one name. Where nobody differs there, it is all that the newer one prints: what
    the former one told in finer or coarser tables can be added up.
    """
    offices = sorted({*former.definition.offices, *definition.offices})
    then_ids, then = known_at(offices, former.cutoff)
    now_ids, now = known_at(offices, cutoff)
    people = {id: number for number, id in enumerate(dict.fromkeys((*then_ids, *now_ids)))}
    places = _by_what_they_count(definition, definition.places)
    printed = _by_what_they_count(former.definition, former.printed)
    both = [counted for counted in places if counted in printed]
    counted_now = partial(_of_people, now_ids, now, people, definition)
    named = _difference(
        counted_now([places[each] for each in both]),
        _of_people(then_ids, then, people, former.definition, [printed[each] for each in both]),
    )
    whole = _difference(
        counted_now(definition.places), _of_people(then_ids, then, people, definition, definition.places)
    )
    return Correction(
        persons=_persons(named) or _persons(whole),
        k=max(k, former.k),
        touched=frozenset(
            [places[both[at]] for at in np.unique(named.indices)]
            + [definition.places[at] for at in np.unique(whole.indices)]
        ),
    )


def waiting_since(former: Out, now: datetime, known_at: KnownAt) -> Correction:
    """The same for the books as they are now, were the former edition to be made again as it is."""
    again = replace(former.definition, known_on=timezone.localdate(now))
    return correction_since(former, again, now, former.k, known_at)


def kept_apart(
    printed: Mapping[Place, int | None], touched: Collection[Place]
) -> tuple[dict[Place, int | None], frozenset[tuple[str, str]]]:
    """Numbers of a new edition with whatever is touched told as a range, and the rows that are left out for it.

    A range says that somebody is there. Where the few have left nobody, the row is left out, with its table where it is
    the last.
    """
    # A curve is estimated from everybody at once: one person moves all of its points.
    curves = {curve for curve in CURVES if any(table.startswith(curve) for table, _row, _column in touched)}
    touched = {*touched, *(place for place in printed if place[0].startswith(tuple(curves)))}
    emptied = {(table, row) for table, row, column in touched if printed.get((table, row, column)) == 0}
    tables = {table for table, row in emptied if row == TOTAL}
    out = frozenset(
        (table, row) for table, row, _column in printed if table in tables or (table, row) in emptied
    )
    kept = {
        place: None if place in touched else value for place, value in printed.items() if place[:2] not in out
    }
    return kept, out


def _of_people(
    ids: Sequence[Hashable],
    records: Records,
    people: Mapping[Hashable, int],
    definition: Definition,
    places: Sequence[Place],
) -> csr_array:
    """int[people, places]: how each person counts."""
    columns = [definition.place_numbers[each] for each in places]
    entries = csc_array(contributions(records, definition))[:, columns].tocoo()
    row = np.array([people[id] for id in ids], np.int64)
    shape = (len(people), len(places))
    return csr_array((entries.data.astype(np.int64), (row[entries.row], entries.col)), shape=shape)


def _difference(now: csr_array, then: csr_array) -> csr_array:
    difference = csr_array(now - then)
    difference.eliminate_zeros()
    return difference


def _persons(difference: csr_array) -> int:
    return int((np.diff(difference.indptr) > 0).sum())


def _by_what_they_count(definition: Definition, places: Collection[Place]) -> dict[Counted, Place]:
    lines = {table.id: (_members(table.rows), _members(table.columns)) for table in definition.tables}
    known: dict[Counted, Place] = {}
    for table, row, column in places:
        if (table, row, column) in definition.place_numbers:
            rows, columns = lines.get(table, ({}, {}))
            counted = rows.get(row, frozenset({row})), columns.get(column, frozenset({column}))
            known[table, *counted] = table, row, column
    return known


def _members(lines: Sequence[Line]) -> dict[str, frozenset[str]]:
    return {line.code: line.members for line in lines}
