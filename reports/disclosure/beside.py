"""What stands beside the tables of a report, as protection sees it, and which of it a report prints.

A curve prints shares. It is taken to print the counts under observation that they are made of.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.issues import THE_ROW, Counts, Issue, Place
from reports.figures.curves import CurvePoint, Curves
from reports.figures.indicators import Indicators
from reports.figures.measures import (
    FEWEST_AT_RISK,
    STATE_CURVE,
    WORK_CURVE,
    Measure,
    MeasureSpec,
    measure_spec,
    measures_of,
)
from reports.protected import ProtectedCurve, ProtectedReport

# A curve is shown again when so many have come to it since it was last shown: the few who came between
# two curves could else be told from their difference.
FEWEST_NEW = 30
OBSERVED = "observed"


@dataclass(frozen=True, slots=True)
class Printed:
    """The measures of a report, and what is printed in each of their cells."""

    measures: list[MeasureSpec]
    cells: dict[Place, int | None]


def read_printed(report: ProtectedReport, counts: Counts) -> Printed:
    """What a report prints beside its tables; of curves the counts that the shares are made of."""
    printed = Printed([], {})
    for measure in report.measures:
        printed.measures.append(measure_spec(measure.id))
        printed.cells.update({(measure.id, THE_ROW, code): count for code, count in measure.cells.items()})
    for curve in report.curves:
        for spec, shown in _shown_on(curve):
            printed.measures.append(spec)
            persons = dict(counts[spec.id])
            for line in spec.cells:
                count = sum(persons.get(mark, 0) for mark in line.members)
                printed.cells[spec.id, THE_ROW, line.code] = (
                    count if line.code in shown or not count else None
                )
    return printed


def _shown_on(curve: ProtectedCurve) -> Iterator[tuple[MeasureSpec, set[str]]]:
    """The measures behind a curve, each with the cells whose shares are shown."""
    if curve.id == STATE_CURVE:
        for point in curve.points:
            shown = {code for code, share in point.shares.items() if share}
            yield measure_spec(f"{curve.id}-{point.month}"), shown | ({OBSERVED} if shown else set())
    elif curve.points:
        shown = set()
        for point in curve.points:
            codes = {f"{code}-{point.month}" for code, share in point.shares.items() if share}
            shown |= codes | ({f"{OBSERVED}-{point.month}"} if codes else set())
        yield measure_spec(f"{curve.id}-{curve.points[-1].month}"), shown


def measures_to_print(
    indicators: Indicators, offices: Sequence[str], earlier: Sequence[Issue]
) -> tuple[Measure, ...]:
    """Everything beside the tables that a report over these offices may print after these issues."""
    return measures_of(indicators, with_curves=not curves_stand_in(indicators.curves, offices, earlier))


def curves_stand_in(curves: Curves, offices: Sequence[str], earlier: Sequence[Issue]) -> str:
    """The period of the newest report that shows nearly the same curves, empty where they may be shown now."""
    for issue in reversed(earlier):
        if set(issue.offices) != set(offices):
            continue
        for measure in issue.measures:
            if measure.id.startswith((STATE_CURVE, WORK_CURVE)):
                before = sum(count for _, count in issue.counts[measure.id])
                if abs(curves.states.persons - before) < FEWEST_NEW:
                    return issue.period.label
                break
    return ""


def points_at(points: Sequence[CurvePoint]) -> list[CurvePoint]:
    """The horizons that are shown."""
    return [point for point in points if point.at_risk >= FEWEST_AT_RISK]


def is_shown(
    hidden: Collection[Place] | Mapping[Place, str], measure_id: str, code: str, observed: str
) -> bool:
    """May the share that this cell is the numerator of be printed?"""
    return (measure_id, THE_ROW, code) not in hidden and (measure_id, THE_ROW, observed) not in hidden
