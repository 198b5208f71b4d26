"""Protected types made of what may be shown: the only module that holds the seal beside `reports.protected` itself."""

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from clusters.board import BoardStanding
from clusters.enums import Level, Step
from clusters.goals import FiguresChange
from clusters.holding import standing_of, what_holds_back
from clusters.models import OfficeFigures
from reports.figures.cluster_work import WorkCount
from reports.figures.curves import DAYS_IN_A_MONTH, OUTCOMES, CurvePoint, Curves, Estimate
from reports.figures.definitions import STATES, Definition, Place, TableSpec
from reports.figures.measures import STATE_CURVE, WORK_CURVE, Measure, MeasureSpec
from reports.protected.cluster_work import (
    COST,
    GOALS,
    Board,
    BoardStep,
    ClusterWork,
    Goal,
    Learned,
    ProtectedGoals,
)
from reports.protected.ranges import NOTHING_TOLD, Range, summed, within, without
from reports.protected.report import (
    ProtectedCurve,
    ProtectedMeasure,
    ProtectedPoint,
    ProtectedShare,
    ProtectedTable,
)
from reports.protected.seal import SEAL
from reports.statistics.incidence import Median
from reports.statistics.shares import nearest_per_cent

Printed = Mapping[Place, int | None]
OBSERVED = "observed"
ROUND_TO = 10
# What is said of those who work at an office is said of so many at least. See docs/decisions/.
FEWEST_STAFF = 20
TENTH = Decimal("0.1")


def seal_table(spec: TableSpec, printed: Printed, ranges: Mapping[Place, Range]) -> ProtectedTable:
    """A table without the rows that are left out."""
    rows = tuple(row for row in spec.row_codes if (spec.id, row, spec.column_codes[-1]) in printed)
    return ProtectedTable(
        id=spec.id,
        rows=rows,
        columns=spec.column_codes,
        cells=tuple(tuple(printed[spec.id, row, column] for column in spec.column_codes) for row in rows),
        seal=SEAL,
        ranges={
            (row, column): ranges[spec.id, row, column]
            for row in rows
            for column in spec.column_codes
            if printed[spec.id, row, column] is None
        },
    )


def seal_creation(
    measures: Sequence[Measure], hidden: Collection[tuple[str, str]]
) -> tuple[ProtectedMeasure, ...]:
    """Ventures and jobs, with what is hidden of them."""
    return tuple(_seal_creation(measure, hidden) for measure in measures)


def _seal_creation(measure: Measure, hidden: Collection[tuple[str, str]]) -> ProtectedMeasure:
    cells = {
        line.code: None if (measure.spec.id, line.code) in hidden else measure.value(line)
        for line in measure.spec.cells
    }
    return ProtectedMeasure(measure.spec.id, cells, SEAL, ranges=told_by_sums(measure.spec, cells))


def told_by_sums(spec: MeasureSpec, cells: Mapping[str, int | None]) -> dict[str, Range]:
    """Between which numbers the hidden lines lie, by the printed sums of the same measure. Hidden is at least one."""
    of = {code: NOTHING_TOLD if value is None else (value, value) for code, value in cells.items()}
    sums = [
        (line.code, sorted(line.members)) for line in spec.cells if line.members <= set(cells) - {line.code}
    ]
    for whole, parts in sums:
        of[whole] = within(of[whole], summed(of[part] for part in parts))
        for part in parts:
            others = summed([(0, 0), *(of[other] for other in parts if other != part)])
            of[part] = within(of[part], without(of[whole], others))
    return {code: of[code] for code, value in cells.items() if value is None}


def seal_curves(
    curves: Curves, printed: Printed, definition: Definition, stand_in: str
) -> tuple[ProtectedCurve, ...]:
    """Both curves, without points where they `stand_in` an earlier report."""
    if stand_in:
        return tuple(ProtectedCurve(id, (), None, stand_in, SEAL) for id in (STATE_CURVE, WORK_CURVE))
    states = _points(curves.states.points, definition.state_horizons, STATE_CURVE, STATES, printed)
    work = _points(curves.work.points, definition.work_horizons, WORK_CURVE, OUTCOMES, printed)
    return (
        ProtectedCurve(STATE_CURVE, states, None, "", SEAL),
        ProtectedCurve(WORK_CURVE, work, _median(curves.work.median, work), "", SEAL),
    )


def _points(
    points: Sequence[CurvePoint], months: Collection[int], id: str, codes: Sequence[str], printed: Printed
) -> tuple[ProtectedPoint, ...]:
    return tuple(
        ProtectedPoint(
            month=point.month,
            at_risk=ROUND_TO * ((point.at_risk + ROUND_TO // 2) // ROUND_TO),
            shares={
                code: _share(point.shares[code]) if _is_told(printed, f"{id}-{point.month}", code) else None
                for code in codes
            },
        )
        for point in points
        if point.month in months
    )


def _is_told(printed: Printed, table: str, code: str) -> bool:
    """May the share that this count is the numerator of be printed?"""
    return all(printed.get((table, "all", each)) is not None for each in (code, OBSERVED))


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


def _goals(change: FiguresChange) -> ProtectedGoals:
    goals = {code: _goal(change, code) for code in GOALS}
    return ProtectedGoals(change.office.slug, change.half_year, goals, SEAL)


def _goal(change: FiguresChange, code: str) -> Goal:
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
