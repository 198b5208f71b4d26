"""Counting, defined once: what one person adds to every cell of an edition.

`contributions` turns people into a sparse matrix, people down and cells across. A report's numbers are the sums of its
columns; what a reader may not tell is searched for among the rows of other possible people. So figures and
protection cannot disagree about what is counted, and no tie between two numbers has to be listed anywhere.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, vstack

from reports.figures.definitions import (
    EXITS,
    STATUSES,
    TOTAL,
    Definition,
    Line,
    Place,
    TableSpec,
)
from reports.figures.records import (
    AWAY,
    FAR,
    LEFT,
    NOT_REACHED,
    NOWHERE,
    STATES,
    TRANSFER,
    VENTURE,
    WORK,
    Ints,
    Records,
    number_of,
    seen_from,
)
from reports.figures.seen import Seen, add_months

# So many people are counted at a time, so that memory does not grow with them.
AT_ONCE = 50_000
ASKED_AFTER = (6, 12, 24)
DAYS_IN_A_MONTH = 30.4375


@dataclass
class _Entries:
    """Triplets (person, cell, how often) as they are found."""

    place: dict[Place, int]
    rows: list[Ints] = field(default_factory=list)
    cells: list[Ints] = field(default_factory=list)

    def add(self, rows: Ints, cells: Ints) -> None:
        """Each of these people counts once in the cell beside; -1 is no cell."""
        kept = cells >= 0
        self.rows.append(rows[kept])
        self.cells.append(cells[kept])

    def add_to(self, rows: Ints, place: Place) -> None:
        """Each of these people counts once in one cell, if there is such a cell."""
        if place in self.place:
            self.rows.append(rows)
            self.cells.append(np.full(len(rows), self.place[place]))


def contributions(records: Records, definition: Definition) -> csr_array:
    """int[n, cells]: how often each person counts in each cell of an edition, columns as in `definition.places`.

    Time and memory grow with people times moves, and with the tables that are asked for.
    """
    people, entries = _entries(records, definition)
    rows, cells = people[_together(entries.rows)], _together(entries.cells)
    shape = (len(records), len(definition.places))
    return coo_array((np.ones(len(rows), np.int32), (rows, cells)), shape=shape).tocsr()


def counted_in_parts(records: Records, definition: Definition) -> csr_array:
    """The same as `contributions`, so many people at a time: what is needed on the way does not grow with them."""
    parts = [contributions(records.take(rows), definition) for rows in _parts(len(records))]
    return csr_array(vstack([csr_array((0, len(definition.places)), dtype=np.int32), *parts]))


def column_sums(records: Records, definition: Definition) -> Ints:
    """int[cells]: `contributions` added up over these people, without the matrix."""
    total = np.zeros(len(definition.places), np.int64)
    for rows in _parts(len(records)):
        for cells in _entries(records.take(rows), definition)[1].cells:
            total += np.bincount(cells, minlength=len(total))
    return total


def _parts(people: int) -> Iterator[Ints]:
    for start in range(0, people, AT_ONCE):
        yield np.arange(start, min(start + AT_ONCE, people))


def _entries(records: Records, definition: Definition) -> tuple[Ints, _Entries]:
    """The rows of everybody who is seen, and what each of them counts in, by the place in those rows."""
    entries = _Entries(definition.place_numbers)
    people, in_scope, office = seen_from(records, definition.offices, number_of(definition.end))
    seen = Seen(in_scope, office, definition)
    for table in definition.tables:
        _count_table(entries, seen, table)
    _count_yardsticks(entries, seen)
    _count_completeness(entries, seen)
    _count_unseen(entries, seen)
    _count_curves(entries, seen)
    return people, entries


def _together(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([*parts, np.zeros(0, np.int32)]).astype(np.int32)


def _count_table(entries: _Entries, seen: Seen, table: TableSpec) -> None:
    people = seen.population
    row = _lines(table.rows, *seen.codes(table.row_dimension))[people]
    column = _lines(table.columns, *seen.codes(table.column_dimension))[people]
    grid = seen.definition.place_grids[table.id]
    counted = (row >= 0) & (column >= 0)
    people, row, column = people[counted], row[counted], column[counted]
    for at_row in (row, np.full_like(row, -1)):
        for at_column in (column, np.full_like(column, -1)):
            entries.add(people, grid[at_row, at_column])


def _lines(lines: Sequence[Line], words: Sequence[str], codes: Ints) -> Ints:
    """int[n]: the number of the line that gathers each one's word, -1 where none does."""
    return _line_of_word(tuple(lines), tuple(words))[codes]


