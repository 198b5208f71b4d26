"""The leaks that a list of ties let out are found with nothing listed, and the argument for each adds up."""

from dataclasses import replace
from datetime import date

import pytest

from reports.attacker.drawing import draw
from reports.attacker.exposures import Exposure, exposures
from tests.reports.attacker.made import (
    definition,
    drawn,
    naively_hidden,
    numbers,
    person,
    printed,
    tertial,
    whole,
    year,
)

K = 5


def told(editions, crowd, k: int = K) -> dict:
    """Each exposed hidden cell with its exposure."""
    truth = {
        (each.key, place): value
        for each in editions
        for place, value in numbers(crowd, each.definition).items()
    }
    return {each.count[0][0]: each for each in exposures(editions, truth, k) if len(each.count) == 1}


def steps(exposure: Exposure) -> set[tuple[str, int]]:
    """The editions and signed numbers of an argument."""
    return {(term.cell[0], term.times * term.value) for term in exposure.argument.terms}


def trained(end: date, after: str | None) -> object:
    """Somebody whose training ended on a day, and who was in some state after; None: nothing known of them after."""
    later = [(date(end.year + 3, 1, 1), after)] if after else []
    return person((date(2022, 1, 2), "enrolled"), (date(2022, 3, 1), "training"), (end, "education"), *later)


def test_spells_that_two_editions_look_at_a_year_apart_are_the_same_spells() -> None:
    """26 in 2024, less 9 in T1 and 10 in T3, leave 7 in T2, of which each of three hidden numbers is at least 1."""
    ends = [date(2023, 2, 1)] * 9 + [date(2023, 6, 1)] * 7 + [date(2023, 10, 1)] * 10
    crowd = drawn(
        [trained(end, "education" if at % 3 else "left" if at % 2 else None) for at, end in enumerate(ends)]
    )
    looks = {"yardsticks": ["after-training-12"], "windows": ["period"], "tables": ()}
    again = {"yardsticks": ["after-training-24"], "windows": ["period"], "tables": ()}
    definitions = {"2024": definition(year(2024), **looks)}
    definitions |= {f"T{n}": definition(tertial(2025, n), **again) for n in (1, 2, 3)}
    hidden = {
        (f"yardstick:after-training-{months}", "period", code)
        for months in (12, 24)
        for code in ("other", "unknown")
    }
    hidden_in_t2 = hidden | {("yardstick:after-training-24", "period", "total")}
    editions = [
        printed(key, of, numbers(crowd, of), hidden_in_t2 if key == "T2" else hidden)
        for key, of in definitions.items()
    ]
    cells = [cell for cell in told(editions, crowd, k=7) if cell[0] == "T2"]
    assert cells
    for cell in cells:
        assert {("2024", 26), ("T1", -9), ("T3", -10)} <= steps(told(editions, crowd, k=7)[cell])
    assert not any(cell[0] == "T2" for cell in told([editions[2]], crowd, k=7))


def at_the_end_of_t1(many: int, state: str, group: str) -> list:
    """So many of a group in a state on 30 April 2025, and through the summer."""
    steps = [(date(2025, 1, 10), "enrolled"), *([(date(2025, 2, 1), state)] if state != "enrolled" else [])]
    return [person(*steps, group=group)] * many


