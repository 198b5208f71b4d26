"""When the course of a report goes on by itself: periods that are over, and days to remind somebody."""

from collections.abc import Iterable
from datetime import date, timedelta

from reports.periods import PARTS, Period, latest_periods, parse_period

# A clock that was away for longer than this many periods has not been away: the series is new.
MOST_CAUGHT_UP = 12


def periods_over(kind: str, since: date, today: date) -> list[Period]:
    """The periods of a kind that begin on `since` or later and have ended, oldest first."""
    ended = latest_periods(kind, today, MOST_CAUGHT_UP)
    return sorted(period for period in ended if period.start >= since)


def period_of(kind: str, day: date) -> Period:
    """The period of a kind that a day lies in."""
    if kind not in PARTS:
        return parse_period(str(day.year))
    months = 12 // PARTS[kind]
    return parse_period(f"{day.year}-{kind}{(day.month - 1) // months + 1}")


def reminder_day(due_on: date, reminder_days: Iterable[int], today: date) -> date | None:
    """The latest reminder day that has come, None before the first.

    Only the latest counts: after a stop nobody gets three letters at once.
    """
    days = (due_on + timedelta(days=days) for days in reminder_days)
    return max((day for day in days if day <= today), default=None)
