"""The way up and down the ladder: one table of allowed steps, and sentences that come from it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from entrepreneurs.enums import LADDER, STEPS, Rung, StepReason
from entrepreneurs.ladder import LadderStep, is_back, next_rungs, why_not
from entrepreneurs.models import Climb, Venture
from tests.entrepreneurs.beginnings import NUMBER, begin
from tests.participants.people import enrol

START = date(2025, 1, 1)


def way(*rungs: Rung, reason: str = StepReason.PLANS) -> list[LadderStep]:
    """One rung a month, with a reason where one is needed."""
    before, steps = None, []
    for place, rung in enumerate(rungs):
        why = reason if is_back(before, rung) else StepReason.NONE
        steps.append(LadderStep(START + timedelta(days=30 * place), rung, why))
        before = rung
    return steps


def test_every_rung_has_its_line_in_the_table():
    assert set(STEPS) == set(Rung)
    for rung, allowed in STEPS.items():
        assert rung not in allowed, rung


def test_the_whole_ladder_can_be_climbed():
    for before, after in pairwise(LADDER):
        assert after in STEPS[before]
    assert why_not(way(*LADDER)) == ""


def test_a_venture_may_come_on_any_rung_but_not_as_closed(in_english):
    for rung in LADDER:
        assert why_not(way(rung)) == ""
    assert why_not(way(Rung.CLOSED)) == "A venture cannot begin as closed."


def test_nobody_employs_others_before_paying_themselves(in_english):
    refusal = why_not(way(Rung.FIRST_SALE, Rung.EMPLOYS))
    assert refusal == (
        "A venture cannot go from “First sale” to “Employs others”. From there it can go to:"
        " Organisation number, Wage for oneself, Closed."
    )


@given(st.lists(st.sampled_from(list(Rung)), min_size=1, max_size=8))
def test_a_way_holds_when_each_of_its_steps_does(rungs):
    allowed = rungs[0] in next_rungs(None) and all(
        after in STEPS[before] for before, after in pairwise(rungs)
    )
    assert (why_not(way(*rungs)) == "") is allowed


@given(st.sampled_from(list(Rung)), st.sampled_from(list(Rung)))
def test_down_and_off_need_a_reason_and_up_has_none(before, after):
    if after not in STEPS[before] or before == Rung.CLOSED:
        return
    steps = [LadderStep(START, before, ""), LadderStep(START + timedelta(days=1), after, "")]
    with_reason = [steps[0], LadderStep(steps[1].day, after, StepReason.MONEY)]
    goes_down = after == Rung.CLOSED or LADDER.index(after) < LADDER.index(before)
    assert bool(why_not(steps)) is goes_down
    assert bool(why_not(with_reason)) is not goes_down


def test_two_steps_on_a_day_are_one_too_many(in_english):
    assert why_not([LadderStep(START, Rung.IDEA), LadderStep(START, Rung.PLAN)]).startswith(
        "The venture has a step"
    )


@pytest.fixture
def venture(cast):
    return begin(enrol(cast.bjerke, "B-1"), cast.krem)


def test_a_step_is_never_rewritten(venture):
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Climb.objects.filter(venture=venture).update(rung=Rung.EMPLOYS)


def test_the_database_wants_a_number_from_the_registered_rung_on(cast, venture):
    with pytest.raises(DatabaseError, match="organisation number"), transaction.atomic():
        Climb.objects.create(office=cast.bjerke, venture=venture, rung=Rung.FIRST_SALE, day=date(2026, 1, 1))


def test_an_organisation_number_is_replaced_and_never_taken_away(venture):
    for number in (NUMBER, "310000027"):
        Venture.objects.filter(pk=venture.pk).update(organisation_number=number)
    with pytest.raises(DatabaseError, match="not taken away"), transaction.atomic():
        Venture.objects.filter(pk=venture.pk).update(organisation_number="")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"rung": "cloud"}, "rung_is_known"),
        ({"rung": "closed"}, "closing_has_a_reason"),
        ({"reason": "weather"}, "step_reason_is_known"),
        ({"day": date(2004, 12, 31)}, "climb_day_is_2005_or_later"),
        ({"day": date(2025, 1, 10)}, "one_climb_a_day"),
        ({"superseded_because": "so"}, "climb_is_superseded_with_a_reason"),
    ],
)
def test_the_database_holds_what_a_step_is(cast, venture, fields, constraint):
    given = {"rung": Rung.PLAN, "day": date(2026, 1, 1), **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Climb.objects.create(office=cast.bjerke, venture=venture, **given)
