"""Editions counted at different cutoffs are one puzzle, until their printed numbers cannot be."""

from dataclasses import replace
from datetime import date

import pytest

from reports.attacker.floors import floors
from reports.attacker.knowledge import Contradiction
from reports.attacker.ranges import contradicted_ties, outer_ranges
from tests.reports.attacker.made import definition, drawn, numbers, person, printed, tertial

SEX = definition(tertial(2025, 1), tables=("closing-by-sex",), known_on=date(2025, 6, 1))
LATER = replace(SEX, known_on=date(2025, 9, 1))
ENROLLED, LEFT = (date(2025, 2, 1), "enrolled"), (date(2025, 3, 1), "left")


def counted_as(women_who_left: int, women: int, men: int):
    people = [person(ENROLLED, LEFT)] * women_who_left + [person(ENROLLED)] * (women - women_who_left)
    return drawn([*people, *[person(ENROLLED, sex="male")] * men])


def test_a_second_edition_at_a_later_cutoff_is_tied_to_the_first() -> None:
    crowd = counted_as(7, 20, 15)
    hidden = {("closing-by-sex", "female", "left"), ("closing-by-sex", "total", "left")}
    first = printed("first", SEX, numbers(crowd, SEX), {*hidden, ("closing-by-sex", "female", "enrolled")})
    first = replace(first, printed={**first.printed, ("closing-by-sex", "total", "enrolled"): None})
    assert outer_ranges([first])["first", ("closing-by-sex", "female", "left")] == (1, 19)
    both = [first, printed("second", LATER, numbers(crowd, LATER), set())]
    assert outer_ranges(both)["first", ("closing-by-sex", "female", "left")] == (7, 7)
    assert contradicted_ties(both) == ()


def test_ties_that_the_print_contradicts_are_dropped_and_told_and_the_others_kept() -> None:
    before, after = counted_as(7, 20, 15), counted_as(7, 26, 15)
    hidden = {("closing-by-sex", sex, state) for sex in ("female", "male") for state in ("enrolled", "left")}
    one = printed("first", SEX, numbers(before, SEX), hidden)
    other = printed("second", LATER, numbers(after, LATER), set())
    dropped = contradicted_ties([one, other])
    assert dropped
    assert all({key for (key, _), _ in tie} == {"first", "second"} for tie in dropped)
    ranges = outer_ranges([one, other])
    assert ranges["first", ("closing-by-sex", "female", "left")] == (7, 7)
    assert ranges["first", ("closing-by-sex", "female", "enrolled")] == (13, 13)


def test_what_is_left_out_may_be_nobody_where_ties_are_dropped_too() -> None:
    """A report was refused for ever where somebody had been erased since the last and a row that held nobody was left out."""
    before, after = counted_as(7, 20, 15), counted_as(7, 26, 15)
    hidden = {("closing-by-sex", sex, state) for sex in ("female", "male") for state in ("enrolled", "left")}
    one = printed("first", SEX, numbers(before, SEX), hidden)
    other = printed("second", LATER, numbers(after, LATER), set())
    nobody = {place for place in other.printed if place[1] == "unknown"}
    assert nobody
    assert not any(other.printed[place] for place in nobody)
    other = replace(other, printed={place: n for place, n in other.printed.items() if place not in nobody})
    assert contradicted_ties([one, other])
    ranges = outer_ranges([one, other])
    assert {ranges["second", place] for place in nobody} == {(0, 0)}


def test_one_edition_that_contradicts_itself_is_refused() -> None:
    truth = numbers(counted_as(7, 20, 15), SEX)
    with pytest.raises(Contradiction):
        outer_ranges([printed("first", SEX, truth | {("closing-by-sex", "female", "total"): 21}, set())])


def test_zeros_that_contradict_each_other_tell_no_floor() -> None:
    """Nobody was in work when the first edition looked; then it was put right, and in the next they had been all along."""
    first, second = (definition(tertial(2025, number), tables=("flow",)) for number in (1, 2))
    enrolled, work = (date(2025, 1, 10), "enrolled"), (date(2025, 2, 1), "work")
    before = numbers(drawn([person(enrolled)] * 12), first)
    after = numbers(drawn([person(enrolled)] * 6 + [person(enrolled, work)] * 6), second)
    hidden = {place for place, value in after.items() if value and "work" in place}
    editions = [printed("T1", first, before, ()), printed("T2", second, after, hidden)]
    assert contradicted_ties(editions)
    assert set(floors(editions, [("T2", place) for place in hidden])) == {1}
