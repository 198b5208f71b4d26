"""Where participants are as months go by, and how long it takes to the first paid work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.figures.contributions import DAYS_IN_A_MONTH, first_days, first_outcomes, seen_until
from reports.figures.definitions import HORIZONS
from reports.figures.records import AWAY, FAR, LEFT, STATES, WORK, Ints, Records, seen_from
from reports.statistics.incidence import (
    CENSORED,
    Incidence,
    Median,
    cumulative_incidence,
    median_time,
)
from reports.statistics.occupation import Histories, Occupation, state_occupation
from reports.statistics.shares import Floats, effective_number, wilson_interval

# What may come of somebody who waits for paid work, in the order of causes 1 and 2.
OUTCOMES = ("work", "left")
WAITING = "waiting"


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
    under observation are where. `shares` is empty where nobody is under observation any more.
    """

    month: int
    at_risk: int
    observed: Mapping[str, int]
    shares: Mapping[str, Estimate]

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
    """How many have come to their first paid work, by days since first enrolment. Causes of `exact`: `OUTCOMES`."""

    persons: int
    points: tuple[CurvePoint, ...]
    exact: Incidence
    median: Median


@dataclass(frozen=True)
class Curves:
    states: StateCurve
    work: WorkCurve


def count_curves(records: Records, offices: Sequence[str], end: int) -> Curves:
    """Both curves over everybody of these offices first enrolled by the day `end`, seen until then."""
    _, seen, _ = seen_from(records, offices, end)
    people, zero = first_days(seen, end)
    until = seen_until(seen, people, end) - zero
    seen = seen.take(people)
    return Curves(_state_curve(seen, zero, until), _work_curve(seen, zero, until))


def _state_curve(records: Records, zero: Ints, until: Ints) -> StateCurve:
    since = records.day - zero[:, None]
    person, at = np.nonzero((since > 0) & (since <= until[:, None]) & (records.target != AWAY))
    histories = Histories(
        start=records.target[:, 0],
        seen_until=until.astype(float),
        person=person,
        time=since[person, at].astype(float),
        target=records.target[person, at],
        states=len(STATES),
    )
    exact = state_occupation(histories)
    points = tuple(_state_point(histories, exact, month) for month in HORIZONS)
    return StateCurve(len(records), points, exact)


def _state_point(histories: Histories, exact: Occupation, month: int) -> CurvePoint:
    day = month * DAYS_IN_A_MONTH
    observed = dict(zip(STATES, histories.observed_at(day).tolist(), strict=True))
    row, under = exact.row_at(day), sum(observed.values())
    shares = _estimates(STATES, exact.probabilities[row], exact.variances[row], under, exact.persons)
    return CurvePoint(month, under, observed, shares)


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


def _work_curve(records: Records, zero: Ints, until: Ints) -> WorkCurve:
    days, outcome = first_outcomes(records, np.arange(len(records)), zero, FAR - 1)
    cause = np.where(outcome == WORK, 1, np.where(outcome == LEFT, 2, CENSORED))
    cause = np.where(days <= until, cause, CENSORED)
    time = np.where(cause == CENSORED, until, days).astype(float)
    exact = cumulative_incidence(time, cause, len(OUTCOMES))
    points = tuple(_work_point(time, cause, until, exact, month) for month in HORIZONS)
    return WorkCurve(len(records), points, exact, median_time(exact, cause=OUTCOMES.index("work") + 1))


def _work_point(time: Floats, cause: Ints, until: Ints, exact: Incidence, month: int) -> CurvePoint:
    day = month * DAYS_IN_A_MONTH
    seen = until >= day
    happened = np.where(time <= day, cause, CENSORED)[seen]
    observed = {code: int((happened == number).sum()) for number, code in enumerate((WAITING, *OUTCOMES))}
    row, under = exact.row_at(day), int(seen.sum())
    shares = _estimates(OUTCOMES, exact.shares[row], exact.variances[row], under, exact.persons)
    return CurvePoint(month, observed[WAITING], observed, shares)
