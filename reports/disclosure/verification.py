"""Is a proof true? Counted again by a program that shares nothing with the one that found it.

For every alternative of an edition: those who leave are in the books, those who come keep the rules, nobody is used
twice, every printed number of every edition comes out the same, and whatever is hidden is still somebody. Taken
together, every small count could be k or more. There is no solver here and no list of what is tied to what.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from reports.disclosure.ledger import Out
from reports.disclosure.suppression.certificates import as_json
from reports.figures.definitions import Definition, Line, Place
from reports.figures.records import Records, person_of
from reports.recount import contribution, rules_broken

KnownAt = Callable[[Sequence[str], datetime], tuple[Sequence[Hashable], Records]]
Record = dict[str, Any]
SMALLEST_HIDDEN = 1


class Kind(StrEnum):
    """What can be wrong with a proof."""

    NOT_THERE = "not_there"
    BREAKS_RULES = "breaks_rules"
    PRINTED_DIFFERS = "printed_differs"
    HIDDEN_IS_GONE = "hidden_is_gone"
    NOT_PROVED = "not_proved"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: in which edition and cell, where it is about one."""

    kind: Kind
    edition: str = ""
    place: Place | None = None

    def in_words(self) -> str:
        """One sentence for KREM."""
        cell = " / ".join(self.place) if self.place else ""
        return {
            Kind.NOT_THERE: _("somebody in it is not in the books any more."),
            Kind.BREAKS_RULES: _("somebody in it could not have such a course."),
            Kind.PRINTED_DIFFERS: _("a printed number would be another (%(edition)s: %(cell)s)."),
            Kind.HIDDEN_IS_GONE: _("a hidden number would be nobody (%(edition)s: %(cell)s)."),
            Kind.NOT_PROVED: _("a small number is not covered (%(edition)s: %(cell)s)."),
        }[self.kind] % {"edition": self.edition, "cell": cell}


def problems_of(draft: Out, former: Sequence[Out], told_already: int, known_at: KnownAt) -> list[Problem]:
    """Everything that is wrong with the proof of a draft beside what is out; empty when it holds.

    `told_already`: so many small counts of what is out were given away before.
    """
    editions = [*former, draft]
    offices = sorted(frozenset().union(*(each.definition.offices for each in editions)))
    books = _Books(editions, offices, known_at)
    most: Counter[tuple[int, Place]] = Counter()
    for world in draft.worlds or ():
        try:
            difference = books.difference(world)
        except _Fault as fault:
            return [fault.problem]
        if problem := _seen_through(difference, editions, books):
            return [problem]
        for cell, change in difference.items():
            most[cell] = max(most[cell], change)
    return _not_proved(editions, books, most, max(each.k for each in editions), told_already)