@lru_cache(maxsize=1024)
def _line_of_word(lines: tuple[Line, ...], words: tuple[str, ...]) -> Ints:
    number = {word: at for at, line in enumerate(lines) for word in line.members}
    return np.array([*(number.get(word, -1) for word in words), -1])


def _count_yardsticks(entries: _Entries, seen: Seen) -> None:
    looked_at: dict[str, tuple[Ints, Ints, Ints]] = {}
    for spec in seen.definition.yardsticks:
        if spec.id not in looked_at:
            looked_at[spec.id] = _YARDSTICKS[spec.id](seen)
        person, day, status = looked_at[spec.id]
        first, last = seen.definition.window_days[spec.window]
        within = (day >= first) & (day <= last)
        person, status = person[within], status[within]
        for line in spec.counts:
            entries.add_to(person[_is_gathered(line.members)[status]], (spec.table, spec.window, line.code))


@lru_cache(maxsize=256)
def _is_gathered(members: frozenset[str]) -> NDArray:
    """bool[statuses]"""
    return np.array([word in members for word in STATUSES])


def _at_exit(seen: Seen) -> tuple[Ints, Ints, Ints]:
    return seen.episode_ends


def _six_months(seen: Seen) -> tuple[Ints, Ints, Ints]:
    person, end, _ = seen.episode_ends
    day = add_months(end, 6)
    return person, day, seen.status_on(person, day)


def _november(seen: Seen) -> tuple[Ints, Ints, Ints]:
    person, end, _ = seen.episode_ends
    following = end.astype("datetime64[D]").astype("datetime64[Y]") + 1
    # 15 November is 10 months and 14 days into a year.
    month = following.astype("datetime64[M]") + 10
    day = (month.astype("datetime64[D]") + 14).astype(int)
    return person, day, seen.status_on(person, day)


def _after_training(seen: Seen, months: int) -> tuple[Ints, Ints, Ints]:
    person, end, _ = seen.training_ends
    day = add_months(end, months)
    return person, day, seen.status_on(person, day)


# By yardstick: person, the day that is looked at, and what is known of it.
_YARDSTICKS: dict[str, Callable[[Seen], tuple[Ints, Ints, Ints]]] = {
    "at-exit": _at_exit,
    "six-months": _six_months,
    "november": _november,
    "after-training-12": partial(_after_training, months=12),
    "after-training-24": partial(_after_training, months=24),
}


def _count_completeness(entries: _Entries, seen: Seen) -> None:
    people = seen.population
    for id, dimension in (("target-group", "group"), ("innsatsgruppe", "effort")):
        words, codes = seen.codes(dimension)
        known = codes[people] != words.index("unknown")
        _count_facts(entries, id, people, known)
    inside = np.zeros(len(seen.records), bool)
    inside[people] = True
    own = seen.has_moved & (seen.records.told != TRANSFER)
    for id, state in (("left-with-reason", LEFT), ("work-with-percent", WORK)):
        person, at = np.nonzero(own & (seen.records.target == state) & inside[:, None])
        _count_facts(entries, id, person, seen.records.told[person, at] == 1)
    for person, what in _questions(seen):
        entries.add_to(person, ("completeness:follow-ups", "all", what))
        entries.add_to(person, ("completeness:follow-ups", "all", TOTAL))


