"""The chapters about the cluster's own work: the step model, the offices' goals, and what others can take over."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from clusters.holding import Standing
from clusters.wording import in_words
from reports.document.chapter import Chapter, Material, Piece
from reports.document.tables.cluster_work import (
    OFFICE_GOALS,
    STEP_MODEL,
    board_name,
    boards_in_use,
    step_name,
)
from reports.document.words.narrative import Items, read_blocks
from reports.document.words.wording import day, listed, number, printable
from reports.protected.cluster_work import Board, Learned
from reports.protected.report import ProtectedReport


def step_model_chapter(material: Material) -> Chapter | None:
    boards = boards_in_use(material.report)
    if not boards:
        return None
    texts = [
        _(
            "The partners work by a model of three steps. Each rests on the one before, and on each the work goes on "
            "at leader level, department level and user level at the same time. What is counted are tasks and "
            "responsibilities, as the boards stood on %(day)s. No people are counted here."
        )
        % {"day": day(material.report.period.end)},
        _(
            "A step holds when all its tasks are done and so are those of every step before it. It is held back by "
            "two rules: order, when an earlier step is unfinished, and simultaneity, when a level is left behind."
        ),
        *_not_in_use(material.report),
    ]
    return Chapter(
        STEP_MODEL,
        _("The development model"),
        tuple(texts),
        material.some_charts(STEP_MODEL),
        material.some_grids(STEP_MODEL),
        pieces=(
            Piece(_("What comes first on each board"), "", (Items(tuple(_what_comes_first(boards)), False),)),
        ),
    )


def _not_in_use(report: ProtectedReport) -> Iterator[str]:
    names = [board_name(board) for board in report.work.boards if not board.has_tasks and board.slug]
    if names:
        yield _("Nothing is agreed yet on the boards of these: %(names)s.") % {"names": listed(names)}


def _what_comes_first(boards: Sequence[Board]) -> Iterator[str]:
    """For each board the first step that does not hold, and why: the later ones wait for it."""
    for board in boards:
        step = next((step for step in board.steps if step.standing != Standing.HOLDS), None)
        if step is None:
            yield _("%(board)s: all three steps hold.") % {"board": board_name(board)}
            continue
        words = {
            "board": board_name(board),
            "step": step.step.value,
            "rest": number(step.whole.total - step.whole.done),
            "total": number(step.whole.total),
        }
        still = (
            _("%(board)s: step %(step)s. %(rest)s of %(total)s tasks are left.")
            if step.whole.total
            else _("%(board)s: step %(step)s. Nothing is agreed yet.")
        )
        yield " ".join([still % words, *map(in_words, step.obstacles)])


def goals_chapter(material: Material) -> Chapter | None:
    grids = material.some_grids(OFFICE_GOALS)
    if not grids:
        return None
    texts = (
        _(
            "Each organisation has goals of its own beside those for participants: lower cost, more satisfied staff and "
            "less sick leave. The figures are the offices’ own, by half-year; a half-year that is not over has none."
        ),
        _(
            "Cost is what it cost to run the office, satisfaction the mean of its staff survey, sick leave per cent of "
            "agreed days. A fall in cost or in sick leave is written with a minus. Satisfaction and sick leave are told "
            "of offices with twenty employees or more; of fewer they would tell of single colleagues. A change says "
            "nothing about its cause."
        ),
    )
    return Chapter(OFFICE_GOALS, _("The organisations’ own goals"), texts, (), grids)


def lessons_annex(material: Material) -> Chapter | None:
    lessons = material.report.work.lessons
    if not lessons:
        return None
    text = _(
        "What the cluster learned in the period and others can take over (overføringsverdi), in the words of those who "
        "wrote it down. Chosen by KREM."
    )
    return Chapter(
        "annex",
        _("Annex: what others can take over"),
        (text,),
        pieces=tuple(map(_piece, lessons)),
        is_annex=True,
    )


def _piece(lesson: Learned) -> Piece:
    about = [
        *([step_name(lesson.step)] if lesson.step else []),
        *([str(lesson.level.label)] if lesson.level else []),
        day(lesson.learned_on),
    ]
    parts = (
        (_("What it takes: %(text)s"), lesson.takes),
        (_("What shows it: %(text)s"), lesson.evidence),
    )
    told = [lesson.what, *(words % {"text": text} for words, text in parts if text.strip())]
    blocks = tuple(block for text in told for block in read_blocks(text))
    return Piece(printable(lesson.title), " · ".join(about), blocks)
