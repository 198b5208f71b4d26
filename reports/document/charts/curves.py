"""Pictures of what happens as months go by: where participants are, and how many have come to paid work.

Between two horizons the lines are drawn straight. Where a share is hidden at either end, nothing is drawn for
it: in the stack what is left stands hatched, and a line is broken. A gap is never a zero.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from reports.document.charts import narrow
from reports.document.charts.drawing import LETTER, Drawing, fit
from reports.document.charts.palette import INK, MUTED, RULE, state_colour
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of
from reports.document.tables.measures import FIRST, month_label
from reports.document.words.labels import state_label
from reports.document.words.ranges import written_share
from reports.document.words.wording import HIDDEN_MARK, number, per_cent
from reports.figures.measures import STATE_CURVE, WORK_CURVE
from reports.protected.report import ProtectedCurve, ProtectedPoint, ProtectedReport, ProtectedShare

TOP, BOTTOM = 8.0, 160.0
FOOT = 52.0
NOTE = 14.0
# The key of what is hidden.
KEY = 16.0
LABEL_STEP = 12.0
# Up to three lines of words at the end of a line.
LINE_LABEL = 30.0
LIMITS_COLOUR = "#B9D3D4"
# From the bottom of the stack upwards: results first, those who left on top.
STACK = ("work", "venture", "education", "training", "enrolled", "left")
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a curve stands on its sheet, and how large its words are."""

    left: float
    right: float
    bottom: float
    size: float
    months: int

    def x(self, month: float) -> float:
        return self.left + (self.right - self.left) * month / self.months

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - TOP) * share / 100


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
    frame = _wide_frame(curve)
    bottom = frame.bottom + FOOT + (KEY if _has_hidden(curve) else 0)
    drawing = Drawing(WIDTH, bottom + NOTE)
    _stack(drawing, frame, curve)
    _axes(drawing, frame, curve)
    _unit(drawing, frame)
    _stack_labels(drawing, frame, curve.told[-1])
    if _has_hidden(curve):
        _hatch_key(drawing, frame, frame.bottom + FOOT + 4)
    drawing.text(frame.left, bottom + 7, _how_sure(curve), size=7.5, fill=MUTED)
    _readouts(drawing, frame, curve, _state_name)
    narrow_svg = _narrow(curve, alt, _state_name, STACK[::-1], _stack, [_how_sure(curve)])
    return chart_of(drawing, STATE_CURVE, title, alt, narrow_svg=narrow_svg)


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
    frame = _wide_frame(curve)
    drawing = Drawing(WIDTH, frame.bottom + FOOT + (KEY if _has_hidden(curve) else 0))
    _axes(drawing, frame, curve)
    _unit(drawing, frame)
    _lines(drawing, frame, curve)
    _line_labels(drawing, frame, curve)
    if _has_hidden(curve):
        _hatch_key(drawing, frame, frame.bottom + FOOT + 4)
    _readouts(drawing, frame, curve, _first_name)
    narrow_svg = _narrow(curve, alt, _first_name, tuple(FIRST), _lines, [])
    return chart_of(drawing, WORK_CURVE, title, alt, narrow_svg=narrow_svg)


def _wide_frame(curve: ProtectedCurve) -> Frame:
    return Frame(34, 384, BOTTOM, 7.5, curve.told[-1].month)


def _narrow(
    curve: ProtectedCurve,
    alt: str,
    name: Callable[[str], str],
    codes: Sequence[str],
    draw: Callable[[Drawing, Frame, ProtectedCurve], None],
    notes: Sequence[str],
) -> str:
    """The plot as wide as the sheet, and under it what each colour is, with where it ends."""
    frame = Frame(32, narrow.WIDTH - 12, 150, narrow.SMALL, curve.told[-1].month)
    lines = [line for note in notes for line in fit(note, narrow.WIDTH - 4, narrow.SMALL, most=4)]
    legend = [code for code in codes if any(point.shares[code] for point in curve.told)]
    foot = frame.bottom + FOOT + (KEY if _has_hidden(curve) else 0)
    drawing = Drawing(narrow.WIDTH, foot + narrow.ROW * len(legend) + narrow.LINE * (len(lines) + 0.5))
    draw(drawing, frame, curve)
    _axes(drawing, frame, curve)
    if _has_hidden(curve):
        _hatch_key(drawing, frame, frame.bottom + FOOT + 4)
    for at, code in enumerate(legend):
        middle = foot + narrow.ROW * (at + 0.5)
        drawing.rectangle(4, middle - 4, 8, 8, state_colour(code))
        label = fit(name(code), narrow.WIDTH - 60, narrow.SIZE, most=1)
        drawing.paragraph(18, middle, label, size=narrow.SIZE)
        last = curve.told[-1].shares[code]
        share = HIDDEN_MARK if last is None else per_cent(last.share)
        drawing.text(narrow.WIDTH - 4, middle + 3, share, size=narrow.SIZE, anchor="end", bold=True)
    for at, line in enumerate(lines, start=1):
        y = foot + narrow.ROW * len(legend) + narrow.LINE * at
        drawing.text(4, y, line, size=narrow.SMALL, fill=MUTED)
    _readouts(drawing, frame, curve, name)
    return drawing.page_svg(alt)


