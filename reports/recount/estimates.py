"""The Aalen-Johansen estimates, day by day: each day's moves as shares of those at risk just before them.

Events come before censorings: whoever is observed until a day is at risk on that day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from reports.recount.curves import HORIZONS, Course, course_of
from reports.recount.journey import seen_from
from reports.recount.scope import read_edition

# By months, then by state or by what came first. Nothing where nobody was observed for so long.
Shares = dict[int, dict[str, float]]

STATES = ("enrolled", "work", "education", "training", "venture", "left")


def state_occupation_shares(people: Iterable[dict], edition: dict) -> Shares:
    """The probability of each state so many months after the first day."""
    courses = _courses(people, edition)
    if not courses:
        return {horizon.months: {} for horizon in HORIZONS}
    moves: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    ended: dict[int, Counter[str]] = defaultdict(Counter)
    for course in courses:
        for (_before, origin), (day, target) in pairwise(course.states):
            moves[day][origin, target] += 1
        ended[course.seen_until][course.states[-1][1]] += 1
    at_risk = Counter(course.states[0][1] for course in courses)
    now = {state: at_risk[state] / len(courses) for state in STATES}
    by_day = {0: now}
    for day in sorted({*moves, *ended}):
        now = by_day[day] = _after(now, moves[day], at_risk)
        for (origin, target), persons in moves[day].items():
            at_risk[origin] -= persons
            at_risk[target] += persons
        at_risk.subtract(ended[day])
    return _at_horizons(by_day, courses)


def _after(
    before: dict[str, float], moves: Counter[tuple[str, str]], at_risk: Counter[str]
) -> dict[str, float]:
    """The probabilities after a day on which so many of those in each state moved to another."""
    after = dict(before)
    for (origin, target), persons in moves.items():
        moved = before[origin] * persons / at_risk[origin]
        after[origin] -= moved
        after[target] += moved
    return after


def first_paid_work_shares(people: Iterable[dict], edition: dict) -> Shares:
    """The cumulative incidence of a first paid work, and of having left before any."""
    courses = _courses(people, edition)
    events = Counter(course.first for course in courses if course.first is not None)
    ended = Counter(course.first[0] if course.first else course.seen_until for course in courses)
    at_risk, waiting = len(courses), 1.0
    now = {"work": 0.0, "left": 0.0}
    by_day = {0: now}
    for day in sorted(ended):
        happened = {what: waiting * events[day, what] / at_risk for what in now}
        now = by_day[day] = {what: share + happened[what] for what, share in now.items()}
        waiting *= 1 - sum(events[day, what] for what in now) / at_risk
        at_risk -= ended[day]
    return _at_horizons(by_day, courses)


def state_occupation_at_risk(people: Iterable[dict], edition: dict) -> dict[int, int]:
    """By months: how many were under observation for so long."""
    courses = _courses(people, edition)
    return {horizon.months: sum(course.is_observed_at(horizon) for course in courses) for horizon in HORIZONS}


def first_paid_work_at_risk(people: Iterable[dict], edition: dict) -> dict[int, int]:
    """By months: how many were under observation for so long, and until then without work and still there."""
    courses = _courses(people, edition)
    return {
        horizon.months: sum(
            course.is_observed_at(horizon)
            and (course.first is None or course.first[0] >= horizon.observed_from)
            for course in courses
        )
        for horizon in HORIZONS
    }


def _courses(people: Iterable[dict], edition: dict) -> list[Course]:
    scope = read_edition(edition)
    found = (course_of(seen_from(person, scope.offices), scope) for person in people)
    return [course for course in found if course is not None]


def _at_horizons(by_day: dict[int, dict[str, float]], courses: list[Course]) -> Shares:
    return {
        horizon.months: dict(by_day[max(day for day in by_day if day <= horizon.last_day)])
        if any(course.is_observed_at(horizon) for course in courses)
        else {}
        for horizon in HORIZONS
    }
