"""Half-years, known by their first day."""

from datetime import date

from django.utils.translation import gettext as _

HALVES = {1: 1, 7: 2}


def is_half_year(day: date) -> bool:
    return day.day == 1 and day.month in HALVES


def half_year_of(day: date) -> date:
    """The first day of the half-year that a day is in."""
    return date(day.year, 1 if day.month < 7 else 7, 1)


def half_year_before(half_year: date) -> date:
    return date(half_year.year - 1, 7, 1) if half_year.month == 1 else date(half_year.year, 1, 1)


def half_year_name(half_year: date) -> str:
    if HALVES[half_year.month] == 1:
        return _("First half of %(year)s") % {"year": half_year.year}
    return _("Second half of %(year)s") % {"year": half_year.year}


def latest_half_years(today: date, number: int) -> list[date]:
    """The half-year that runs, and those before it, newest first."""
    half_year, found = half_year_of(today), []
    for _number in range(number):
        found.append(half_year)
        half_year = half_year_before(half_year)
    return found
