"""What a chapter of a report is, and what it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.document.charts.sheet import Chart
from reports.document.method import Entry
from reports.document.tables.tabular import Grid
from reports.document.words.narrative import Block
from reports.protected.report import ProtectedReport


@dataclass(frozen=True, slots=True)
class Piece:
    """Somebody's own words under a small heading, and in a line below it what they are about."""

    title: str
    about: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said, drawn, counted and explained under one heading, in this order."""

    id: str
    title: str
    texts: tuple[str, ...]
    charts: tuple[Chart, ...] = ()
    grids: tuple[Grid, ...] = ()
    entries: tuple[Entry, ...] = ()
    pieces: tuple[Piece, ...] = ()
    # Behind everything else, the method included.
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """What chapters are made of, by id."""

    report: ProtectedReport
    grids: Mapping[str, Grid]
    charts: Mapping[str, Chart]
    # Published reports of the same series over earlier periods.
    earlier: tuple[ProtectedReport, ...] = ()

    def some_grids(self, *ids: str) -> tuple[Grid, ...]:
        return tuple(self.grids[id] for id in ids if id in self.grids)

    def some_charts(self, *ids: str) -> tuple[Chart, ...]:
        return tuple(self.charts[id] for id in ids if id in self.charts)
