"""What holds a step back: order and simultaneity, on counts of tasks."""

from fractions import Fraction

import pytest

from clusters.enums import Level, Step
from clusters.holding import HoldingRule, Model, Obstacle, Standing, Tally, standing_of, what_holds_back

DONE, HALF, NONE, EMPTY = Tally(4, 4, 4), Tally(4, 3, 2), Tally(4, 0, 0), Tally()


def model(*steps: tuple[Tally, Tally, Tally]) -> Model:
    """Three steps, each with leader, department and user level; those not given have nothing done."""
    filled = [*steps, *[(NONE, NONE, NONE)] * (3 - len(steps))]
    return {step: dict(zip(Level, levels, strict=True)) for step, levels in zip(Step, filled, strict=True)}


def reasons(step: Step, given: Model) -> list[tuple[HoldingRule, Step, Level]]:
    return [(each.rule, each.step, each.level) for each in what_holds_back(step, given)]


def test_a_first_step_with_everything_done_holds():
    given = model((DONE, DONE, DONE))
    assert what_holds_back(Step.UNDERSTANDING, given) == []
    assert standing_of(Step.UNDERSTANDING, given) == Standing.HOLDS


def test_order_an_earlier_step_unfinished_holds_every_later_one_back():
    given = model((DONE, HALF, DONE), (DONE, DONE, DONE), (DONE, DONE, DONE))
    behind = (HoldingRule.ORDER, Step.UNDERSTANDING, Level.DEPARTMENT)
    assert behind in reasons(Step.EXPLORATION, given)
    assert behind in reasons(Step.CO_CREATION, given)
    assert standing_of(Step.EXPLORATION, given) == Standing.FINISHED
    assert standing_of(Step.CO_CREATION, given) == Standing.FINISHED


def test_order_says_which_level_of_which_step():
    given = model((DONE, NONE, HALF), (DONE, NONE, NONE))
    assert what_holds_back(Step.CO_CREATION, given)[:4] == [
        Obstacle(HoldingRule.ORDER, Step.UNDERSTANDING, Level.DEPARTMENT, NONE),
        Obstacle(HoldingRule.ORDER, Step.UNDERSTANDING, Level.USER, HALF),
        Obstacle(HoldingRule.ORDER, Step.EXPLORATION, Level.DEPARTMENT, NONE),
        Obstacle(HoldingRule.ORDER, Step.EXPLORATION, Level.USER, NONE),
    ]


@pytest.mark.parametrize(
    ("ahead", "behind", "is_behind"),
    [
        (Tally(4, 4, 4), Tally(4, 2, 2), True),
        (Tally(4, 4, 4), Tally(4, 3, 3), False),
        (Tally(2, 1, 1), Tally(2, 1, 0), True),
        (Tally(4, 1, 1), Tally(4, 0, 0), False),
    ],
)
def test_simultaneity_a_level_half_a_step_behind_is_left_behind(ahead, behind, is_behind):
    given = model((ahead, ahead, behind))
    expected = [(HoldingRule.LEFT_BEHIND, Step.UNDERSTANDING, Level.USER)] if is_behind else []
    assert reasons(Step.UNDERSTANDING, given) == expected


def test_simultaneity_a_level_with_nothing_agreed_is_missing_once_others_begin():
    untouched = model((Tally(2, 0, 0), EMPTY, EMPTY))
    assert what_holds_back(Step.UNDERSTANDING, untouched) == []
    begun = model((Tally(2, 1, 0), EMPTY, Tally(2, 0, 0)))
    assert reasons(Step.UNDERSTANDING, begun) == [
        (HoldingRule.NOTHING_AGREED, Step.UNDERSTANDING, Level.DEPARTMENT)
    ]


def test_nothing_agreed_is_not_finished():
    given = model((DONE, DONE, EMPTY))
    assert standing_of(Step.UNDERSTANDING, given) == Standing.UNDER_WAY
    assert (HoldingRule.ORDER, Step.UNDERSTANDING, Level.USER) in reasons(Step.EXPLORATION, given)


def test_a_step_nobody_has_taken_up_is_not_begun():
    given = model((HALF, HALF, HALF))
    assert standing_of(Step.UNDERSTANDING, given) == Standing.UNDER_WAY
    assert standing_of(Step.EXPLORATION, given) == Standing.NOT_BEGUN


def test_counts_add_up():
    assert Tally(8, 7, 6) == HALF + DONE
    assert (EMPTY.share_done, HALF.share_done) == (Fraction(0), Fraction(1, 2))
