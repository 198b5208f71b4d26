"""Numbers that may leave the house.

Documents, charts, alternative texts and pages take a `ProtectedReport` and nothing else. The
types here cannot be made from raw counts: only `reports.disclosure.release` holds the seal, and a published
report.json can be read back because everything in it is out already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from reports.figures.definitions import BESIDE, COMPLETENESS, REACHED, STATES, TOTAL, UNKNOWN
from reports.periods import Period
from reports.protected.agreed import Agreed, read_agreed
from reports.protected.bottom_lines import ProtectedYield, read_yield
from reports.protected.cluster_work import ClusterWork, read_work
from reports.protected.ranges import NOTHING_TOLD, Range, share_between, summed, without
from reports.protected.seal import SEAL, require_seal
from reports.statistics.shares import ShareBounds, share_bounds

SCHEMA: Final = "krem-outcome-report/2"
# One word for every hidden cell: telling small cells from cells hidden to guard them would
# tell the reader that the first are under k. See docs/decisions/.
HIDDEN_STATUS: Final = "range"
SHOWN_STATUS: Final = "value"


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """`cells[row][column]` is a count that may be shown, or None where it is hidden; `ranges` says what is told of it then."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    seal: object = field(repr=False, compare=False)
    ranges: Mapping[tuple[str, str], Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_seal(self)

    def cell(self, row: str, column: str) -> int | None:
        """The count in a cell, None where it is hidden or its row is left out."""
        if row not in self.rows:
            return None
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    def range(self, row: str, column: str) -> Range:
        """Between which numbers the count lies; both are the count where it is shown."""
        value = self.cell(row, column)
        return self.ranges.get((row, column), NOTHING_TOLD) if value is None else (value, value)

    @property
    def has_hidden(self) -> bool:
        return any(value is None for row in self.cells for value in row)


@dataclass(frozen=True, slots=True)
class ProtectedMeasure:
    """What is counted beside the tables: each cell's count, or None where it is hidden. A yardstick has a `window`."""

    id: str
    cells: Mapping[str, int | None]
    seal: object = field(repr=False, compare=False)
    window: str = ""
    ranges: Mapping[str, Range] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_seal(self)

    def range(self, code: str) -> Range:
        """Between which numbers a count lies; both are the count where it is shown, and 0 where it cannot be anything else."""
        value = self.cells.get(code, 0)
        return self.ranges.get(code, NOTHING_TOLD) if value is None else (value, value)

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

    @property
    def told(self) -> tuple[ProtectedPoint, ...]:
        """The horizons at which any share is shown."""
        return tuple(point for point in self.points if any(point.shares.values()))


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
    windows: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    # Table and row of what could not be shown at all without telling of somebody.
    left_out: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        require_seal(self)

    def table(self, id: str) -> ProtectedTable:
        return next(table for table in self.tables if table.id == id)

    def measure(self, id: str, window: str = "") -> ProtectedMeasure | None:
        """A measure by its id, None where the period has none; of a yardstick the first window unless one is named."""
        return next(
            (each for each in self.measures if each.id == id and window in ("", each.window)),
            None,
        )

    def window(self, name: str) -> tuple[date, date]:
        """The days that a yardstick's window reaches over."""
        first, last = self.windows.get(name, (self.period.start, self.period.end))
        return first, last

    def curve(self, id: str) -> ProtectedCurve | None:
        return next((curve for curve in self.curves if curve.id == id), None)

    @property
    def population(self) -> int | None:
        """Everybody the report counts, None where even that is hidden."""
        return self.tables[0].cell(TOTAL, TOTAL) if self.tables else None

    @property
    def population_range(self) -> Range:
        """The same, between which numbers it lies."""
        return self.tables[0].range(TOTAL, TOTAL) if self.tables else NOTHING_TOLD

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
            "windows": {
                name: {"from": first.isoformat(), "to": last.isoformat()}
                for name, (first, last) in self.windows.items()
            },
            "yardsticks": [
                _yardstick_as_json(one, *self.window(one.window))
                for one in self.measures
                if one.id in REACHED
            ],
            "curves": [_curve_as_json(curve) for curve in self.curves],
            "completeness": {
                measure.id: dict(measure.cells) for measure in self.measures if measure.id in COMPLETENESS
            },
            "measures": [_measure_as_json(measure) for measure in self.measures],
            "cluster_work": self.work.as_json(),
            "bottom_lines": [each.as_json() for each in self.yields],
            "agreed": self.agreed.as_json(),
            "left_out": [{"table": table, "row": row} for table, row in self.left_out],
        }