def _count_facts(entries: _Entries, id: str, people: Ints, known: NDArray) -> None:
    table = f"completeness:{id}"
    entries.add_to(people[known], (table, "all", "known"))
    entries.add_to(people[~known], (table, "all", "unknown"))
    entries.add_to(people, (table, "all", TOTAL))


def _questions(seen: Seen) -> Iterator[tuple[Ints, str]]:
    """What came of each question that fell due in the period by the day of the cutoff."""
    person, end, _ = seen.episode_ends
    last = min(seen.end, number_of(seen.definition.known_on))
    for months in ASKED_AFTER:
        day = add_months(end, months)
        due = (day >= seen.start) & (day <= last)
        of, on = person[due], day[due]
        if len(of):
            speaks, said = seen.nearest_answer(of, on)
            yield of[speaks & (said != NOT_REACHED)], "answered"
            yield of[speaks & (said == NOT_REACHED)], "not-reached"
            yield of[~speaks], "not-asked"


def _count_unseen(entries: _Entries, seen: Seen) -> None:
    people, taken = seen.population, seen.exit[seen.population]
    unseen = np.isin(taken, [EXITS.index("education"), EXITS.index("venture")])
    entries.add_to(people[unseen], ("unseen-by-nav", "all", "unseen"))
    entries.add_to(people[taken != EXITS.index("none")], ("unseen-by-nav", "all", TOTAL))


def first_days(records: Records, end: int) -> tuple[Ints, Ints]:
    """The rows of everybody seen by the day, and the day from which on each is: of enrolment, or of a transfer in."""
    people = np.flatnonzero(records.day[:, 0] <= end)
    return people, records.day[people, 0]


def first_outcomes(records: Records, people: Ints, zero: Ints, end: int) -> tuple[Ints, Ints]:
    """Days to the first paid work or leaving of each, FAR where neither has come by `end`; and WORK, LEFT or NOWHERE."""
    day, target = records.day[people], records.target[people]
    counts = (
        ((target == WORK) | (target == VENTURE) | (target == LEFT)) & (day >= zero[:, None]) & (day <= end)
    )
    first, at = np.argmax(counts, axis=1), np.arange(len(people))
    came = counts.any(axis=1)
    cause = np.where(target[at, first] == LEFT, LEFT, WORK)
    return np.where(came, day[at, first] - zero, FAR), np.where(came, cause, NOWHERE)


def seen_until(records: Records, people: Ints, end: int) -> Ints:
    """The day until which each of these people is followed: the last of the period, or the day an office outside took over."""
    gone = np.where(records.target[people] == AWAY, records.day[people], FAR).min(axis=1)
    return np.minimum(gone, end)


def _count_curves(entries: _Entries, seen: Seen) -> None:
    if not (seen.definition.state_horizons or seen.definition.work_horizons):
        return
    people, zero = first_days(seen.records, seen.end)
    until = seen_until(seen.records, people, seen.end)
    for month in seen.definition.state_horizons:
        table, day = f"state-occupation-{month}", month * DAYS_IN_A_MONTH
        under = until - zero >= day
        state = seen.records.take(people[under]).state_on((zero[under] + day).astype(np.int64))
        for number, code in enumerate(STATES):
            entries.add_to(people[under][state == number], (table, "all", code))
        entries.add_to(people[under], (table, "all", "observed"))
    time, cause = first_outcomes(seen.records, people, zero, seen.end)
    for month in seen.definition.work_horizons:
        table, day = f"first-paid-work-{month}", month * DAYS_IN_A_MONTH
        under = until - zero >= day
        for number, code in ((WORK, "work"), (LEFT, "left")):
            entries.add_to(people[under & (time <= day) & (cause == number)], (table, "all", code))
        entries.add_to(people[under], (table, "all", "observed"))
