"""Whoever begins after an edition looked could not have begun before and been overlooked: then it would have known them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from reports.disclosure.creation import Created
from reports.disclosure.ledger import Out
from reports.disclosure.suppression.certificates import as_json
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.verification import Kind, problems_of
from reports.figures.records import Records, number_of, person_of, records_of
from reports.periods import parse_period
from tests.reports.attacker.made import OFFICES, definition, drawn, numbers, person, tertial

KNOWN_ON = date(2025, 5, 20), date(2025, 9, 20)
DEFINITIONS = tuple(
    definition(tertial(2025, number), tables=("closing-by-sex",), known_on=known_on)
    for number, known_on in zip((1, 2), KNOWN_ON, strict=True)
)
EARLY, LATE = date(2025, 2, 1), date(2025, 6, 15)
TOGETHER = ("closing-by-sex", "total", "total")
PEOPLE = drawn([person((EARLY, "enrolled"))] * 10 + [person((LATE, "enrolled"))])
FIRST = PEOPLE.take(np.arange(10))


def somebody(first_day: date) -> Records:
    return records_of([person_of(drawn([person((first_day, "enrolled"))]), 0)], OFFICES)


def out(name: str, at: int, people: Records, worlds: list) -> Out:
    printed = {
        place: None if count and place != TOGETHER else count
        for place, count in numbers(people, DEFINITIONS[at]).items()
    }
    cutoff = datetime.combine(KNOWN_ON[at], datetime.min.time(), UTC)
    created = Created(name, parse_period(f"2025-T{at + 1}"), frozenset(OFFICES), {}, {})
    return Out(name, name, cutoff, DEFINITIONS[at], printed, 5, worlds, frozenset(), created)


def known_at(offices, at: datetime):
    people = FIRST if at.date() == KNOWN_ON[0] else PEOPLE
    return range(len(people)), people


def test_the_engine_counts_them_in_an_edition_that_had_not_seen_them() -> None:
    population = Population(
        [Counted(DEFINITIONS[0], range(10), FIRST), Counted(DEFINITIONS[1], range(11), PEOPLE)]
    )
    assert population.is_same.all()
    cell = population.places.index((0, TOGETHER))
    assert population.value[cell] == 10
    late = np.array([10])
    for day, more in ((EARLY, 1), (date(2025, 5, 21), 0), (LATE, 0)):
        added = population.contribution_of(somebody(day), late, population.contribution)
        assert added[0, cell] == more


def test_the_verifier_counts_them_too() -> None:
    late = as_json(person_of(PEOPLE, 10))
    sooner = as_json(person_of(somebody(EARLY), 0))
    former, newest = out("first", 0, FIRST, []), out("second", 1, PEOPLE, [[[late, sooner]]])
    (problem,) = problems_of(newest, [former], 0, known_at)
    assert (problem.kind, problem.edition) == (Kind.PRINTED_DIFFERS, "first")


def test_whoever_is_transferred_later_is_still_counted_where_they_were() -> None:
    stayed = person_of(FIRST, 0)
    moved = replace(stayed, stays=(*stayed.stays, (number_of(LATE), "b")))
    population = Population(
        [
            Counted(DEFINITIONS[0], ["one"], records_of([stayed], OFFICES)),
            Counted(DEFINITIONS[1], ["one"], records_of([moved], OFFICES)),
        ]
    )
    assert population.is_same.all()
    cell = population.places.index((0, TOGETHER))
    later = number_of(date(2025, 5, 21))
    begun_later = replace(
        moved, stays=((later, "a"), moved.stays[1]), moves=((later, *moved.moves[0][1:]), *moved.moves[1:])
    )
    for instead, count in ((moved, 1), (begun_later, 0)):
        added = population.contribution_of(
            records_of([instead], OFFICES), np.array([0]), population.contribution
        )
        assert added[0, cell] == count

    def known(offices, at: datetime):
        return ["one"], records_of([stayed if at.date() == KNOWN_ON[0] else moved], OFFICES)

    former = out("first", 0, records_of([stayed], OFFICES), [])
    world = [[as_json(moved), as_json(begun_later)]]
    (problem,) = problems_of(out("second", 1, records_of([moved], OFFICES), [world]), [former], 0, known)
    assert (problem.kind, problem.edition) == (Kind.HIDDEN_IS_GONE, "first")


def test_whoever_was_recorded_late_in_truth_stays_unknown() -> None:
    """Then no reader can hold a former edition to what is known now."""
    late = drawn([person((EARLY, "enrolled"))])
    population = Population(
        [
            Counted(DEFINITIONS[0], [], late.take(np.zeros(0, np.int64))),
            Counted(DEFINITIONS[1], ["one"], late),
        ]
    )
    assert population.is_same.tolist() == [[False, True]]
    added = population.contribution_of(
        replace(late, birth_year=late.birth_year - 1), np.array([0]), population.contribution
    )
    assert added[0, population.places.index((0, TOGETHER))] == 0
