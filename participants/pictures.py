"""Pictures of journeys, drawn as SVG with the states' own colours from the style sheet and no style of its own.

Each picture stands beside a table with the same facts, and has a text that says what it shows.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from participants.enums import State
from participants.queries.journeys import RecordedJourney
from participants.queries.office_trend import Spread

WIDTH = 960
BAND_TOP, BAND_HEIGHT = 26, 30
BAND_PICTURE_HEIGHT = 84
COLUMNS_HEIGHT, COLUMNS_TOP, COLUMNS_BOTTOM = 240, 22, 210
GAP = 1.5
# Those who have left pile up for ever and would press the others flat.
SHOWN = tuple(state for state in State if state != State.LEFT)


def band_of(journey: RecordedJourney, today: date) -> SafeString:
    """One person's way from the first move until today, with a mark for each follow-up."""
    if not journey.moves:
        return SafeString("")
    first, last = journey.moves[0].day, max(today, journey.moves[-1].day) + timedelta(days=1)
    scale = WIDTH / max((last - first).days, 1)

    def at(day: date) -> float:
        return (day - first).days * scale

    ends = [*(move.day for move in journey.moves[1:]), last]
    stretches = [
        (move.target, at(move.day), max(at(end) - at(move.day) - GAP, 1))
        for move, end in zip(journey.moves, ends, strict=True)
    ]
    parts = format_html_join(
        "",
        '<rect class="krem-part" data-state="{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((state, _n(x), BAND_TOP, _n(width), BAND_HEIGHT) for state, x, width in stretches),
    )
    asked = format_html_join(
        "",
        '<path class="krem-mark" d="M{} 4l7 8l-7 8l-7 -8z"/>',
        ((_n(min(max(at(each.day), 7), WIDTH - 7)),) for each in journey.follow_ups if each.day >= first),
    )
    return _picture(BAND_PICTURE_HEIGHT, _told(journey), parts + asked + _years(first, last, at))


def columns_of(trend: Sequence[Spread]) -> SafeString:
    """An office month by month: one column each, a part for each state."""
    most = max((sum(spread.number(state) for state in SHOWN) for spread in trend), default=0) or 1
    step = WIDTH / len(trend)
    parts, labels = [], []
    for place, spread in enumerate(trend):
        left, bottom = place * step, float(COLUMNS_BOTTOM)
        for state in SHOWN:
            height = spread.number(state) / most * (COLUMNS_BOTTOM - COLUMNS_TOP)
            bottom -= height
            if height:
                parts.append(
                    (state.value, _n(left + 5), _n(bottom), _n(step - 10), _n(max(height - GAP, 0.5)))
                )
        total = sum(spread.number(state) for state in SHOWN)
        labels.append((_n(left + step / 2), _n(bottom - 6), total))
        labels.append((_n(left + step / 2), COLUMNS_BOTTOM + 20, date_format(spread.day, "M")))
    drawn = format_html_join(
        "", '<rect class="krem-part" data-state="{}" x="{}" y="{}" width="{}" height="{}"/>', parts
    )
    texts = format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', labels)
    text = _("Participants by state at the end of each of the last twelve months, and today.")
    return _picture(COLUMNS_HEIGHT, text, drawn + texts)


def _picture(height: int, text: str, marks: SafeString) -> SafeString:
    return format_html(
        '<svg class="krem-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        height,
        text,
        marks,
    )


def _told(journey: RecordedJourney) -> str:
    stays = "; ".join(f"{date_format(move.day)} {move.get_target_display()}" for move in journey.moves)
    return _("The journey: %(stays)s.") % {"stays": stays}


def _years(first: date, last: date, at) -> SafeString:
    """The first of January of each year that begins along the way."""
    below = BAND_TOP + BAND_HEIGHT
    return format_html_join(
        "",
        '<line class="krem-tick" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (_n(x), below + 2, _n(x), below + 9, _n(x), below + 25, anchor, word)
            for x, anchor, word in _ticks(first, last, at)
        ),
    )


def _ticks(first: date, last: date, at) -> Iterator[tuple[float, str, str]]:
    yield 0.5, "start", date_format(first, "M Y")
    for year in range(first.year + 1, last.year + 1):
        x = at(date(year, 1, 1))
        # Not where it would run into the day it all began, or out of the picture.
        if 110 < x < WIDTH - 20:
            yield x, "middle", str(year)


def _n(value: float) -> str:
    """A length as SVG writes it, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")
