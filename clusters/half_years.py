"""Half-years, by which organisations count themselves."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """The first or the second half of a year."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The half-year a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def ended_by(cls, day: date) -> Self:
        """The latest half-year whose last day is on or before a day."""
        here = cls.of(day)
        return here if here.last_day == day else here.before

    @classmethod
    def read(cls, code: str) -> Self:
        """The half-year with a code as data files have it: `2026-H1`."""
        year, half = code.split("-H")
        return cls(int(year), int(half))

    @classmethod
    def touched_by(cls, first: date, last: date) -> list[Self]:
        """Every half-year with a day in the stretch, oldest first."""
        half_years = [cls.of(first)]
        while half_years[-1].last_day < last:
            half_years.append(half_years[-1].after)
        return half_years

    @classmethod
    def latest(cls, day: date, number: int) -> list[Self]:
        """The half-year a day lies in, and those before it, newest first."""
        half_years = [cls.of(day)]
        while len(half_years) < number:
            half_years.append(half_years[-1].before)
        return half_years

    @property
    def code(self) -> str:
        return f"{self.year}-H{self.half}"

    @property
    def short(self) -> str:
        """As it stands under a picture: `1/2026`."""
        return f"{self.half}/{self.year}"

    @property
    def first_day(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last_day(self) -> date:
        return self.after.first_day - timedelta(days=1)

    @property
    def before(self) -> Self:
        return type(self)(self.year, 1) if self.half == 2 else type(self)(self.year - 1, 2)

    @property
    def after(self) -> Self:
        return type(self)(self.year, 2) if self.half == 1 else type(self)(self.year + 1, 1)

    @property
    def label(self) -> str:
        words = {"year": self.year}
        return _("first half of %(year)s") % words if self.half == 1 else _("second half of %(year)s") % words
