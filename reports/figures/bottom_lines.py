"""What each venture yielded, half-year by half-year: amounts by contributor, unprotected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from clusters.half_years import HalfYear
from entrepreneurs.figures import BottomLineOf, bottom_lines
from reports.periods import Period


@dataclass(frozen=True, slots=True)
class YieldCount:
    """For each line the amount of every contributor: ventures that share a founder are one."""

    half_year: HalfYear
    amounts: Mapping[str, tuple[float, ...]]


def count_yields(
    offices: Sequence[UUID], period: Period, cutoff: datetime, lines: Iterable[str]
) -> tuple[YieldCount, ...]:
    """The half-years that end in the period and for which anything has been written down.

    Each half-year ends in one tertial, quarter, half-year or year only, and is whole then.
    """
    half_years = [
        half_year
        for half_year in HalfYear.touched_by(period.start, period.end)
        if period.holds(half_year.last_day)
    ]
    found = bottom_lines(offices, [half_year.first_day for half_year in half_years], cutoff)
    return tuple(
        YieldCount(half_year, {line: _by_contributor(of_half_year, line) for line in lines})
        for half_year in half_years
        if (of_half_year := [each for each in found if each.day == half_year.first_day])
    )


def _by_contributor(found: Sequence[BottomLineOf], line: str) -> tuple[float, ...]:
    leaders = _who_stands_for(found)
    totals: dict[UUID, float] = {}
    for each in found:
        leader = leaders[each.venture]
        totals[leader] = totals.get(leader, 0) + each.amounts[line]
    return tuple(totals.values())


def _who_stands_for(found: Sequence[BottomLineOf]) -> dict[UUID, UUID]:
    """For each venture the one that stands for all that share a founder with it, directly or through others."""
    groups: list[tuple[set[UUID], set[UUID]]] = []
    for each in found:
        founders, ventures = set(each.founders), {each.venture}
        tied = [group for group in groups if group[0] & founders]
        groups = [group for group in groups if group not in tied]
        groups.append(
            (founders.union(*(group[0] for group in tied)), ventures.union(*(group[1] for group in tied)))
        )
    return {venture: min(ventures) for _founders, ventures in groups for venture in ventures}
