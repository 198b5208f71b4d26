"""Pictures of journeys, drawn as SVG with the states' own colours from the style sheet and no style of its own.

Each picture stands beside a table with the same facts, and has a text that says what it shows.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clusters.readout import Area, readout
from participants.enums import State
from participants.models import FollowUp, Move
from participants.queries.journeys import RecordedJourney
from participants.queries.office_trend import Spread

WIDTH = 960
BAND_TOP, BAND_HEIGHT = 26, 30
BAND_PICTURE_HEIGHT = 84
COLUMNS_HEIGHT, COLUMNS_TOP, COLUMNS_BOTTOM = 240, 22, 210
GAP = 1.5
TEXT_SIZE = 14
# Days along which there is room for quarters.
SHORT = 730
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
    ticks = _ticks_of(first, last, at(today), at)
    said = [
        *(
            (_stay(move, end if end < last else None), (x, BAND_TOP, width, BAND_HEIGHT))
            for (move, end), (_state, x, width) in zip(
                zip(journey.moves, ends, strict=True), stretches, strict=True
            )
        ),
        *(
            (_asked(each), (min(max(at(each.day), 7), WIDTH - 7) - 9, 2, 18, 20))
            for each in journey.follow_ups
            if each.day >= first
        ),
    ]
    return _picture(BAND_PICTURE_HEIGHT, _told(journey), parts + asked + ticks, said)


def columns_of(trend: Sequence[Spread]) -> SafeString:
    """An office month by month: one column each, a part for each state."""
    most = max((sum(spread.number(state) for state in SHOWN) for spread in trend), default=0)
    if not most:
        return SafeString("")
    step = WIDTH / len(trend)
    parts, labels, said = [], [], []
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
        is_today = place == len(trend) - 1
        name = _("today") if is_today else date_format(spread.day, "M")
        labels.append((_n(left + step / 2), COLUMNS_BOTTOM + 20, name))
        numbers = ", ".join(
            f"{state.label} {localize(spread.number(state))}" for state in SHOWN if spread.number(state)
        )
        said.append((f"{date_format(spread.day)}: {numbers or 0}", (left, 0, step, COLUMNS_HEIGHT)))
    drawn = format_html_join(
        "", '<rect class="krem-part" data-state="{}" x="{}" y="{}" width="{}" height="{}"/>', parts
    )
    texts = format_html_join("", '<text x="{}" y="{}" text-anchor="middle">{}</text>', labels)
    text = _("Participants by state at the end of each of the last twelve months, and today.")
    return _picture(COLUMNS_HEIGHT, text, drawn + texts, said)


def _picture(height: int, text: str, marks: SafeString, said: Sequence[tuple[str, Area]]) -> SafeString:
    """Every mark says its value when it is asked."""
    readouts = [readout(area, words, sheet=(WIDTH, height), size=TEXT_SIZE) for words, area in said]
    return format_html(
        '<svg class="krem-picture" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        WIDTH,
        height,
        text,
        marks,
        # Every word in them has been escaped.
        mark_safe("".join(readouts)),  # noqa: S308
    )


def _stay(move: Move, end: date | None) -> str:
    """A stretch in words: the last one goes on."""
    words = {"state": move.get_target_display(), "since": date_format(move.day)}
    if end is None:
        return _("%(state)s since %(since)s") % words
    return _("%(state)s from %(since)s to %(until)s") % (words | {"until": date_format(end)})


def _asked(follow_up: FollowUp) -> str:
    return _("Follow-up %(day)s: %(answer)s") % {
        "day": date_format(follow_up.day),
        "answer": follow_up.get_answer_display(),
    }


def _told(journey: RecordedJourney) -> str:
    stays = "; ".join(f"{date_format(move.day)} {move.get_target_display()}" for move in journey.moves)
    return _("The journey: %(stays)s.") % {"stays": stays}


def _ticks_of(first: date, last: date, today: float, at: Callable[[date], float]) -> SafeString:
    """Where it begins, the years along the way or the quarters of a short one, and today."""
    below = BAND_TOP + BAND_HEIGHT
    return format_html_join(
        "",
        '<line class="krem-tick" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (_n(x), below + 2, _n(x), below + 9, _n(x), below + 25, anchor, word)
            for x, anchor, word in _ticks(first, last, today, at)
        ),
    )


def _ticks(
    first: date, last: date, today: float, at: Callable[[date], float]
) -> Iterator[tuple[float, str, str]]:
    yield 0.5, "start", date_format(first, "M Y")
    months = (1, 4, 7, 10) if (last - first).days <= SHORT else (1,)
    for year in range(first.year, last.year + 1):
        for month in months:
            x = at(date(year, month, 1))
            # Not where it would run into the day it all began, or into today.
            if 110 < x < WIDTH - 20 and abs(x - today) > 60:
                yield x, "middle", str(year) if month == 1 else date_format(date(year, month, 1), "M")
    if today > 110:
        yield min(today, WIDTH - 0.5), "end", _("today")


def _n(value: float) -> str:
    """A length as SVG writes it, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")
