"""Pictures of what happens as months go by: where participants are, and how many have come to paid work.

Between two horizons the lines are drawn straight. Where a share is hidden at either end, nothing is drawn for
it: in the stack what is left stands hatched, and a line is broken. A gap is never a zero.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import INK, MUTED, RULE, state_colour
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of
from reports.document.tables.measures import FIRST, month_label
from reports.document.words.labels import state_label
from reports.document.words.ranges import written_share
from reports.document.words.wording import HIDDEN_MARK, number, per_cent
from reports.figures.measures import STATE_CURVE, WORK_CURVE
from reports.protected.report import ProtectedCurve, ProtectedPoint, ProtectedReport, ProtectedShare

LEFT, RIGHT = 34.0, 384.0
TOP, BOTTOM = 8.0, 160.0
FOOT = 52.0
NOTE = 14.0
LABEL_STEP = 12.0
# Up to three lines of words at the end of a line.
LINE_LABEL = 30.0
LIMITS_COLOUR = "#B9D3D4"
# From the bottom of the stack upwards: results first, those who left on top.
STACK = ("work", "venture", "education", "training", "enrolled", "left")
TICKS = (0, 25, 50, 75, 100)


def state_curve_chart(report: ProtectedReport) -> Chart | None:
    """A stacked area: the shares in each state, month by month."""
    curve = report.curve(STATE_CURVE)
    if curve is None or len(curve.told) < 2:
        return None
    title = _("Where participants are, by months since they enrolled")
    alt = _("Stacked areas. %(title)s: %(numbers)s") % {
        "title": title,
        "numbers": f"{_in_words(curve, _state_name)} {_how_sure(curve)}",
    }
    bottom = BOTTOM + FOOT + (16 if _has_hidden(curve) else 0)
    drawing = Drawing(WIDTH, bottom + NOTE)
    for before, after in pairwise(curve.told):
        _segment(drawing, curve, before, after)
    _frame(drawing, curve)
    _stack_labels(drawing, curve.told[-1])
    if _has_hidden(curve):
        _hatch_key(drawing)
    drawing.text(LEFT, bottom + 7, _how_sure(curve), size=7.5, fill=MUTED)
    _readouts(drawing, curve, _state_name)
    return chart_of(drawing, STATE_CURVE, title, alt)


def work_curve_chart(report: ProtectedReport) -> Chart | None:
    """Two lines with their limits: who has come to paid work, and who left before that."""
    curve = report.curve(WORK_CURVE)
    if curve is None or len(curve.told) < 2:
        return None
    title = _("First paid work, by months since they enrolled")
    alt = _("Lines. %(title)s: %(numbers)s") % {"title": title, "numbers": _in_words(curve, _first_name)}
    if curve.median:
        alt += " " + _("Half had come to paid work after %(months)s months.") % {
            "months": number(curve.median[0])
        }
    drawing = Drawing(WIDTH, BOTTOM + FOOT + (16 if _has_hidden(curve) else 0))
    _frame(drawing, curve)
    if curve.median:
        _median(drawing, curve, curve.median[0])
    for code in ("left", "work"):
        _line(drawing, curve, code)
    _line_labels(drawing, curve)
    if _has_hidden(curve):
        _hatch_key(drawing)
    _readouts(drawing, curve, _first_name)
    return chart_of(drawing, WORK_CURVE, title, alt)


def _x(curve: ProtectedCurve, month: float) -> float:
    return LEFT + (RIGHT - LEFT) * month / curve.told[-1].month


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share / 100


def _frame(drawing: Drawing, curve: ProtectedCurve) -> None:
    """Both axes, the horizons, and how many are at risk under each."""
    for tick in TICKS:
        drawing.line(LEFT - 3, _y(tick), LEFT if tick else RIGHT, _y(tick), MUTED)
        drawing.text(LEFT - 6, _y(tick) + 3, per_cent(tick), size=7.5, anchor="end", fill=MUTED)
    for point in curve.told:
        x = _x(curve, point.month)
        drawing.line(x, BOTTOM, x, BOTTOM + 3, MUTED)
        drawing.text(x, BOTTOM + 13, number(point.month), size=7.5, anchor="middle")
        drawing.text(x, BOTTOM + 38, number(point.at_risk), size=7.5, anchor="middle", fill=MUTED)
    drawing.text(RIGHT + 24, BOTTOM + 13, _("months"), size=7.5)
    drawing.text(LEFT, BOTTOM + 27, _("At risk, rounded to the nearest ten"), size=7.5, fill=MUTED)


def _heights(point: ProtectedPoint, codes: Sequence[str]) -> list[tuple[float, float]]:
    """From where to where each of these states reaches in the stack, in per cent; what is hidden comes on top."""
    shares = [_value(point.shares[code]) for code in codes]
    # Each share is rounded by itself: together they may miss a hundred by one or two.
    whole = max(100, sum(shares)) if len(codes) < len(STACK) else sum(shares)
    reached, heights = 0.0, []
    for share in shares:
        heights.append((100 * (reached + share) / whole, 100 * reached / whole))
        reached += share
    return heights


def _segment(drawing: Drawing, curve: ProtectedCurve, before: ProtectedPoint, after: ProtectedPoint) -> None:
    codes = [code for code in STACK if before.shares[code] and after.shares[code]]
    x1, x2 = _x(curve, before.month), _x(curve, after.month)
    left, right = _heights(before, codes), _heights(after, codes)
    for code, (top1, bottom1), (top2, bottom2) in zip(codes, left, right, strict=True):
        if (top1, top2) != (bottom1, bottom2):
            corners = [(x1, _y(top1)), (x2, _y(top2)), (x2, _y(bottom2)), (x1, _y(bottom1))]
            drawing.polygon(corners, state_colour(code))
    if len(codes) < len(STACK):
        reached = (left[-1][0] if left else 0, right[-1][0] if right else 0)
        drawing.hatched_band(x1, x2, (_y(100), _y(reached[0])), (_y(100), _y(reached[1])))


def _stack_labels(drawing: Drawing, last: ProtectedPoint) -> None:
    """The states by name at the right, each as near its area as there is room."""
    codes = [code for code in STACK if last.shares[code]]
    wanted = [_y((top + bottom) / 2) for top, bottom in _heights(last, codes)]
    for code, own, middle in zip(codes, wanted, _apart(wanted), strict=True):
        # Printed in grey, the line from its area tells which name is whose.
        drawing.line(RIGHT + 1, own, RIGHT + 10, middle, INK, 0.6)
        drawing.rectangle(RIGHT + 10, middle - 4, 8, 8, state_colour(code))
        drawing.text(RIGHT + 22, middle + 3, state_label(code), size=7.5)


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights from the bottom upwards, moved so that no label covers another."""
    placed: list[float] = []
    for height in wanted:
        placed.append(min(height, placed[-1] - LABEL_STEP) if placed else min(height, BOTTOM - 5))
    lift = TOP + 4 - placed[-1] if placed else 0
    if lift > 0:
        placed[-1] += lift
        for at in range(len(placed) - 2, -1, -1):
            placed[at] = max(placed[at], placed[at + 1] + LABEL_STEP)
    return placed


