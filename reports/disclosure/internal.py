"""The unprotected numbers in the form of report.json: for control at the command line, nowhere else."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from reports.figures.curves import OUTCOMES, CurvePoint, Curves
from reports.figures.definitions import (
    BESIDE,
    COMPLETENESS,
    REACHED,
    STATES,
    TOTAL,
    WINDOWS,
    Place,
    table_specs,
)
from reports.figures.figures import Figures, bounds_of
from reports.protected.report import SHOWN_STATUS
from reports.statistics.shares import Floats, Ints

CODES = (*STATES, "reached", "beside", "other", "unknown", TOTAL)


def internal_report(published: Mapping[str, Any], figures: Figures) -> dict[str, Any]:
    """Every table, every cell with its true number, and all that stands beside them; the rest as published."""
    values = figures.values
    every = {spec.id for spec in table_specs(())}
    return {
        **published,
        "tables": [
            {
                "id": spec.id,
                "rows": list(spec.row_codes),
                "columns": list(spec.column_codes),
                "cells": [
                    _cell(values, (spec.id, row, column))
                    for row in spec.row_codes
                    for column in spec.column_codes
                ],
            }
            for spec in figures.definition.tables
            if spec.id in every
        ],
        "yardsticks": [_yardstick(figures, id, window) for id in REACHED for window in _windows(figures, id)],
        "unseen-by-nav": {
            "exits": values["unseen-by-nav", "all", TOTAL],
            "education": values["exits-by-office", TOTAL, "education"],
            "venture": values["exits-by-office", TOTAL, "venture"],
        },
        "curves": _curves(figures.curves),
        "completeness": {id: _completeness(values, id) for id in COMPLETENESS},
    }


def _cell(values: Mapping[Place, int], place: Place) -> dict[str, Any]:
    value = values[place]
    return {
        "row": place[1],
        "column": place[2],
        "value": value,
        "shown": SHOWN_STATUS,
        "low": value,
        "high": value,
    }


def _windows(figures: Figures, id: str) -> Iterable[str]:
    """`november` is counted only where the window holds one."""
    for window in WINDOWS:
        first, last = figures.definition.window(window)
        novembers = (first <= day <= last for day in _novembers(first.year, last.year))
        if id != "november" or any(novembers):
            yield window


def _novembers(first: int, last: int) -> Iterable[date]:
    return (date(year, 11, 15) for year in range(first, last + 1))


def _yardstick(figures: Figures, id: str, window: str) -> dict[str, Any]:
    first, last = figures.definition.window(window)
    where = f"yardstick:{id}", window
    counts = {code: figures.values[*where, code] if code != "beside" or id in BESIDE else 0 for code in CODES}
    bounds = bounds_of(figures.values, id, window)
    return {
        "id": id,
        "window": window,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "counts": counts,
        "ranges": {code: [count, count] for code, count in counts.items()},
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


def _completeness(values: Mapping[Place, int], id: str) -> dict[str, int]:
    table = f"completeness:{id}"
    if id == "follow-ups":
        codes = ("answered", "not-reached", "not-asked")
        return {**{code: values[table, "all", code] for code in codes}, "due": values[table, "all", TOTAL]}
    return {"known": values[table, "all", "known"], "of": values[table, "all", TOTAL]}
