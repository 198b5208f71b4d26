"""How finely a report tells: which tables it holds, and what KREM leaves out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from reports.enums import Detail
from reports.figures.definitions import (
    Definition,
    TableSpec,
    merged_specs,
    table_specs,
    yardstick_specs,
)

TABLE_IDS = tuple(spec.id for spec in (*table_specs(()), *merged_specs()))
FULL_DETAIL_ONLY = frozenset({"opening-by-office", "closing-by-office", "exits-by-office"})
BY_OFFICE_GROUPED = frozenset({"closing-by-office-grouped", "exits-by-office-grouped"})
# The tables for the whole cluster: each as fine as it gets, and the same with its exits merged.
COARSE_FORM: Mapping[str, str] = {spec.id.removesuffix("-grouped"): spec.id for spec in merged_specs()}
PRINTED_WINDOWS = ("twelve", "start")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables a report holds: how finely exits are shown, and what KREM leaves out.

    Some tables come in two forms, with exits apart or merged: of those in `forms` somebody has chosen that one. Where nobody has, the
    form that tells readers most is chosen when the report is protected.
    """

    detail: str = Detail.GROUPED
    left_out: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()

    def without(self, table_id: str) -> "Layout":
        """Without this table, whatever its form."""
        return replace(self, left_out=self.left_out | {table_id})

    def coarser(self, *fine: str) -> "Layout":
        """With the exits of these tables merged."""
        return replace(self, forms=self.forms.difference(fine).union(COARSE_FORM[id] for id in fine))

    def finer(self, *fine: str) -> "Layout":
        """With the exits of these tables apart."""
        return replace(self, forms=self.forms.difference(COARSE_FORM[id] for id in fine).union(fine))

    @property
    def open_tables(self) -> frozenset[str]:
        """The tables that are to be printed and of which nobody has chosen the form, by the id of the fine one."""
        if self.detail == Detail.MERGED:
            return frozenset()
        return frozenset(fine for fine in self._families() if not self.forms & _both(fine))

    def table_ids(self) -> frozenset[str]:
        """What is printed, what is open in its fine form."""
        by_office = BY_OFFICE_GROUPED | (FULL_DETAIL_ONLY if self.detail == Detail.FULL else frozenset())
        is_merged = self.detail == Detail.MERGED
        return (by_office - self.left_out).union(
            COARSE_FORM[fine] if is_merged or COARSE_FORM[fine] in self.forms else fine
            for fine in self._families()
        )

    def _families(self) -> Iterator[str]:
        """The tables that come in two forms and are not left out, by the id of the fine one."""
        return (fine for fine in COARSE_FORM if not self.left_out & _both(fine))

    def as_json(self) -> dict[str, Any]:
        return {
            "detail": str(self.detail),
            "left_out": sorted(self.left_out),
            "forms": sorted(self.forms),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Layout":
        return cls(data["detail"], frozenset(data["left_out"]), frozenset(data["forms"]))


GROUPED = Layout()
FULL = Layout(Detail.FULL)


def published_specs(whole: Definition, layout: Layout = GROUPED) -> tuple[TableSpec, ...]:
    """The tables that go into documents, those by office first."""
    chosen = layout.table_ids()
    specs = [spec for spec in whole.tables if spec.id in chosen]
    if layout.detail != Detail.FULL:
        specs.sort(key=lambda spec: spec.id not in BY_OFFICE_GROUPED)
    return tuple(specs)


def printed_definition(
    whole: Definition, layout: Layout, horizons: tuple[tuple[int, ...], tuple[int, ...]]
) -> Definition:
    """What of everything that is counted a report prints."""
    full = layout.detail == Detail.FULL
    return replace(
        whole,
        tables=published_specs(whole, layout),
        yardsticks=yardstick_specs(("period", *PRINTED_WINDOWS) if full else PRINTED_WINDOWS, full=full),
        state_horizons=horizons[0],
        work_horizons=horizons[1],
    )


def _both(fine: str) -> frozenset[str]:
    return frozenset({fine, COARSE_FORM[fine]})
