"""Where participants are as months go by, and how long it takes to the first paid work."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from reports.figures.journeys import STATES, Journey
from reports.figures.tallies import Person, PersonGroup, count_marks, group_persons
from reports.periods import Period
from reports.statistics.incidence import (
    CENSORED,
    Incidence,
    Median,
    cumulative_incidence,
    median_time,
)
from reports.statistics.occupation import Histories, Occupation, state_occupation
from reports.statistics.shares import Floats, Ints, effective_number, wilson_interval

HORIZONS = (0, 3, 6, 12, 18, 24, 36)
DAYS_IN_A_MONTH = 30.4375

PAID_WORK = frozenset({"work", "venture"})
# What may come of somebody who waits for paid work, in the order of causes 1 and 2.
OUTCOMES = ("work", "left")
WAITING = "waiting"
OUT_OF_SIGHT = "censored"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share at a horizon, its 95 % limits, and how many fully observed persons would know it as well."""

    share: float
    low: float
    high: float
    effective: float


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A curve at a horizon of so many months.

    `at_risk`: who could still move on, or still waits, and is under observation. `observed`: how many of those
    under observation are where. `shares` is empty where nobody is under observation any more. `groups` are
    the persons behind it, marked by where they are or as `censored`.
    """

    month: int
    at_risk: int
    observed: Mapping[str, int]
    shares: Mapping[str, Estimate]
    groups: tuple[PersonGroup, ...]

    @property
    def day(self) -> float:
        return self.month * DAYS_IN_A_MONTH


@dataclass(frozen=True)
class StateCurve:
    """Where `persons` participants are, by days since first enrolment. `exact` has its states in `STATES` order."""

    persons: int
    points: tuple[CurvePoint, ...]
    exact: Occupation


@dataclass(frozen=True)
class WorkCurve:
    """How many have come to their first paid work, by days since first enrolment. Causes of `exact`: `OUTCOMES`.

    `courses`: persons by what came first (or `waiting`), the number of the first horizon by which it had come, and the
    number of the last horizon they are seen at; see `course_mark`.
    """

    persons: int
    points: tuple[CurvePoint, ...]
    exact: Incidence
    median: Median
    courses: Mapping[str, int]


@dataclass(frozen=True)
class Curves:
    states: StateCurve
    work: WorkCurve


def count_curves(people: Sequence[Person], period: Period) -> Curves:
    """Both curves over everybody whose first enrolment is not after the period, seen until its last day."""
    enrolled = [person for person in people if _day_zero(person.journey, period.end) is not None]
    return Curves(_state_curve(enrolled, period.end), _work_curve(enrolled, period.end))


def _day_zero(journey: Journey, end: date) -> date | None:
    return next((step.day for step in journey.steps if step.state == "enrolled" and step.day <= end), None)


def _moves_since(journey: Journey, end: date) -> list[tuple[int, str]]:
    """Days since first enrolment and state of each move after it, until the end."""
    zero = _day_zero(journey, end)
    return [((step.day - zero).days, step.state) for step in journey.steps if zero < step.day <= end]


def _seen_until(people: Sequence[Person], end: date) -> Floats:
    return np.array([(end - _day_zero(person.journey, end)).days for person in people], float)


def _state_curve(people: Sequence[Person], end: date) -> StateCurve:
    moves = [
        (number, day, STATES.index(state))
        for number, person in enumerate(people)
        for day, state in _moves_since(person.journey, end)
    ]
    person, time, target = np.array(moves, int).reshape(-1, 3).T
    histories = Histories(
        start=np.full(len(people), STATES.index("enrolled")),
        seen_until=_seen_until(people, end),
        person=person,
        time=time.astype(float),
        target=target,
        states=len(STATES),
    )
    exact = state_occupation(histories)
    points = tuple(_state_point(people, histories, exact, month) for month in HORIZONS)
    return StateCurve(len(people), points, exact)


def _state_point(people: Sequence[Person], histories: Histories, exact: Occupation, month: int) -> CurvePoint:
    day = month * DAYS_IN_A_MONTH
    marks = _marks(STATES, histories.states_at(day), histories.seen_until >= day)
    groups = group_persons(people, marks)
    observed = count_marks(groups, (*STATES, OUT_OF_SIGHT))
    row, under = exact.row_at(day), len(people) - observed.pop(OUT_OF_SIGHT)
    shares = _estimates(STATES, exact.probabilities[row], exact.variances[row], under, exact.persons)
    return CurvePoint(month, under, observed, shares, groups)


def _marks(codes: Sequence[str], numbers: Iterable[int], seen: Iterable[bool]) -> list[tuple[str]]:
    return [(codes[at] if is_seen else OUT_OF_SIGHT,) for at, is_seen in zip(numbers, seen, strict=True)]


def _estimates(
    codes: Sequence[str], shares: Floats, variances: Floats, under: int, persons: int
) -> dict[str, Estimate]:
    if not under:
        return {}
    shares = np.clip(shares, 0, 1)
    number = effective_number(shares, variances, under, persons)
    low, high = wilson_interval(shares, number)
    return {
        code: Estimate(*(float(part[at]) for part in (shares, low, high, number)))
        for at, code in enumerate(codes)
    }


def _work_curve(people: Sequence[Person], end: date) -> WorkCurve:
    seen_until = _seen_until(people, end)
    outcomes = [_outcome(person.journey, end) for person in people]
    cause = np.array([number for _, number in outcomes], int)
    time = np.where(cause == CENSORED, seen_until, np.array([day for day, _ in outcomes], float))
    exact = cumulative_incidence(time, cause, len(OUTCOMES))
    points = tuple(
        _work_point(
            people, np.where(time <= month * DAYS_IN_A_MONTH, cause, CENSORED), seen_until, exact, month
        )
        for month in HORIZONS
    )
    median = median_time(exact, cause=OUTCOMES.index("work") + 1)
    return WorkCurve(len(people), points, exact, median, _courses(cause, time, seen_until))


def course_mark(outcome: str, happened: int, seen: int) -> str:
    """Somebody for whom this had come by the horizon of that number, seen until the horizon of the other."""
    return f"{outcome} {happened} {seen}"


def _courses(cause: Ints, time: Floats, seen_until: Floats) -> dict[str, int]:
    days = np.array(HORIZONS) * DAYS_IN_A_MONTH
    happened = np.where(cause == CENSORED, len(HORIZONS), np.searchsorted(days, time))
    seen = np.searchsorted(days, seen_until, side="right") - 1
    marks = Counter(
        course_mark((WAITING, *OUTCOMES)[number], int(by), int(until))
        for number, by, until in zip(cause, happened, seen, strict=True)
    )
    return dict(sorted(marks.items()))


def _outcome(journey: Journey, end: date) -> tuple[int, int]:
    """The day of what came first, and its number in `OUTCOMES` from 1; 0 and `CENSORED` where neither has."""
    for day, state in _moves_since(journey, end):
        if state in PAID_WORK:
            return day, OUTCOMES.index("work") + 1
        if state == "left":
            return day, OUTCOMES.index("left") + 1
    return 0, CENSORED


def _work_point(
    people: Sequence[Person], happened: Ints, seen_until: Floats, exact: Incidence, month: int
) -> CurvePoint:
    day = month * DAYS_IN_A_MONTH
    groups = group_persons(people, _marks((WAITING, *OUTCOMES), happened, seen_until >= day))
    observed = count_marks(groups, (*OUTCOMES, WAITING, OUT_OF_SIGHT))
    row, under = exact.row_at(day), len(people) - observed.pop(OUT_OF_SIGHT)
    shares = _estimates(OUTCOMES, exact.shares[row], exact.variances[row], under, exact.persons)
    return CurvePoint(month, observed[WAITING], observed, shares, groups)
