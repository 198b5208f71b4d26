"""Numbers that may leave the house.

Documents, charts, alternative texts and pages take a `ProtectedReport` and nothing else. The
types here cannot be made from raw counts: only `reports.release` holds the seal, and a published
report.json can be read back because everything in it is out already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from reports.agreed import Agreed, read_agreed
from reports.cluster_work import ClusterWork, read_work
from reports.figures.measures import COMPLETENESS
from reports.figures.tables import TOTAL
from reports.figures.yardsticks import STATUSES, SUCCESSES, UNKNOWN_STATUS
from reports.periods import Period
from reports.seal import SEAL, require_seal
from reports.statistics.shares import ShareBounds, share_bounds
from reports.yields import ProtectedYield, read_yield

SCHEMA: Final = "krem-outcome-report/1"
# One word for every hidden cell: telling small cells from cells hidden to guard them would
# tell the reader that the first are under k. See docs/decisions/.
HIDDEN_STATUS: Final = "primary"
SHOWN_STATUS: Final = "value"


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """`cells[row][column]` is a count that may be shown, or None where it is hidden."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)

    def cell(self, row: str, column: str) -> int | None:
        """The count in a cell, None where it is hidden."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    @property
    def has_hidden(self) -> bool:
        return any(value is None for row in self.cells for value in row)


@dataclass(frozen=True, slots=True)
class ProtectedMeasure:
    """What is counted beside the tables: each cell's count, or None where it is hidden."""

    id: str
    cells: Mapping[str, int | None]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)

    @property
    def has_hidden(self) -> bool:
        return None in self.cells.values()


@dataclass(frozen=True, slots=True)
class ProtectedShare:
    """A share with its 95 % limits, in whole per cent."""

    share: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ProtectedPoint:
    """A curve so many months after the first enrolment. `at_risk` is rounded to ten; a hidden share is None."""

    month: int
    at_risk: int
    shares: Mapping[str, ProtectedShare | None]


@dataclass(frozen=True, slots=True)
class ProtectedCurve:
    """A curve at the horizons where enough are at risk. `median` in whole months with its limits, where there is one.

    Without points it is not shown this time: `last_shown` is then the period of the report where it was.
    """

    id: str
    points: tuple[ProtectedPoint, ...]
    median: tuple[int, int | None, int | None] | None
    last_shown: str
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)


