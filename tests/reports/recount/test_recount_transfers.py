"""Offices over time in the second count: alfa and beta are in the scope, elsewhere is not."""

import pytest

from reports.recount import contribution
from tests.reports.recount.people import YEAR_2025, edition, four_counts, inner, person, place, states

MOVES_KNOWN = ("completeness:left-with-reason", "completeness:work-with-percent")


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        # Between two offices of the scope only the row changes.
        ("2026-01-01 alfa, 2026-06-01 beta", "enrolled work work beta"),
        ("2026-01-01 alfa, 2026-08-31 beta", "enrolled work work beta"),
        ("2026-01-01 alfa, 2026-09-01 beta", "enrolled work work alfa"),
        # Out of the scope: left from that day, in the row of the last office inside; work comes too late.
        ("2026-01-01 alfa, 2026-06-01 elsewhere", "enrolled left none alfa"),
        ("2026-01-01 alfa, 2026-03-01 beta, 2026-07-01 elsewhere", "enrolled left none beta"),
        # Out on the day of the move: the move is the other office's. The day after: it was seen.
        ("2026-01-01 alfa, 2026-07-01 elsewhere", "enrolled left none alfa"),
        ("2026-01-01 alfa, 2026-07-02 elsewhere", "enrolled left work alfa"),
        # Into the scope: outside until then, and only then in the state the person is in.
        ("2026-01-01 elsewhere, 2026-06-01 alfa", "outside work work alfa"),
        ("2026-01-01 elsewhere, 2026-07-01 alfa", "outside work work alfa"),
        ("2026-01-01 elsewhere, 2026-07-02 alfa", "outside work none alfa"),
        ("2026-01-01 elsewhere, 2026-04-30 alfa", "enrolled work work alfa"),
        ("2026-01-01 elsewhere, 2026-08-31 alfa", "outside work none alfa"),
        # Out and back.
        (
            "2026-01-01 alfa, 2026-02-01 elsewhere, 2026-08-01 beta",
            "outside work none beta",
        ),
        ("2026-01-01 alfa, 2026-06-01 elsewhere, 2026-06-02 alfa", "enrolled work work alfa"),
        ("2026-01-01 alfa, 2026-05-01 elsewhere", "enrolled left none alfa"),
    ],
)
def test_a_person_is_seen_while_at_an_office_of_the_scope(stays, expected):
    assert place(person("2026-01-01 enrolled, 2026-07-01 work", stays)) == expected.split()


@pytest.mark.parametrize(
    "stays",
    [
        "2026-01-01 elsewhere",
        "2026-01-01 elsewhere, 2026-09-01 alfa",
        "2026-01-01 alfa, 2026-04-30 elsewhere",
        # Moves at other offices and leaving them are no moves here.
        "2026-01-01 alfa, 2026-02-01 elsewhere, 2026-07-15 other",
    ],
)
def test_who_is_not_inside_in_the_period_is_not_counted(stays):
    assert place(person("2026-01-01 enrolled, 2026-07-01 work", stays)) == []


def test_a_transfer_out_is_no_move_of_somebody_who_had_left_but_a_transfer_in_is_one():
    left_before = "2026-01-01 enrolled, 2026-02-01 left"
    seen_to_come = ["outside", "left", "none", "alfa"]
    assert place(person(left_before, "2026-01-01 alfa, 2026-06-01 elsewhere")) == []
    assert place(person(left_before, "2026-01-01 elsewhere, 2026-06-01 alfa")) == seen_to_come
    assert place(person(left_before, "2026-01-01 alfa, 2026-06-01 beta")) == []
    out_and_back = "2026-01-01 alfa, 2026-03-01 elsewhere, 2026-06-01 alfa"
    assert place(person(left_before, out_and_back)) == seen_to_come


