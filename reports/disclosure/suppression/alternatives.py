"""Who else a person could be: another attribute, another course of the journey, other answers.

Every alternative keeps the rules of a journey: enrolled first, one move a day, never to the state one is in,
nothing in the future, 15 to 80 years old at enrolment.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array, vstack

from cell_suppression.changes import Changes
from reports.disclosure.suppression.population import Population, put, rows_of, stacked
from reports.figures.definitions import AGES, Definition, Line
from reports.figures.records import (
    EFFORTS,
    ELSEWHERE,
    FAR,
    GROUPS,
    SEXES,
    STATES,
    UNALLOCATED,
    Ints,
    Person,
    Records,
    number_of,
    person_of,
    records_of,
)
from reports.figures.rules import OLDEST, YOUNGEST, keeps_rules
from reports.figures.seen import AGE_LIMITS

ATTRIBUTES = ("office", "group", "age", "sex", "effort")
# A large population is not searched whole: so many persons are enough to be somebody else.
MOST_PERSONS = 4000
# Somebody could be at so many other offices; of more, others could be at the others.
MOST_OFFICES = 40
# Of persons who add the same and could change in the same way, so many are offered.
FEW_ALIKE = 3
# Days before and after the end of a period on which an invented move is made.
BEFORE, AFTER = 20, 20
# A course is changed in the years that yardsticks look back, and no further.
LOOK_BACK_DAYS = 3 * 366


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Changes of single persons, and for each of them who changes into what.

    `changes`: as the search wants them. `members`: for each unit of interchangeable persons who they are. `rows`: for each
    change and each member of its unit the row of `records` that the member becomes.
    """

    changes: Changes
    members: Sequence[Ints]
    rows: Sequence[dict[int, int]]
    records: Records

    def apply(self, now: Records, picks: Ints) -> tuple[Records, Ints]:
        """What everybody is after the picked changes, and who has changed."""
        used: dict[int, int] = defaultdict(int)
        persons, becomes = [], []
        for change in np.flatnonzero(picks):
            unit = int(self.changes.unit[change])
            for _ in range(int(picks[change])):
                person = int(self.members[unit][used[unit]])
                used[unit] += 1
                persons.append(person)
                becomes.append(self.rows[change][person])
        chosen = np.array(persons, np.int64)
        return put(now, chosen, self.records.take(np.array(becomes, np.int64))), chosen

    def beside(self, persons: Ints, done: csr_array, former: Records) -> "Alternatives":
        """The same where these persons are somebody else already: each can become another instead, or who they were.

        `done`: int[persons, cells], how what they add has changed. `former`: who they were.
        """
        place = {int(person): at for at, person in enumerate(persons)}
        unit_of = {int(p): u for u, members in enumerate(self.members) for p in members if int(p) in place}
        members = [each[~np.isin(each, persons)] for each in self.members]
        ways = np.argsort(self.changes.unit, kind="stable")
        starts = np.searchsorted(self.changes.unit[ways], np.arange(len(self.members) + 1))
        delta, unit, rows = [self.changes.delta], [self.changes.unit], list(self.rows)
        for person, at in place.items():
            own = unit_of.get(person)
            of = ways[starts[own] : starts[own + 1]] if own is not None else ways[:0]
            back = csr_array((1, self.changes.delta.shape[1]), dtype=np.int64)
            other = vstack([self.changes.delta[of], back])
            delta.append(csr_array(other - done[np.full(len(of) + 1, at)]))
            unit.append(np.full(len(of) + 1, len(members)))
            rows += [
                *({person: self.rows[change][person]} for change in of),
                {person: len(self.records) + at},
            ]
            members.append(np.array([person]))
        changes = Changes(
            csr_array(vstack(delta)),
            np.concatenate(unit),
            np.array([len(each) for each in members], np.int64),
        )
        return Alternatives(changes, members, rows, stacked([self.records, former]))


@dataclass(frozen=True, eq=False)
class Others:
    """Whom persons could be instead: `persons`: int[r], `records` of who they become, `delta`: int[r, cells], what that does."""

    persons: Ints
    records: Records
    delta: csr_array

    def of(self, chosen: Ints) -> "Others":
        return Others(self.persons[chosen], self.records.take(chosen), csr_array(self.delta[chosen]))


