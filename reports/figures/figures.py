"""Everything a report counts of people, before protection: the sums of all contributions, and the curves."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from reports.figures.contributions import column_sums
from reports.figures.curves import Curves, count_curves
from reports.figures.definitions import (
    Definition,
    Line,
    Place,
    everything,
)
from reports.figures.people import everybody
from reports.figures.records import Records, number_of
from reports.periods import Period
from reports.statistics.shares import ShareBounds, share_bounds


@dataclass(frozen=True, slots=True)
class Office:
    id: UUID
    slug: str
    name: str

    @property
    def key(self) -> str:
        """What an office is known by wherever numbers are compared: a short name may change."""
        return str(self.id)


@dataclass(frozen=True, eq=False)
class Figures:
    """`values`: every cell of `definition`. `ids` and `records`: everybody behind them."""

    definition: Definition
    values: Mapping[Place, int]
    curves: Curves
    ids: Sequence[Hashable]
    records: Records


def count_figures(offices: Sequence[Office], period: Period, since: date, cutoff: datetime) -> Figures:
    """Count everybody of the offices as known at the cutoff; nobody at all is counted too."""
    known = everybody([office.id for office in offices], cutoff, aside=True)
    return figures_of(*known, define_everything(offices, period, since, cutoff))


def figures_of(ids: Sequence[Hashable], records: Records, definition: Definition) -> Figures:
    """The figures of these people."""
    return Figures(
        definition,
        sums(records, definition),
        count_curves(records, definition.offices, number_of(definition.end)),
        ids,
        records,
    )


def define_everything(offices: Sequence[Office], period: Period, since: date, cutoff: datetime) -> Definition:
    """All that can be counted: rows by short name, people by the office's key."""
    keys = [office.key for office in offices]
    whole = everything(keys, period.start, period.end, since, timezone.localdate(cutoff))
    return replace(
        whole, tables=tuple(replace(each, rows=_named(each.rows, offices)) for each in whole.tables)
    )


def _named(rows: Sequence[Line], offices: Sequence[Office]) -> tuple[Line, ...]:
    slugs = {office.key: office.slug for office in offices}
    return tuple(replace(line, code=slugs.get(line.code, line.code)) for line in rows)


def sums(records: Records, definition: Definition) -> dict[Place, int]:
    """The numbers of an edition: every column of the contributions added up."""
    return dict(zip(definition.places, column_sums(records, definition).tolist(), strict=True))


def bounds_of(values: Mapping[Place, int], id: str, window: str) -> ShareBounds:
    """The share of a yardstick that was reached, told three ways."""
    where = f"yardstick:{id}", window
    reached, unknown, total = (values[*where, code] for code in ("reached", "unknown", "total"))
    return share_bounds(reached, total - unknown, unknown)
