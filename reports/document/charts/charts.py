"""The pictures of a report, drawn from protected numbers only, for page and PDF alike.

A shown number is a solid mark; one that is told as a range is solid to the least it can be and light from there to the
most. Where not even a range is told stands a hatched box of one size, marked with a colon, so that its size says
nothing. A zero is written as a zero.
"""

from collections.abc import Callable, Sequence
from math import sqrt

from django.utils.translation import gettext as _

from reports.document.charts.bars import draw_bar, draw_number, most_of, room_for
from reports.document.charts.completeness import completeness_chart
from reports.document.charts.curves import state_curve_chart, work_curve_chart
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.ladder import ladder_chart
from reports.document.charts.narrow import Group, grouped_bars
from reports.document.charts.palette import MUTED, RULE, TINT, state_colour
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of, sheet
from reports.document.charts.step_model import step_chart
from reports.document.charts.yardsticks import yardstick_chart
from reports.document.words.labels import row_label, state_label
from reports.document.words.ranges import said, written
from reports.document.words.wording import HIDDEN_MARK, day
from reports.figures.definitions import TOTAL
from reports.protected.ranges import Range, is_exact, says_nothing
from reports.protected.report import ProtectedReport, ProtectedTable

LABEL_WIDTH = 118.0
TOTAL_WIDTH = 40.0
ROW_HEIGHT = 15.0
# Where a name takes two lines.
TALL_ROW = 21.0
HEAD_HEIGHT = 26.0
FLOW_LABEL_WIDTH = 88.0
FLOW_ROW = 19.0
LARGEST_CIRCLE = 9.0
# More offices than this do not fit on a page as bars; their table stands alone.
MOST_OFFICES = 24


def draw_charts(report: ProtectedReport) -> tuple[Chart, ...]:
    """Every picture that has a shown number to draw, in reading order."""
    tables = {table.id: table for table in report.tables}
    of_tables = (draw(report, tables[id]) for id, draw in _OF_TABLES if id in tables)
    beside = (draw(report) for draw in _BESIDE)
    return tuple(chart for chart in (*of_tables, *beside) if chart is not None)


def _closing_chart(report: ProtectedReport, table: ProtectedTable) -> Chart | None:
    """One bar for each state on the last day, the whole cluster together."""
    values = [(code, table.range(TOTAL, code)) for code in table.columns if code != TOTAL]
    shown = [of for _code, of in values]
    if not _tells(shown):
        return None
    title = _("Where participants were on %(day)s") % {"day": day(report.period.end)}
    alt = _("Bars. %(title)s: %(numbers)s.") % {"title": title, "numbers": _in_words(values)}
    bottom = ROW_HEIGHT * len(values)
    drawing = sheet(bottom, shown)
    scale = (WIDTH - LABEL_WIDTH - room_for(shown)) / most_of(shown)
    for at, (code, of) in enumerate(values):
        middle = ROW_HEIGHT * (at + 0.5)
        drawing.paragraph(0, middle, fit(state_label(code), LABEL_WIDTH - 6))
        draw_bar(drawing, LABEL_WIDTH, middle, of, scale, state_colour(code))
        drawing.readout(0, middle - ROW_HEIGHT / 2, WIDTH, ROW_HEIGHT, _in_words([(code, of)]))
    drawing.line(LABEL_WIDTH, 0, LABEL_WIDTH, bottom, MUTED)
    narrow = grouped_bars([Group("", table.range(TOTAL, TOTAL), values)], alt)
    return chart_of(drawing, "closing", title, alt, narrow_svg=narrow)


def _closing_by_office(report: ProtectedReport, table: ProtectedTable) -> Chart | None:
    title = _("Where participants were on %(day)s, by office") % {"day": day(report.period.end)}
    return _office_chart(report, table, "closing-by-office", title)


def _exits_by_office(report: ProtectedReport, table: ProtectedTable) -> Chart | None:
    return _office_chart(report, table, "exits-by-office", _("Last exit in the period, by office"))


