"""How finely a report tells: which tables it holds, and what KREM leaves out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.enums import Detail
from reports.figures.definitions import (
    Definition,
    Place,
    TableSpec,
    merged_specs,
    table_specs,
    yardstick_specs,
)

TABLE_IDS = tuple(spec.id for spec in (*table_specs(()), *merged_specs()))
FULL_DETAIL_ONLY = frozenset({"opening-by-office", "closing-by-office", "exits-by-office"})
BY_OFFICE_GROUPED = frozenset({"closing-by-office-grouped", "exits-by-office-grouped"})
# Where more than this share of a table's counts is small, its columns are taken together.
MOST_SMALL = 0.4
PRINTED_WINDOWS = ("twelve", "start")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables a report holds: how finely exits are shown, and what KREM leaves out."""

    detail: str = Detail.GROUPED
    left_out: frozenset[str] = frozenset()

    def without(self, *table_ids: str) -> "Layout":
        return replace(self, left_out=self.left_out.union(table_ids))

    def as_json(self) -> dict[str, Any]:
        return {"detail": str(self.detail), "left_out": sorted(self.left_out)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Layout":
        return cls(data["detail"], frozenset(data["left_out"]))


GROUPED = Layout()
FULL = Layout(Detail.FULL)


def published_specs(
    whole: Definition, values: Mapping[Place, int], k: int, layout: Layout = GROUPED
) -> tuple[TableSpec, ...]:
    """The tables that go into documents: as finely as asked for and as small counts allow, without those that are left out."""
    by_id = {spec.id: spec for spec in whole.tables}
    if layout.detail == Detail.FULL:
        merged = {spec.id for spec in merged_specs()}
        chosen = [id for id in by_id if id not in merged]
    elif layout.detail == Detail.MERGED:
        chosen = [*sorted(BY_OFFICE_GROUPED), *(spec.id for spec in merged_specs())]
    else:
        chosen = [id for id in by_id if id in BY_OFFICE_GROUPED]
        for spec in merged_specs():
            fine = spec.id.removesuffix("-grouped")
            chosen.append(spec.id if _mostly_small(by_id[fine], values, k) else fine)
    return tuple(by_id[id] for id in chosen if id not in layout.left_out)


def leaves_a_table(layout: Layout) -> bool:
    """Is anything left to print, whichever way the tables are chosen?"""
    fine = {spec.id.removesuffix("-grouped") for spec in merged_specs()}
    whole = fine | BY_OFFICE_GROUPED | {f"{id}-grouped" for id in fine}
    return bool(whole - layout.left_out)


def _mostly_small(spec: TableSpec, values: Mapping[Place, int], k: int) -> bool:
    counts = [values[spec.id, row, column] for row in spec.row_codes for column in spec.column_codes]
    held = [count for count in counts if count]
    return sum(count < k for count in held) > MOST_SMALL * len(held)


def printed_definition(
    whole: Definition,
    values: Mapping[Place, int],
    k: int,
    layout: Layout,
    horizons: tuple[tuple[int, ...], tuple[int, ...]],
) -> Definition:
    """What of everything that is counted a report prints."""
    full = layout.detail == Detail.FULL
    return replace(
        whole,
        tables=published_specs(whole, values, k, layout),
        yardsticks=yardstick_specs(("period", *PRINTED_WINDOWS) if full else PRINTED_WINDOWS, full=full),
        state_horizons=horizons[0],
        work_horizons=horizons[1],
    )


def coarser(layout: Layout) -> Iterator[Layout]:
    """Layouts that say less and less, each still worth reading."""
    if layout.detail == Detail.FULL:
        yield Layout(Detail.GROUPED, layout.left_out)
    merged = Layout(Detail.MERGED, layout.left_out)
    if layout.detail != Detail.MERGED:
        yield merged
    whole = [spec.id for spec in merged_specs()]
    yield merged.without(whole[0])
    yield merged.without(*whole)
    yield merged.without(*whole, "exits-by-office-grouped")
    yield merged.without(*whole, "closing-by-office-grouped")