def _together(parts: Sequence[Others]) -> Others:
    return Others(
        np.concatenate([each.persons for each in parts]),
        stacked([each.records for each in parts]),
        csr_array(vstack([each.delta for each in parts])),
    )


class Candidates:
    """Who else these persons of a population could be, each found and counted once."""

    def __init__(self, population: Population, among: Ints, last_day: int) -> None:
        self.population, self.among, self.last_day = population, among, last_day
        self._labels: dict[str, Others] = {}

    @cached_property
    def courses(self) -> Others:
        """With another course: one move or one answer different, missing or added."""
        return self._counted(*other_courses(self.population, self.among, self.last_day))

    def labels(self, attribute: str) -> Others:
        """With another value of one attribute."""
        if attribute not in self._labels:
            population = self.population
            found = _relabelled(population, population.latest, attribute, self.among)
            self._labels[attribute] = self._counted(*found)
        return self._labels[attribute]

    def course_alternatives(self) -> Alternatives:
        return self._grouped([self.courses])

    def all_alternatives(self) -> Alternatives:
        """Another course, or another value of any one attribute."""
        return self._grouped([self.courses, *map(self.labels, ATTRIBUTES)])

    def joint_alternatives(self, attribute: str, cell: int) -> Alternatives:
        """Another course, another value of the attribute, or both: the latter where it adds to one cell of a table by it."""
        population, parts = self.population, [self.courses, self.labels(attribute)]
        edition, (table, row, _) = population.places[cell]
        definition = population.definitions[edition]
        spec = next((each for each in definition.tables if each.id == table), None)
        if spec is not None and spec.row_dimension == attribute:
            line = next((each for each in spec.rows if each.code == row), None)
            if line is not None:
                able, both = _with_label(self.courses.records, attribute, line, definition)
                found = self._counted(self.courses.persons[able], both)
                adds = found.delta[:, [cell]] + population.contribution[found.persons][:, [cell]]
                parts.append(found.of(np.flatnonzero(np.asarray(adds.sum(axis=1)).ravel() > 0)))
        return self._grouped(parts)

    def label_alternatives(
        self, attribute: str, now: Records, contribution: csr_array, changed: Ints
    ) -> Alternatives:
        """Everybody with another value of one attribute, where `changed` persons are somebody else already.

        `now`: who everybody is. `contribution`: int[n, cells], what they add at present.
        """
        found = self.labels(attribute)
        parts = [found.of(np.flatnonzero(~np.isin(found.persons, changed)))]
        if len(changed):
            persons, records = _relabelled(self.population, now, attribute, changed)
            other = self.population.contribution_of(records, persons, contribution)
            parts.append(Others(persons, records, csr_array(other - contribution[persons])))
        return _grouped(self.population, contribution, _together(parts), len(self.population))

    def _counted(self, persons: Ints, records: Records) -> Others:
        """Of these, those who keep the rules: another enrolment may be too early for an age, or too late for a stay."""
        able = np.flatnonzero(keeps_rules(records, self.population.last_day))
        persons, records = persons[able], records.take(able)
        other = self.population.contribution_of(records, persons, self.population.contribution)
        return Others(persons, records, csr_array(other - self.population.contribution[persons]))

    def _grouped(self, parts: Sequence[Others]) -> Alternatives:
        return _grouped(self.population, self.population.contribution, _together(parts), FEW_ALIKE)


def other_courses(population: Population, among: Ints, last_day: int) -> tuple[Ints, Records]:
    """Each of these persons with each other course that is tried, and who it is."""
    persons: list[int] = []
    edited: list[Person] = []
    for person in among:
        for other in _edits(person_of(population.latest, int(person)), population.definitions, last_day):
            persons.append(int(person))
            edited.append(other)
    return np.array(persons, np.int64), records_of(edited, population.latest.offices)


