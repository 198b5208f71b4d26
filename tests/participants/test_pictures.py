"""The pictures of journeys say their values in words: each stretch, each answer, each month, and where today is."""

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from clusters.readout import LETTER
from participants.enums import State
from participants.models import FollowUp, Move
from participants.pictures import NARROW_WIDTH, band_of, columns_of
from participants.queries.journeys import RecordedJourney
from participants.queries.office_trend import Spread

TODAY = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def english():
    with override("en-gb"):
        yield


def said(svg: str) -> list[str]:
    groups = ElementTree.fromstring(svg).iter("g")  # noqa: S314 - our own drawing
    return [group.get("aria-label") for group in groups if group.get("tabindex") == "0"]


def words_in(svg: str) -> list[ElementTree.Element]:
    return ElementTree.fromstring(svg).findall("text")  # noqa: S314 - our own drawing


def texts(svg: str) -> list[str]:
    """What is written in the picture itself."""
    return [text.text for text in words_in(svg)]


def reach_of_words(svg: str) -> list[tuple[float, float]]:
    """From where to where each word reaches, reckoned as wide letters."""
    reach = {"start": (0, 1), "middle": (0.5, 0.5), "end": (1, 0)}
    return [
        (
            float(word.get("x")) - reach[word.get("text-anchor")][0] * len(word.text) * 14 * LETTER,
            float(word.get("x")) + reach[word.get("text-anchor")][1] * len(word.text) * 14 * LETTER,
        )
        for word in words_in(svg)
    ]


def a_journey(first: date) -> RecordedJourney:
    return RecordedJourney(
        moves=(Move(day=first, target="enrolled"), Move(day=date(2026, 3, 1), target="work")),
        follow_ups=(FollowUp(day=date(2026, 8, 20), month=6, answer="work"),),
    )


def test_each_stretch_says_how_long_it_was_and_each_mark_what_was_answered():
    svg = band_of(a_journey(date(2025, 11, 1)), TODAY).wide
    enrolled, work, answer = said(svg)
    assert enrolled == f"Enrolled from {date_format(date(2025, 11, 1))} to {date_format(date(2026, 3, 1))}"
    assert work == f"Ordinary work since {date_format(date(2026, 3, 1))}"
    assert answer.startswith(f"Follow-up {date_format(date(2026, 8, 20))}: ")


def test_a_short_band_has_its_quarters_and_a_long_one_its_years_and_both_have_today():
    assert texts(band_of(a_journey(date(2025, 11, 1)), TODAY).wide) == [
        "Nov 2025",
        "2026",
        "Apr",
        "Jul",
        "today",
    ]
    assert texts(band_of(a_journey(date(2022, 1, 1)), TODAY).wide) == [
        "Jan 2022",
        "2023",
        "2024",
        "2025",
        "2026",
        "today",
    ]


def test_each_month_says_how_many_were_where_and_the_last_is_today():
    before = Spread(date(2026, 8, 31), {"enrolled": 3, "work": 2, "left": 9})
    now = Spread(TODAY, {})
    svg = columns_of([before, now]).wide
    assert said(svg) == [
        f"{date_format(before.day)}: {State.ENROLLED.label} 3, {State.WORK.label} 2",
        f"{date_format(TODAY)}: 0",
    ]
    assert "today" in texts(svg)


def test_a_narrow_window_is_told_the_same_as_a_wide_one():
    trend = [Spread(date(2026, 8, 31), {"enrolled": 3, "work": 2, "left": 9}), Spread(TODAY, {"work": 4})]
    for picture in (band_of(a_journey(date(2025, 11, 1)), TODAY), columns_of(trend)):
        assert said(picture.narrow) == said(picture.wide) != []
        assert picture.narrow.count("krem-part") == picture.wide.count("krem-part")
    assert texts(columns_of(trend).narrow) == ["Aug 2026", "5", "today", "4"]


@pytest.mark.parametrize("first", [date(2026, 7, 20), date(2025, 11, 1), date(2024, 9, 5), date(2012, 1, 1)])
def test_the_words_of_a_narrow_band_stand_beside_each_other_and_inside_it(first):
    ends = reach_of_words(band_of(a_journey(first), TODAY).narrow)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(sorted(ends)))
    assert min(begin for begin, _ in ends) >= 0
    assert max(end for _, end in ends) <= NARROW_WIDTH


def test_there_is_no_picture_of_nobody():
    assert columns_of([Spread(TODAY, {"left": 3})]) is None
    assert band_of(RecordedJourney(moves=(), follow_ups=()), TODAY) is None


@pytest.mark.parametrize(
    ("language", "written"), [("nb", "nov 2025"), ("nn", "nov 2025"), ("en-gb", "Nov 2025")]
)
def test_a_month_is_written_as_its_language_writes_it(language, written):
    with override(language):
        assert texts(band_of(a_journey(date(2025, 11, 1)), TODAY).wide)[0] == written
