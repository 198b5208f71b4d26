"""The picture of the yardsticks: how far the truth may reach, over each window."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from reports.document.charts import narrow
from reports.document.charts.drawing import Drawing, fit
from reports.document.charts.palette import ACCENT, BRAND, INK, MUTED, TINT
from reports.document.charts.share_axis import AXIS_HEIGHT, NARROW_AXIS, ShareAxis
from reports.document.charts.sheet import HATCH_SIZE, WIDTH, Chart, chart_of, sheet
from reports.document.tables.amounts import in_per_cent
from reports.document.words.ranges import said, said_share, written_share
from reports.document.words.windows import window_label, windows_in
from reports.document.words.wording import HIDDEN_MARK, per_cent
from reports.document.words.yardsticks import Yardstick, reach_of, targets_in, yardsticks_in
from reports.figures.definitions import UNKNOWN
from reports.protected.ranges import NOTHING_TOLD
from reports.protected.report import ProtectedMeasure, ProtectedReport, share_ranges, shares_of

LABEL_WIDTH, WINDOW_WIDTH, VALUE_WIDTH = 118.0, 86.0, 66.0
KEY_ROW = 22.0
# One more line of the key.
KEY_LINE = 18.0
ROW = 17.0
GAP = 5.0
BAND = 11.0
CAP = 3.5
SURE = 5.0
BAND_COLOUR = "#B9D3D4"
AXIS = ShareAxis(LABEL_WIDTH + WINDOW_WIDTH, WIDTH - VALUE_WIDTH)
# In a narrow window the words stand over their bands.
NARROW_ROW = narrow.LINE + ROW + 2

Told = Sequence[tuple[Yardstick, Sequence[ProtectedMeasure]]]


def yardstick_chart(report: ProtectedReport) -> Chart | None:
    """For each yardstick and window a band from the least to the most, and the share of the known with its limits."""
    told = list(yardsticks_in(report))
    if not any(_reach(measure) for _yardstick, measures in told for measure in measures):
        return None
    title = _("Share with a result, by each yardstick")
    several = len(windows_in(report)) > 1
    alt = _("Ranges. %(title)s: %(numbers)s") % {
        "title": title,
        "numbers": " ".join(_in_words(report, *each, several=several) for each in told),
    }
    heights = [ROW * len(measures) + GAP for _yardstick, measures in told]
    top = KEY_ROW + KEY_LINE * (_has_marks(report, told) + _has_hidden_shares(told))
    bottom = top + sum(heights)
    drawing = sheet(bottom + AXIS_HEIGHT, [] if _all_reach(told) else [NOTHING_TOLD])
    _key(drawing, report, told)
    for at, height in enumerate(heights):
        if at % 2 == 0:
            drawing.rectangle(0, top + sum(heights[:at]), WIDTH, height, TINT)
    AXIS.draw(drawing, top, bottom)
    y = top
    for (yardstick, measures), height in zip(told, heights, strict=True):
        drawing.paragraph(4, y + height / 2, fit(yardstick.label, LABEL_WIDTH - 10, 8, most=3), size=8)
        for at, measure in enumerate(measures):
            middle = y + GAP / 2 + ROW * (at + 0.5)
            if several:
                words = fit(window_label(measure.window), WINDOW_WIDTH - 4, 7.5, most=1)
                drawing.paragraph(LABEL_WIDTH, middle, words, size=7.5)
            _row(drawing, AXIS, middle, measure)
            _value(drawing, WIDTH - 4, middle, measure)
            words = _("%(window)s %(numbers)s") % {
                "window": window_label(measure.window),
                "numbers": _shares_in_words(measure),
            }
            drawing.readout(0, middle - ROW / 2, WIDTH, ROW, f"{yardstick.label}: {words}")
        if yardstick.reference is not None:
            _reference(drawing, AXIS.x(yardstick.reference), y + GAP / 2, ROW * len(measures))
        target = targets_in(report).get(yardstick.id)
        if target is not None:
            _target(drawing, AXIS.x(target), y + GAP / 2 + ROW / 2)
        y += height
    return chart_of(drawing, "yardsticks", title, alt, narrow_svg=_narrow(report, told, alt, several=several))


def _narrow(report: ProtectedReport, told: Told, alt: str, *, several: bool) -> str:
    """Each yardstick under its name, and over each band what it is of and its share."""
    keys = 2 + len(_mark_keys(report, told)) + len(_narrow_hidden_key(told))
    first = narrow.LINE * keys + GAP
    heights = [
        narrow.heading_height(yardstick.label) + NARROW_ROW * len(measures) + GAP
        for yardstick, measures in told
    ]
    bottom = first + sum(heights)
    shown = [] if _all_reach(told) else [NOTHING_TOLD]
    drawing = sheet(bottom + AXIS_HEIGHT, shown, width=narrow.WIDTH, size=narrow.SMALL)
    _narrow_key(drawing, report, told)
    NARROW_AXIS.draw(drawing, first, bottom)
    y = first
    for (yardstick, measures), height in zip(told, heights, strict=True):
        below = y + narrow.draw_heading(drawing, y, yardstick.label) + narrow.LINE / 2 + 2
        target = targets_in(report).get(yardstick.id)
        for at, measure in enumerate(measures):
            words = below + NARROW_ROW * at
            middle = words + NARROW_ROW / 2
            if several:
                label = fit(window_label(measure.window), narrow.WIDTH - 80, narrow.SIZE, most=1)
                drawing.paragraph(NARROW_AXIS.left + 4, words, label, size=narrow.SIZE)
            _value(drawing, narrow.WIDTH - 4, words, measure, size=narrow.SIZE)
            _row(drawing, NARROW_AXIS, middle, measure)
            if yardstick.reference is not None:
                _reference(drawing, NARROW_AXIS.x(yardstick.reference), middle - ROW / 2, ROW)
            if target is not None and at == 0:
                _target(drawing, NARROW_AXIS.x(target), middle)
        y += height
    return drawing.svg(alt)


def _reach(measure: ProtectedMeasure) -> tuple[int, int] | None:
    """From the least to the most; None also where hidden numbers leave everything open."""
    reach = reach_of(measure)
    return None if shares_of(measure) is None and reach == (0, 100) else reach


def _is_empty(measure: ProtectedMeasure) -> bool:
    shares = shares_of(measure)
    return shares is not None and shares.low is None


def _all_reach(told: Told) -> bool:
    return all(_reach(each) or _is_empty(each) for _yardstick, measures in told for each in measures)


def _has_marks(report: ProtectedReport, told: Told) -> bool:
    """Does what is known from elsewhere, or a target, stand at any of them?"""
    return bool(targets_in(report)) or any(yardstick.reference for yardstick, _measures in told)


def _has_hidden_shares(told: Told) -> bool:
    """Is the share of the known told as a range anywhere?"""
    return any(_known_between(measure) for _yardstick, measures in told for measure in measures)


def _known_between(measure: ProtectedMeasure) -> tuple[int, int] | None:
    """Of those who are known, where the counts behind it are hidden."""
    between = share_ranges(measure)["share"] if shares_of(measure) is None else None
    return between if between and between != (0, 100) else None


def _row(drawing: Drawing, axis: ShareAxis, middle: float, measure: ProtectedMeasure) -> None:
    reach, shares, between = _reach(measure), shares_of(measure), _known_between(measure)
    if reach is None:
        if not _is_empty(measure):
            drawing.hatched(axis.x(0) + 4, middle - HATCH_SIZE / 2, HATCH_SIZE, HATCH_SIZE)
        return
    low, high = map(axis.x, reach)
    drawing.rectangle(low - 0.8, middle - BAND / 2, high - low + 1.6, BAND, BAND_COLOUR)
    if between is not None:
        least, most = map(axis.x, between)
        drawing.rectangle(least - 1, middle - SURE / 2, most - least + 2, SURE, BRAND)
    elif shares is not None and shares.share is not None and shares.interval is not None:
        _whiskers(drawing, middle, *(axis.x(100 * limit) for limit in shares.interval))
        drawing.circle(axis.x(100 * shares.share), middle, 3.2, BRAND)


def _value(
    drawing: Drawing, right: float, middle: float, measure: ProtectedMeasure, *, size: float = 7.5
) -> None:
    """The share of the known with its limits, else how far the truth may reach."""
    reach, shares, between = _reach(measure), shares_of(measure), _known_between(measure)
    if reach is None and _is_empty(measure):
        drawing.text(right, middle + 3, _("nobody"), size=8, anchor="end", fill=MUTED)
    elif reach is None:
        drawing.text(right, middle + 3, HIDDEN_MARK, anchor="end", bold=True)
    else:
        text = written_share(*(between or reach))
        if between is None and shares is not None and shares.share is not None:
            text = in_per_cent(shares.share, shares.interval).text
        drawing.text(right, middle + 3, text, size=size, anchor="end", bold=True)


def _reference(drawing: Drawing, x: float, top: float, height: float) -> None:
    """What is known from elsewhere."""
    drawing.line(x, top + 3, x, top + height - 1, ACCENT, 1)
    _diamond(drawing, x, top + 1)


def _whiskers(drawing: Drawing, middle: float, left: float, right: float) -> None:
    drawing.line(left, middle, right, middle, BRAND, 1.3)
    for end in (left, right):
        drawing.line(end, middle - CAP, end, middle + CAP, BRAND, 1.3)


def _diamond(drawing: Drawing, x: float, middle: float) -> None:
    drawing.polygon([(x, middle - 4), (x + 4, middle), (x, middle + 4), (x - 4, middle)], ACCENT)


def _target(drawing: Drawing, x: float, middle: float) -> None:
    """A post with a flag: told from the other marks by its shape."""
    foot, head = middle + BAND / 2 + 2, middle - BAND / 2 - 4
    drawing.line(x, head, x, foot, INK, 1.6)
    drawing.polygon([(x, head), (x + 7, head + 3.5), (x, head + 7)], INK)


def _key(drawing: Drawing, report: ProtectedReport, told: Told) -> None:
    """What the marks mean, in rows above them."""
    middle = 9.0
    drawing.rectangle(2, middle - 5, 18, 10, BAND_COLOUR)
    drawing.text(25, middle + 3, _("from the least to the most"), size=7.5)
    _whiskers(drawing, middle, 232, 252)
    drawing.circle(242, middle, 3, BRAND)
    drawing.text(257, middle + 3, _("of the known, with 95 per cent limits"), size=7.5)
    middle += KEY_LINE * _has_marks(report, told)
    places = {_diamond: (11, 25), _target: (238, 257)}
    for mark, words in _mark_keys(report, told):
        at, beside = places[mark]
        mark(drawing, at, middle)
        drawing.text(beside, middle + 3, words, size=7.5)
    if _has_hidden_shares(told):
        middle += KEY_LINE
        drawing.rectangle(2, middle - SURE / 2, 18, SURE, BRAND)
        text = _("of the known, somewhere in the line: not shown exactly, for the sake of privacy")
        drawing.text(25, middle + 3, text, size=7.5)


def _mark_keys(
    report: ProtectedReport, told: Told
) -> list[tuple[Callable[[Drawing, float, float], None], str]]:
    """What the marks of some yardsticks mean, where there are any."""
    keys = []
    if any(yardstick.reference for yardstick, _measures in told):
        keys.append((_diamond, _("Riksrevisjonen, other people")))
    if targets_in(report):
        keys.append((_target, _("the target")))
    return keys


def _narrow_key(drawing: Drawing, report: ProtectedReport, told: Told) -> None:
    """The same, a line for each."""
    middle = narrow.LINE / 2
    drawing.rectangle(2, middle - 5, 18, 10, BAND_COLOUR)
    drawing.text(25, middle + 3, _("from the least to the most"), size=narrow.SMALL)
    middle += narrow.LINE
    _whiskers(drawing, middle, 2, 20)
    drawing.circle(11, middle, 3, BRAND)
    drawing.text(25, middle + 3, _("of the known, with 95 per cent limits"), size=narrow.SMALL)
    for mark, text in _mark_keys(report, told):
        middle += narrow.LINE
        mark(drawing, 9, middle)
        drawing.text(25, middle + 3, text, size=narrow.SMALL)
    for at, line in enumerate(_narrow_hidden_key(told)):
        middle += narrow.LINE
        if at == 0:
            drawing.rectangle(2, middle - SURE / 2, 18, SURE, BRAND)
        drawing.text(25, middle + 3, line, size=narrow.SMALL)


def _narrow_hidden_key(told: Told) -> list[str]:
    text = _("of the known, somewhere in the line: not shown exactly, for the sake of privacy")
    return fit(text, narrow.WIDTH - 25, narrow.SMALL, most=4) if _has_hidden_shares(told) else []


def _in_words(
    report: ProtectedReport, yardstick: Yardstick, measures: Sequence[ProtectedMeasure], *, several: bool
) -> str:
    parts = [
        _("%(window)s %(numbers)s")
        % {"window": window_label(measure.window), "numbers": _shares_in_words(measure)}
        if several
        else _shares_in_words(measure)
        for measure in measures
    ]
    told = [_("%(yardstick)s: %(numbers)s.") % {"yardstick": yardstick.label, "numbers": "; ".join(parts)}]
    if yardstick.reference is not None:
        told.append(
            _("Riksrevisjonen, other people: %(reference)s.") % {"reference": per_cent(yardstick.reference)}
        )
    target = targets_in(report).get(yardstick.id)
    if target is not None:
        told.append(_("Target: %(target)s.") % {"target": per_cent(target)})
    return " ".join(told)


def _shares_in_words(measure: ProtectedMeasure) -> str:
    reach, shares, between = _reach(measure), shares_of(measure), _known_between(measure)
    if _is_empty(measure):
        return _("nobody to count")
    if reach is None:
        return _("not shown")
    words = {
        "low": per_cent(reach[0]),
        "high": per_cent(reach[1]),
        "unknown": said(measure.range(UNKNOWN)),
    }
    share = between and said_share(*between)
    if share is None and shares is not None and shares.share is not None:
        share = in_per_cent(shares.share, shares.interval).text
    if share is None:
        return _("at least %(low)s, at most %(high)s; %(unknown)s not known") % words
    text = _("at least %(low)s, at most %(high)s; of the known %(share)s; %(unknown)s not known")
    return text % (words | {"share": share})