def _office_chart(report: ProtectedReport, table: ProtectedTable, id: str, title: str) -> Chart | None:
    """A row for each office and a panel of bars for each column, all on one scale."""
    codes = [code for code in table.columns if code != TOTAL]
    rows = [row for row in table.rows if row != TOTAL and table.cell(row, TOTAL) != 0]
    shown = [table.range(row, code) for row in rows for code in codes]
    if len(rows) > MOST_OFFICES or not _tells(shown):
        return None
    offices = [
        _("%(row)s: %(numbers)s.")
        % {
            "row": row_label(report, table.id, row),
            "numbers": _in_words([(code, table.range(row, code)) for code in codes]),
        }
        for row in rows
    ]
    alt = _("Bars. %(title)s: %(numbers)s.") % {"title": title, "numbers": " ".join(offices).rstrip(".")}
    names = [fit(row_label(report, table.id, row), LABEL_WIDTH - 8, 8) for row in rows]
    height = TALL_ROW if any(len(lines) > 1 for lines in names) else ROW_HEIGHT
    bottom = HEAD_HEIGHT + height * len(rows)
    totals = [table.range(row, TOTAL) for row in rows]
    drawing = sheet(bottom, [*shown, *totals])
    panel = (WIDTH - LABEL_WIDTH - TOTAL_WIDTH) / len(codes)
    scale = (panel - room_for(shown) - 6) / most_of(shown)
    for at, (row, name) in enumerate(zip(rows, names, strict=True)):
        middle = HEAD_HEIGHT + height * (at + 0.5)
        if at % 2 == 0:
            drawing.rectangle(0, middle - height / 2, WIDTH, height, TINT)
        drawing.paragraph(4, middle, name, size=8)
        for place, code in enumerate(codes):
            draw_bar(
                drawing,
                LABEL_WIDTH + panel * place,
                middle,
                table.range(row, code),
                scale,
                state_colour(code),
            )
        drawing.text(WIDTH - 4, middle + 3, written(table.range(row, TOTAL)), anchor="end", fill=MUTED)
        drawing.readout(0, middle - height / 2, WIDTH, height, offices[at])
    for place, code in enumerate(codes):
        x = LABEL_WIDTH + panel * place
        drawing.paragraph(x, HEAD_HEIGHT / 2 - 1, fit(state_label(code), panel - 6, 8), size=8, bold=True)
        drawing.line(x, HEAD_HEIGHT, x, bottom, MUTED)
    drawing.text(WIDTH - 4, HEAD_HEIGHT / 2 + 2, state_label(TOTAL), size=8, anchor="end", fill=MUTED)
    groups = [
        Group(
            row_label(report, table.id, row),
            table.range(row, TOTAL),
            [(code, table.range(row, code)) for code in codes],
        )
        for row in rows
    ]
    return chart_of(drawing, id, title, alt, narrow_svg=grouped_bars(groups, alt))


