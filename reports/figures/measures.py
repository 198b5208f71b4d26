"""What a report counts beside its tables, in the form protection works on.

A measure counts each of its persons, spells or questions once, under one mark. What is printed of it
are cells: sums of marks. They say nothing of offices.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from entrepreneurs.enums import LADDER, CheckAnswer, Rung
from reports.figures.completeness import ANSWERED, KNOWN, NOT_ASKED, NOT_REACHED, UNKNOWN
from reports.figures.curves import HORIZONS, OUT_OF_SIGHT, OUTCOMES, WAITING, Curves, course_mark
from reports.figures.indicators import Indicators
from reports.figures.journeys import STATES
from reports.figures.tables import EXITS, TOTAL, Line
from reports.figures.yardsticks import STATUSES, SUCCESSES

UNSEEN = "unseen-by-nav"
VENTURES, JOBS_CREATED, JOBS_FILLED, JOBS_LASTING = "ventures", "jobs-created", "jobs-filled", "jobs-lasting"
CREATION = (VENTURES, JOBS_CREATED, JOBS_FILLED, JOBS_LASTING)
STATE_CURVE = "state-occupation"
WORK_CURVE = "first-paid-work"
COMPLETENESS = ("target-group", "innsatsgruppe", "left-with-reason", "work-with-percent", "follow-ups")
NOT_ASKED_OF_JOB = "not_asked"
# Curves are shown where at least so many are at risk.
FEWEST_AT_RISK = 30


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """Which marks a measure gives, and which sums of them are printed.

    `untold` are sums that are printed nowhere and must not be computable. `adds_up`: what is counted in a
    period is what is counted in its parts. `dimension` is given where the marks are those of the tables.
    """

    id: str
    marks: tuple[str, ...]
    cells: tuple[Line, ...]
    untold: tuple[Line, ...] = ()
    adds_up: bool = False
    dimension: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """The unprotected counts of a measure by mark."""

    spec: MeasureSpec
    counts: Mapping[str, int]


def measures_of(indicators: Indicators, *, with_curves: bool) -> tuple[Measure, ...]:
    """Everything beside the tables that is to be printed."""
    measures = [Measure(measure_spec(UNSEEN), {})]
    measures += [Measure(measure_spec(each.id), each.counts) for each in indicators.yardsticks]
    measures += [Measure(measure_spec(each.id), each.counts) for each in indicators.completeness]
    if with_curves:
        measures += _curve_measures(indicators.curves)
    return tuple(measures)


def _curve_measures(curves: Curves) -> Iterable[Measure]:
    for point in curves.states.points:
        if point.at_risk >= FEWEST_AT_RISK:
            unseen = curves.states.persons - point.at_risk
            yield Measure(
                measure_spec(f"{STATE_CURVE}-{point.month}"), {**point.observed, OUT_OF_SIGHT: unseen}
            )
    shown = [point.month for point in curves.work.points if point.at_risk >= FEWEST_AT_RISK]
    if shown:
        yield Measure(measure_spec(f"{WORK_CURVE}-{shown[-1]}"), curves.work.courses)


@cache
def measure_spec(id: str) -> MeasureSpec:
    """The measure with this id: `at-exit`, `follow-ups`, `state-occupation-12`, `first-paid-work-24` ..."""
    if id in SUCCESSES:
        return _yardstick_spec(id)
    if id == UNSEEN:
        taken, unseen = frozenset(EXITS) - {"none"}, frozenset({"education", "venture"})
        return MeasureSpec(id, (), (Line("unseen", unseen), Line(TOTAL, taken)), dimension="exit")
    name, _, month = id.rpartition("-")
    if name == STATE_CURVE:
        return MeasureSpec(
            id, (*STATES, OUT_OF_SIGHT), (*_alone(STATES), Line("observed", frozenset(STATES)))
        )
    if name == WORK_CURVE:
        return _work_spec(id, int(month))
    if id in CREATION:
        return _creation_spec(id)
    if id == "follow-ups":
        return _with_total(id, (ANSWERED, NOT_REACHED, NOT_ASKED), adds_up=True)
    return _with_total(id, (KNOWN, UNKNOWN), adds_up=id in ("left-with-reason", "work-with-percent"))


def _creation_spec(id: str) -> MeasureSpec:
    if id == VENTURES:
        running = Line("running", frozenset(LADDER))
        return MeasureSpec(
            id, tuple(rung.value for rung in Rung), (*_alone(rung.value for rung in Rung), running)
        )
    if id == JOBS_LASTING:
        return _with_total(id, (*(answer.value for answer in CheckAnswer), NOT_ASKED_OF_JOB), adds_up=True)
    mark = id.removeprefix("jobs-")
    return MeasureSpec(id, (mark,), _alone([mark]), adds_up=True)


def _alone(marks: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(mark, frozenset({mark})) for mark in marks)


def _with_total(id: str, marks: Sequence[str], *, adds_up: bool) -> MeasureSpec:
    return MeasureSpec(id, tuple(marks), (*_alone(marks), Line(TOTAL, frozenset(marks))), adds_up=adds_up)


def _yardstick_spec(id: str) -> MeasureSpec:
    """Each state, and the three numbers that the shares are made of."""
    others = frozenset(STATES) - SUCCESSES[id]
    cells = (
        *_alone(STATUSES),
        Line("success", SUCCESSES[id]),
        Line("other", others),
        Line("known", frozenset(STATES)),
        Line(TOTAL, frozenset(STATUSES)),
    )
    return MeasureSpec(id, STATUSES, cells, adds_up=True)


def _work_spec(id: str, last: int) -> MeasureSpec:
    """What had come first at each horizon up to the last that is shown, for those seen so long."""
    numbers = range(len(HORIZONS))
    marks = {
        (outcome, happened, seen): course_mark(outcome, happened, seen)
        for outcome in (*OUTCOMES, WAITING)
        for happened in (*numbers, len(HORIZONS))
        for seen in numbers
    }
    cells, untold = [], []
    for number, month in enumerate(HORIZONS[: HORIZONS.index(last) + 1]):
        seen_so_long = {key: mark for key, mark in marks.items() if key[2] >= number}
        for outcome in OUTCOMES:
            came = {key: mark for key, mark in seen_so_long.items() if key[0] == outcome and key[1] <= number}
            cells.append(Line(f"{outcome}-{month}", frozenset(came.values())))
            new = frozenset(mark for key, mark in came.items() if key[1] == number)
            untold.append(Line(f"new-{outcome}-{month}", new))
        cells.append(Line(f"observed-{month}", frozenset(seen_so_long.values())))
    return MeasureSpec(id, tuple(marks.values()), tuple(cells), tuple(untold))
