"""Ranges hold the truth, do not move with it, and come from what is printed alone."""

from datetime import date

from reports.attacker.drawing import draw
from reports.attacker.ranges import outer_ranges
from reports.figures.records import Person
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

DEFINITIONS = (whole(tertial(2025, 2)), whole(tertial(2025, 3)), whole(year(2025)))


def test_the_truth_is_always_inside() -> None:
    for seed in range(8):
        crowd = draw(DEFINITIONS, 60 + 60 * seed, 900 + seed)
        truths = [numbers(crowd, each) for each in DEFINITIONS]
        editions = [
            printed(str(at), each, truth, naively_hidden(truth))
            for at, (each, truth) in enumerate(zip(DEFINITIONS, truths, strict=True))
        ]
        ranges = outer_ranges(editions)
        assert ranges
        assert set(ranges) == {(each.key, place) for each in editions for place in each.hidden}
        for (key, place), (low, high) in ranges.items():
            assert 1 <= low <= truths[int(key)][place]
            assert high is None or truths[int(key)][place] <= high


def crowd_of(*sizes: tuple[int, str, str]) -> list[Person]:
    """So many people of a group in a state at the end of 2025."""
    moves = {"work": ((date(2025, 2, 1), "enrolled"), (date(2025, 3, 1), "work"))}
    moves |= {"left": ((date(2025, 2, 1), "enrolled"), (date(2025, 3, 1), "left"))}
    return [person(*moves[state], group=group) for many, group, state in sizes for _ in range(many)]


def test_a_range_does_not_move_when_the_truth_moves_within_it() -> None:
    of = definition(tertial(2025, 1), tables=("closing-by-group", "closing-by-sex"))
    hidden = {
        ("closing-by-group", group, state) for group in ("youth", "at-home") for state in ("work", "left")
    }
    one = crowd_of((8, "youth", "work"), (7, "youth", "left"), (6, "at-home", "work"), (9, "at-home", "left"))
    other = crowd_of(
        (5, "youth", "work"), (10, "youth", "left"), (9, "at-home", "work"), (6, "at-home", "left")
    )
    editions = [printed("x", of, numbers(drawn(people), of), hidden) for people in (one, other)]
    assert editions[0].printed == editions[1].printed
    ranges = outer_ranges(editions[:1])
    assert ranges == outer_ranges(editions[1:])
    # Rows of 15, columns of 14 and 16: what the four can be, worked out by hand.
    assert {place[1:]: limits for (_, place), limits in ranges.items()} == {
        ("youth", "work"): (1, 13),
        ("youth", "left"): (2, 14),
        ("at-home", "work"): (1, 13),
        ("at-home", "left"): (2, 14),
    }


def test_without_a_printed_total_there_is_no_limit() -> None:
    of = definition(tertial(2025, 1), tables=("closing-by-sex",))
    truth = numbers(drawn(crowd_of((8, "youth", "work"))), of)
    (limits,) = set(outer_ranges([printed("x", of, truth, set(of.places))]).values())
    assert limits == (1, None)


def test_only_the_editions_that_are_asked_for_are_told() -> None:
    crowd = draw(DEFINITIONS, 200, 3)
    truths = [numbers(crowd, each) for each in DEFINITIONS[1:]]
    editions = [
        printed(key, each, truth, naively_hidden(truth))
        for key, each, truth in zip("ab", DEFINITIONS[1:], truths, strict=True)
    ]
    every = outer_ranges(editions)
    assert outer_ranges(editions, of={"b"}) == {cell: every[cell] for cell in every if cell[0] == "b"}
