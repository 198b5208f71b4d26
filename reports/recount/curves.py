"""A person's course for the curves: days since the first, and how long the person was under observation."""

import math
from typing import NamedTuple

from reports.recount.journey import WENT, Journey
from reports.recount.scope import Scope

DAYS_IN_A_MONTH = 30.4375


class Horizon(NamedTuple):
    """Some months on: not a whole number of days, so what has happened then has happened by the day before."""

    months: int
    last_day: int
    observed_from: int


HORIZONS = tuple(
    Horizon(months, math.floor(months * DAYS_IN_A_MONTH), math.ceil(months * DAYS_IN_A_MONTH))
    for months in (0, 3, 6, 12, 18, 24, 36)
)


class Course(NamedTuple):
    """States by the days since the first on which the scope saw the person, until observation ended.

    That first day is the enrolment, or for a person who was transferred into the scope the day of that.
    Observation ends with the period, or on the day of the first transfer out of the scope; what happens on the
    last day of it has happened.
    """

    states: tuple[tuple[int, str], ...]
    seen_until: int
    # The first paid work, or having left before any: the day and which.
    first: tuple[int, str] | None

    def is_observed_at(self, horizon: Horizon) -> bool:
        return self.seen_until >= horizon.observed_from

    def state_after(self, day: int) -> str:
        return next(state for since, state in reversed(self.states) if since <= day)


def course_of(journey: Journey, scope: Scope) -> Course | None:
    """Nothing where the person came after the period."""
    if not journey.entries or journey.entries[0].day > scope.end:
        return None
    zero, seen_until = journey.entries[0].day, scope.end
    states = []
    for entry in journey.entries:
        if entry.day > scope.end:
            break
        if entry.kind == WENT:
            seen_until = entry.day
            break
        states.append((entry.day - zero, entry.state))
    return Course(tuple(states), seen_until - zero, _first(states))


def _first(states: list[tuple[int, str]]) -> tuple[int, str] | None:
    for day, state in states:
        if state in ("work", "venture"):
            return day, "work"
        if state == "left":
            return day, "left"
    return None
