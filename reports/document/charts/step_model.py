"""The picture of the step model: for each board and step how much is done on each level, and whether the step holds."""

from django.utils.translation import gettext as _

from clusters.enums import Level, Step
from clusters.holding import Standing
from clusters.wording import STANDINGS
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import BRAND, INK, MUTED, RULE, TINT
from reports.document.charts.sheet import WIDTH, Chart, chart_of, sheet
from reports.document.tables.cluster_work import STEP_MODEL, board_name, boards_in_use, step_name
from reports.document.words.wording import number
from reports.protected.cluster_work import Board, BoardStep
from reports.protected.report import ProtectedReport

NAME_WIDTH, LEVEL_WIDTH = 88.0, 74.0
LEFT = NAME_WIDTH + LEVEL_WIDTH
PANEL = (WIDTH - LEFT) / len(Step)
TRACK = PANEL - 42.0
HEAD = 26.0
LINE = 10.0
BAR = 6.0
BOARD = LINE * (len(Level) + 1) + 6.0
# More boards than this do not fit on a page; their table stands alone.
MOST_BOARDS = 11


def step_chart(report: ProtectedReport) -> Chart | None:
    boards = boards_in_use(report)
    if not boards or len(boards) > MOST_BOARDS:
        return None
    title = _("How far each board has come, step by step and level by level")
    alt = _("Bars. %(title)s: %(numbers)s") % {
        "title": title,
        "numbers": " ".join(_board_in_words(board) for board in boards),
    }
    drawing = sheet(HEAD + BOARD * len(boards), ())
    for at, step in enumerate(Step):
        x = LEFT + PANEL * at
        drawing.paragraph(x, HEAD / 2 - 2, fit(step_name(step), PANEL - 8, 8), size=8, bold=True)
    for at, board in enumerate(boards):
        _board(drawing, HEAD + BOARD * at, board, striped=at % 2 == 0)
        drawing.readout(0, HEAD + BOARD * at, WIDTH, BOARD, _board_in_words(board))
    return chart_of(drawing, STEP_MODEL, title, alt)


def _board(drawing: Drawing, top: float, board: Board, *, striped: bool) -> None:
    if striped:
        drawing.rectangle(0, top, WIDTH, BOARD, TINT)
    drawing.paragraph(
        4, top + BOARD / 2, fit(board_name(board), NAME_WIDTH - 8, 8, most=3), size=8, bold=True
    )
    for at, level in enumerate(Level):
        drawing.text(NAME_WIDTH, top + 4 + LINE * (at + 1) - 3, str(level.label), size=7, fill=MUTED)
    for at, step in enumerate(board.steps):
        _step(drawing, LEFT + PANEL * at, top + 4, step)


def _step(drawing: Drawing, x: float, top: float, step: BoardStep) -> None:
    """A bar for each level on a track that is as long as all its tasks, and under them how the step stands."""
    for at, tally in enumerate(step.levels.values()):
        y = top + LINE * at + (LINE - BAR) / 2
        if not tally.total:
            drawing.text(x, y + BAR, "–", size=7, fill=MUTED)
            continue
        drawing.rectangle(x, y, TRACK, BAR, RULE)
        drawing.rectangle(x, y, TRACK * tally.done / tally.total, BAR, BRAND)
        told = _("%(done)s of %(total)s") % {"done": number(tally.done), "total": number(tally.total)}
        drawing.text(x + TRACK + 4, y + BAR, told, size=7)
    holds = step.standing == Standing.HOLDS
    words = fit(str(STANDINGS[step.standing][0]), PANEL, 7, most=1)[0]
    drawing.text(
        x, top + LINE * (len(Level) + 1) - 3, words, size=7, fill=BRAND if holds else INK, bold=holds
    )


def _board_in_words(board: Board) -> str:
    steps = "; ".join(
        _("%(step)s %(done)s of %(total)s done, %(standing)s")
        % {
            "step": step_name(step.step),
            "done": number(step.whole.done),
            "total": number(step.whole.total),
            "standing": str(STANDINGS[step.standing][0]).lower(),
        }
        for step in board.steps
    )
    return f"{board_name(board)}: {steps}."
