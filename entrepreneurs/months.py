"""Months as people count them."""

from calendar import monthrange
from datetime import date


def month_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