class _Fault(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Stage:
    """What was known of one person until they were corrected: `latest`, and what each edition of that time knew, by its number.

    `until`: the day on which they were last known so, empty where they still are.
    """

    latest: Record
    until: str
    then: dict[int, Record]


class _Books:
    """Who each edition knew, person by person, and how it counts them."""

    def __init__(self, editions: Sequence[Out], offices: Sequence[str], known_at: KnownAt) -> None:
        self._editions = editions
        self._scopes = [_scope(each.definition) for each in editions]
        self._cells = [_recounted(each.definition) for each in editions]
        self._places = [{place for places in cells.values() for place in places} for cells in self._cells]
        self._known: list[dict[Hashable, Record]] = []
        read: dict[datetime, dict[Hashable, Record]] = {}
        for each in editions:
            if each.cutoff not in read:
                ids, records = known_at(offices, each.cutoff)
                read[each.cutoff] = {
                    id: _with_months(as_json(person_of(records, row))) for row, id in enumerate(ids)
                }
            self._known.append(read[each.cutoff])
        self.counts = self._count()
        self.last_known_on = max(each.definition.known_on for each in editions)
        self._stages: dict[tuple[str, str], list[_Stage]] = {}
        for stage in self._all_stages():
            self._stages.setdefault((_key(stage.latest), stage.until), []).append(stage)

    def _all_stages(self) -> Iterator["_Stage"]:
        """Everybody as last known, and as known before they were corrected.

        A draft may be counted at an earlier moment than what has come out meanwhile.
        """
        order = sorted(
            range(len(self._editions)), key=lambda each: (self._editions[each].definition.known_on, each)
        )
        for id in {id: None for known in self._known for id in known}:
            stages: list[_Stage] = []
            for number in reversed(order):
                then = self._known[number].get(id)
                if then is None:
                    continue
                stage = next((each for each in stages if _could_have_been(then, each.latest)), None)
                if stage is None:
                    until = self._editions[number].definition.known_on.isoformat() if stages else ""
                    stages.append(stage := _Stage(then, until, {}))
                stage.then[number] = then
            first = stages[0]
            for number in order:
                if id not in self._known[number] and _comes_after(
                    self._editions[number].definition.known_on, first.latest
                ):
                    first.then[number] = {**first.latest, "stays": [], "moves": [], "answers": []}
            yield from stages

    def recounts(self, number: int, place: Place) -> bool:
        """Is the cell one that is counted again?"""
        return place in self._places[number]

    def _count(self) -> Counter[tuple[int, Place]]:
        counts: Counter[tuple[int, Place]] = Counter()
        for number, known in enumerate(self._known):
            for record in known.values():
                self._add(counts, number, record, 1)
        return counts

    def difference(self, world: Sequence[Sequence[Any]]) -> Counter[tuple[int, Place]]:
        """How every cell of every edition differs in an alternative."""
        changes: Counter[tuple[int, Place]] = Counter()
        used: Counter[tuple[str, str]] = Counter()
        for leaves, comes, *until in world:
            out, coming = _with_months(dict(leaves)), _with_months(dict(comes))
            key = _key(out), "".join(until)
            stages = self._stages.get(key, [])
            if used[key] >= len(stages):
                raise _Fault(Problem(Kind.NOT_THERE))
            if coming["moves"] and rules_broken(coming, self.last_known_on.isoformat()):
                raise _Fault(Problem(Kind.BREAKS_RULES))
            self._replace(changes, stages[used[key]], coming)
            used[key] += 1
        return changes

    def _replace(self, changes: Counter[tuple[int, Place]], stage: "_Stage", coming: Record) -> None:
        for number, then in stage.then.items():
            known_on = self._editions[number].definition.known_on
            self._add(changes, number, then, -1)
            self._add(changes, number, _as_known(then, stage.latest, coming, known_on), 1)

    def _add(self, to: Counter[tuple[int, Place]], number: int, record: Record, sign: int) -> None:
        if not self._scopes[number]["offices"] or not record["moves"]:
            return
        for cell, count in contribution(record, self._scopes[number]).items():
            for place in self._cells[number].get(cell, ()):
                to[number, place] += sign * count


def _comes_after(day: date, person: Record) -> bool:
    """Whether somebody whom an edition did not know began later than it looked: had they begun sooner, it would have known."""
    return bool(person["moves"]) and person["moves"][0][0] > day.isoformat()


def _could_have_been(then: Record, latest: Record) -> bool:
    """Whether what an edition knew of somebody is what is known of them later, as far as it had been written down."""
    return all(each in latest[part] for part in ("stays", "moves", "answers") for each in then[part]) and all(
        then[name] == latest[name] for name in ("shielded", "birth_year", "sex", "group", "effort")
    )


def _as_known(then: Record, latest: Record, coming: Record, known_on: date) -> Record:
    """The other person as an edition would have known them.

    What the true person has too was written down when it was, the rest on its day.
    """
    until = known_on.isoformat()
    seen = dict(coming)
    for part, at in (("stays", 1), ("moves", 1), ("answers", 2)):
        true, had = latest[part], then[part]
        seen[part] = [
            each for each in coming[part] if (_in(each, had, at) if _in(each, true, at) else each[0] <= until)
        ]
    return seen


def _in(each: Sequence[Any], among: Iterable[Sequence[Any]], at: int) -> bool:
    """By day and state, which stands in the place `at`: whether a reason was told makes no other move of it."""
    return any(each[0] == other[0] and each[at] == other[at] for other in among)


def _seen_through(
    difference: Mapping[tuple[int, Place], int], editions: Sequence[Out], books: "_Books"
) -> Problem | None:
    """The first number in which a reader could tell an alternative from the truth."""
    true = books.counts
    for (number, place), change in difference.items():
        edition = editions[number]
        if not change or place not in edition.printed:
            continue
        if edition.printed[place] is not None:
            return Problem(Kind.PRINTED_DIFFERS, edition.name, place)
        if true[number, place] > 0 and true[number, place] + change < SMALLEST_HIDDEN:
            return Problem(Kind.HIDDEN_IS_GONE, edition.name, place)
    return None


def _not_proved(
    editions: Sequence[Out],
    books: "_Books",
    most: Mapping[tuple[int, Place], int],
    k: int,
    told_already: int,
) -> list[Problem]:
    """Small counts that no alternative takes to k or more, once those that were given away before are set aside.

    Of the draft, the last one, those of its left-out rows too: they are what the other rows leave of the totals.
    """
    draft = len(editions) - 1
    asked = [(number, place) for number, edition in enumerate(editions) for place in edition.printed]
    asked += [(draft, place) for place in _left_out_of(editions[draft])]
    open_ = [
        (number, place)
        for number, place in asked
        if (count := books.counts[number, place]) in range(1, k)
        and (editions[number].printed.get(place) is not None or count + most.get((number, place), 0) < k)
        and books.recounts(number, place)
    ]
    new = [(number, place) for number, place in open_ if number == draft]
    told = new or (open_ if len(open_) > told_already else [])
    return [Problem(Kind.NOT_PROVED, editions[number].name, place) for number, place in told]


def _left_out_of(edition: Out) -> list[Place]:
    """The cells of rows that are not printed, of tables that are. The windows of a yardstick have no total that would tell of one."""
    tables = {table for table, *_ in edition.printed if not table.startswith("yardstick:")}
    return [
        place for place in edition.definition.places if place not in edition.printed and place[0] in tables
    ]


def _scope(definition: Definition) -> dict[str, Any]:
    return {
        "offices": list(definition.offices),
        "from": definition.start.isoformat(),
        "to": definition.end.isoformat(),
        "since": definition.since.isoformat(),
        "asked_on": definition.known_on.isoformat(),
    }


def _recounted(definition: Definition) -> dict[Place, list[Place]]:
    """From the recount's own names to the cells of an edition.

    An edition from before 2027 took an episode to begin with enrolment only: its yardsticks and questions are not recounted.
    """
    cells: dict[Place, list[Place]] = {}
    lines = {table.id: (_members(table.rows), _members(table.columns)) for table in definition.tables}
    for place in definition.places:
        table, row, column = place
        if definition.episodes == "enrolled" and table.startswith(("yardstick:", "completeness:follow-ups")):
            continue
        rows, columns = lines.get(table, ({}, {}))
        cells.setdefault((table, rows.get(row, row), columns.get(column, column)), []).append(place)
    return cells


def _members(lines: Sequence[Line]) -> dict[str, str]:
    return {line.code: next(iter(line.members)) for line in lines if len(line.members) == 1}


def _with_months(record: Record) -> Record:
    """The recount wants the month that was asked about, and never looks at it."""
    return {**record, "answers": [[day, 12, status] for day, *_, status in record["answers"]]}


def _key(record: Record) -> str:
    return repr(sorted(record.items()))
