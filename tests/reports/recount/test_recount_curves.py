"""The curves of the second count: who was under observation, and the estimates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.recount import (
    contribution,
    first_paid_work_at_risk,
    first_paid_work_shares,
    recount,
    state_occupation_at_risk,
    state_occupation_shares,
)
from tests.reports.recount.people import edition, person
from tests.reports.statistics.naive import naive_occupation

START, END = date(2022, 1, 1), date(2024, 12, 31)
YEAR_2024 = edition(("2024-01-01", "2024-12-31"))
STATES = ("enrolled", "work", "education", "training", "venture", "left")
MONTHS = (0, 3, 6, 12, 18, 24, 36)


def in_days(moves: str, stays: str = "0 alfa", start: date = START) -> dict:
    """A person from texts like `0 enrolled, 40 work`, in days from the start."""

    def dated(text: str) -> str:
        steps = [step.split() for step in text.split(", ")]
        return ", ".join(f"{start + timedelta(int(day))} {word}" for day, word in steps)

    return person(dated(moves), dated(stays))


def counts_at(counted: dict, curve: str, month: int) -> dict[str, int]:
    return {cell[2]: value for cell, value in counted.items() if cell[0] == f"{curve}-{month}"}


@pytest.mark.parametrize(("days", "is_seen"), [(91, False), (92, True)])
def test_three_months_are_over_after_ninetyone_days_and_seen_after_ninetytwo(days, is_seen):
    begun = END - timedelta(days)
    counted = contribution(in_days("0 enrolled, 91 work", start=begun), YEAR_2024)
    assert counts_at(counted, "state-occupation", 0) == {"enrolled": 1, "observed": 1}
    assert counts_at(counted, "first-paid-work", 0) == {"observed": 1}
    seen = {"work": 1, "observed": 1} if is_seen else {}
    assert counts_at(counted, "state-occupation", 3) == seen
    assert counts_at(counted, "first-paid-work", 3) == seen
    later = contribution(in_days("0 enrolled, 92 work", start=END - timedelta(92)), YEAR_2024)
    assert counts_at(later, "state-occupation", 3) == {"enrolled": 1, "observed": 1}


def test_who_comes_after_the_period_is_under_no_observation():
    counted = contribution(in_days("1096 enrolled", stays="1096 alfa"), YEAR_2024)
    assert counted == {}
    assert state_occupation_shares([], YEAR_2024) == {month: {} for month in MONTHS}
    assert first_paid_work_shares([], YEAR_2024) == {month: {} for month in MONTHS}


def test_a_transfer_out_ends_observation_on_its_day_for_good():
    stays = "0 alfa, 183 elsewhere, 200 alfa"
    counted = contribution(in_days("0 enrolled, 100 education", stays), YEAR_2024)
    assert counts_at(counted, "state-occupation", 6) == {"education": 1, "observed": 1}
    assert counts_at(counted, "state-occupation", 12) == {}
    counted = contribution(in_days("0 enrolled, 100 education", "0 alfa, 182 elsewhere"), YEAR_2024)
    assert counts_at(counted, "state-occupation", 3) == {"enrolled": 1, "observed": 1}
    assert counts_at(counted, "state-occupation", 6) == {}


def test_who_is_transferred_in_is_observed_from_that_day_in_the_state_of_that_day():
    someone = in_days("0 enrolled, 50 work", "0 elsewhere, 200 alfa")
    counted = contribution(someone, YEAR_2024)
    assert counts_at(counted, "state-occupation", 0) == {"work": 1, "observed": 1}
    assert counts_at(counted, "first-paid-work", 0) == {"work": 1, "observed": 1}
    assert counts_at(counted, "state-occupation", 24) == {"work": 1, "observed": 1}
    assert counts_at(counted, "state-occupation", 36) == {}


PEOPLE = [
    in_days("0 enrolled, 40 training, 90 enrolled, 100 work, 300 left"),
    in_days("0 enrolled, 100 venture, 200 work"),
    # Leaving comes first: coming back to work later is no first paid work.
    in_days("0 enrolled, 50 left, 60 enrolled, 70 work"),
    in_days("0 enrolled, 30 education"),
]


def test_first_paid_work_with_leaving_before_it():
    counted = recount(PEOPLE, YEAR_2024)
    assert counts_at(counted, "first-paid-work", 3) == {"left": 1, "observed": 4}
    assert counts_at(counted, "first-paid-work", 6) == {"left": 1, "work": 2, "observed": 4}
    assert counts_at(counted, "first-paid-work", 36) == {}
    shares = first_paid_work_shares(PEOPLE, YEAR_2024)
    assert shares[0] == {"work": 0, "left": 0}
    assert shares[3] == pytest.approx({"work": 0, "left": 0.25})
    assert shares[24] == pytest.approx({"work": 0.5, "left": 0.25})
    assert shares[36] == {}
    assert list(first_paid_work_at_risk(PEOPLE, YEAR_2024).values()) == [4, 3, 1, 1, 1, 1, 0]


def test_the_incidence_with_censoring_as_worked_out_by_hand():
    """Four at risk: 1 works on day 10; 1 is transferred on day 20, when 1 leaves; the last works on day 30."""
    people = [
        in_days("0 enrolled, 10 work"),
        in_days("0 enrolled", "0 alfa, 20 elsewhere"),
        in_days("0 enrolled, 20 left"),
        in_days("0 enrolled, 30 venture"),
    ]
    # The event on day 20 comes before the censoring: 3 at risk. Then 1 at risk, and half of all still waiting.
    assert first_paid_work_shares(people, YEAR_2024)[3] == pytest.approx({"work": 0.75, "left": 0.25})
    people[1] = in_days("0 enrolled", "0 alfa, 19 elsewhere")
    # Censored the day before: 2 at risk on day 20, each with 3/8 of the whole.
    assert first_paid_work_shares(people, YEAR_2024)[3] == pytest.approx({"work": 0.625, "left": 0.375})


def test_the_states_with_censoring_as_worked_out_by_hand():
    people = [
        in_days("0 enrolled, 10 work"),
        in_days("0 enrolled", "0 alfa, 20 elsewhere"),
        in_days("0 enrolled, 20 left"),
        in_days("0 enrolled, 30 work, 60 enrolled"),
    ]
    shares = state_occupation_shares(people, YEAR_2024)
    assert shares[0] == pytest.approx(dict.fromkeys(STATES, 0) | {"enrolled": 1})
    # Day 10: 1/4 to work. Day 20: 1/3 of 3/4 to left. Day 30: all of 1/2 to work. Day 60: 1/2 of 3/4 back.
    assert shares[3] == pytest.approx(
        dict.fromkeys(STATES, 0) | {"enrolled": 0.375, "work": 0.375, "left": 0.25}
    )
    assert list(state_occupation_at_risk(people, YEAR_2024).values()) == [4, 3, 3, 3, 3, 3, 0]


@st.composite
def people(draw) -> list[dict]:
    found = []
    for _ in range(draw(st.integers(1, 8))):
        days = sorted(draw(st.lists(st.integers(0, 1300), min_size=1, max_size=5, unique=True)))
        states = ["enrolled", *(draw(st.sampled_from(STATES)) for _ in days[1:])]
        moves = ", ".join(f"{day} {state}" for day, state in zip(days, states, strict=True))
        out = draw(st.integers(days[0] + 1, 1400))
        found.append(in_days(moves, f"{days[0]} alfa, {out} elsewhere"))
    return found


@given(people())
def test_the_estimates_are_those_of_one_matrix_for_each_day(people):
    """The product of matrices, person by person, that the portal's own estimator is held against as well."""
    seen = [each for each in people if each["stays"][0][0] <= END.isoformat()]
    zeros = [date.fromisoformat(each["moves"][0][0]) for each in seen]
    outs = [date.fromisoformat(each["stays"][1][0]) for each in seen]
    until = [(min(END, out) - zero).days for zero, out in zip(zeros, outs, strict=True)]
    moves = [
        (number, (day - zeros[number]).days, STATES.index(state))
        for number, each in enumerate(seen)
        for day, state in [(date.fromisoformat(day), state) for day, state, _known in each["moves"][1:]]
        if day <= END and day < outs[number]
    ]
    days = sorted({0, *(day for _person, day, _state in moves)})
    shares = state_occupation_shares(people, YEAR_2024)
    if not seen:
        assert shares == {month: {} for month in MONTHS}
        return
    rows, _risks = naive_occupation([0] * len(seen), until, moves, len(STATES), days)
    at_risk = state_occupation_at_risk(people, YEAR_2024)
    for month in MONTHS:
        assert at_risk[month] == sum(end >= month * 30.4375 for end in until)
        assert bool(shares[month]) == (at_risk[month] > 0)
        if shares[month]:
            last = max(number for number, day in enumerate(days) if day <= month * 30.4375)
            assert [shares[month][state] for state in STATES] == pytest.approx(list(rows[last]), abs=1e-12)


@given(people())
def test_where_all_are_still_observed_an_estimate_is_the_plain_share(people):
    counted = recount(people, YEAR_2024)
    everybody = counted["state-occupation-0", "all", "observed"]
    states, work = state_occupation_shares(people, YEAR_2024), first_paid_work_shares(people, YEAR_2024)
    for month in MONTHS:
        for curve, shares in (("state-occupation", states), ("first-paid-work", work)):
            if everybody and counted[f"{curve}-{month}", "all", "observed"] == everybody:
                for code, share in shares[month].items():
                    assert share == pytest.approx(counted[f"{curve}-{month}", "all", code] / everybody)
