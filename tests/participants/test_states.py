"""What a state counts as stands in one table, and every group follows from it."""

import pytest

from participants.enums import (
    ENDS_EPISODE,
    EXITS,
    MEANING,
    ON_THE_WAY,
    PAID,
    RESULTS,
    STATE_OF_ANSWER,
    UNSEEN_BY_NAV,
    FollowUpAnswer,
    State,
)
from participants.workbook.words import STATES


def test_every_state_says_what_it_counts_as():
    assert list(MEANING) == list(State)
    assert set(STATES.values()) == set(State)


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        (ON_THE_WAY, "enrolled training"),
        (EXITS, "work education training venture"),
        (RESULTS, "work education venture"),
        (PAID, "work venture"),
        (UNSEEN_BY_NAV, "education venture"),
        (ENDS_EPISODE, "work education venture left"),
    ],
)
def test_the_groups_are_those_of_the_indicators(group, codes):
    assert [state.value for state in group] == codes.split()


def test_whoever_answers_is_somewhere_and_whoever_is_not_reached_may_be_anywhere():
    assert set(FollowUpAnswer) - set(STATE_OF_ANSWER) == {FollowUpAnswer.NOT_REACHED}