def _line(drawing: Drawing, curve: ProtectedCurve, code: str) -> None:
    colour = state_colour(code)
    if code == "work":
        for before, after in _shown_pairs(curve, code):
            (x1, one), (x2, other) = before, after
            corners = [(x1, _y(one.high)), (x2, _y(other.high)), (x2, _y(other.low)), (x1, _y(one.low))]
            drawing.polygon(corners, LIMITS_COLOUR)
    for (x1, one), (x2, other) in _shown_pairs(curve, code):
        drawing.line(x1, _y(one.share), x2, _y(other.share), colour, 1.8 if code == "work" else 1.1)
    for point in curve.told:
        share, x = point.shares[code], _x(curve, point.month)
        if share is None:
            middle = BOTTOM - 10 if code == "left" else TOP + 8
            drawing.hatched(x - HATCH_SIZE / 2, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
            drawing.text(x + HATCH_SIZE / 2 + 3, middle + 3, HIDDEN_MARK, bold=True)
            continue
        drawing.line(x, _y(share.low), x, _y(share.high), colour, 0.9)
        drawing.circle(x, _y(share.share), 2.6, colour)


def _line_labels(drawing: Drawing, curve: ProtectedCurve) -> None:
    """What each line is, at its end. Where they end close together the labels stand apart, over the axis."""
    ends = {
        code: shown[-1]
        for code in FIRST
        if (shown := [share for point in curve.told if (share := point.shares[code]) is not None])
    }
    upwards = sorted(ends, key=lambda code: ends[code].share)
    heights: list[float] = []
    for code in upwards:
        highest = heights[-1] - LINE_LABEL if heights else BOTTOM - LINE_LABEL / 2
        heights.append(min(_y(ends[code].share), highest))
    for code, middle in zip(upwards, heights, strict=True):
        lines = [*fit(str(FIRST[code]), WIDTH - RIGHT - 8, 7.5), per_cent(ends[code].share)]
        drawing.paragraph(RIGHT + 8, middle, lines, size=7.5, bold=code == "work")


def _shown_pairs(
    curve: ProtectedCurve, code: str
) -> Iterator[tuple[tuple[float, ProtectedShare], tuple[float, ProtectedShare]]]:
    """Neighbouring horizons that are both shown."""
    for before, after in pairwise(curve.told):
        one, other = before.shares[code], after.shares[code]
        if one is not None and other is not None:
            yield (_x(curve, before.month), one), (_x(curve, after.month), other)


def _median(drawing: Drawing, curve: ProtectedCurve, months: int) -> None:
    """Where half had come to paid work."""
    x = _x(curve, months)
    drawing.line(LEFT, _y(50), x, _y(50), RULE, 1)
    drawing.line(x, _y(50), x, BOTTOM, RULE, 1)
    text = _("half after %(months)s months") % {"months": number(months)}
    drawing.text(LEFT + 4, _y(50) - 4, text, size=7.5, fill=INK)


def _hatch_key(drawing: Drawing) -> None:
    middle = BOTTOM + FOOT + 4
    drawing.hatched(LEFT, middle - 4.5, 9, 9)
    drawing.text(LEFT + 14, middle + 3, _("Not shown, for the sake of privacy."), size=7.5, fill=MUTED)


def _how_sure(curve: ProtectedCurve) -> str:
    """How far the limits reach: a stack has no room for a band around each of its lines."""
    shares = [share for point in curve.told for share in point.shares.values() if share is not None]
    return _("Estimates: the 95 per cent limits reach at most %(below)s points down and %(above)s up.") % {
        "below": number(max(share.share - share.low for share in shares)),
        "above": number(max(share.high - share.share for share in shares)),
    }


def _has_hidden(curve: ProtectedCurve) -> bool:
    return any(share is None for point in curve.told for share in point.shares.values())


def _value(share: ProtectedShare | None) -> int:
    return 0 if share is None else share.share


def _state_name(code: str) -> str:
    return state_label(code)


def _first_name(code: str) -> str:
    return str(FIRST[code])


def _readouts(drawing: Drawing, curve: ProtectedCurve, name: Callable[[str], str]) -> None:
    """Each horizon says its shares, with the limits of each."""
    xs = [_x(curve, point.month) for point in curve.told]
    edges = [LEFT, *((one + other) / 2 for one, other in pairwise(xs)), RIGHT]
    for point, (left, right) in zip(curve.told, pairwise(edges), strict=True):
        words = _("After %(months)s: %(numbers)s.") % {
            "months": month_label(point.month),
            "numbers": ", ".join(f"{name(code)} {_limits(share)}" for code, share in point.shares.items()),
        }
        drawing.readout(left, TOP, right - left, BOTTOM - TOP, words)


def _limits(share: ProtectedShare | None) -> str:
    if share is None:
        return _("not shown")
    return f"{per_cent(share.share)} ({written_share(share.low, share.high)})"


def _in_words(curve: ProtectedCurve, name: Callable[[str], str]) -> str:
    hidden = _("not shown")
    return " ".join(
        _("After %(months)s: %(numbers)s.")
        % {
            "months": month_label(point.month),
            "numbers": ", ".join(
                f"{name(code)} {hidden if share is None else per_cent(share.share)}"
                for code, share in point.shares.items()
            ),
        }
        for point in curve.told
    )