def test_a_transfer_has_no_reason_and_no_percentage_to_know():
    for moves in ("2026-01-01 enrolled", "2026-01-01 enrolled, 2026-02-01 work"):
        counted = contribution(person(moves, "2026-01-01 alfa, 2026-06-01 elsewhere"), edition())
        assert inner(counted, "closing-by-office") == {("alfa", "left"): 1}
        assert not any(cell[0] in MOVES_KNOWN for cell in counted)
    for moves in ("2026-01-01 enrolled, 2026-02-01 left", "2026-01-01 enrolled, 2026-02-01 work"):
        counted = contribution(person(moves, "2026-01-01 elsewhere, 2026-06-01 alfa"), edition())
        assert inner(counted, "exits-by-office") == {("alfa", "none"): 1}
        assert not any(cell[0] in MOVES_KNOWN for cell in counted)


@pytest.mark.parametrize(
    ("stays", "found"),
    [
        ("2024-01-01 alfa, 2025-03-01 beta", {"work": 1}),
        # It ended elsewhere, or was open on the day of the transfer though the person came back later.
        ("2024-01-01 alfa, 2025-03-01 elsewhere", {}),
        ("2024-01-01 alfa, 2025-06-01 elsewhere", {}),
        ("2024-01-01 alfa, 2025-03-01 elsewhere, 2025-06-15 beta", {}),
        # It had ended by then.
        ("2024-01-01 alfa, 2025-06-02 elsewhere", {"work": 1}),
        # A transfer into the scope begins one, if the person is on the way on that day.
        ("2024-01-01 elsewhere, 2025-03-01 alfa", {"work": 1}),
        ("2024-01-01 elsewhere, 2025-06-01 alfa", {}),
        ("2024-01-01 alfa, 2025-03-01 elsewhere, 2025-05-31 beta", {"work": 1}),
    ],
)
def test_an_episode_open_at_a_transfer_out_has_no_end(stays, found):
    someone = person("2024-01-01 enrolled, 2024-02-01 training, 2025-06-01 work", stays)
    assert states(contribution(someone, edition(YEAR_2025)), "at-exit") == found
    # The training spell ends with the same move.
    year = edition(("2026-01-01", "2026-12-31"))
    assert four_counts(contribution(someone, year), "after-training-12")["total"] == sum(found.values())
    due = contribution(someone, edition(("2025-12-01", "2025-12-01")))
    assert due.get(("completeness:follow-ups", "all", "total"), 0) == sum(found.values())


def test_coming_back_in_training_begins_a_new_spell():
    moves = "2024-01-01 enrolled, 2024-02-01 training, 2025-06-01 enrolled"
    someone = person(moves, "2024-01-01 alfa, 2024-06-01 elsewhere, 2024-09-01 alfa")
    counted = contribution(someone, edition(("2025-01-01", "2026-12-31")))
    assert four_counts(counted, "after-training-12")["total"] == 1


def test_status_after_a_transfer_out_is_left_where_something_later_is_seen():
    moves = "2025-01-01 enrolled, 2025-12-15 work"
    gone = "2025-01-01 alfa, 2026-02-01 elsewhere"
    # Nothing later is seen; nor is what the other office sees.
    assert states(contribution(person(moves, gone), edition()), "six-months") == {"unknown": 1}
    later = f"{moves}, 2026-07-01 enrolled"
    assert states(contribution(person(later, gone), edition()), "six-months") == {"unknown": 1}
    # Going is no sign of what the state was before it.
    went = person(moves, "2025-01-01 alfa, 2026-07-01 elsewhere")
    assert states(contribution(went, edition()), "six-months") == {"unknown": 1}
    # Back since, by a transfer that counts as a move; or reached long after.
    back = f"{gone}, 2026-07-01 alfa"
    assert states(contribution(person(moves, back), edition()), "six-months") == {"left": 1}
    reached = person(moves, gone, answers="2027-01-01 work")
    assert states(contribution(reached, edition()), "six-months") == {"left": 1}
    # An answer is an answer wherever the person is.
    near = person(moves, gone, answers="2026-06-20 venture")
    assert states(contribution(near, edition()), "six-months") == {"venture": 1}