@dataclass(frozen=True, slots=True)
class Place:
    """An office or a cluster as a report names it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class ProtectedReport:
    """One report, ready for any document. Holds no number that may not be shown."""

    cluster: Place
    offices: tuple[Place, ...]
    period: Period
    cutoff: datetime
    edition: int
    k: int
    tables: tuple[ProtectedTable, ...]
    measures: tuple[ProtectedMeasure, ...]
    curves: tuple[ProtectedCurve, ...]
    work: ClusterWork
    yields: tuple[ProtectedYield, ...]
    agreed: Agreed
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)

    def table(self, id: str) -> ProtectedTable:
        return next(table for table in self.tables if table.id == id)

    def measure(self, id: str) -> ProtectedMeasure | None:
        """A measure by its id, None where the period has none."""
        return next((measure for measure in self.measures if measure.id == id), None)

    def curve(self, id: str) -> ProtectedCurve | None:
        return next((curve for curve in self.curves if curve.id == id), None)

    @property
    def population(self) -> int | None:
        """Everybody the report counts, None where even that is hidden."""
        return self.tables[0].cell(TOTAL, TOTAL) if self.tables else None

    def as_json(self) -> dict[str, Any]:
        """report.json: what the world may read, and what pages and documents are drawn from."""
        return {
            "schema": SCHEMA,
            "cluster": self.cluster.slug,
            "cluster_name": self.cluster.name,
            "offices": [{"slug": office.slug, "name": office.name} for office in self.offices],
            "period": {
                "label": self.period.label,
                "from": self.period.start.isoformat(),
                "to": self.period.end.isoformat(),
            },
            "cutoff": self.cutoff.isoformat(),
            "edition": self.edition,
            "k": self.k,
            "tables": [_table_as_json(table) for table in self.tables],
            "yardsticks": [_yardstick_as_json(one) for one in self.measures if one.id in SUCCESSES],
            "curves": [_curve_as_json(curve) for curve in self.curves],
            "completeness": {
                measure.id: dict(measure.cells) for measure in self.measures if measure.id in COMPLETENESS
            },
            "measures": [{"id": measure.id, "cells": dict(measure.cells)} for measure in self.measures],
            "cluster_work": self.work.as_json(),
            "bottom_lines": [each.as_json() for each in self.yields],
            "agreed": self.agreed.as_json(),
        }


def _yardstick_as_json(measure: ProtectedMeasure) -> dict[str, Any]:
    shares = shares_of(measure)
    return {
        "id": measure.id,
        "counts": {status: measure.cells[status] for status in STATUSES},
        "low": shares and shares.low,
        "high": shares and shares.high,
        "share": shares and shares.share,
        "interval": shares and shares.interval and list(shares.interval),
    }


def shares_of(measure: ProtectedMeasure) -> ShareBounds | None:
    """The share of successes told three ways, in whole per cent; None where a number behind it is hidden."""
    success, other, known = (measure.cells[code] for code in ("success", "other", "known"))
    unknown = measure.cells[UNKNOWN_STATUS]
    if success is None or other is None or known is None or unknown is None:
        return None
    return share_bounds(success, known, unknown).in_whole_per_cent()


def _curve_as_json(curve: ProtectedCurve) -> dict[str, Any]:
    return {
        "id": curve.id,
        "last_shown": curve.last_shown,
        "median": curve.median and list(curve.median),
        "points": [
            {
                "month": point.month,
                "at_risk": point.at_risk,
                "shares": {
                    code: share and {"share": share.share, "low": share.low, "high": share.high}
                    for code, share in point.shares.items()
                },
            }
            for point in curve.points
        ],
    }


def _read_curve(data: Mapping[str, Any]) -> ProtectedCurve:
    return ProtectedCurve(
        id=data["id"],
        points=tuple(
            ProtectedPoint(
                month=point["month"],
                at_risk=point["at_risk"],
                shares={code: share and ProtectedShare(**share) for code, share in point["shares"].items()},
            )
            for point in data["points"]
        ),
        median=data["median"] and tuple(data["median"]),
        last_shown=data["last_shown"],
        seal=SEAL,
    )


def _table_as_json(table: ProtectedTable) -> dict[str, Any]:
    return {
        "id": table.id,
        "rows": list(table.rows),
        "columns": list(table.columns),
        "cells": [
            {
                "row": row,
                "column": column,
                "value": value,
                "shown": HIDDEN_STATUS if value is None else SHOWN_STATUS,
            }
            for row, values in zip(table.rows, table.cells, strict=True)
            for column, value in zip(table.columns, values, strict=True)
        ],
    }


def read_protected(data: Mapping[str, Any]) -> ProtectedReport:
    """Read a report.json back: everything in it has been protected already."""
    period = data["period"]
    return ProtectedReport(
        cluster=Place(data["cluster"], data["cluster_name"]),
        offices=tuple(Place(office["slug"], office["name"]) for office in data["offices"]),
        period=Period(date.fromisoformat(period["from"]), date.fromisoformat(period["to"]), period["label"]),
        cutoff=datetime.fromisoformat(data["cutoff"]),
        edition=data["edition"],
        k=data["k"],
        tables=tuple(_read_table(table) for table in data["tables"]),
        measures=tuple(
            ProtectedMeasure(measure["id"], dict(measure["cells"]), SEAL) for measure in data["measures"]
        ),
        curves=tuple(_read_curve(curve) for curve in data["curves"]),
        # Reports from before these came have none of them.
        work=read_work(data.get("cluster_work", {})),
        yields=tuple(map(read_yield, data.get("bottom_lines", ()))),
        agreed=read_agreed(data.get("agreed", {})),
        seal=SEAL,
    )


def _read_table(data: Mapping[str, Any]) -> ProtectedTable:
    rows, columns = tuple(data["rows"]), tuple(data["columns"])
    values = {
        (cell["row"], cell["column"]): cell["value"] if cell["shown"] == SHOWN_STATUS else None
        for cell in data["cells"]
    }
    return ProtectedTable(
        id=data["id"],
        rows=rows,
        columns=columns,
        cells=tuple(tuple(values[row, column] for column in columns) for row in rows),
        seal=SEAL,
    )