COUNTS = ("reached", "beside", "other", UNKNOWN, TOTAL)


def _measure_as_json(measure: ProtectedMeasure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "window": measure.window,
        "cells": dict(measure.cells),
        "ranges": {code: list(of) for code, of in measure.ranges.items()},
    }


def _yardstick_as_json(measure: ProtectedMeasure, first: date, last: date) -> dict[str, Any]:
    shares = shares_of(measure)
    return {
        "id": measure.id,
        "window": measure.window,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "counts": {code: measure.cells.get(code, 0) for code in (*measure.cells, *COUNTS)},
        "ranges": {code: list(measure.range(code)) for code in (*measure.cells, *COUNTS)},
        "low": shares and shares.low,
        "high": shares and shares.high,
        "share": shares and shares.share,
        "interval": shares and shares.interval and list(shares.interval),
        "share_ranges": {name: of and list(of) for name, of in share_ranges(measure).items()},
    }


def shares_of(measure: ProtectedMeasure) -> ShareBounds | None:
    """The share that was reached told three ways, in whole per cent; None where a number behind it is hidden."""
    reached, unknown, total = (measure.cells.get(code) for code in ("reached", UNKNOWN, TOTAL))
    if reached is None or unknown is None or total is None:
        return None
    return share_bounds(reached, total - unknown, unknown).in_whole_per_cent()


def share_ranges(measure: ProtectedMeasure) -> dict[str, tuple[int, int] | None]:
    """Between which whole per cents each share lies, rounded outwards; None where nothing can be said.

    `low`: of all, taking nobody unknown for reached; `high`: taking all of them; `share`: of those who are known.
    """
    reached, unknown, total = (measure.range(code) for code in ("reached", UNKNOWN, TOTAL))
    rest = summed([measure.range("beside"), measure.range("other")])
    return {
        "low": share_between(reached, summed([rest, unknown]), total),
        "high": share_between(summed([reached, unknown]), rest, total),
        "share": share_between(reached, rest, without(total, unknown)),
    }


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
                "low": table.range(row, column)[0],
                "high": table.range(row, column)[1],
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
        measures=tuple(map(_read_measure, data["measures"])),
        curves=tuple(_read_curve(curve) for curve in data["curves"]),
        # Reports from before these came have none of them.
        work=read_work(data.get("cluster_work", {})),
        yields=tuple(map(read_yield, data.get("bottom_lines", ()))),
        agreed=read_agreed(data.get("agreed", {})),
        seal=SEAL,
        windows={
            name: (date.fromisoformat(days["from"]), date.fromisoformat(days["to"]))
            for name, days in data.get("windows", {}).items()
        },
        left_out=tuple((each["table"], each["row"]) for each in data.get("left_out", ())),
    )


def _read_measure(data: Mapping[str, Any]) -> ProtectedMeasure:
    cells = dict(data["cells"])
    if "success" in cells:
        cells = _in_four_counts(data["id"], cells)
    return ProtectedMeasure(
        data["id"],
        cells,
        SEAL,
        data.get("window", ""),
        {code: (low, high) for code, (low, high) in data.get("ranges", {}).items()},
    )


def _in_four_counts(id: str, cells: Mapping[str, int | None]) -> dict[str, int | None]:
    """A yardstick of a report from before the four counts."""
    beside = [cells[code] for code in BESIDE.get(id, ())]
    other, aside = cells["other"], (None if None in beside else sum(beside))
    return {
        **{code: cells[code] for code in STATES},
        "reached": cells["success"],
        **({"beside": aside} if beside else {}),
        "other": None if other is None or aside is None else other - aside,
        UNKNOWN: cells[UNKNOWN],
        TOTAL: cells[TOTAL],
    }


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
        ranges={
            (cell["row"], cell["column"]): (cell["low"], cell["high"])
            for cell in data["cells"]
            if cell["shown"] != SHOWN_STATUS and "low" in cell
        },
    )
