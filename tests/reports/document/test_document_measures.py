"""What is printed beside the tables: yardsticks, what NAV does not see, curves, completeness."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from reports.document.chapters import read_chapters
from reports.document.charts import palette
from reports.document.charts.charts import draw_charts
from reports.document.charts.curves import BOTTOM, TOP
from reports.document.charts.sheet import HATCH_SIZE
from reports.document.charts.yardsticks import AXIS, BAND
from reports.document.findings import find
from reports.document.tables.grids import read_grids
from reports.document.yardstick_findings import changes_since, shortfalls
from reports.protected.report import ProtectedReport, read_protected
from tests.reports.document.examples import Number, example, with_agreed, with_curve, with_measure

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def printed(report: ProtectedReport, id: str) -> dict[str, tuple[str, ...]]:
    grid = next(grid for grid in read_grids(report) if grid.id == id)
    return {row.code: row.cells for row in grid.rows}


def chapters(report: ProtectedReport) -> dict:
    return {chapter.id: chapter for chapter in read_chapters(report)}


def chart(report: ProtectedReport, id: str):
    return next((chart for chart in draw_charts(report) if chart.id == id), None)


def marks(svg: str, name: str, **attributes: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}{name}")  # noqa: S314 - our own drawing
    return [mark for mark in found if attributes.items() <= mark.attrib.items()]


def said(report: ProtectedReport) -> str:
    return " ".join(find(report).sentences)


def yardstick(reached: int, other: int, unknown: int, **more: Number) -> dict[str, Number]:
    total = reached + other + unknown
    return {"reached": reached, "beside": 0, "other": other, "unknown": unknown, "total": total} | more


def test_a_share_is_told_three_ways():
    report = with_measure(example(), "six-months", **yardstick(11, 11, 9))
    assert printed(report, "yardsticks")["six-months"] == (
        "11",
        "0",
        "11",
        "9",
        "31",
        "35%",
        "65%",
        "50% (31–69)",
    )
    assert (
        "Six months after they ended, 11 of 31 courses of follow-up had led to work or a venture (looked at in the last "
        "twelve months). 9 are not known, so the share is between 35 and 65 per cent. Of those we know of it is 50 per cent, with "
        "an uncertainty from 31 to 69 per cent."
    ) in said(report)


def test_where_all_are_known_the_number_is_said_and_not_a_range():
    report = with_measure(example(), "at-exit", **yardstick(44, 13, 0))
    assert "44 of 57 courses of follow-up that ended in the last twelve months led to work" in said(report)
    assert "That is 77 per cent, with an uncertainty from 65 to 86 per cent" in said(report)


@pytest.mark.parametrize("code", ["reached", "other", "unknown"])
def test_a_share_is_hidden_with_the_numbers_it_is_made_of(code):
    report = with_measure(example(), "six-months", **yardstick(11, 11, 9) | {code: None, "total": None})
    # Those who are not known are no part of the share of the known.
    of_the_known = "50%" if code == "unknown" else ":"
    assert printed(report, "yardsticks")["six-months"][5:] == (":", ":", of_the_known)
    assert "Six months after they ended" not in said(report)
    assert "Six months after (NAV): last twelve months not shown" in chart(report, "yardsticks").alt


def test_of_a_handful_no_share_is_said():
    report = with_measure(example(), "six-months", **yardstick(5, 0, 0))
    assert "Six months after they ended" not in said(report)


def test_nobody_to_count_is_neither_hidden_nor_zero_per_cent():
    report = with_measure(example(), "six-months", **yardstick(0, 0, 0))
    assert printed(report, "yardsticks")["six-months"] == ("0", "0", "0", "0", "0", "–", "–", "–")
    assert "Six months after (NAV): last twelve months nobody to count" in chart(report, "yardsticks").alt


def test_the_reference_stands_with_its_qualifier_where_the_yardstick_is_used():
    with_reference = chapters(example())["yardsticks"]
    assert any(
        "persons with reduced work capacity who had no registered job" in text
        for text in with_reference.texts
    )
    assert any("other people than those of this report" in text for text in with_reference.texts)
    diamonds = marks(with_reference.charts[0].svg, "polygon", fill=palette.ACCENT)
    assert len(diamonds) == 3, "one in the key, one for each yardstick of work training"


def test_a_band_reaches_from_the_least_to_the_most():
    wide = chart(with_measure(example(), "six-months", **yardstick(10, 10, 20)), "yardsticks")
    narrow = chart(with_measure(example(), "six-months", **yardstick(20, 20, 0)), "yardsticks")
    lengths = [
        [float(mark.get("width")) for mark in marks(each.svg, "rect", height=f"{BAND:g}")]
        for each in (wide, narrow)
    ]
    # The yardsticks follow each other with two windows each.
    assert lengths[0][2] == pytest.approx(50 / 100 * (AXIS.right - AXIS.left) + 1.6, abs=0.1)
    assert lengths[1][2] == pytest.approx(1.6, abs=0.1)


def test_a_change_is_claimed_only_where_the_ranges_do_not_overlap():
    before = with_measure(example(), "six-months", **yardstick(10, 90, 0))
    surely = with_measure(example(), "six-months", **yardstick(50, 50, 0))
    unsure = with_measure(example(), "six-months", **yardstick(13, 87, 0))
    unknown = with_measure(example(), "six-months", **yardstick(50, 10, 40))

    assert list(changes_since(None, surely)) == []
    assert any(
        "higher than in" in text and "40 to 60 per cent against 6 to 17" in text
        for text in changes_since(before, surely)
    )
    assert any("lower than in" in text for text in changes_since(surely, before))
    for report in (unsure, before):
        assert [text[:12] for text in changes_since(before, report)] == ["No yardstick"]
    assert "No yardstick" in next(changes_since(surely, unknown)), (
        "those who are not known make the range wide"
    )


def test_a_hidden_yardstick_is_not_compared():
    hidden = example(hide_all=True)
    assert list(changes_since(hidden, example())) == list(changes_since(example(), hidden)) == []


def test_what_nav_does_not_see_is_hidden_with_its_parts():
    report = with_measure(example(), "unseen-by-nav", unseen=None, total=40)
    assert printed(report, "unseen-by-nav") == {"unseen": (":",), "seen": (":",), "total": ("40",)}
    shown = with_measure(example(), "unseen-by-nav", unseen=12, total=40)
    assert printed(shown, "unseen-by-nav")["seen"] == ("28",)
    assert "of 40 exits, 12 were to education or a venture" in said(shown)


def test_a_stack_fills_the_picture_and_what_is_hidden_is_hatched_not_zero():
    report = example()
    stack = chart(report, "state-occupation")
    hatched = marks(stack.svg, "polygon", fill=palette.PAPER)
    assert len(hatched) == 1, "between the last two months, where two states are hidden at the end"
    for shape in marks(stack.svg, "polygon", stroke=palette.PAPER):
        heights = [float(corner.split(",")[1]) for corner in shape.get("points").split()]
        assert TOP <= min(heights) <= max(heights) <= BOTTOM
    assert not [text.text for text in marks(stack.svg, "text") if text.text == "Own venture"]
    assert "Education not shown" in stack.alt.rpartition("After 24 months")[2]


def test_the_numbers_at_risk_stand_under_the_curve():
    report = example()
    for id in ("state-occupation", "first-paid-work"):
        texts = [text.text for text in marks(chart(report, id).svg, "text")]
        at = texts.index("At risk, rounded to the nearest ten")
        numbers = [text for text in texts[:at] if text.endswith("0") and text.isdigit()]
        assert [int(number) for number in numbers if int(number) >= 30] == [
            point.at_risk for point in report.curve(id).points
        ]


def test_a_line_is_broken_where_a_share_is_hidden():
    points = example().as_json()["curves"][1]["points"]
    whole = chart(example(), "first-paid-work")
    points[2]["shares"]["work"] = None
    broken = chart(with_curve(example(), "first-paid-work", points=points, median=None), "first-paid-work")
    lines = [
        marks(each.svg, "line", stroke=palette.STATE_COLOURS["work"], stroke_width="1.8")
        or [mark for mark in marks(each.svg, "line") if mark.get("stroke-width") == "1.8"]
        for each in (whole, broken)
    ]
    assert [len(each) for each in lines] == [4, 2]
    assert len(marks(broken.svg, "rect", width=f"{HATCH_SIZE:g}")) == 1


def test_the_median_is_told_with_its_limits_or_not_at_all():
    assert "after 13 months, with an uncertainty from 10 to 17 months" in said(example())
    open_ended = with_curve(example(), "first-paid-work", median=[13, 10, None])
    assert "after about 13 months" in said(open_ended)
    without = with_curve(example(), "first-paid-work", median=None)
    assert (
        "After 18 months, 60 per cent had come to their first paid work or venture, with an uncertainty from 54 to 67 per cent"
        in said(without)
    )


def test_curves_that_stand_in_an_earlier_report_are_pointed_to_and_why():
    report = example()
    for id in ("state-occupation", "first-paid-work"):
        report = with_curve(report, id, points=[], median=None, last_shown="2026-T1")
    chapter = chapters(report)["state-occupation"]
    assert "in the report for 1 January – 30 April 2026" in chapter.texts[0]
    assert "fewer than 30 participants are new" in chapter.texts[0]
    assert "first-paid-work" not in chapters(report)
    assert chart(report, "state-occupation") is None


def test_too_few_for_a_curve_is_said():
    assert (
        "fewer than 30 participants are under observation"
        in chapters(example(persons=20))["state-occupation"].texts[0]
    )


def test_a_shortfall_stands_on_the_first_page_where_the_series_asks_for_more():
    report = with_measure(example(), "target-group", known=70, unknown=30, total=100)
    assert "Target group: 70 per cent" in next(shortfalls(report))
    assert not any("Target group" in text for text in shortfalls(with_agreed(report, 70)))
    hidden = with_measure(report, "target-group", known=None, unknown=None, total=None)
    assert not any("Target group" in text for text in shortfalls(hidden))
    assert list(shortfalls(with_agreed(report, 0))) == []


def test_there_is_no_empty_heading():
    for report in (
        example(),
        example(persons=0),
        example(persons=1),
        example(hide_all=True),
        example(merged=True),
    ):
        for chapter in read_chapters(report):
            assert chapter.grids or chapter.texts, chapter.id
            assert chapter.title
    assert "tell of a single venture" in chapters(example(hide_all=True))["fourth-exit"].texts[-1]


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (40, "The target of 40 per cent is reached."),
        (41, "Whether the target of 41 per cent is reached, the numbers do not tell."),
        (60, "Whether the target of 60 per cent is reached, the numbers do not tell."),
        (61, "The target of 61 per cent is not reached."),
    ],
)
def test_a_target_is_reached_or_not_only_where_the_whole_range_says_so(target, told):
    report = with_agreed(with_measure(example(), "six-months", **yardstick(50, 50, 0)), six_months=target)
    assert told in said(report)
    assert said(report).count("The target of") + said(report).count("the target of") == 1
    assert printed(report, "yardsticks")["six-months"][-1] == f"{target}%"
    assert printed(report, "yardsticks")["at-exit"][-1] == "–"
    assert f"Target: {target}%." in chart(report, "yardsticks").alt
    flags = marks(chart(report, "yardsticks").svg, "polygon", fill=palette.INK)
    assert len(flags) == 2, "one in the key, one at the yardstick"
    assert any("Where a target is agreed" in text for text in chapters(report)["yardsticks"].texts)


def test_without_a_target_there_is_no_column_and_of_hidden_numbers_nothing_is_claimed():
    assert len(printed(example(), "yardsticks")["six-months"]) == 8
    hidden = with_agreed(with_measure(example(), "six-months", reached=None), six_months=50)
    assert "target of" not in said(hidden)
    # A yardstick that the period does not have brings no column for its target.
    data = hidden.as_json()
    data["measures"] = [each for each in data["measures"] if each["id"] != "six-months"]
    assert len(printed(read_protected(data), "yardsticks")["at-exit"]) == 8
