"""Pictures of shares: how far the truth may reach, and how much is recorded."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from reports.document.amounts import Amount, in_per_cent
from reports.document.drawing import Drawing, fit
from reports.document.grids import read_grids
from reports.document.palette import ACCENT, BRAND, INK, MUTED, RULE, STATE_COLOURS, TINT
from reports.document.sheet import HATCH_SIZE, WIDTH, Chart, sheet
from reports.document.tabular import GridRow
from reports.document.wording import HIDDEN_MARK, number, per_cent
from reports.document.yardsticks import Yardstick, targets_in, yardsticks_in
from reports.protected import ProtectedMeasure, ProtectedReport, shares_of
from reports.statistics.shares import ShareBounds

LABEL_WIDTH = 132.0
VALUE_WIDTH = 78.0
KEY_ROW = 26.0
# One more line of the key, where there is a target.
KEY_LINE = 20.0
AXIS_HEIGHT = 18.0
ROW = 31.0
BAND = 16.0
CAP = 3.5
SHORT_ROW = 24.0
BAR = 11.0
TICKS = (0, 25, 50, 75, 100)
BAND_COLOUR = "#B9D3D4"

Told = Sequence[tuple[Yardstick, ProtectedMeasure, ShareBounds | None]]


def yardstick_chart(report: ProtectedReport) -> Chart | None:
    """For each yardstick a band from the least to the most, the share of the known with its limits, and what is known from elsewhere."""
    told = [(yardstick, measure, shares_of(measure)) for yardstick, measure in yardsticks_in(report)]
    if not any(shares and shares.low is not None for _yardstick, _measure, shares in told):
        return None
    title = _("Share with a result, by each yardstick")
    alt = _("Ranges. %(title)s: %(numbers)s") % {
        "title": title,
        "numbers": " ".join(_range_in_words(*each) + _target_in_words(report, each[0]) for each in told),
    }
    targets = targets_in(report)
    top = KEY_ROW + (KEY_LINE if targets else 0)
    bottom = top + ROW * len(told)
    drawing = sheet(
        bottom + AXIS_HEIGHT, has_hidden=any(shares is None for _yardstick, _measure, shares in told)
    )
    has_reference = any(yardstick.reference for yardstick, _measure, _shares in told)
    _range_key(drawing, has_reference=has_reference, has_target=bool(targets))
    for at in range(0, len(told), 2):
        drawing.rectangle(0, top + ROW * at, WIDTH, ROW, TINT)
    _axis(drawing, top, bottom)
    for at, (yardstick, _measure, shares) in enumerate(told):
        middle = top + ROW * (at + 0.5)
        drawing.paragraph(4, middle, fit(yardstick.label, LABEL_WIDTH - 10, 8, most=3), size=8)
        _range(drawing, middle, yardstick, shares)
        if yardstick.id in targets:
            _target(drawing, _x(targets[yardstick.id]), middle)
    return Chart("yardsticks", title, alt, drawing.svg(alt))


def completeness_chart(report: ProtectedReport) -> Chart | None:
    """A bar for each piece of information: how much of it is recorded."""
    rows = [row for grid in read_grids(report) if grid.id == "completeness" for row in grid.rows]
    if not any(row.amounts[-1].value is not None for row in rows):
        return None
    title = _("Share recorded")
    alt = _("Bars. %(title)s: %(numbers)s.") % {
        "title": title,
        "numbers": ", ".join(f"{row.label} {_told(row.amounts[-1])}" for row in rows),
    }
    bottom = SHORT_ROW * len(rows)
    drawing = sheet(bottom + AXIS_HEIGHT, has_hidden=any(row.amounts[-1].is_hidden for row in rows))
    _axis(drawing, 0, bottom)
    for at, row in enumerate(rows):
        _share_bar(drawing, SHORT_ROW * (at + 0.5), row)
    return Chart("completeness", title, alt, drawing.svg(alt))


def _x(share: float) -> float:
    """Where a share in per cent stands."""
    return LABEL_WIDTH + (WIDTH - LABEL_WIDTH - VALUE_WIDTH) * share / 100


def _axis(drawing: Drawing, top: float, bottom: float) -> None:
    for tick in TICKS:
        drawing.line(_x(tick), top, _x(tick), bottom, RULE if tick else MUTED)
        drawing.text(_x(tick), bottom + 11, per_cent(tick), size=7.5, anchor="middle", fill=MUTED)


def _range(drawing: Drawing, middle: float, yardstick: Yardstick, shares: ShareBounds | None) -> None:
    if shares is not None and shares.low is not None and shares.high is not None:
        low, high = _x(100 * shares.low), _x(100 * shares.high)
        drawing.rectangle(low - 0.8, middle - BAND / 2, high - low + 1.6, BAND, BAND_COLOUR)
    if yardstick.reference is not None:
        _diamond(drawing, _x(yardstick.reference), middle)
    if shares is None:
        drawing.hatched(_x(0) + 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(WIDTH - 4, middle + 3, HIDDEN_MARK, anchor="end", bold=True)
    elif shares.low is None:
        drawing.text(WIDTH - 4, middle + 3, _("nobody"), size=8, anchor="end", fill=MUTED)
    elif shares.share is not None and shares.interval is not None:
        _whiskers(drawing, middle, *(_x(100 * limit) for limit in shares.interval))
        drawing.circle(_x(100 * shares.share), middle, 3.4, BRAND)
        text = in_per_cent(shares.share, shares.interval).text
        drawing.text(WIDTH - 4, middle + 3, text, size=8, anchor="end", bold=True)


def _whiskers(drawing: Drawing, middle: float, left: float, right: float) -> None:
    drawing.line(left, middle, right, middle, BRAND, 1.3)
    for end in (left, right):
        drawing.line(end, middle - CAP, end, middle + CAP, BRAND, 1.3)


def _diamond(drawing: Drawing, x: float, middle: float) -> None:
    top = middle - BAND / 2 - 1
    drawing.polygon([(x, top - 4), (x + 4, top), (x, top + 4), (x - 4, top)], ACCENT)
    drawing.line(x, top + 4, x, middle + BAND / 2, ACCENT, 1)


def _target(drawing: Drawing, x: float, middle: float) -> None:
    """A post with a flag: told from the other marks by its shape."""
    foot, head = middle + BAND / 2 + 2, middle - BAND / 2 - 5
    drawing.line(x, head, x, foot, INK, 1.6)
    drawing.polygon([(x, head), (x + 7, head + 3.5), (x, head + 7)], INK)


def _range_key(drawing: Drawing, *, has_reference: bool, has_target: bool) -> None:
    """What the marks mean, in a row above them."""
    middle = 9.0
    drawing.rectangle(2, middle - 5, 18, 10, BAND_COLOUR)
    drawing.text(25, middle + 3, _("from the least to the most"), size=7.5)
    _whiskers(drawing, middle, 152, 172)
    drawing.circle(162, middle, 3, BRAND)
    drawing.text(177, middle + 3, _("of the known, with 95 per cent limits"), size=7.5)
    if has_reference:
        drawing.polygon([(352, middle - 4), (356, middle), (352, middle + 4), (348, middle)], ACCENT)
        drawing.text(361, middle + 3, _("Riksrevisjonen, other people"), size=7.5)
    if has_target:
        _target(drawing, 6, middle + KEY_LINE + 2)
        drawing.text(25, middle + KEY_LINE + 3, _("the target"), size=7.5)


def _share_bar(drawing: Drawing, middle: float, row: GridRow) -> None:
    drawing.paragraph(0, middle, fit(row.label, LABEL_WIDTH - 8, 8), size=8)
    share = row.amounts[-1]
    if share.is_hidden:
        drawing.hatched(_x(0) + 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        drawing.text(WIDTH - 4, middle + 3, HIDDEN_MARK, anchor="end", bold=True)
        return
    if share.value is None:
        drawing.text(WIDTH - 4, middle + 3, _("nobody"), size=8, anchor="end", fill=MUTED)
        return
    drawing.rectangle(_x(0), middle - BAR / 2, _x(share.value) - _x(0), BAR, STATE_COLOURS["result"])
    drawing.text(WIDTH - 4, middle + 3, share.text, anchor="end", bold=True, fill=INK)


def _range_in_words(yardstick: Yardstick, measure: ProtectedMeasure, shares: ShareBounds | None) -> str:
    if shares is None:
        return _("%(yardstick)s: not shown.") % {"yardstick": yardstick.label}
    if shares.low is None:
        return _("%(yardstick)s: nobody to count.") % {"yardstick": yardstick.label}
    words = {
        "yardstick": yardstick.label,
        "low": in_per_cent(shares.low).text,
        "high": in_per_cent(shares.high).text,
        "share": in_per_cent(shares.share, shares.interval).text,
        "unknown": number(measure.cells["unknown"] or 0),
    }
    if shares.share is None:
        return _("%(yardstick)s: nobody is known.") % words
    text = _(
        "%(yardstick)s: at least %(low)s, at most %(high)s; of the known %(share)s; %(unknown)s not known."
    )
    if yardstick.reference is None:
        return text % words
    return f"{text % words} " + _("Riksrevisjonen, other people: %(reference)s.") % {
        "reference": per_cent(yardstick.reference)
    }


def _target_in_words(report: ProtectedReport, yardstick: Yardstick) -> str:
    target = targets_in(report).get(yardstick.id)
    return "" if target is None else " " + _("Target: %(target)s.") % {"target": per_cent(target)}


def _told(share: Amount) -> str:
    return _("not shown") if share.is_hidden else share.text
