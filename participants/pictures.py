"""Pictures of journeys, drawn as SVG with the states' own colours from the style sheet and no style of its own.

Each picture stands beside a table with the same facts, and has a text that says what it shows. It is drawn twice: for a
desk, and for a narrow window with the same size of letters.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from clusters.pictures import month_name
from clusters.readout import Area, readout
from participants.enums import State
from participants.models import FollowUp, Move
from participants.queries.journeys import RecordedJourney
from participants.queries.office_trend import Spread

WIDTH = 960
# A window of 360 pixels has about so many for a picture.
NARROW_WIDTH = 310
BAND_TOP, BAND_HEIGHT = 26, 30
BAND_PICTURE_HEIGHT = 84
COLUMNS_HEIGHT, COLUMNS_TOP, COLUMNS_BOTTOM = 240, 22, 210
# In a narrow window the months stand under each other.
ROW, ROW_BAR = 22, 14
DAY_WIDTH, NUMBER_WIDTH = 80, 40
GAP = 1.5
TEXT_SIZE = 14
# Between the middles of two words of a few letters.
APART = 48
# Days along which there is room for quarters.
SHORT = 730
# Those who have left pile up for ever and would press the others flat.
SHOWN = tuple(state for state in State if state != State.LEFT)


@dataclass(frozen=True, slots=True)
class TwoDrawings:
    """A picture for a desk and for a narrow window."""

    wide: SafeString
    narrow: SafeString


def band_of(journey: RecordedJourney, today: date) -> TwoDrawings | None:
    """One person's way from the first move until today, with a mark for each follow-up."""
    if not journey.moves:
        return None
    return TwoDrawings(_band(journey, today, WIDTH), _band(journey, today, NARROW_WIDTH))


def columns_of(trend: Sequence[Spread]) -> TwoDrawings | None:
    """An office month by month: one column each, or a row in a narrow window, and in it a part for each state."""
    most = max(map(_total, trend), default=0)
    return TwoDrawings(_columns(trend, most), _rows(trend, most)) if most else None


def month_names(trend: Sequence[Spread], *, has_year: bool = True) -> list[str]:
    """The months whose ends are shown. The last day is today."""
    return [*(month_name(spread.day, has_year=has_year) for spread in trend[:-1]), _("today")]


def _band(journey: RecordedJourney, today: date, width: int) -> SafeString:
    first, last = journey.moves[0].day, max(today, journey.moves[-1].day) + timedelta(days=1)
    scale = width / max((last - first).days, 1)

    def at(day: date) -> float:
        return (day - first).days * scale

    def mark_at(day: date) -> float:
        return min(max(at(day), 7), width - 7)

    ends = [*(move.day for move in journey.moves[1:]), last]
    stretches = [
        (move, end, at(move.day), max(at(end) - at(move.day) - GAP, 1))
        for move, end in zip(journey.moves, ends, strict=True)
    ]
    answers = [each for each in journey.follow_ups if each.day >= first]
    parts = _parts([(move.target, x, BAND_TOP, across, BAND_HEIGHT) for move, _end, x, across in stretches])
    asked = format_html_join(
        "",
        '<path class="krem-mark" d="M{} 4l7 8l-7 8l-7 -8z"/>',
        ((_n(mark_at(each.day)),) for each in answers),
    )
    said = [
        *(
            (_stay(move, end if end < last else None), (x, BAND_TOP, across, BAND_HEIGHT))
            for move, end, x, across in stretches
        ),
        *((_asked(each), (mark_at(each.day) - 9, 2, 18, 20)) for each in answers),
    ]
    ticks = _ticks_of((first, last), at(today), at, width)
    return _picture((width, BAND_PICTURE_HEIGHT), _told(journey), parts + asked + ticks, said)


def _columns(trend: Sequence[Spread], most: int) -> SafeString:
    step = WIDTH / len(trend)
    parts, labels, said = [], [], []
    for place, (spread, name) in enumerate(zip(trend, month_names(trend, has_year=False), strict=True)):
        left, bottom = place * step, float(COLUMNS_BOTTOM)
        for state, share in _shares(spread, most):
            height = share * (COLUMNS_BOTTOM - COLUMNS_TOP)
            bottom -= height
            parts.append((state, left + 5, bottom, step - 10, max(height - GAP, 0.5)))
        middle = _n(left + step / 2)
        labels.append((middle, _n(bottom - 6), "middle", _total(spread)))
        labels.append((middle, COLUMNS_BOTTOM + 20, "middle", name))
        said.append((_in_words(spread), (left, 0, step, COLUMNS_HEIGHT)))
    return _picture((WIDTH, COLUMNS_HEIGHT), _of_months(), _parts(parts) + _texts(labels), said)


