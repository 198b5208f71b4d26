"""How a page tells a venture's way and what it yields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from clusters.half_years import HalfYear
from clusters.pictures import Picture, PlottedLine, draw_lines, round_up, scale
from entrepreneurs.enums import LADDER
from entrepreneurs.models import BottomLine, Climb

MONEY = ("turnover", "wages", "own_funding")


@dataclass(frozen=True, slots=True)
class RungRead:
    """One rung as the picture shows it: when it was first reached, and whether the venture stands on it."""

    label: str | Promise
    reached_on: date | None
    is_current: bool


def read_ladder(steps: Sequence[Climb], today: date) -> list[RungRead]:
    """The seven rungs from the lowest; needs the standing steps in order of day."""
    past = [step for step in steps if step.day <= today]
    current = past[-1].rung if past else None
    first = {}
    for step in past:
        first.setdefault(step.rung, step.day)
    return [RungRead(rung.label, first.get(rung), rung == current) for rung in LADDER]


@dataclass(frozen=True, slots=True)
class VentureHalfYear:
    """A half-year of one venture, with its turnover beside the half-year before it."""

    name: str
    line: BottomLine
    change: int | None


@dataclass(frozen=True, slots=True)
class VentureTotals:
    """All half-years of one venture together. People are not added: the same may work in several half-years."""

    turnover: int
    wages: int
    own_funding: int
    hours: int
    tonnes_reused: Decimal | None


def sums_of(lines: Sequence[BottomLine]) -> VentureTotals:
    tonnes = [line.tonnes_reused for line in lines if line.tonnes_reused is not None]
    money = {name: sum(getattr(line, name) for line in lines) for name in MONEY}
    return VentureTotals(
        **money, hours=sum(line.hours for line in lines), tonnes_reused=sum(tonnes) if tonnes else None
    )


def trend_of(lines: Sequence[BottomLine]) -> Picture | None:
    """The money over time, where it is known at least twice; needs the lines in order of day."""
    if len(lines) < 2:
        return None
    labels = dict(zip(MONEY, (_("Turnover"), _("Wages"), _("Own funding")), strict=True))
    highest = max(getattr(line, name) for line in lines for name in MONEY)
    return draw_lines(
        id="yields",
        title=_("Turnover, wages and own funding, in thousand kroner"),
        alt=_("A line through the half-years. The table has the same numbers."),
        days=[HalfYear.of(line.day).short for line in lines],
        lines=[PlottedLine(labels[name], [getattr(line, name) / 1000 for line in lines]) for name in MONEY],
        ticks=scale(Decimal(0), round_up(highest / 1000)),
        say=lambda value: localize(round(value, 1)),
    )


def half_years_of(lines: Iterable[BottomLine]) -> list[VentureHalfYear]:
    """Half-years, newest first; the change is in kroner from the one written down before."""
    found, before = [], None
    for line in lines:
        change = None if before is None else line.turnover - before.turnover
        found.append(VentureHalfYear(capfirst(HalfYear.of(line.day).label), line, change))
        before = line
    return found[::-1]
