"""Protected types made of what may be shown: the only module that holds the seal beside `protected` itself."""

from collections.abc import Collection, Mapping, Sequence

from reports.disclosure.beside import OBSERVED, is_shown, points_at
from reports.disclosure.issues import THE_ROW, Place
from reports.figures.curves import DAYS_IN_A_MONTH, OUTCOMES, CurvePoint, Curves, Estimate
from reports.figures.journeys import STATES
from reports.figures.measures import STATE_CURVE, WORK_CURVE, MeasureSpec
from reports.figures.tables import Table
from reports.protected import (
    _SEAL,
    ProtectedCurve,
    ProtectedMeasure,
    ProtectedPoint,
    ProtectedShare,
    ProtectedTable,
)
from reports.statistics.incidence import Median
from reports.statistics.shares import nearest_per_cent

Hidden = Collection[Place]
ROUND_TO = 10


def seal_table(table: Table, hidden: Hidden) -> ProtectedTable:
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


def seal_measure(spec: MeasureSpec, values: Mapping[Place, int], hidden: Hidden) -> ProtectedMeasure:
    places = {line.code: (spec.id, THE_ROW, line.code) for line in spec.cells}
    cells = {code: None if place in hidden else values[place] for code, place in places.items()}
    return ProtectedMeasure(spec.id, cells, _SEAL)


def seal_curves(curves: Curves, hidden: Hidden, stand_in: str) -> tuple[ProtectedCurve, ...]:
    """Both curves, without points where they `stand_in` an earlier report."""
    if stand_in:
        return tuple(ProtectedCurve(id, (), None, stand_in, _SEAL) for id in (STATE_CURVE, WORK_CURVE))
    return (
        ProtectedCurve(
            STATE_CURVE,
            tuple(
                _point(point, STATES, hidden, f"{STATE_CURVE}-{point.month}", "")
                for point in points_at(curves.states.points)
            ),
            None,
            "",
            _SEAL,
        ),
        _work_curve(curves, hidden),
    )


def _work_curve(curves: Curves, hidden: Hidden) -> ProtectedCurve:
    shown = points_at(curves.work.points)
    id = f"{WORK_CURVE}-{shown[-1].month}" if shown else ""
    points = tuple(_point(point, OUTCOMES, hidden, id, f"-{point.month}") for point in shown)
    return ProtectedCurve(WORK_CURVE, points, _median(curves.work.median, points), "", _SEAL)


def _point(
    point: CurvePoint, codes: Sequence[str], hidden: Hidden, measure_id: str, suffix: str
) -> ProtectedPoint:
    return ProtectedPoint(
        month=point.month,
        at_risk=ROUND_TO * ((point.at_risk + ROUND_TO // 2) // ROUND_TO),
        shares={
            code: _share(point.shares[code])
            if is_shown(hidden, measure_id, code + suffix, OBSERVED + suffix)
            else None
            for code in codes
        },
    )


def _share(estimate: Estimate) -> ProtectedShare:
    return ProtectedShare(
        *(round(100 * nearest_per_cent(part)) for part in (estimate.share, estimate.low, estimate.high))
    )


def _median(median: Median, points: Sequence[ProtectedPoint]) -> tuple[int, int | None, int | None] | None:
    """In whole months, where it lies between horizons whose shares are all shown."""
    if median.time is None or any(share is None for point in points for share in point.shares.values()):
        return None
    months = [
        None if days is None else round(days / DAYS_IN_A_MONTH)
        for days in (median.time, median.low, median.high)
    ]
    if not points or months[0] > points[-1].month:
        return None
    return months[0], months[1], months[2]
