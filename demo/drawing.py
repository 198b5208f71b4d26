"""Offices, people and journeys drawn by chance: made up, uneven as in life, and the same for the same seed."""

import math
import random
from collections.abc import Sequence
from datetime import date, timedelta

from entrepreneurs.months import month_after
from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpMonth,
    FollowUpSource,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook

FIRST_DAY = date(2019, 1, 1)
# How uneven offices are: of 300 the largest has about five times as many people as the one in the middle.
SPREAD = 0.57
SEXES = (Sex.WOMAN, Sex.MAN, Sex.WOMAN, Sex.MAN, Sex.UNKNOWN)
# Where people go from a state, and how often.
WAYS = {
    State.ENROLLED: ((State.TRAINING, 60), (State.WORK, 15), (State.EDUCATION, 10), (State.VENTURE, 3), (State.LEFT, 12)),
    State.TRAINING: ((State.WORK, 50), (State.EDUCATION, 20), (State.VENTURE, 8), (State.LEFT, 22)),
    State.WORK: ((State.TRAINING, 60), (State.LEFT, 40)),
    State.EDUCATION: ((State.WORK, 70), (State.TRAINING, 30)),
    State.VENTURE: ((State.WORK, 60), (State.LEFT, 40)),
    State.LEFT: ((State.TRAINING, 100),),
}  # fmt: skip
# The days somebody stays, on average; an exit is for good more often than not.
STAYS = {State.ENROLLED: 120, State.TRAINING: 150}
AFTER_AN_EXIT = 1500
ANSWERED = 0.75


def sizes_of(offices: int, participants: int, chance: random.Random) -> list[int]:
    """How many people each office has; all of them together."""
    weights = [math.exp(chance.gauss(0, SPREAD)) for _ in range(offices)]
    sizes = [int(participants * weight / sum(weights)) for weight in weights]
    for place in range(participants - sum(sizes)):
        sizes[place % offices] += 1
    return sizes


def workbook_of(size: int, today: date, chance: random.Random) -> Workbook:
    """What an office with so many people might have written down until today."""
    people, moves, follow_ups = [], [], []
    for number in range(size):
        reference = f"P-{number:06}"
        people.append(_person(number + 2, reference, chance))
        journey = _journey(today, chance)
        for day, state in journey:
            moves.append(_move(len(moves) + 2, reference, day, state, chance))
        for month, day in _asked_after(journey, today, chance):
            follow_ups.append(_follow_up(len(follow_ups) + 2, reference, month, day, chance))
    return Workbook(tuple(people), tuple(moves), tuple(follow_ups))


def _person(row: int, reference: str, chance: random.Random) -> ParticipantRow:
    return ParticipantRow(
        row=row,
        reference=reference,
        birth_year=chance.randrange(1960, 2006),
        sex=chance.choice(SEXES),
        target_group=chance.choice(TARGET_GROUPS),
        effort_group=chance.choice(EFFORT_GROUPS),
        informed_on=None,
        is_shielded=chance.random() < 0.01,
    )


def _journey(today: date, chance: random.Random) -> list[tuple[date, State]]:
    day = FIRST_DAY + timedelta(days=chance.randrange((today - FIRST_DAY).days))
    journey, state = [], State.ENROLLED
    while day <= today:
        journey.append((day, state))
        day += timedelta(days=1 + int(chance.expovariate(1 / STAYS.get(state, AFTER_AN_EXIT))))
        states, weights = zip(*WAYS[state], strict=True)
        (state,) = chance.choices(states, weights)
    return journey


def _move(row: int, reference: str, day: date, state: State, chance: random.Random) -> MoveRow:
    reason = chance.choice(LEFT_REASONS) if state == State.LEFT else LeftReason.UNKNOWN
    return MoveRow(row, reference, day, state, reason, "", None)


def _asked_after(
    journey: Sequence[tuple[date, State]], today: date, chance: random.Random
) -> list[tuple[FollowUpMonth, date]]:
    """Months after the exit that stands, if somebody was asked then."""
    last_stay = max(place for place, (_day, state) in enumerate(journey) if state in STAYS)
    if last_stay == len(journey) - 1:
        return []
    left_on = journey[last_stay + 1][0]
    asked = [
        (month, month_after(left_on, month) + timedelta(days=chance.randrange(30))) for month in FollowUpMonth
    ]
    return [(month, day) for month, day in asked if day <= today and chance.random() < ANSWERED]


def _follow_up(
    row: int, reference: str, month: FollowUpMonth, day: date, chance: random.Random
) -> FollowUpRow:
    return FollowUpRow(row, reference, month, day, chance.choice(ANSWERS), None, FollowUpSource.PARTICIPANT)


TARGET_GROUPS, EFFORT_GROUPS = tuple(TargetGroup), tuple(EffortGroup)
LEFT_REASONS, ANSWERS = tuple(LeftReason), tuple(FollowUpAnswer)