def _with_label(records: Records, attribute: str, line: Line, definition: Definition) -> tuple[Ints, Records]:
    """Those of the records that can have the value of a table's row, and what they are with it."""
    everybody = np.arange(len(records))
    word = min(line.members)
    if attribute == "age":
        band = AGES.index(word)
        limits = (0, *AGE_LIMITS, OLDEST + 20)
        first = records.day[:, 0].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        low = np.maximum(definition.end.year - limits[band + 1] + 1, first - OLDEST)
        high = np.minimum(definition.end.year - limits[band], first - YOUNGEST)
        able = np.flatnonzero(low <= high)
        years = np.clip(records.birth_year, low, high)[able].astype(np.int32)
        return able, replace(records.take(able), birth_year=years)
    if attribute == "office":
        if word == UNALLOCATED:
            return everybody, replace(records, is_shielded=np.ones(len(records), bool))
        able = np.flatnonzero((records.stay_day != FAR).sum(axis=1) == 1)
        moved = records.take(able)
        stays = moved.stay_office.copy()
        stays[:, 0] = moved.offices.index(word)
        return able, replace(moved, stay_office=stays, is_shielded=np.zeros(len(able), bool))
    words = {"sex": SEXES, "group": GROUPS, "effort": EFFORTS}[attribute]
    value = np.full(len(records), words.index(word), np.int32)
    return everybody, replace(records, **{attribute: value})


def _grouped(population: Population, contribution: csr_array, others: Others, most: int) -> Alternatives:
    """Leave out what changes nothing, and take together persons who add the same and can change in the same ways.

    Of persons who add the same and can change so, `most` stand for all.
    """
    others.delta.eliminate_zeros()
    others = others.of(np.flatnonzero(np.diff(others.delta.indptr) > 0))
    persons, records, delta = others.persons, others.records, others.delta
    touched = np.unique(delta.indices)
    able = np.unique(persons)
    adds = dict(zip(able, rows_of(csr_array(contribution[able][:, touched])), strict=True))
    ways: dict[int, dict[bytes, int]] = defaultdict(dict)
    standing: Counter[tuple[bytes, bytes]] = Counter()
    for row, (person, key) in enumerate(zip(persons.tolist(), rows_of(delta), strict=True)):
        if key not in ways[person] and standing[adds[person], key] < most:
            standing[adds[person], key] += 1
            ways[person][key] = row
    units: dict[tuple, list[int]] = defaultdict(list)
    for person in able.tolist():
        same = population.is_same[person].tobytes()
        units[adds[person], same, tuple(sorted(ways[person]))].append(person)
    unit, firsts, rows = [], [], []
    for number, ((_, _, keys), members) in enumerate(units.items()):
        for key in keys:
            unit.append(number)
            firsts.append(ways[members[0]][key])
            rows.append({person: ways[person][key] for person in members})
    first = np.array(firsts, np.int64)
    changes = Changes(
        csr_array(delta[first]),
        np.array(unit, np.int64),
        np.array([len(members) for members in units.values()], np.int64),
    )
    return Alternatives(changes, [np.array(members) for members in units.values()], rows, records)


def _relabelled(population: Population, now: Records, attribute: str, among: Ints) -> tuple[Ints, Records]:
    persons: list[Ints] = []
    parts: list[Records] = []
    for who, records in _labels(population, now, attribute, among):
        persons.append(who)
        parts.append(records)
    if not parts:
        return np.zeros(0, np.int64), now.take(np.zeros(0, np.int64))
    return np.concatenate(persons), stacked(parts)


def _labels(
    population: Population, now: Records, attribute: str, among: Ints
) -> Iterator[tuple[Ints, Records]]:
    """For each value of the attribute, who can have it in place of their own."""
    if attribute in ("sex", "group", "effort"):
        for value in range({"sex": len(SEXES), "group": len(GROUPS), "effort": 2}[attribute]):
            who = among[getattr(now, attribute)[among] != value]
            yield who, replace(now.take(who), **{attribute: np.full(len(who), value, np.int32)})
    elif attribute == "office":
        yield from _places(now, among)
    elif attribute == "age":
        yield from _births(population, now, among)
    else:
        raise ValueError(f"Nobody can have another {attribute}.")