def _axes(drawing: Drawing, frame: Frame, curve: ProtectedCurve) -> None:
    """Both axes, the horizons, and how many are at risk under each."""
    left, right, bottom, size = frame.left, frame.right, frame.bottom, frame.size
    for tick in TICKS:
        y = frame.y(tick)
        drawing.line(left - 3, y, left if tick else right, y, MUTED)
        drawing.text(left - 6, y + 3, per_cent(tick), size=size, anchor="end", fill=MUTED)
    for point in curve.told:
        drawing.line(frame.x(point.month), bottom, frame.x(point.month), bottom + 3, MUTED)
    for point in _with_room(frame, curve.told):
        x = frame.x(point.month)
        drawing.text(x, bottom + 13, number(point.month), size=size, anchor="middle")
        drawing.text(x, bottom + 38, number(point.at_risk), size=size, anchor="middle", fill=MUTED)
    drawing.text(left, bottom + 27, _("At risk, rounded to the nearest ten"), size=size, fill=MUTED)


def _unit(drawing: Drawing, frame: Frame) -> None:
    drawing.text(frame.right + 24, frame.bottom + 13, _("months"), size=frame.size)


def _with_room(frame: Frame, told: Sequence[ProtectedPoint]) -> list[ProtectedPoint]:
    """The last horizon, and of those before it each whose numbers do not meet the next."""
    kept: list[ProtectedPoint] = []
    for point in reversed(told):
        need = (max(len(number(point.at_risk)), 2) + 1) * frame.size * LETTER
        if not kept or frame.x(kept[-1].month) - frame.x(point.month) >= need:
            kept.append(point)
    return kept[::-1]


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


def _stack(drawing: Drawing, frame: Frame, curve: ProtectedCurve) -> None:
    for before, after in pairwise(curve.told):
        _segment(drawing, frame, before, after)


def _segment(drawing: Drawing, frame: Frame, before: ProtectedPoint, after: ProtectedPoint) -> None:
    codes = [code for code in STACK if before.shares[code] and after.shares[code]]
    x1, x2 = frame.x(before.month), frame.x(after.month)
    left, right = _heights(before, codes), _heights(after, codes)
    for code, (top1, bottom1), (top2, bottom2) in zip(codes, left, right, strict=True):
        if (top1, top2) != (bottom1, bottom2):
            corners = [
                (x1, frame.y(top1)),
                (x2, frame.y(top2)),
                (x2, frame.y(bottom2)),
                (x1, frame.y(bottom1)),
            ]
            drawing.polygon(corners, state_colour(code))
    if len(codes) < len(STACK):
        reached = (left[-1][0] if left else 0, right[-1][0] if right else 0)
        drawing.hatched_band(x1, x2, (frame.y(100), frame.y(reached[0])), (frame.y(100), frame.y(reached[1])))


def _stack_labels(drawing: Drawing, frame: Frame, last: ProtectedPoint) -> None:
    """The states by name at the right, each as near its area as there is room."""
    codes = [code for code in STACK if last.shares[code]]
    wanted = [frame.y((top + bottom) / 2) for top, bottom in _heights(last, codes)]
    for code, own, middle in zip(codes, wanted, _apart(wanted, frame.bottom), strict=True):
        # Printed in grey, the line from its area tells which name is whose.
        drawing.line(frame.right + 1, own, frame.right + 10, middle, INK, 0.6)
        drawing.rectangle(frame.right + 10, middle - 4, 8, 8, state_colour(code))
        drawing.text(frame.right + 22, middle + 3, state_label(code), size=7.5)


def _apart(wanted: Sequence[float], bottom: float) -> list[float]:
    """Heights from the bottom upwards, moved so that no label covers another."""
    placed: list[float] = []
    for height in wanted:
        placed.append(min(height, placed[-1] - LABEL_STEP) if placed else min(height, bottom - 5))
    lift = TOP + 4 - placed[-1] if placed else 0
    if lift > 0:
        placed[-1] += lift
        for at in range(len(placed) - 2, -1, -1):
            placed[at] = max(placed[at], placed[at + 1] + LABEL_STEP)
    return placed


