"""The unprotected numbers in the form of report.json: for control at the command line, nowhere else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports.figures.completeness import FACTS, KNOWN, CompletenessCount
from reports.figures.curves import OUTCOMES, CurvePoint, Curves
from reports.figures.indicators import Indicators
from reports.figures.journeys import STATES
from reports.figures.tables import Atom, table_specs, tabulate
from reports.figures.yardsticks import YardstickCount, unseen_by_nav
from reports.protected import SHOWN_STATUS
from reports.statistics.shares import Floats, Ints


def internal_report(
    published: Mapping[str, Any], offices: Sequence[str], atoms: Sequence[Atom], indicators: Indicators
) -> dict[str, Any]:
    """Every table, every cell with its true number, and all that stands beside them; the rest as published."""
    unseen = unseen_by_nav(atoms)
    return {
        **published,
        "tables": [
            {
                "id": table.id,
                "rows": list(table.rows),
                "columns": list(table.columns),
                "cells": [
                    {"row": row, "column": column, "value": count, "shown": SHOWN_STATUS}
                    for row, counts in zip(table.rows, table.counts, strict=True)
                    for column, count in zip(table.columns, counts, strict=True)
                ],
            }
            for table in (tabulate(spec, atoms) for spec in table_specs(offices))
        ],
        "yardsticks": [_yardstick(yardstick) for yardstick in indicators.yardsticks],
        "unseen-by-nav": {"exits": unseen.exits, "education": unseen.education, "venture": unseen.venture},
        "curves": _curves(indicators.curves),
        "completeness": {part.id: _completeness(part) for part in indicators.completeness},
    }


def _yardstick(yardstick: YardstickCount) -> dict[str, Any]:
    bounds = yardstick.bounds
    return {
        "id": yardstick.id,
        "counts": dict(yardstick.counts),
        "low": bounds.low,
        "high": bounds.high,
        "share": bounds.share,
        "interval": bounds.interval and list(bounds.interval),
    }


def _curves(curves: Curves) -> list[dict[str, Any]]:
    """Each curve at its horizons, and exactly: a value holds from its day until the next day named."""
    states, work = curves.states, curves.work
    return [
        {
            "id": "state-occupation",
            "persons": states.persons,
            "horizons": [_point(point) for point in states.points],
            "exact": {
                "days": states.exact.times.astype(int).tolist(),
                "at-risk": _by_code(STATES, states.exact.at_risk),
                "shares": _by_code(STATES, states.exact.probabilities),
                "variances": _by_code(STATES, states.exact.variances),
            },
        },
        {
            "id": "first-paid-work",
            "persons": work.persons,
            "median": {"days": work.median.time, "low": work.median.low, "high": work.median.high},
            "horizons": [_point(point) for point in work.points],
            "exact": {
                "days": work.exact.times.astype(int).tolist(),
                "at-risk": work.exact.at_risk.tolist(),
                "shares": _by_code(OUTCOMES, work.exact.shares),
                "variances": _by_code(OUTCOMES, work.exact.variances),
            },
        },
    ]


def _point(point: CurvePoint) -> dict[str, Any]:
    return {
        "month": point.month,
        "day": point.day,
        "at-risk": point.at_risk,
        "observed": dict(point.observed),
        "shares": {
            code: {"share": each.share, "low": each.low, "high": each.high}
            for code, each in point.shares.items()
        },
    }


def _by_code(codes: Iterable[str], columns: Floats | Ints) -> dict[str, list]:
    return {code: columns[:, at].tolist() for at, code in enumerate(codes)}


def _completeness(part: CompletenessCount) -> dict[str, int]:
    if set(part.counts) == set(FACTS):
        return {KNOWN: part.counts[KNOWN], "of": part.of}
    return {**part.counts, "due": part.of}