def _places(now: Records, among: Ints) -> Iterator[tuple[Ints, Records]]:
    """Another office for those who have stayed at one, and shielded or not. That they are in the books is known."""
    settled = among[(now.stay_day[among] != FAR).sum(axis=1) == 1]
    step = -(-len(now.offices) // MOST_OFFICES)
    for office in (at for at, key in enumerate(now.offices) if key != ELSEWHERE):
        who = settled[(now.stay_office[settled, 0] != office) | now.is_shielded[settled]]
        who = who[(office - now.stay_office[who, 0] - who) % step == 0]
        records = now.take(who)
        stays = records.stay_office.copy()
        stays[:, 0] = office
        yield who, replace(records, stay_office=stays, is_shielded=np.zeros(len(who), bool))
    who = among[~now.is_shielded[among]]
    yield who, replace(now.take(who), is_shielded=np.ones(len(who), bool))


def _births(population: Population, now: Records, among: Ints) -> Iterator[tuple[Ints, Records]]:
    """Another year of birth, one for each way of standing in the age bands of all editions."""
    ends = sorted({definition.end.year for definition in population.definitions})
    if not ends:
        return
    first = now.day[among, 0].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    bands: dict[tuple[int, ...], list[int]] = {}
    for year in range(ends[0] - OLDEST - 20, ends[-1] - YOUNGEST + 1):
        ages = np.array([end - year for end in ends])
        bands.setdefault(tuple(np.searchsorted(AGE_LIMITS, ages, side="right").tolist()), []).append(year)
    for years in bands.values():
        low, high = np.maximum(years[0], first - OLDEST), np.minimum(years[-1], first - YOUNGEST)
        own = now.birth_year[among]
        able = (low <= high) & ((own < years[0]) | (own > years[-1]))
        who = among[able]
        yield who, replace(now.take(who), birth_year=np.clip(own, low, high)[able].astype(np.int32))


def _edits(person: Person, definitions: Sequence[Definition], last_day: int) -> Iterator[Person]:
    moves, answers = list(person.moves), list(person.answers)
    earliest = min(number_of(each.start) for each in definitions) - LOOK_BACK_DAYS
    ends = sorted({number_of(each.end) for each in definitions})
    for course in _courses(moves, earliest, ends, last_day):
        # The first stay begins with the journey.
        stays = ((course[0][0], person.stays[0][1]), *person.stays[1:])
        yield replace(person, moves=tuple(course), stays=stays)
    for at, (day, status) in enumerate(answers):
        for other in ("work", "education", "venture", "enrolled", "left", None):
            if other != status:
                yield replace(person, answers=(*answers[:at], (day, other), *answers[at + 1 :]))
        yield replace(person, answers=(*answers[:at], *answers[at + 1 :]))


Move = tuple[int, str, bool | None]


def _courses(moves: list[Move], earliest: int, ends: Sequence[int], last_day: int) -> Iterator[list[Move]]:
    for at in range(1, len(moves)):
        day, state, told = moves[at]
        if day < earliest:
            continue
        for other in STATES:
            if other != state:
                yield [*moves[:at], _move(day, other), *moves[at + 1 :]]
        yield [*moves[:at], *moves[at + 1 :]]
        yield moves[:at]
        if told is not None:
            yield [*moves[:at], (day, state, not told), *moves[at + 1 :]]
    for end in ends:
        if earliest <= end <= last_day:
            yield from _around(moves, end, last_day)


def _around(moves: list[Move], end: int, last_day: int) -> Iterator[list[Move]]:
    """Another state on one day: moved there and back, or moved there to stay, or a move that came sooner or later."""
    made = sum(day <= end for day, *_ in moves)
    if not made:
        _, state, told = moves[0]
        following = moves[1][0] if len(moves) > 1 else last_day + 1
        if end - BEFORE < following:
            yield [(end - BEFORE, state, told), *moves[1:]]
        return
    state = moves[made - 1][1]
    before, after = end - BEFORE, end + AFTER
    until = moves[made][0] if made < len(moves) else last_day + 1
    if moves[made - 1][0] < before:
        for other in STATES:
            if other != state:
                if after < until:
                    yield [*moves[:made], _move(before, other), _move(after, state), *moves[made:]]
                yield [*moves[:made], _move(before, other), *moves[made:]]
        if made < len(moves):
            yield [*moves[:made], (before, *moves[made][1:]), *moves[made + 1 :]]
    if after < until and (made > 1 or after <= last_day):
        yield [*moves[: made - 1], (after, *moves[made - 1][1:]), *moves[made:]]


def _move(day: int, state: str) -> Move:
    return day, state, True if state in ("left", "work") else None
