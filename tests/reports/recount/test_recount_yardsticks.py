"""The yardsticks and completeness of the second count, worked out by hand."""

import pytest

from reports.recount import contribution
from reports.recount.days import add_months, number_of
from tests.reports.recount.people import YEAR_2025, edition, four_counts, person, states


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 24, "2026-02-28"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2026-08-31", -12, "2025-08-31"),
    ],
)
def test_months_are_added_to_the_same_day_or_the_last_one_of_the_month(day, months, later):
    assert add_months(number_of(day), months) == number_of(later)


@pytest.mark.parametrize(
    ("moves", "ended_in"),
    [
        ("2024-01-01 enrolled, 2024-12-31 work", {}),
        ("2024-01-01 enrolled, 2025-01-01 work", {"work": 1}),
        ("2024-01-01 enrolled, 2025-12-31 left", {"left": 1}),
        ("2024-01-01 enrolled, 2026-01-01 work", {}),
        # The first way out ends the episode; what follows ends none.
        ("2025-01-01 enrolled, 2025-02-01 work, 2025-03-01 education", {"work": 1}),
        # A return is a second episode, but back from training is the same one.
        ("2024-01-01 enrolled, 2025-02-01 left, 2025-03-01 enrolled, 2025-04-01 left", {"left": 2}),
        ("2025-01-01 enrolled, 2025-02-01 training, 2025-03-01 enrolled, 2025-04-01 venture", {"venture": 1}),
        # A return through training is an episode too, whatever it returns from.
        (
            "2025-01-01 enrolled, 2025-02-01 left, 2025-03-01 training, 2025-04-01 work",
            {"left": 1, "work": 1},
        ),
        (
            "2024-01-01 enrolled, 2024-02-01 work, 2025-03-01 training, 2025-03-02 enrolled, 2025-05-01 left",
            {"left": 1},
        ),
    ],
)
def test_an_episode_lasts_while_enrolled_or_in_training(moves, ended_in):
    assert states(contribution(person(moves), edition(YEAR_2025)), "at-exit") == ended_in


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ("", "unknown"),
        ("2026-06-10 education", "education"),
        # 92 and 93 days before and after; too far is still a sign of life where somebody was reached.
        ("2026-02-27 enrolled", "enrolled"),
        ("2026-02-26 enrolled", "unknown"),
        ("2026-08-30 left", "left"),
        ("2026-08-31 left", "work"),
        ("2026-08-31 not-reached", "unknown"),
        # The nearer one; the earlier one of two as near.
        ("2026-05-22 venture, 2026-06-08 work", "venture"),
        ("2026-05-22 venture, 2026-06-07 education", "venture"),
        ("2026-05-22 venture, 2026-06-06 education", "education"),
        # The nearest was not reached: no other answer takes its place, but a later one makes the state known.
        ("2026-05-10 education, 2026-05-25 not-reached", "unknown"),
        ("2026-05-25 not-reached, 2026-06-20 education", "work"),
    ],
)
def test_status_is_the_nearest_answer_or_what_a_later_sign_of_life_confirms(answers, status):
    # Six months after the last of November is 30 May, which has a day after it.
    someone = person("2025-01-01 enrolled, 2025-11-30 work", answers=answers)
    found = contribution(someone, edition(("2026-05-01", "2026-05-30")))
    assert states(found, "six-months") == {status: 1}
    found = contribution(someone, edition(("2026-05-31", "2026-08-31")))
    assert states(found, "six-months") == {}


@pytest.mark.parametrize(("day", "status"), [("2026-06-15", "enrolled"), ("2026-06-16", "venture")])
def test_a_later_move_makes_the_state_known(day, status):
    someone = person(f"2025-01-01 enrolled, 2025-12-15 venture, {day} enrolled")
    assert states(contribution(someone, edition()), "six-months") == {status: 1}


def test_each_yardstick_has_four_counts_that_add_up():
    ends = {"work": "work", "education": "education", "venture": "venture", "left": "left", "nothing": None}
    six, after = {}, {}
    for end, answer in ends.items():
        answers = f"2026-06-01 {answer}" if answer else ""
        someone = person("2025-01-01 enrolled, 2025-12-01 left", answers=answers)
        six[end] = four_counts(contribution(someone, edition()), "six-months")
        someone = person("2024-12-01 enrolled, 2025-01-01 training, 2025-06-01 left", answers=answers)
        after[end] = four_counts(contribution(someone, edition()), "after-training-12")
    nobody = dict.fromkeys(("reached", "beside", "other", "unknown"), 0) | {"total": 1}
    assert six == {
        "work": nobody | {"reached": 1},
        "education": nobody | {"beside": 1},
        "venture": nobody | {"reached": 1},
        "left": nobody | {"other": 1},
        "nothing": nobody | {"unknown": 1},
    }
    assert after == {
        "work": nobody | {"reached": 1},
        "education": nobody | {"other": 1},
        "venture": nobody | {"beside": 1},
        "left": nobody | {"other": 1},
        "nothing": nobody | {"unknown": 1},
    }