def test_whoever_has_not_left_at_the_end_of_a_period_is_in_the_next_with_the_same_group() -> None:
    """5 and 9 of a group are printed in T1, and 19 in all in T2: the three states hidden in T1 share at most 5."""
    crowd = drawn(
        [
            *at_the_end_of_t1(5, "enrolled", "youth"),
            *at_the_end_of_t1(9, "work", "youth"),
            *at_the_end_of_t1(1, "training", "youth"),
            *at_the_end_of_t1(2, "education", "youth"),
            *at_the_end_of_t1(1, "venture", "youth"),
            *at_the_end_of_t1(6, "left", "youth"),
            *at_the_end_of_t1(12, "training", "at-home"),
            person((date(2025, 6, 1), "enrolled"), group="youth"),
        ]
    )
    t1, t2 = (definition(tertial(2025, n), tables=("closing-by-group",)) for n in (1, 2))
    hidden_states = ("training", "education", "venture")
    table = "closing-by-group"
    hidden_in_t1 = {(table, "youth", state) for state in (*hidden_states, "left", "total")}
    hidden_in_t1 |= {(table, row, state) for row in ("at-home", "total") for _, _, state in hidden_in_t1}
    hidden_in_t2 = {place for place in t2.places if place != (table, "youth", "total")}
    editions = [
        printed("T1", t1, numbers(crowd, t1), hidden_in_t1),
        printed("T2", t2, numbers(crowd, t2), hidden_in_t2),
    ]
    exposed = told(editions, crowd)
    for state in hidden_states:
        exposure = exposed["T1", (table, "youth", state)]
        assert exposure.limits == (1, 3)
        assert steps(exposure) == {("T1", -5), ("T1", -9), ("T2", 19)}
    assert told(editions[:1], crowd) == {}


def test_two_periods_that_end_on_the_same_day_close_alike() -> None:
    """T3 hides the education of one group, and the year, which ends the same day, prints it."""
    crowd = drawn(
        [
            *at_the_end_of_t1(6, "work", "youth"),
            *at_the_end_of_t1(4, "education", "youth"),
            *at_the_end_of_t1(7, "work", "at-home"),
            *at_the_end_of_t1(8, "education", "at-home"),
        ]
    )
    t3, whole_year = (definition(of, tables=("closing-by-group",)) for of in (tertial(2025, 3), year(2025)))
    square = {
        ("closing-by-group", group, state)
        for group in ("youth", "at-home")
        for state in ("work", "education")
    }
    editions = [
        printed("T3", t3, numbers(crowd, t3), square),
        printed("2025", whole_year, numbers(crowd, whole_year), set()),
    ]
    (cell,) = told(editions, crowd)
    assert cell == ("T3", ("closing-by-group", "youth", "education"))
    assert steps(told(editions, crowd)[cell]) == {("2025", 4)}
    assert told(editions, crowd)[cell].limits == (4, 4)
    assert told(editions[:1], crowd) == {}


def test_a_hidden_count_that_cannot_be_as_small_as_one_is_told_too() -> None:
    """14 in the row less the 11 that the column leaves: at least 3, where printed zeros leave room for 1."""
    crowd = drawn(
        [
            *at_the_end_of_t1(4, "work", "youth"),
            *at_the_end_of_t1(10, "left", "youth"),
            *at_the_end_of_t1(8, "work", "at-home"),
            *at_the_end_of_t1(2, "left", "at-home"),
        ]
    )
    of = definition(tertial(2025, 1), tables=("closing-by-group",))
    square = {
        ("closing-by-group", group, state) for group in ("youth", "at-home") for state in ("work", "left")
    }
    exposed = told([printed("T1", of, numbers(crowd, of), square)], crowd)
    # Rows of 14 and 10, columns of 12 and 12: the first can be 3 to 11.
    found = exposed["T1", ("closing-by-group", "youth", "work")]
    assert found.limits == (3, 11)
    assert not found.argument.is_at_most
    assert found.argument.end > 1


def test_of_what_was_left_out_only_that_it_is_small_can_be_told() -> None:
    """14 in the row less the 11 at most that the column leaves is no exposure of a row that no edition printed; 4 in all, less what is told, is."""
    crowd = drawn(
        [
            *at_the_end_of_t1(4, "work", "youth"),
            *at_the_end_of_t1(10, "left", "youth"),
            *at_the_end_of_t1(8, "work", "at-home"),
            *at_the_end_of_t1(2, "left", "at-home"),
        ]
    )
    of = definition(tertial(2025, 1), tables=("closing-by-group",))
    work = {("closing-by-group", group, "work") for group in ("youth", "at-home")}
    left = {("closing-by-group", group, "left") for group in ("youth", "at-home")}
    shown = printed("T1", of, numbers(crowd, of), work | left)
    without = replace(
        shown, printed={place: each for place, each in shown.printed.items() if place not in work}
    )
    assert ("T1", ("closing-by-group", "youth", "work")) in told([shown], crowd)
    assert ("T1", ("closing-by-group", "youth", "work")) not in told([without], crowd)
    seen = printed("T1", of, numbers(crowd, of), work)
    without = replace(
        seen, printed={place: each for place, each in seen.printed.items() if place not in work}
    )
    assert told([without], crowd)["T1", ("closing-by-group", "youth", "work")].limits == (4, 4)