def _flow_chart(report: ProtectedReport, table: ProtectedTable) -> Chart | None:
    """From each opening state across to each closing state: a circle as large as the group."""
    rows = [code for code in table.rows if code != TOTAL]
    columns = [code for code in table.columns if code != TOTAL]
    shown = [table.range(row, column) for row in rows for column in columns]
    if not _tells(shown):
        return None
    title = _("From when the period began to %(day)s") % {"day": day(report.period.end)}
    origins = [
        _("From %(row)s: %(numbers)s.")
        % {
            "row": state_label(row),
            "numbers": _in_words([(code, table.range(row, code)) for code in columns]),
        }
        for row in rows
    ]
    alt = _("Circles. %(title)s: %(numbers)s.") % {"title": title, "numbers": " ".join(origins).rstrip(".")}
    totals = [table.range(row, TOTAL) for row in rows]
    drawing = sheet(HEAD_HEIGHT + FLOW_ROW * len(rows), [*shown, *totals])
    side = (WIDTH - FLOW_LABEL_WIDTH) / (len(columns) + 0.7)
    scale = LARGEST_CIRCLE / sqrt(most_of(shown))
    for place, code in enumerate(columns):
        x = FLOW_LABEL_WIDTH + side * (place + 0.5)
        lines = fit(state_label(code), side - 4, 7.5)
        drawing.paragraph(x, HEAD_HEIGHT / 2, lines, size=7.5, anchor="middle", bold=True)
    drawing.paragraph(WIDTH - 2, HEAD_HEIGHT / 2, [state_label(TOTAL)], size=7.5, anchor="end")
    for at, row in enumerate(rows):
        middle = HEAD_HEIGHT + FLOW_ROW * (at + 0.5)
        drawing.line(0, middle - FLOW_ROW / 2, WIDTH, middle - FLOW_ROW / 2, RULE)
        drawing.paragraph(0, middle, fit(state_label(row), FLOW_LABEL_WIDTH - 4, 7.5), size=7.5, bold=True)
        for place, column in enumerate(columns):
            x = FLOW_LABEL_WIDTH + side * (place + 0.5)
            if row == column:
                drawing.rectangle(x - side / 2 + 1, middle - FLOW_ROW / 2 + 1, side - 2, FLOW_ROW - 2, TINT)
            _circle(drawing, x, middle, table.range(row, column), scale, state_colour(column))
        drawing.text(WIDTH - 2, middle + 3, written(table.range(row, TOTAL)), anchor="end", fill=MUTED)
        drawing.readout(0, middle - FLOW_ROW / 2, WIDTH, FLOW_ROW, origins[at])
    groups = [
        Group(
            _("From: %(state)s") % {"state": state_label(row)},
            table.range(row, TOTAL),
            [(code, table.range(row, code)) for code in columns],
        )
        for row in rows
        if table.cell(row, TOTAL) != 0
    ]
    # In a narrow window there are no circles, so its words are not said to be.
    said_narrow = _("Bars. %(title)s: %(numbers)s.") % {
        "title": title,
        "numbers": " ".join(origins).rstrip("."),
    }
    return chart_of(drawing, "flow", title, alt, narrow_svg=grouped_bars(groups, said_narrow))


def _circle(drawing: Drawing, x: float, middle: float, of: Range, scale: float, colour: str) -> None:
    """As large as the group: a solid one inside a light one where it lies between two numbers."""
    if says_nothing(of):
        drawing.hatched(x - HATCH_SIZE / 2 - 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(x + HATCH_SIZE / 2, middle + 3, HIDDEN_MARK, bold=True)
        return
    low, high = of
    radius = scale * sqrt(low if high is None else high)
    if not is_exact(of):
        drawing.ring(x - 12, middle, radius, colour)
    if low > 0:
        drawing.circle(x - (8 if is_exact(of) else 12), middle, scale * sqrt(low), colour)
    if is_exact(of):
        draw_number(drawing, x - 8 + radius + 3, middle, low)
    else:
        drawing.text(x - 12 + radius + 2, middle + 3, written(of), size=8)


def _in_words(values: Sequence[tuple[str, Range]]) -> str:
    return ", ".join(f"{state_label(code)} {said(of)}" for code, of in values)


def _tells(shown: Sequence[Range]) -> bool:
    """Is anybody in it of whom something is told?"""
    return any(of[1] != 0 and not says_nothing(of) for of in shown)


_OF_TABLES: tuple[tuple[str, Callable[[ProtectedReport, ProtectedTable], Chart | None]], ...] = (
    ("flow", _closing_chart),
    ("closing-by-office-grouped", _closing_by_office),
    ("exits-by-office-grouped", _exits_by_office),
    ("flow", _flow_chart),
)
_BESIDE: tuple[Callable[[ProtectedReport], Chart | None], ...] = (
    yardstick_chart,
    ladder_chart,
    state_curve_chart,
    work_curve_chart,
    step_chart,
    completeness_chart,
)
