"""Where participants are month by month, and the time to the first paid work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.figures import curves
from reports.figures.contributions import DAYS_IN_A_MONTH
from reports.figures.curves import Curves
from reports.figures.definitions import HORIZONS
from reports.figures.figures import count_figures
from reports.figures.records import STATES, Person, date_of, number_of, records_of
from reports.periods import parse_period
from reports.statistics.shares import wilson_interval
from tests.reports.offices import LATER
from tests.reports.statistics.naive import naive_occupation

START = date(2022, 1, 1)
END = date(2024, 12, 31)


def person(text: str) -> Person:
    """A journey from text like `0 enrolled, 40 work`, in days from START."""
    steps = [step.split() for step in text.split(", ")]
    moves = tuple((number_of(START) + int(day), state, None) for day, state in steps)
    return Person(((moves[0][0], "alfa"),), False, 1990, "female", "youth", True, moves)


def count_curves(people: list[Person]) -> Curves:
    return curves.count_curves(records_of(people, ["alfa"]), ["alfa"], number_of(END))


@st.composite
def people(draw) -> list[Person]:
    found = []
    for _ in range(draw(st.integers(1, 8))):
        days = sorted(draw(st.lists(st.integers(0, 1300), min_size=1, max_size=5, unique=True)))
        states = ["enrolled", *(draw(st.sampled_from(STATES)) for _ in days[1:])]
        found.append(person(", ".join(f"{day} {state}" for day, state in zip(days, states, strict=True))))
    return found


@given(people())
def test_the_curve_of_states_is_that_of_the_second_program(people):
    found = count_curves(people).states
    inside = [each for each in people if date_of(each.moves[0][0]) <= END]
    zeros = [each.moves[0][0] for each in inside]
    moves = [
        (number, day - zeros[number], STATES.index(state))
        for number, each in enumerate(inside)
        for day, state, _ in each.moves[1:]
        if date_of(day) <= END
    ]
    assert found.persons == len(inside)
    if inside:
        seen_until = [number_of(END) - zero for zero in zeros]
        rows, risks = naive_occupation(
            [0] * len(inside), seen_until, moves, len(STATES), found.exact.times[1:]
        )
        assert found.exact.probabilities[1:] == pytest.approx(rows, abs=1e-12)
        assert found.exact.at_risk[1:].tolist() == risks.tolist()
        for point in found.points:
            assert (
                point.at_risk == sum(end >= point.day for end in seen_until) == sum(point.observed.values())
            )


@given(people())
def test_where_all_are_still_observed_a_point_is_the_plain_share(people):
    found = count_curves(people)
    for points, persons in (
        (found.states.points, found.states.persons),
        (found.work.points, found.work.persons),
    ):
        for point in points:
            if persons and sum(point.observed.values()) == persons:
                for code, estimate in point.shares.items():
                    share = point.observed[code] / persons
                    assert estimate.share == pytest.approx(share, abs=1e-12)
                    wilson = [float(limit) for limit in wilson_interval(share, persons)]
                    assert (estimate.low, estimate.high) == pytest.approx(wilson, abs=1e-9)


def test_first_paid_work_with_leaving_before_it():
    found = count_curves(
        [
            person("0 enrolled, 40 training, 90 enrolled, 100 work, 300 left"),
            person("0 enrolled, 100 venture, 200 work"),
            # Leaving comes first: coming back to work later is no first paid work.
            person("0 enrolled, 50 left, 60 enrolled, 70 work"),
            person("0 enrolled, 30 education"),
        ]
    ).work
    assert found.exact.times.tolist() == [0, 50, 100]
    assert found.exact.shares.tolist() == [[0, 0], [0, 0.25], [0.5, 0.25]]
    assert found.exact.at_risk.tolist() == [4, 4, 3]
    assert found.median.time == 100
    assert [point.at_risk for point in found.points] == [4, 3, 1, 1, 1, 1, 0]
    assert found.points[1].observed == {"work": 0, "left": 1, "waiting": 3}


def test_nobody_waits_longer_than_they_were_seen():
    found = count_curves([person("1000 enrolled"), person("1095 enrolled"), person("1096 enrolled")])
    assert (START + timedelta(1095)) == END
    assert found.states.persons == 2
    assert [point.at_risk for point in found.states.points] == [2, 1, 0, 0, 0, 0, 0]
    assert found.states.points[2].shares == {}
    assert found.work.median.time is None


def test_what_happens_on_the_last_day_counts_and_after_it_does_not():
    found = count_curves([person("1000 enrolled, 1095 work"), person("1000 enrolled, 1096 work")])
    assert found.work.exact.times.tolist() == [0, 95]
    assert found.states.points[1].observed["enrolled"] == 2
    assert found.work.exact.shares[-1].tolist() == [0.5, 0]


def test_the_curves_of_the_samples(offices):
    found = count_figures(offices, parse_period("2026-T2"), START, LATER).curves
    assert tuple(point.month for point in found.states.points) == HORIZONS
    for row in found.states.exact.probabilities:
        assert row.sum() == pytest.approx(1)
    first, *later = found.states.points
    assert first.shares["enrolled"].share == 1
    for before, point in zip((first, *later), later, strict=False):
        assert point.at_risk <= before.at_risk
        assert point.day == point.month * DAYS_IN_A_MONTH
        assert all(each.low <= each.share <= each.high for each in point.shares.values())
    assert found.work.median.low < found.work.median.time
    assert found.work.persons == found.states.persons == first.at_risk
