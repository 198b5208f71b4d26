"""The one way a number gets out: counts in, protected report and the reasons out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reports.agreed import NOTHING_AGREED, Agreed
from reports.disclosure.beside import curves_stand_in, measures_to_print
from reports.disclosure.issues import Issue, counts_of
from reports.disclosure.issues import Place as CellPlace
from reports.disclosure.ledger import NOTHING_OUT, Ledger, strictest
from reports.disclosure.publications import CellMap, publication_of
from reports.disclosure.warnings import warnings_of
from reports.disclosure.yields import Told, yields_to_print
from reports.figures.cluster_work import NO_WORK, WorkCount
from reports.figures.indicators import Indicators
from reports.figures.measures import STATE_CURVE, WORK_CURVE, Measure
from reports.figures.tables import GROUPED, Atom, Layout, published_specs, tabulate
from reports.figures.yields import YieldCount
from reports.periods import Period
from reports.protected import Place, ProtectedCurve, ProtectedReport
from reports.protection.auditor import Exposure, exposed_by
from reports.protection.suppressor import Suppression, suppress
from reports.protection.verifier import verify
from reports.seal import SEAL
from reports.sealing import seal_curves, seal_measure, seal_table, seal_work


class Exposed(Exception):
    """A reader could tell a small count: nothing may leave the house."""

    def __init__(self, exposures: Sequence[Exposure], problems: Sequence[str] = ()) -> None:
        super().__init__("; ".join([*problems, *(exposure.label for exposure in exposures)]))
        self.exposures = tuple(exposures)


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
    atoms: Sequence[Atom],
    indicators: Indicators | None = None,
    creation: Sequence[Measure] = (),
    work: WorkCount = NO_WORK,
    yields: Sequence[YieldCount] = (),
    told: Sequence[Told] = (),
    agreed: Agreed = NOTHING_AGREED,
    layout: Layout = GROUPED,
    ledger: Ledger = NOTHING_OUT,
) -> Release:
    """Decide what may be shown beside all that is out, have it verified and audited, and seal it.

    Raises Exposed when the verifier or the auditor finds a count of 1 to k-1 that a reader of this report
    and the `ledger` could tell, and could not tell before.
    """
    slugs = tuple(office.slug for office in offices)
    specs = published_specs(slugs, layout)
    measures = (*(measures_to_print(indicators, slugs, ledger.issues) if indicators else ()), *creation)
    counts = counts_of(specs, atoms, measures)
    label = f"{cluster.slug} {period.label}, {edition}"
    issue = Issue(label, period, slugs, specs, counts, tuple(measure.spec for measure in measures), k=k)
    issues = (*ledger.issues, issue)
    cells = publication_of(issues)
    suppression = suppress(cells.publication, strictest(issues), map(cells.joined, ledger.witnesses))
    _check(cells, suppression, ledger, strictest(issues))
    places = cells.of_issue(len(ledger.issues))
    hidden = {
        places[index]: str(suppression.hidden[index]) for index in places if index in suppression.hidden
    }
    values = {place: cells.publication.cells[index].value for index, place in places.items()}
    report = ProtectedReport(
        cluster=cluster,
        offices=tuple(offices),
        period=period,
        cutoff=cutoff,
        edition=edition,
        k=k,
        tables=tuple(seal_table(tabulate(spec, atoms), hidden) for spec in specs),
        measures=tuple(
            seal_measure(spec, values, hidden)
            for spec in issue.measures
            if not spec.id.startswith((STATE_CURVE, WORK_CURVE))
        ),
        curves=_curves(indicators, slugs, ledger, hidden),
        work=seal_work(work),
        yields=yields_to_print(yields, slugs, told, strictest(issues)),
        agreed=agreed,
        seal=SEAL,
    )
    reasons = _told(values, hidden) | warnings_of(issue, values, ledger.issues, k)
    return Release(report, reasons, suppression.certificate.as_json(), counts)


def _curves(
    indicators: Indicators | None, offices: Sequence[str], ledger: Ledger, hidden: Mapping[CellPlace, str]
) -> tuple[ProtectedCurve, ...]:
    if indicators is None:
        return ()
    stand_in = curves_stand_in(indicators.curves, offices, ledger.issues)
    return seal_curves(indicators.curves, hidden, stand_in)


def _check(cells: CellMap, suppression: Suppression, ledger: Ledger, k: int) -> None:
    witnesses = suppression.certificate.witnesses
    exposures = exposed_by(cells.publication, suppression.hidden, k, witnesses=witnesses)
    problems = verify(cells.publication, suppression.hidden, suppression.certificate, k)
    if not (exposures or problems):
        return
    known = ledger.told_already()
    exposures = tuple(exposure for exposure in exposures if exposure.label not in known)
    problems = [
        problem for problem in problems if not problem.startswith(tuple(f"{label}: " for label in known))
    ]
    if exposures or problems:
        raise Exposed(exposures, problems)


def _told(values: Mapping[CellPlace, int], hidden: Mapping[CellPlace, str]) -> dict[str, Any]:
    """What KREM sees before publishing: which cells are hidden and why, and how much is lost."""
    return {
        "hidden": [
            {"table": table, "row": row, "column": column, "reason": reason}
            for (table, row, column), reason in hidden.items()
        ],
        "cells": sum(1 for value in values.values() if value),
        "hidden_cells": len(hidden),
        "persons": sum(values.values()),
        "hidden_persons": sum(values[place] for place in hidden),
    }