def _rows(trend: Sequence[Spread], most: int) -> SafeString:
    room = NARROW_WIDTH - DAY_WIDTH - NUMBER_WIDTH
    parts, labels, said = [], [], []
    for place, (spread, name) in enumerate(zip(trend, month_names(trend), strict=True)):
        top, left = place * ROW, float(DAY_WIDTH)
        for state, share in _shares(spread, most):
            parts.append((state, left, top + (ROW - ROW_BAR) / 2, max(share * room - GAP / 2, 0.5), ROW_BAR))
            left += share * room
        baseline = top + ROW / 2 + TEXT_SIZE * 0.35
        labels.append((0, _n(baseline), "start", name))
        labels.append((_n(left + 6), _n(baseline), "start", _total(spread)))
        said.append((_in_words(spread), (0, top, NARROW_WIDTH, ROW)))
    size = (NARROW_WIDTH, ROW * len(trend))
    return _picture(size, _of_months(), _parts(parts) + _texts(labels), said)


def _of_months() -> str:
    return _("Participants by state at the end of each of the last twelve months, and today.")


def _total(spread: Spread) -> int:
    return sum(spread.number(state) for state in SHOWN)


def _shares(spread: Spread, most: int) -> list[tuple[State, float]]:
    """The states that somebody is in, as parts of the most there have been."""
    return [(state, spread.number(state) / most) for state in SHOWN if spread.number(state)]


def _in_words(spread: Spread) -> str:
    numbers = ", ".join(
        f"{state.label} {localize(spread.number(state))}" for state in SHOWN if spread.number(state)
    )
    return f"{date_format(spread.day)}: {numbers or 0}"


def _parts(parts: Sequence[tuple[str, float, float, float, float]]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="krem-part" data-state="{}" x="{}" y="{}" width="{}" height="{}"/>',
        ((State(state).value, *map(_n, area)) for state, *area in parts),
    )


def _texts(texts: Sequence[tuple[object, object, str, object]]) -> SafeString:
    return format_html_join("", '<text x="{}" y="{}" text-anchor="{}">{}</text>', texts)


def _picture(
    size: tuple[int, int], text: str, marks: SafeString, said: Sequence[tuple[str, Area]]
) -> SafeString:
    """Every mark says its value when it is asked."""
    readouts = [readout(area, words, sheet=size, size=TEXT_SIZE) for words, area in said]
    return format_html(
        '<svg class="krem-picture" viewBox="0 0 {} {}" role="group" aria-label="{}">{}{}</svg>',
        *size,
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


def _ticks_of(ends: tuple[date, date], today: float, at: Callable[[date], float], width: int) -> SafeString:
    """Where it begins, the years along the way or the quarters of a short one, and today."""
    below = BAND_TOP + BAND_HEIGHT
    return format_html_join(
        "",
        '<line class="krem-tick" x1="{}" y1="{}" x2="{}" y2="{}"/><text x="{}" y="{}" text-anchor="{}">{}</text>',
        (
            (_n(x), below + 2, _n(x), below + 9, _n(x), below + 25, anchor, word)
            for x, anchor, word in _ticks(*ends, today, at, width)
        ),
    )


def _ticks(
    first: date, last: date, today: float, at: Callable[[date], float], width: int
) -> Iterator[tuple[float, str, str]]:
    yield 0.5, "start", month_name(first)
    months = (1, 4, 7, 10) if (last - first).days <= SHORT else (1,)
    before = 0.0
    for year in range(first.year, last.year + 1):
        for month in months:
            x = at(date(year, month, 1))
            # Not where it would run into the day it all began, into the one before, or into today.
            if 110 < x < width - 20 and abs(x - today) > 60 and x - before > APART:
                yield (
                    x,
                    "middle",
                    str(year) if month == 1 else month_name(date(year, month, 1), has_year=False),
                )
                before = x
    if today > 110:
        yield min(today, width - 0.5), "end", _("today")


def _n(value: float) -> str:
    """A length as SVG writes it, whatever the language."""
    return f"{value:.1f}".removesuffix(".0")
