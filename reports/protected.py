"""Numbers that may leave the house.

Documents, charts, alternative texts and pages take a `ProtectedReport` and nothing else. The
types here cannot be made from raw counts: only `reports.release` holds the seal, and a published
report.json can be read back because everything in it is out already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from reports.figures.tables import TOTAL
from reports.periods import Period

SCHEMA: Final = "krem-outcome-report/1"
# One word for every hidden cell: telling small cells from cells hidden to guard them would
# tell the reader that the first are under k. See docs/decisions/.
HIDDEN_STATUS: Final = "primary"
SHOWN_STATUS: Final = "value"

_SEAL: Final = object()


class Unprotected(TypeError):
    """Somebody tried to make a protected number by hand."""


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """`cells[row][column]` is a count that may be shown, or None where it is hidden."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise Unprotected("A ProtectedTable is made by reports.release.protect() only.")

    def cell(self, row: str, column: str) -> int | None:
        """The count in a cell, None where it is hidden."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    @property
    def has_hidden(self) -> bool:
        return any(value is None for row in self.cells for value in row)


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
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise Unprotected("A ProtectedReport is made by reports.release.protect() only.")

    def table(self, id: str) -> ProtectedTable:
        return next(table for table in self.tables if table.id == id)

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
            "yardsticks": [],
            "curves": [],
            "completeness": {},
        }


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
        seal=_SEAL,
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
        seal=_SEAL,
    )