def test_windows_end_with_the_period_and_begin_where_they_say():
    in_a_window = {}
    for day in ("2025-08-31", "2025-09-01", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01"):
        counted = contribution(person(f"2018-01-01 enrolled, {day} work"), edition())
        in_a_window[day] = {cell[1] for cell in counted if cell[0] == "yardstick:at-exit"}
    assert in_a_window == {
        "2025-08-31": {"start"},
        "2025-09-01": {"start", "twelve"},
        "2026-04-30": {"start", "twelve"},
        "2026-05-01": {"start", "twelve", "period"},
        "2026-08-31": {"start", "twelve", "period"},
        "2026-09-01": set(),
    }


def test_twelve_months_to_the_last_of_february_begin_on_the_first_of_march_or_the_leap_day():
    for to, first, before in (
        ("2024-02-29", "2023-03-01", "2023-02-28"),
        ("2025-02-28", "2024-02-29", "2024-02-28"),
    ):
        of = edition(("2024-01-01", to))
        inside = contribution(person(f"2018-01-01 enrolled, {first} work"), of)
        assert four_counts(inside, "at-exit", "twelve")["total"] == 1
        outside = contribution(person(f"2018-01-01 enrolled, {before} work"), of)
        assert four_counts(outside, "at-exit", "twelve")["total"] == 0


def test_every_window_is_cut_at_the_first_day_of_the_cluster():
    of = edition(since="2026-06-01")
    for day, times in (("2026-05-31", 0), ("2026-06-01", 1)):
        counted = contribution(person(f"2018-01-01 enrolled, {day} work"), of)
        for window in ("period", "twelve", "start"):
            assert four_counts(counted, "at-exit", window)["total"] == times


def test_an_episode_counts_by_its_target_day_though_it_ended_before_the_cluster_began():
    someone = person("2025-01-01 enrolled, 2025-12-15 work", answers="2026-06-15 work")
    counted = contribution(someone, edition(since="2026-06-01"))
    assert states(counted, "six-months", "start") == {"work": 1}
    assert states(counted, "at-exit", "start") == {}


def test_november_looks_back_on_the_year_before_in_windows_that_hold_the_fifteenth():
    moves = "2023-01-01 enrolled, 2024-12-31 education, 2025-02-01 enrolled, 2025-03-01 work, "
    moves += "2025-04-01 enrolled, 2025-11-15 venture"
    for period, found in (
        (YEAR_2025, {"venture": 1}),
        (("2025-11-15", "2025-11-15"), {"venture": 1}),
        (("2025-01-01", "2025-11-14"), {}),
        (("2025-11-16", "2026-11-14"), {}),
    ):
        assert states(contribution(person(moves), edition(period)), "november") == found


def test_since_the_start_every_november_counts_those_of_the_year_before_it():
    moves = "2022-01-01 enrolled, 2022-03-01 work, 2023-02-01 enrolled, 2023-03-01 education, "
    moves += "2024-12-01 enrolled"
    # 15 November 2023 of the end in 2022, and 15 November 2024 of the end in 2023.
    counted = contribution(person(moves), edition())
    assert states(counted, "november", "start") == {"education": 2}
    assert states(counted, "november", "twelve") == {}
    assert states(contribution(person(moves), edition(since="2024-01-01")), "november", "start") == {
        "education": 1
    }


def test_a_training_spell_ends_with_whatever_comes_after_it():
    moves = "2023-01-01 enrolled, 2023-02-01 training, 2024-02-29 enrolled, 2024-03-01 training, "
    moves += "2024-06-01 left, 2025-03-01 venture"
    someone = person(moves, answers="2026-02-20 work")
    counted = contribution(someone, edition(YEAR_2025))
    assert states(counted, "after-training-12") == {"left": 1, "venture": 1}
    assert states(counted, "after-training-24") == {}
    counted = contribution(someone, edition(("2026-02-28", "2026-02-28")))
    assert states(counted, "after-training-24") == {"work": 1}


def known(counted: dict, fact: str) -> tuple[int, ...]:
    codes = ("known", "unknown", "total")
    return tuple(counted.get((f"completeness:{fact}", "all", code), 0) for code in codes)


def test_what_should_be_known_is_counted_by_persons_and_by_moves_of_the_period():
    moves = (
        "2025-01-01 enrolled, 2025-02-01 left, 2026-05-01 enrolled, 2026-05-02 work, 2026-05-03 left known, "
    )
    moves += "2026-05-04 work known, 2026-05-05 left, 2026-09-01 work"
    counted = contribution(person(moves, group="unknown"), edition())
    assert known(counted, "target-group") == (0, 1, 1)
    assert known(counted, "innsatsgruppe") == (1, 0, 1)
    assert known(counted, "left-with-reason") == (1, 1, 2)
    assert known(counted, "work-with-percent") == (1, 1, 2)
    gone = contribution(person("2025-01-01 enrolled, 2025-02-01 left"), edition())
    assert known(gone, "target-group") == (0, 0, 0)


def follow_ups(counted: dict) -> dict[str, int]:
    return {cell[2]: value for cell, value in counted.items() if cell[0] == "completeness:follow-ups"}


def test_questions_fall_due_six_twelve_and_twentyfour_months_after_an_episode():
    someone = person("2024-01-01 enrolled, 2024-06-15 left", answers="2025-06-01 not-reached")
    for period, found in (
        (("2024-12-15", "2024-12-15"), {"not-asked": 1, "total": 1}),
        (("2025-06-15", "2025-06-15"), {"not-reached": 1, "total": 1}),
        (("2024-12-16", "2025-06-14"), {}),
        (("2024-12-15", "2026-06-15"), {"not-asked": 2, "not-reached": 1, "total": 3}),
    ):
        assert follow_ups(contribution(someone, edition(period))) == found


def test_a_question_is_not_due_before_its_day_has_come():
    someone = person("2024-01-01 enrolled, 2025-12-15 left", answers="2026-05-01 work")
    assert follow_ups(contribution(someone, edition(asked_on="2026-06-14"))) == {}
    assert follow_ups(contribution(someone, edition(asked_on="2026-06-15"))) == {"answered": 1, "total": 1}
