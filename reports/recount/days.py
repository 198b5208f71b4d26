"""Days as whole numbers, counted from the first of January of the year 1, and months added to them."""

from calendar import monthrange
from datetime import date
from functools import cache


@cache
def number_of(day: str) -> int:
    """The number of a day written as 2026-08-31."""
    return date.fromisoformat(day).toordinal()


@cache
def year_of(day: int) -> int:
    return date.fromordinal(day).year


@cache
def fifteenth_of_november(year: int) -> int:
    return date(year, 11, 15).toordinal()


@cache
def add_months(day: int, months: int) -> int:
    """The same day number some months on or back, or the last day of the month where there is none."""
    start = date.fromordinal(day)
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).toordinal()
