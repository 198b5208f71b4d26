"""How a page tells a venture's way and what it yields."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from entrepreneurs.enums import LADDER
from entrepreneurs.halves import half_year_name
from entrepreneurs.models import BottomLine, Climb


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
class Yield:
    """A half-year of one venture, with its turnover beside the half-year before it."""

    name: str
    line: BottomLine
    change: int | None


def read_yields(lines: Iterable[BottomLine]) -> list[Yield]:
    """Half-years, newest first; the change is in kroner from the one written down before."""
    found, before = [], None
    for line in lines:
        change = None if before is None else line.turnover - before.turnover
        found.append(Yield(half_year_name(line.day), line, change))
        before = line
    return found[::-1]
