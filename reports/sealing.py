"""Protected types made of what may be shown: the only module that holds the seal beside `protected` itself."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from clusters.board import BoardStanding
from clusters.enums import Level, Step
from clusters.goals import Change
from clusters.holding import standing_of, what_holds_back
from clusters.models import OfficeFigures
from reports.cluster_work import COST, GOALS, Board, BoardStep, ClusterWork, Goal, Learned, ProtectedGoals
from reports.disclosure.beside import OBSERVED, is_shown, points_at
from reports.disclosure.issues import THE_ROW, Place
from reports.figures.cluster_work import WorkCount
from reports.figures.curves import DAYS_IN_A_MONTH, OUTCOMES, CurvePoint, Curves, Estimate
from reports.figures.journeys import STATES
from reports.figures.measures import STATE_CURVE, WORK_CURVE, MeasureSpec
from reports.figures.tables import Table
from reports.protected import (
    ProtectedCurve,
    ProtectedMeasure,
    ProtectedPoint,
    ProtectedShare,
    ProtectedTable,
)
from reports.seal import SEAL
from reports.statistics.incidence import Median
from reports.statistics.shares import nearest_per_cent

Hidden = Collection[Place]
ROUND_TO = 10
# What is said of those who work at an office is said of so many at least. See docs/decisions/.
FEWEST_STAFF = 20
TENTH = Decimal("0.1")


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
        seal=SEAL,
    )


def seal_measure(spec: MeasureSpec, values: Mapping[Place, int], hidden: Hidden) -> ProtectedMeasure:
    places = {line.code: (spec.id, THE_ROW, line.code) for line in spec.cells}
    cells = {code: None if place in hidden else values[place] for code, place in places.items()}
    return ProtectedMeasure(spec.id, cells, SEAL)


def seal_curves(curves: Curves, hidden: Hidden, stand_in: str) -> tuple[ProtectedCurve, ...]:
    """Both curves, without points where they `stand_in` an earlier report."""
    if stand_in:
        return tuple(ProtectedCurve(id, (), None, stand_in, SEAL) for id in (STATE_CURVE, WORK_CURVE))
    return (
        ProtectedCurve(
            STATE_CURVE,
            tuple(
                _point(point, STATES, hidden, f"{STATE_CURVE}-{point.month}", "")
                for point in points_at(curves.states.points)
            ),
            None,
            "",
            SEAL,
        ),
        _work_curve(curves, hidden),
    )


def _work_curve(curves: Curves, hidden: Hidden) -> ProtectedCurve:
    shown = points_at(curves.work.points)
    id = f"{WORK_CURVE}-{shown[-1].month}" if shown else ""
    points = tuple(_point(point, OUTCOMES, hidden, id, f"-{point.month}") for point in shown)
    return ProtectedCurve(WORK_CURVE, points, _median(curves.work.median, points), "", SEAL)


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


def seal_work(count: WorkCount) -> ClusterWork:
    """Boards and lessons as they are; of an office's goals what its staff is large enough for."""
    return ClusterWork(
        boards=tuple(map(_board, count.standings)),
        goals=tuple(map(_goals, count.changes)),
        lessons=tuple(
            Learned(
                title=lesson.title,
                what=lesson.what,
                takes=lesson.takes,
                evidence=lesson.evidence,
                learned_on=lesson.learned_on,
                step=lesson.step and Step(lesson.step),
                level=Level(lesson.level) if lesson.level else None,
            )
            for lesson in count.lessons
        ),
    )


def _board(standing: BoardStanding) -> Board:
    steps = (
        BoardStep(
            step, levels, standing_of(step, standing.model), tuple(what_holds_back(step, standing.model))
        )
        for step, levels in standing.model.items()
    )
    partner = standing.partner
    return Board(partner.slug if partner else "", partner.name if partner else "", tuple(steps))


def _goals(change: Change) -> ProtectedGoals:
    goals = {code: _goal(change, code) for code in GOALS}
    return ProtectedGoals(change.office.slug, change.half_year, goals, SEAL)


def _goal(change: Change, code: str) -> Goal:
    """Cost is in public accounts; the other two are hidden where few work there, or nobody has said how many."""
    value, by = getattr(change.now, code), getattr(change, code)
    if code == COST:
        return Goal(_decimal(value), _decimal(by), is_hidden=False)
    if value is None:
        return Goal(None, None, is_hidden=False)
    if not _many_work_there(change.now):
        return Goal(None, None, is_hidden=True)
    comparable = by is not None and _many_work_there(change.before)
    # From what is printed, so that the change is the difference of the two numbers that a reader sees.
    now = _tenths(value)
    return Goal(now, now - _tenths(getattr(change.before, code)) if comparable else None, is_hidden=False)


def _many_work_there(figures: OfficeFigures) -> bool:
    return (figures.staff or 0) >= FEWEST_STAFF


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
