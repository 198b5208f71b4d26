"""The tables of what is counted beside where participants are: yardsticks, curves, the fourth exit, completeness."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entrepreneurs.enums import Rung
from reports.document.tables.amounts import NOTHING, Amount, Column, Unit, between, counted_in, estimated
from reports.document.tables.tabular import Grid, GridRow
from reports.document.tables.yardsticks import yardstick_grids
from reports.document.words.labels import state_label
from reports.document.words.windows import window_label
from reports.document.words.wording import day, number
from reports.document.words.yardsticks import yardsticks_in
from reports.figures.curves import OUTCOMES
from reports.figures.definitions import STATES, TOTAL, UNKNOWN
from reports.figures.measures import (
    JOBS_CREATED,
    JOBS_FILLED,
    JOBS_LASTING,
    STATE_CURVE,
    UNSEEN,
    VENTURES,
    WORK_CURVE,
)
from reports.protected.ranges import NOTHING_TOLD, Range, says_nothing, share_between, summed, without
from reports.protected.report import ProtectedCurve, ProtectedMeasure, ProtectedReport

KNOWN, ANSWERED, NOT_REACHED, NOT_ASKED = "known", "answered", "not-reached", "not-asked"
FACTS: dict[str, str | Promise] = {
    "target-group": gettext_lazy("Target group"),
    "innsatsgruppe": gettext_lazy("NAV’s assessment (innsatsgruppe)"),
    "left-with-reason": gettext_lazy("Why follow-up ended"),
    "work-with-percent": gettext_lazy("Percentage of full-time work"),
}
QUESTIONS: dict[str, str | Promise] = {
    ANSWERED: gettext_lazy("Answered"),
    NOT_REACHED: gettext_lazy("Asked, but not reached"),
    NOT_ASKED: gettext_lazy("Not asked"),
    TOTAL: gettext_lazy("Total"),
}
QUESTIONS_DUE = gettext_lazy("Follow-up questions that fell due in the period")
# What comes first of the two that a curve of first paid work waits for.
FIRST: dict[str, str | Promise] = {
    "work": gettext_lazy("Work or venture"),
    "left": gettext_lazy("Left before that"),
}


def measure_grids(report: ProtectedReport) -> Iterator[Grid]:
    """A table for each thing the report has counted."""
    yield from yardstick_grids(report)
    for make in _GRIDS:
        grid = make(report)
        if grid is not None:
            yield grid


def month_label(month: int) -> str:
    """How long after the first enrolment."""
    return _("%(months)s months") % {"months": number(month)}


def share_of(measure: ProtectedMeasure, part: str, rest: Sequence[str]) -> Amount:
    """The share of a part, hidden where it or what is not in it is hidden."""
    numerator, others = measure.cells[part], [measure.cells[code] for code in rest]
    if numerator is None or None in others:
        ranges = [measure.range(code) for code in rest]
        limits = share_between(measure.range(part), summed(ranges), measure.range(TOTAL))
        return Amount(None, Unit.PER_CENT, is_hidden=True, between=limits)
    whole = numerator + sum(others)
    return Amount((200 * numerator + whole) // (2 * whole), Unit.PER_CENT) if whole else NOTHING


def _unseen(report: ProtectedReport) -> Grid | None:
    measure = report.measure(UNSEEN)
    if measure is None:
        return None
    unseen, taken = measure.range("unseen"), measure.range(TOTAL)
    seen = NOTHING_TOLD if says_nothing(unseen, taken) else without(taken, unseen)
    rows = (
        ("unseen", _("Education or own venture: counted as “other”"), unseen),
        ("seen", _("Ordinary work or work training"), seen),
        (TOTAL, _("All exits in the period"), taken),
    )
    return Grid(
        id="unseen-by-nav",
        caption=_("Exits in the period, by whether NAV’s statistics name them"),
        heading=_("Last exit in the period"),
        columns=(Column("persons", _("Participants")),),
        rows=tuple(GridRow(code, label, (between(of),)) for code, label, of in rows),
        sources=(UNSEEN,),
    )


def _fourth_exit(report: ProtectedReport) -> Grid | None:
    rows = [
        *_ventures_in_tables(report),
        *(
            (
                f"{yardstick.id}-{measure.window}",
                f"{label}, {window_label(measure.window)}",
                measure.range("venture"),
            )
            for yardstick, measures in yardsticks_in(report)
            for measure in measures
            if "venture" in measure.cells and (label := _venture_label(yardstick.id))
        ),
    ]
    if not any(of[0] and not says_nothing(of) for _code, _label, of in rows):
        return None
    return Grid(
        id="fourth-exit",
        caption=_("Ventures of participants’ own"),
        heading=_("What is counted"),
        columns=(Column("count", _("Number")),),
        rows=tuple(GridRow(code, label, (between(of),)) for code, label, of in rows),
        sources=("flow", "exits-by-office"),
    )


def _ventures_in_tables(report: ProtectedReport) -> Iterator[tuple[str, str, Range]]:
    for table in report.tables:
        if table.id == "flow":
            yield (
                "opening",
                _("Participants in a venture of their own when the period began"),
                table.range("venture", TOTAL),
            )
            yield (
                "closing",
                _("Participants in a venture of their own when the period ended"),
                table.range(TOTAL, "venture"),
            )
        if table.id == "exits-by-office":
            yield (
                "exit",
                _("Participants whose last exit in the period was a venture"),
                table.range(TOTAL, "venture"),
            )


def _venture_label(id: str) -> str:
    return {
        "at-exit": _("Courses of follow-up that ended in a venture"),
        "six-months": _("Courses of follow-up with a venture six months after they ended"),
    }.get(id, "")


def _state_curve(report: ProtectedReport) -> Grid | None:
    return _curve(
        report.curve(STATE_CURVE),
        STATES,
        state_label,
        _("Where participants are, by months since they enrolled, with 95 per cent limits in brackets"),
    )


def _work_curve(report: ProtectedReport) -> Grid | None:
    return _curve(
        report.curve(WORK_CURVE),
        OUTCOMES,
        lambda code: str(FIRST[code]),
        _("What came first, by months since they enrolled, with 95 per cent limits in brackets"),
    )


def _curve(
    curve: ProtectedCurve | None, codes: Sequence[str], label: Callable[[str], str], caption: str
) -> Grid | None:
    if curve is None or not curve.told:
        return None
    return Grid(
        id=curve.id,
        caption=caption,
        heading=_("Since enrolment"),
        columns=(
            *(Column(code, label(code), Unit.PER_CENT, has_limits=True) for code in codes),
            Column("at-risk", _("At risk, nearest ten"), Unit.ROUNDED),
        ),
        rows=tuple(
            GridRow(
                str(point.month),
                month_label(point.month),
                (*(estimated(point.shares[code]) for code in codes), Amount(point.at_risk, Unit.ROUNDED)),
            )
            for point in curve.told
        ),
        sources=(curve.id,),
    )


def _completeness(report: ProtectedReport) -> Grid | None:
    rows = tuple(
        GridRow(
            id,
            str(label),
            (
                *(counted_in(measure, code) for code in (KNOWN, UNKNOWN, TOTAL)),
                share_of(measure, KNOWN, [UNKNOWN]),
            ),
        )
        for id, label in FACTS.items()
        if (measure := report.measure(id)) is not None
    )
    if not rows:
        return None
    return Grid(
        id="completeness",
        caption=_("How much is recorded"),
        heading=_("Information"),
        columns=(
            Column(KNOWN, _("Recorded")),
            Column(UNKNOWN, _("Missing")),
            Column(TOTAL, _("Total")),
            Column("share", _("Share recorded"), Unit.PER_CENT),
        ),
        rows=rows,
        sources=tuple(row.code for row in rows),
    )


def _follow_ups(report: ProtectedReport) -> Grid | None:
    measure = report.measure("follow-ups")
    if measure is None:
        return None
    codes = (ANSWERED, NOT_REACHED, NOT_ASKED)
    return Grid(
        id="follow-ups",
        caption=str(QUESTIONS_DUE),
        heading=_("What came of them"),
        columns=(Column("count", _("Questions")), Column("share", _("Share"), Unit.PER_CENT)),
        rows=tuple(
            GridRow(
                code,
                str(QUESTIONS[code]),
                (
                    counted_in(measure, code),
                    NOTHING
                    if code == TOTAL
                    else share_of(measure, code, [other for other in codes if other != code]),
                ),
            )
            for code in (*codes, TOTAL)
        ),
        sources=("follow-ups",),
    )


def _ladder(report: ProtectedReport) -> Grid | None:
    measure = report.measure(VENTURES)
    if measure is None or not any(value != 0 for value in measure.cells.values()):
        return None
    rows = [*((rung.value, str(rung.label)) for rung in Rung), ("running", _("All that have not closed"))]
    return Grid(
        id="ladder",
        caption=_("Ventures by how far they had come on %(day)s") % {"day": day(report.period.end)},
        heading=_("Rung"),
        columns=(Column("ventures", _("Ventures")),),
        rows=tuple(GridRow(code, label, (counted_in(measure, code),)) for code, label in rows),
        sources=(VENTURES,),
    )


def _jobs(report: ProtectedReport) -> Grid | None:
    lines = (
        (JOBS_CREATED, "created", _("Jobs created in the period")),
        (JOBS_FILLED, "filled", _("Jobs that a participant took in the period")),
        (JOBS_LASTING, "there", _("Still there after twelve months")),
        (JOBS_LASTING, "not_there", _("No longer there after twelve months")),
        (JOBS_LASTING, "not_reached", _("Asked after twelve months, but not reached")),
        (JOBS_LASTING, "not_asked", _("Not asked after twelve months")),
    )
    rows = [
        (f"{id}-{code}", label, measure.range(code))
        for id, code, label in lines
        if (measure := report.measure(id)) is not None
    ]
    if all(of == (0, 0) for _code, _label, of in rows):
        return None
    return Grid(
        id="jobs",
        caption=_("Jobs that did not exist before"),
        heading=_("What is counted"),
        columns=(Column("count", _("Number")),),
        rows=tuple(GridRow(code, label, (between(of),)) for code, label, of in rows),
        sources=(JOBS_CREATED, JOBS_FILLED, JOBS_LASTING),
    )


_GRIDS = (
    _unseen,
    _fourth_exit,
    _ladder,
    _jobs,
    _state_curve,
    _work_curve,
    _completeness,
    _follow_ups,
)