def _lines(drawing: Drawing, frame: Frame, curve: ProtectedCurve) -> None:
    if curve.median:
        _median(drawing, frame, curve.median[0])
    for code in ("left", "work"):
        _line(drawing, frame, curve, code)


def _line(drawing: Drawing, frame: Frame, curve: ProtectedCurve, code: str) -> None:
    colour = state_colour(code)
    if code == "work":
        for before, after in _shown_pairs(frame, curve, code):
            (x1, one), (x2, other) = before, after
            corners = [
                (x1, frame.y(one.high)),
                (x2, frame.y(other.high)),
                (x2, frame.y(other.low)),
                (x1, frame.y(one.low)),
            ]
            drawing.polygon(corners, LIMITS_COLOUR)
    for (x1, one), (x2, other) in _shown_pairs(frame, curve, code):
        drawing.line(x1, frame.y(one.share), x2, frame.y(other.share), colour, 1.8 if code == "work" else 1.1)
    for point in curve.told:
        share, x = point.shares[code], frame.x(point.month)
        if share is None:
            middle = frame.bottom - 10 if code == "left" else TOP + 8
            drawing.hatched(x - HATCH_SIZE / 2, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
            drawing.text(x + HATCH_SIZE / 2 + 3, middle + 3, HIDDEN_MARK, bold=True)
            continue
        drawing.line(x, frame.y(share.low), x, frame.y(share.high), colour, 0.9)
        drawing.circle(x, frame.y(share.share), 2.6, colour)


def _line_labels(drawing: Drawing, frame: Frame, curve: ProtectedCurve) -> None:
    """What each line is, at its end. Where they end close together the labels stand apart, over the axis."""
    ends = {
        code: shown[-1]
        for code in FIRST
        if (shown := [share for point in curve.told if (share := point.shares[code]) is not None])
    }
    upwards = sorted(ends, key=lambda code: ends[code].share)
    heights: list[float] = []
    for code in upwards:
        highest = heights[-1] - LINE_LABEL if heights else frame.bottom - LINE_LABEL / 2
        heights.append(min(frame.y(ends[code].share), highest))
    for code, middle in zip(upwards, heights, strict=True):
        lines = [*fit(str(FIRST[code]), WIDTH - frame.right - 8, 7.5), per_cent(ends[code].share)]
        drawing.paragraph(frame.right + 8, middle, lines, size=7.5, bold=code == "work")


def _shown_pairs(
    frame: Frame, curve: ProtectedCurve, code: str
) -> Iterator[tuple[tuple[float, ProtectedShare], tuple[float, ProtectedShare]]]:
    """Neighbouring horizons that are both shown."""
    for before, after in pairwise(curve.told):
        one, other = before.shares[code], after.shares[code]
        if one is not None and other is not None:
            yield (frame.x(before.month), one), (frame.x(after.month), other)


def _median(drawing: Drawing, frame: Frame, months: int) -> None:
    """Where half had come to paid work."""
    x = frame.x(months)
    drawing.line(frame.left, frame.y(50), x, frame.y(50), RULE, 1)
    drawing.line(x, frame.y(50), x, frame.bottom, RULE, 1)
    text = _("half after %(months)s months") % {"months": number(months)}
    drawing.text(frame.left + 4, frame.y(50) - 4, text, size=frame.size, fill=INK)


def _hatch_key(drawing: Drawing, frame: Frame, middle: float) -> None:
    drawing.hatched(frame.left, middle - 4.5, 9, 9)
    words = _("Not shown, for the sake of privacy.")
    drawing.text(frame.left + 14, middle + 3, words, size=frame.size, fill=MUTED)


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


def _readouts(drawing: Drawing, frame: Frame, curve: ProtectedCurve, name: Callable[[str], str]) -> None:
    """Each horizon says its shares, with the limits of each."""
    xs = [frame.x(point.month) for point in curve.told]
    edges = [frame.left, *((one + other) / 2 for one, other in pairwise(xs)), frame.right]
    for point, (left, right) in zip(curve.told, pairwise(edges), strict=True):
        words = _("After %(months)s: %(numbers)s.") % {
            "months": month_label(point.month),
            "numbers": ", ".join(f"{name(code)} {_limits(share)}" for code, share in point.shares.items()),
        }
        drawing.readout(left, TOP, right - left, frame.bottom - TOP, words)


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