def test_what_printed_zeros_alone_force_is_no_exposure() -> None:
    """A hidden total of two hidden states is at least 2, whatever is printed."""
    crowd = drawn(
        [
            *at_the_end_of_t1(1, "work", "youth"),
            *at_the_end_of_t1(2, "left", "youth"),
            *at_the_end_of_t1(9, "work", "at-home"),
            *at_the_end_of_t1(9, "left", "at-home"),
        ]
    )
    of = definition(tertial(2025, 1), tables=("closing-by-group",))
    square = {
        ("closing-by-group", group, state)
        for group in ("youth", "at-home")
        for state in ("work", "left", "total")
    }
    truth = numbers(crowd, of)
    assert truth["closing-by-group", "youth", "total"] == 3
    assert told([printed("T1", of, truth, square)], crowd) == {}


def test_a_few_people_between_two_printed_counts_are_told() -> None:
    """48 by the end of T1, 50 by the end of T2, counted from the same day: two came."""
    first = [trained(date(2024, 2, 1), "work")] * 48
    crowd = drawn([*first, *[trained(date(2024, 6, 1), "work")] * 2])
    looks = {"yardsticks": ["after-training-12"], "windows": ["start"], "tables": ()}
    editions = [
        printed(f"T{n}", of, numbers(crowd, of), set())
        for n in (1, 2)
        for of in [definition(tertial(2025, n), **looks)]
    ]
    truth = {(each.key, place): value or 0 for each in editions for place, value in each.printed.items()}
    found = exposures(editions, truth, K)
    assert found
    assert {each.limits for each in found} == {(2, 2)}
    assert all({term.value for term in each.argument.terms} == {48, 50} for each in found)
    assert exposures(editions, truth, 2) == []


@pytest.mark.parametrize("seed", range(4))
def test_every_argument_adds_up_to_what_is_told(seed: int) -> None:
    definitions = (whole(tertial(2025, 3)), whole(year(2025)))
    crowd = draw(definitions, 220, 40 + seed)
    editions = [
        printed(key, of, numbers(crowd, of), naively_hidden(numbers(crowd, of)))
        for key, of in zip(("T3", "2025"), definitions, strict=True)
    ]
    exposed = told(editions, crowd)
    assert exposed
    for cell, exposure in exposed.items():
        value = numbers(crowd, editions[("T3", "2025").index(cell[0])].definition)[cell[1]]
        argument = exposure.argument
        assert 0 < value < K
        for term in argument.terms:
            assert editions[("T3", "2025").index(term.cell[0])].printed[term.cell[1]] == term.value
        if argument.is_rounded:
            continue
        if argument.is_at_most:
            assert value <= argument.end < K
            assert all(times < 0 for _, times in argument.hidden)
        else:
            assert 1 < argument.end <= value
            assert all(times > 0 for _, times in argument.hidden)


def test_only_what_concerns_the_editions_asked_for_is_told() -> None:
    definitions = (whole(tertial(2025, 3)), whole(year(2025)))
    crowd = draw(definitions, 220, 40)
    editions = [
        printed(key, of, numbers(crowd, of), naively_hidden(numbers(crowd, of)))
        for key, of in zip(("T3", "2025"), definitions, strict=True)
    ]
    truth = {
        (each.key, place): value
        for each in editions
        for place, value in numbers(crowd, each.definition).items()
    }
    for exposure in exposures(editions, truth, K, of={"2025"}):
        assert "2025" in {key for (key, _), _ in exposure.count}
