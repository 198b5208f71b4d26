"""People as known today go on: nobody's past changes, and what comes looks like the time just behind."""

from datetime import date

import numpy as np
import pytest

from reports.attacker.drawing import as_known_on, draw
from reports.figures.continuation import continued, stretch_of
from reports.figures.records import Person, Records, number_of, person_of, records_of
from reports.figures.rules import keeps_rules
from tests.reports.attacker.made import tertial, whole

TODAY, UNTIL = number_of(date(2026, 12, 1)), number_of(date(2028, 6, 30))


def person(*moves: tuple[str, str], office: str = "a", answers: tuple = ()) -> Person:
    days = [(number_of(date.fromisoformat(day)), state, None) for day, state in moves]
    return Person(
        stays=((days[0][0], office),),
        is_shielded=False,
        birth_year=1990,
        sex="female",
        group="youth",
        effort=True,
        moves=tuple(days),
        answers=answers,
    )


def going_on(people: list[Person], until: int = UNTIL) -> list[Person]:
    """The same people first, then those who come."""
    records = records_of(people, ("a", "b", "elsewhere"))
    _ids, later = continued(range(len(people)), records, TODAY, until).known_on(until)
    return [person_of(later, row) for row in range(len(later))]


@pytest.fixture(scope="module")
def crowd() -> Records:
    """Drawn people of several offices, as known today."""
    drawn = draw([whole(tertial(2026, number)) for number in (1, 2, 3)], 300, seed=4, moving=0.5)
    known = as_known_on(drawn, TODAY)
    return known.take(np.flatnonzero(known.day[:, 0] <= TODAY))


def test_every_course_keeps_the_rules(crowd):
    found = continued(range(len(crowd)), crowd, TODAY, UNTIL)
    assert found.rests_on == 365
    _ids, later = found.known_on(UNTIL)
    assert len(later) > len(crowd)
    assert keeps_rules(later, UNTIL).all()
    assert (later.day[later.day < 2**30] > TODAY).sum() > 100


def test_what_is_known_today_stays_as_it_is(crowd):
    ids, now = continued(range(len(crowd)), crowd, TODAY, UNTIL).known_on(TODAY)
    assert ids == list(range(len(crowd)))
    assert [person_of(now, row) for row in ids] == [person_of(crowd, row) for row in ids]


def test_the_same_people_go_on_the_same_way(crowd):
    one, other = (continued(range(len(crowd)), crowd, TODAY, UNTIL) for _ in range(2))
    assert (one.ids, one.people) == (other.ids, other.people)
    assert len(set(one.ids)) == len(one.ids)


def test_somebody_goes_on_as_whoever_stood_there_a_year_ago():
    first = person(("2020-01-01", "enrolled"), ("2026-03-01", "work"))
    second = person(("2025-06-01", "enrolled"))
    old, new = going_on([first, second], TODAY + 365)[:2]
    # Two stood enrolled a year ago: one found work, one stayed. One is enrolled today, as the longest of them were then.
    assert new.moves[1:] == ((number_of(date(2027, 3, 1)), "work", None),)
    assert old.moves == first.moves


def test_who_stood_at_the_same_office_comes_first():
    here = person(("2020-01-01", "enrolled"), ("2026-03-01", "work"))
    there = person(("2019-01-01", "enrolled"), ("2026-05-01", "education"), office="b")
    waits = person(("2025-02-01", "training"), ("2026-06-01", "enrolled"), office="b")
    found = going_on([here, there, waits], TODAY + 365)
    assert [state for _, state, _ in found[2].moves] == ["training", "enrolled", "education"]


def test_who_came_last_year_comes_again_as_somebody_else():
    came = person(("2026-02-01", "enrolled"), ("2026-04-01", "training"), answers=((number_of(date(2026, 9, 1)), "work"),))  # fmt: skip
    found = going_on([person(("2022-01-01", "enrolled")), came], TODAY + 365)
    assert len(found) == 3
    again = found[2]
    assert again.moves == (
        (number_of(date(2027, 2, 1)), "enrolled", None),
        (number_of(date(2027, 4, 1)), "training", None),
    )
    assert again.answers == ((number_of(date(2027, 9, 1)), "work"),)
    assert (again.birth_year, again.stays[0][0]) == (1991, again.moves[0][0])


def test_it_goes_on_for_as_long_as_it_is_asked():
    came = person(("2026-02-01", "enrolled"))
    days = [each.moves[0][0] for each in going_on([person(("2022-01-01", "enrolled")), came])]
    assert days[1:] == [number_of(date(year, 2, 1)) for year in (2026, 2027, 2028)]


@pytest.mark.parametrize(
    ("first", "days", "come"), [("2022-01-01", 365, 1), ("2026-08-01", 61, 9), ("2026-11-10", 0, 0)]
)
def test_half_of_a_young_cluster_goes_on_and_a_few_days_do_not(first, days, come):
    people = [person((first, "enrolled")), person(("2026-11-15", "enrolled"))]
    assert stretch_of(people, TODAY) == days
    assert len(going_on(people)) == len(people) + come


def test_nobody_at_all_is_continued_too():
    found = continued([], records_of([], ("a",)), TODAY, UNTIL)
    assert (found.rests_on, len(found.known_on(UNTIL)[1])) == (0, 0)


def test_what_is_written_down_past_today_stands():
    planned = person(("2020-01-01", "enrolled"), ("2026-12-20", "work"))
    donor = person(("2020-01-01", "enrolled"), ("2026-01-10", "training"))
    found = going_on([donor, planned], TODAY + 60)
    assert found[1].moves == planned.moves
