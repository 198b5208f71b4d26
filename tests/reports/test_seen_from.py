"""What a scope sees of people who came from elsewhere or went there, move by move; and how months are added to days."""

import numpy as np
import pytest

from reports.figures.records import (
    AWAY,
    ELSEWHERE,
    ENROLLED,
    FAR,
    LEFT,
    TRAINING,
    TRANSFER,
    WORK,
    Person,
    records_of,
    seen_from,
)
from reports.figures.seen import add_months

# After so many days the calendar begins anew: 400 years.
CYCLE = 146_097

ENROLLED_ON_10 = (10, "enrolled", None)
SEEN = {
    "handed over between two moves": (
        [(10, ELSEWHERE), (50, "here"), (80, ELSEWHERE)],
        [ENROLLED_ON_10, (60, "work", True), (90, "left", True)],
        [(50, ENROLLED, TRANSFER), (60, WORK, 1), (80, AWAY, TRANSFER)],
    ),
    "moved on the day itself": (
        [(10, ELSEWHERE), (50, "here")],
        [ENROLLED_ON_10, (50, "work", True)],
        [(50, WORK, 1)],
    ),
    "away for a while": (
        [(10, "here"), (40, ELSEWHERE), (70, "here")],
        [ENROLLED_ON_10, (20, "training", None), (50, "work", False), (90, "left", False)],
        [(10, ENROLLED, -1), (20, TRAINING, -1), (40, AWAY, TRANSFER), (70, WORK, TRANSFER), (90, LEFT, 0)],
    ),
    "from one office of the scope to another": (
        [(10, "here"), (40, "there")],
        [ENROLLED_ON_10, (60, "work", True)],
        [(10, ENROLLED, -1), (60, WORK, 1)],
    ),
}


def test_each_move_is_seen_by_whoever_has_the_person_in_care():
    """All of them at once, beside somebody who stays where they are."""
    people = [
        Person(tuple(stays), False, 1990, "female", "youth", True, tuple(moves))
        for stays, moves, _seen in (*SEEN.values(), ([(10, "here")], [ENROLLED_ON_10], []))
    ]
    rows, seen, _office = seen_from(records_of(people, ("here", "there", ELSEWHERE)), ["here", "there"], 100)
    assert rows.tolist() == list(range(len(people)))
    found = [
        [move for move in zip(*arrays, strict=True) if move[0] != FAR]
        for arrays in zip(seen.day.tolist(), seen.target.tolist(), seen.told.tolist(), strict=True)
    ]
    assert dict(zip(SEEN, found, strict=False)) == {name: moves for name, (_, _, moves) in SEEN.items()}
    assert found[-1] == [(10, ENROLLED, -1)]


@pytest.mark.parametrize("months", [-24, -6, 6, 12, 24])
def test_months_are_added_alike_to_days_that_are_looked_up_and_to_all_others(months):
    days = np.arange(0, 4 * 366)
    assert (add_months(days + 3 * CYCLE, months) == add_months(days, months) + 3 * CYCLE).all()
    assert (add_months(days - 3 * CYCLE, months) == add_months(days, months) - 3 * CYCLE).all()
