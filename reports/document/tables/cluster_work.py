"""The tables of what a cluster does in its own house: the boards of the step model, and the offices' goals."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clusters.enums import Level, Step
from clusters.holding import Tally
from reports.document.tables.amounts import NOTHING, Amount, Column, Unit
from reports.document.tables.tabular import Grid, GridRow
from reports.document.words.labels import place_name
from reports.document.words.wording import day, printable
from reports.protected.cluster_work import COST, GOALS, SATISFACTION, SICK_LEAVE, Board, Goal
from reports.protected.report import ProtectedReport

STEP_MODEL, OFFICE_GOALS = "step-model", "office-goals"
OF_CLUSTER = "cluster"
UNITS = {
    COST: (Unit.KRONER, Unit.KRONER),
    SATISFACTION: (Unit.SCALE, Unit.SCALE),
    SICK_LEAVE: (Unit.RATE, Unit.POINTS),
}


def work_grids(report: ProtectedReport) -> Iterator[Grid]:
    """Those that have anything in them."""
    for make in (_step_model, _office_goals):
        grid = make(report)
        if grid is not None:
            yield grid


def boards_in_use(report: ProtectedReport) -> list[Board]:
    """Those on which anything is agreed."""
    return [board for board in report.work.boards if board.has_tasks]


def board_name(board: Board) -> str:
    """Whose board it is."""
    return printable(board.name) if board.slug else _("The cluster as a whole")


def step_name(step: Step) -> str:
    return _("%(number)s %(step)s") % {"number": step.value, "step": step.label}


def _step_model(report: ProtectedReport) -> Grid | None:
    boards = boards_in_use(report)
    if not boards:
        return None
    return Grid(
        id=STEP_MODEL,
        caption=_("The three steps, board by board, on %(day)s") % {"day": day(report.period.end)},
        heading=_("Board and step"),
        columns=(
            Column("agreed", _("Tasks")),
            Column("done", _("Done")),
            *(Column(level.value, str(level.label), Unit.PER_CENT) for level in Level),
        ),
        rows=tuple(
            GridRow(
                f"{board.slug or OF_CLUSTER}-{step.step.value}",
                _("%(board)s, step %(step)s") % {"board": board_name(board), "step": step.step.value},
                (
                    Amount(step.whole.total),
                    Amount(step.whole.done),
                    *(_share_done(step.levels[level]) for level in Level),
                ),
            )
            for board in boards
            for step in board.steps
        ),
        sources=("cluster_work",),
    )


def _share_done(tally: Tally) -> Amount:
    """In whole per cent; nothing where nothing is agreed. Tasks are no people: there is nothing to hide."""
    if not tally.total:
        return NOTHING
    return Amount((200 * tally.done + tally.total) // (2 * tally.total), Unit.PER_CENT)


def _office_goals(report: ProtectedReport) -> Grid | None:
    names = {office.slug: place_name(office) for office in report.offices}
    rows = tuple(
        GridRow(
            f"{each.office}-{each.half_year.code}",
            _("%(office)s, %(half_year)s")
            % {"office": names[each.office], "half_year": each.half_year.label},
            tuple(amount for code in GOALS for amount in _amounts(code, each.goals[code])),
        )
        for each in report.work.goals
    )
    if not rows:
        return None
    return Grid(
        id=OFFICE_GOALS,
        caption=_("The organisations’ own goals, and the change since the half-year before"),
        heading=_("Office and half-year"),
        columns=(
            Column(COST, _("Cost, kroner"), Unit.KRONER),
            Column(f"{COST}-change", _("Change in cost"), Unit.KRONER),
            Column(SATISFACTION, _("Satisfaction, 1 to 5"), Unit.SCALE),
            Column(f"{SATISFACTION}-change", _("Change in points"), Unit.SCALE),
            Column(SICK_LEAVE, _("Sick leave, per cent"), Unit.RATE),
            Column(f"{SICK_LEAVE}-change", _("Change in percentage points"), Unit.POINTS),
        ),
        rows=rows,
        sources=("cluster_work",),
    )


def _amounts(code: str, goal: Goal) -> tuple[Amount, Amount]:
    unit, unit_of_change = UNITS[code]
    return (
        Amount(goal.value, unit, is_hidden=goal.is_hidden),
        Amount(goal.change, unit_of_change, is_hidden=goal.is_hidden, is_change=True),
    )
