"""State occupation against plain shares, a second program, resampling and what must always hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics.incidence import cumulative_incidence
from reports.statistics.occupation import Histories, state_occupation
from tests.reports.statistics.naive import naive_occupation

STATES = 4


def histories(start, seen_until, moves, states=STATES) -> Histories:
    person, time, target = zip(*moves, strict=True) if moves else ((), (), ())
    return Histories(
        np.array(start, int),
        np.array(seen_until, float),
        np.array(person, int),
        np.array(time, float),
        np.array(target, int),
        states,
    )


@st.composite
def people(draw, *, censored=True):
    """Up to twelve persons with moves on whole days; ties and returns are common."""
    start, seen_until, moves = [], [], []
    for person in range(draw(st.integers(1, 12))):
        end = draw(st.integers(0, 12)) if censored else 12
        start.append(draw(st.integers(0, STATES - 1)))
        seen_until.append(end)
        days = draw(st.lists(st.integers(0, end), max_size=4, unique=True))
        moves += [(person, day, draw(st.integers(0, STATES - 1))) for day in days]
    return start, seen_until, moves


def drawn(random: np.random.Generator, persons: int, end: int = 900) -> Histories:
    """Made-up histories with geometric pauses between moves and censoring anywhere."""
    seen_until = random.integers(1, end, persons).astype(float)
    day = np.cumsum(random.geometric(1 / 150, (persons, 20)), axis=1)
    person, number = np.nonzero(day <= seen_until[:, None])
    return Histories(
        start=random.integers(0, 2, persons),
        seen_until=seen_until,
        person=person,
        time=day[person, number].astype(float),
        target=random.integers(0, STATES, len(person)),
        states=STATES,
    )


@given(people())
def test_a_second_program_finds_the_same(case):
    found = state_occupation(histories(*case))
    rows, risks = naive_occupation(*case, STATES, found.times[1:])
    assert found.probabilities[1:] == pytest.approx(rows, abs=1e-12)
    assert found.at_risk[1:].tolist() == risks.tolist()


@given(people(censored=False))
def test_with_nobody_censored_it_is_the_plain_share(case):
    given_histories = histories(*case)
    found = state_occupation(given_histories)
    # The first row stands before anything has happened.
    for time, row, variance in zip(
        found.times[1:], found.probabilities[1:], found.variances[1:], strict=True
    ):
        share = np.bincount(given_histories.states_at(time), minlength=STATES) / found.persons
        assert row == pytest.approx(share, abs=1e-12)
        assert variance == pytest.approx(share * (1 - share) / found.persons, abs=1e-12)


@given(people(), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_twice_as_many_alike_are_half_as_uncertain(case, random):
    start, seen_until, moves = case
    found = state_occupation(histories(*case))
    assert found.probabilities.sum(axis=1) == pytest.approx(np.ones(len(found.times)))
    number, places, shuffled = len(start), list(range(len(start))), list(moves)
    random.shuffle(places)
    random.shuffle(shuffled)
    elsewhere = histories(
        [start[p] for p in places],
        [seen_until[p] for p in places],
        [(places.index(p), time, target) for p, time, target in shuffled],
    )
    twice = histories(start * 2, seen_until * 2, moves + [(p + number, t, s) for p, t, s in moves])
    assert state_occupation(elsewhere).probabilities == pytest.approx(found.probabilities)
    assert state_occupation(elsewhere).variances == pytest.approx(found.variances)
    assert state_occupation(twice).probabilities == pytest.approx(found.probabilities)
    assert state_occupation(twice).variances * 2 == pytest.approx(found.variances)


@given(people())
@settings(max_examples=50)
def test_whoever_is_censored_at_a_time_is_seen_at_that_time(case):
    found, given_histories = state_occupation(histories(*case)), histories(*case)
    for time, row in zip(found.times[1:], found.at_risk[1:], strict=True):
        assert row.sum() == (given_histories.seen_until >= time).sum()
        assert given_histories.observed_at(time).sum() == row.sum()


def test_a_hand_worked_example():
    """Two of three leave state 0; one of the two is lost first, so the other stands for both."""
    found = state_occupation(
        histories([0, 0, 0, 0], [2, 5, 5, 5], [(1, 2, 1), (2, 4, 1), (1, 5, 0)], states=2)
    )
    assert found.times.tolist() == [0, 2, 4, 5]
    assert found.probabilities[:, 0] == pytest.approx([1, 3 / 4, 3 / 8, 3 / 8 + 5 / 16])
    assert found.at_risk.tolist() == [[4, 0], [4, 0], [2, 1], [1, 2]]
    assert found.row_at(3.9) == 1
    assert found.row_at(99) == 3
    with pytest.raises(ValueError, match="before time 0"):
        found.row_at(-1)


def test_with_two_ends_it_is_the_cumulative_incidence():
    random = np.random.default_rng(1)
    time, cause = random.integers(1, 60, 300).astype(float), random.integers(0, 3, 300)
    other = cumulative_incidence(time, cause, 2)
    happened = np.flatnonzero(cause)
    found = state_occupation(
        Histories(np.zeros(300, int), time, happened, time[happened], cause[happened], 3)
    )
    assert found.times.tolist() == other.times.tolist()
    assert found.probabilities[:, 1:] == pytest.approx(other.shares, abs=1e-12)
    assert found.variances[:, 1:] == pytest.approx(other.variances, abs=1e-12)
    assert found.at_risk[1:, 0].tolist() == other.at_risk[1:].tolist()


def test_the_variance_is_that_of_drawing_again():
    random = np.random.default_rng(7)
    made = [state_occupation(drawn(random, 200)) for _ in range(200)]
    at = [each.row_at(365) for each in made]
    spread = np.var([each.probabilities[row] for each, row in zip(made, at, strict=True)], axis=0)
    said = np.mean([each.variances[row] for each, row in zip(made, at, strict=True)], axis=0)
    assert said == pytest.approx(spread, rel=0.3)


def test_nobody_and_nothing_happening():
    nobody = state_occupation(histories([], [], []))
    assert nobody.probabilities.tolist() == [[0] * STATES]
    still = state_occupation(histories([1, 1], [4, 9], []))
    assert still.probabilities.tolist() == [[0, 1, 0, 0]]
    assert still.variances.tolist() == [[0] * STATES]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": np.array([0, 9])}, "Every start"),
        ({"target": np.array([4])}, "Every target"),
        ({"person": np.array([2])}, "Every person"),
        ({"seen_until": np.array([-1.0, 5])}, "before time 0"),
        ({"seen_until": np.array([5.0])}, "One start and one end"),
        ({"time": np.array([1.0, 2])}, "for each move"),
        ({"time": np.array([-0.5])}, "before time 0"),
        ({"time": np.array([5.5])}, "censoring"),
    ],
)
def test_arrays_that_make_no_sense_are_refused(change, words):
    good = histories([0, 0], [5, 5], [(1, 3, 2)])
    with pytest.raises(ValueError, match=words):
        replace(good, **change)


def test_two_moves_at_one_time_are_refused():
    with pytest.raises(ValueError, match="twice at one time"):
        histories([0], [5], [(0, 3, 1), (0, 3, 2)])
