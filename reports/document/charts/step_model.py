"""The picture of the step model: for each board and step how much is done on each level, and whether the step holds."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from clusters.enums import Level, Step
from clusters.holding import Standing, Tally
from clusters.wording import STANDINGS
from reports.document.charts import narrow
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
# In a narrow window.
NARROW_STEP = narrow.LINE * 2 + 6.0
NARROW_BOARD = narrow.LINE + NARROW_STEP * len(Step) + 4.0
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
    return chart_of(drawing, STEP_MODEL, title, alt, narrow_svg=_narrow(boards, alt))


def _narrow(boards: Sequence[Board], alt: str) -> str:
    """The boards under each other, and in each its steps: the three levels side by side under step and standing."""
    heights = [narrow.heading_height(board_name(board)) + NARROW_BOARD for board in boards]
    drawing = sheet(sum(heights), (), width=narrow.WIDTH)
    panel = narrow.WIDTH / len(Level)
    for at, board in enumerate(boards):
        top = sum(heights[:at])
        top += narrow.draw_heading(drawing, top, board_name(board)) + narrow.LINE
        for place, level in enumerate(Level):
            name = fit(str(level.label), panel - 4, narrow.SMALL, most=1)[0]
            drawing.text(panel * place + 4, top - 2, name, size=narrow.SMALL, fill=MUTED)
        for step in board.steps:
            words = STANDINGS[step.standing][0]
            room = narrow.WIDTH - 12 - len(str(words)) * narrow.SMALL / 2
            name = fit(step_name(step.step), room, narrow.SIZE, most=1)[0]
            drawing.text(4, top + narrow.LINE, name, size=narrow.SIZE, bold=True)
            holds = step.standing == Standing.HOLDS
            drawing.text(
                narrow.WIDTH - 4,
                top + narrow.LINE,
                str(words),
                size=narrow.SMALL,
                anchor="end",
                fill=BRAND if holds else INK,
                bold=holds,
            )
            for place, tally in enumerate(step.levels.values()):
                _tally(drawing, panel * place + 4, top + narrow.LINE + 4, tally, panel - 42, narrow.SMALL)
            top += NARROW_STEP
    return drawing.svg(alt)


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
        _tally(drawing, x, top + LINE * at + (LINE - BAR) / 2, tally, TRACK, 7)
    holds = step.standing == Standing.HOLDS
    words = fit(str(STANDINGS[step.standing][0]), PANEL, 7, most=1)[0]
    drawing.text(
        x, top + LINE * (len(Level) + 1) - 3, words, size=7, fill=BRAND if holds else INK, bold=holds
    )


def _tally(drawing: Drawing, x: float, y: float, tally: Tally, track: float, size: float) -> None:
    if not tally.total:
        drawing.text(x, y + BAR, "–", size=size, fill=MUTED)
        return
    drawing.rectangle(x, y, track, BAR, RULE)
    drawing.rectangle(x, y, track * tally.done / tally.total, BAR, BRAND)
    told = _("%(done)s of %(total)s") % {"done": number(tally.done), "total": number(tally.total)}
    drawing.text(x + track + 4, y + BAR, told, size=size)


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
