"""The words of codes, numbers and days."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils.translation import override
from fontTools.ttLib import TTFont

from reports.document.chapters import read_chapters
from reports.document.tables.grids import READING_ORDER, read_grids
from reports.document.words import wording
from reports.document.words.labels import row_label, state_label
from reports.figures.definitions import merged_specs, table_specs
from reports.periods import Period, parse_period
from tests.reports.document.examples import OFFICES, example


def test_every_code_of_every_table_has_words():
    report = example(full_detail=True)
    with override("en"):
        for table in report.tables:
            for code in table.rows:
                assert row_label(report, table.id, code) != code, (table.id, code)
            for code in table.columns:
                assert state_label(code) != code, (table.id, code)


def test_every_table_has_its_place_in_the_reading_order_and_a_caption():
    with override("en"):
        grids = read_grids(example(full_detail=True))
        merged = read_grids(example(full_detail=True, merged=True))
        in_chapters = [grid for chapter in read_chapters(example(full_detail=True)) for grid in chapter.grids]
    assert {grid.id for grid in (*grids, *merged)} == set(READING_ORDER)
    assert {spec.id for spec in (*table_specs([]), *merged_specs())} < set(READING_ORDER)
    only_merged = {spec.id for spec in merged_specs()}
    assert [grid.id for grid in grids] == [id for id in READING_ORDER if id not in only_merged]
    assert [grid.number for grid in grids] == list(range(1, len(grids) + 1))
    assert len({grid.caption for grid in grids}) == len(grids)
    assert in_chapters == list(grids)


def test_offices_go_by_name_also_where_their_slug_is_another_code():
    report = example(offices=OFFICES | {"total-office": "NAV Total", "work": "NAV Work"})
    with override("en"):
        assert row_label(report, "exits-by-office", "work") == "NAV Work"
        assert row_label(report, "flow", "work") == "Ordinary work"


@pytest.mark.parametrize(
    ("language", "text"),
    [("nb", "1.\u00a0mai – 31.\u00a0august\u00a02026"), ("en", "1\u00a0May – 31\u00a0August\u00a02026")],
)
def test_a_period_names_its_year_once(language, text):
    with override(language):
        assert wording.period(parse_period("2026-T2")) == text.replace("\u00a0", " ")


def test_a_period_over_new_year_names_both_years():
    with override("nb"):
        text = wording.period(Period(date(2025, 12, 1), date(2026, 1, 31), "x"))
    assert text == "1. desember 2025 – 31. januar 2026"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33"), (2, 3, "67"), (1, 8, "13"), (0, 9, "0"), (9, 9, "100"), (1, 200, "1")],
)
def test_shares_are_whole_per_cent(part, whole, text):
    with override("nb"):
        assert wording.percent(part, whole) == f"{text}\u00a0%"


def test_counts():
    with override("nb"):
        assert [wording.count(value) for value in (None, 0, 7, 1234)] == [":", "0", "7", "1\u00a0234"]


@pytest.mark.parametrize(("month", "clock"), [(9, "12:00"), (1, "11:00")])
def test_a_moment_is_told_by_the_clock_in_oslo(month, clock):
    with override("en-gb"):
        assert wording.moment(datetime(2026, month, 5, 10, 0, tzinfo=UTC)).endswith(f"2026 at {clock}")


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_moment_in_norwegian_has_a_full_stop_between_hours_and_minutes(language):
    with override(language):
        assert wording.moment(datetime(2026, 9, 5, 10, 0, tzinfo=UTC)).endswith("2026 kl.\u00a012.00")


def test_a_name_is_cleared_of_what_no_font_can_draw():
    assert wording.printable("NAV Kárášjohka – «Karasjok»") == "NAV Kárášjohka – «Karasjok»"
    assert wording.printable("A\u030as") == "Ås"
    assert wording.printable("a\U0001f9e6b\u0007c\n") == "a?b?c "
    assert wording.unprintable("a\U0001f9e6b\u0007c\n\U0001f9e6") == ["\U0001f9e6", "\u0007"]


@pytest.mark.parametrize(
    "text",
    [
        "≥ ≤ ‰ → ₂",
        "T\u2011banen",
        "Pro\ufb01l",
        "Nguyễn",
        "Kárášjohka ŋ Ŧ đ",
        "Україна ґ ї є",
        "Inn\u00adsats",
        "Ωα",
        "✓ №",
    ],
)
def test_the_letters_people_write_are_printed(text):
    assert wording.printable(text) == text
    assert wording.unprintable(text) == []


def test_the_fonts_can_draw_whatever_is_let_through():
    for weight in ("Regular", "Italic", "Bold"):
        drawable = set()
        for path in settings.REPORT_FONTS.glob(f"*-{weight}.ttf"):
            with TTFont(path) as font:
                drawable |= set(font.getBestCmap())
        let_through = {sign for sign in range(0x20, 0x2200) if wording.printable(chr(sign)) == chr(sign)}
        assert let_through <= drawable
