"""The one way a number gets out: counts in, protected report and the reasons out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.figures.tables import UNALLOCATED, Atom, Table, published_specs, tabulate
from reports.periods import Period
from reports.protected import _SEAL, Place, ProtectedReport, ProtectedTable
from reports.protection.auditor import exposed_by
from reports.protection.suppressor import Suppression, suppress
from reports.protection.verifier import verify
from reports.publications import CellMap, publication_of


class Exposed(Exception):
    """The suppression does not hold: nothing may leave the house."""


@dataclass(frozen=True, slots=True)
class Release:
    """A protected report; all but the report is as secret as the true numbers."""

    report: ProtectedReport
    told: dict[str, Any]
    certificate: dict[str, Any]
    atoms: dict[str, list]


def protect(
    *,
    cluster: Place,
    offices: Sequence[Place],
    period: Period,
    cutoff: datetime,
    edition: int,
    k: int,
    full_detail: bool,
    atoms: Sequence[Atom],
) -> Release:
    """Decide what may be shown, have it checked by the verifier and the auditor, and seal it.

    Raises Exposed when either finds a count of 1 to k-1 that a reader could tell.
    """
    slugs = [office.slug for office in offices]
    specs = published_specs(slugs, full_detail=full_detail)
    cells = publication_of(specs, (*slugs, UNALLOCATED), atoms)
    suppression = suppress(cells.publication, k)
    _check(cells, suppression, k)
    hidden = {cells.places[index] for index in suppression.hidden}
    report = ProtectedReport(
        cluster=cluster,
        offices=tuple(offices),
        period=period,
        cutoff=cutoff,
        edition=edition,
        k=k,
        tables=tuple(_protected(tabulate(spec, atoms), hidden) for spec in specs),
        seal=_SEAL,
    )
    return Release(
        report=report,
        told=_told(cells, suppression),
        certificate=suppression.certificate.as_json(),
        atoms=cells.counts,
    )


def _check(cells: CellMap, suppression: Suppression, k: int) -> None:
    problems = [
        *verify(cells.publication, suppression.hidden, suppression.certificate, k),
        *(exposure.label for exposure in exposed_by(cells.publication, suppression.hidden, k)),
    ]
    if problems:
        raise Exposed("; ".join(problems))


def _protected(table: Table, hidden: set[tuple[str, str, str]]) -> ProtectedTable:
    return ProtectedTable(
        id=table.id,
        rows=table.rows,
        columns=table.columns,
        cells=tuple(
            tuple(
                None if (table.id, row, column) in hidden else count
                for column, count in zip(table.columns, counts, strict=True)
            )
            for row, counts in zip(table.rows, table.counts, strict=True)
        ),
        seal=_SEAL,
    )


def _told(cells: CellMap, suppression: Suppression) -> dict[str, Any]:
    """What KREM sees before publishing: which cells are hidden and why, and how much is lost."""
    loss = suppression.loss
    return {
        "hidden": [
            {
                "table": cells.places[index][0],
                "row": cells.places[index][1],
                "column": cells.places[index][2],
                "value": cells.publication.cells[index].value,
                "reason": str(reason),
            }
            for index, reason in sorted(suppression.hidden.items())
        ],
        "cells": loss.cells,
        "hidden_cells": loss.hidden_cells,
        "persons": loss.persons,
        "hidden_persons": loss.hidden_persons,
    }
