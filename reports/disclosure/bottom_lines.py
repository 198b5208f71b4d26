"""The sums of ventures' bottom lines beside all that are out: told once, and never so that two can be subtracted."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cell_suppression.atoms.dominance import may_be_told
from clusters.half_years import HalfYear
from reports.figures.bottom_lines import YieldCount
from reports.models import Edition
from reports.protected.bottom_lines import LINES, ProtectedYield, read_yield
from reports.protected.seal import SEAL


@dataclass(frozen=True, slots=True)
class Told:
    """The sums of one half-year that are out for these offices."""

    offices: frozenset[str]
    sums: ProtectedYield


def told_of(offices: Collection[str]) -> tuple[Told, ...]:
    """What is out about any of these offices, oldest first."""
    out = Edition.objects.out().order_by("published_at", "pk")
    return tuple(
        told
        for told in _read(out.values_list("report__offices", "report__bottom_lines"))
        if told.offices & set(offices)
    )


def _read(rows: Sequence[tuple[list[Mapping[str, Any]], list[Mapping[str, Any]] | None]]) -> Iterator[Told]:
    for offices, yields in rows:
        for each in yields or ():
            yield Told(frozenset(office["slug"] for office in offices), read_yield(each))


def yields_to_print(
    counts: Sequence[YieldCount], offices: Collection[str], told: Sequence[Told], fewest: int
) -> tuple[ProtectedYield, ...]:
    """Each half-year as it was first told for the same offices; hidden where it is out for some of them only."""
    return tuple(_to_print(count, frozenset(offices), told, fewest) for count in counts)


def _to_print(
    count: YieldCount, offices: frozenset[str], told: Sequence[Told], fewest: int
) -> ProtectedYield:
    of_half_year = [each for each in told if each.sums.half_year == count.half_year]
    for each in of_half_year:
        # A correction told beside the first sum would be the amount of whoever was corrected.
        if each.offices == offices:
            return each.sums
    if of_half_year:
        return _sealed(count.half_year, dict.fromkeys(LINES))
    return _sealed(
        count.half_year,
        {
            line: _rounded(sum(amounts), LINES[line]) if may_be_told(amounts, fewest) else None
            for line, amounts in count.amounts.items()
        },
    )


def _sealed(half_year: HalfYear, sums: Mapping[str, int | None]) -> ProtectedYield:
    return ProtectedYield(half_year, sums, SEAL)


def _rounded(total: float, to: int) -> int:
    """Half upwards, however the total came about."""
    return to * int((total + to / 2) // to)
