"""Over time: what published reports have shown, beside this one, and no more."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.chapters import read_chapters
from reports.document.document import document_data
from reports.document.findings import find
from reports.document.tables.grids import read_grids
from reports.document.trends import MOST_PERIODS, TRENDS, comparable, trend_chart
from reports.document.yardstick_findings import changes_since
from reports.protected.report import ProtectedReport, read_protected
from tests.reports.document.examples import example, with_measure

SVG = "{http://www.w3.org/2000/svg}"
SHOWN = {"reached": 30, "other": 10, "unknown": 0, "total": 40}
HIDDEN = {"reached": (5, 9), "other": (11, 15), "unknown": 0, "total": 20}


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def until(year: int, **counts) -> ProtectedReport:
    """The report of the same tertial of another year."""
    data = with_measure(example(), "at-exit", window="twelve", **(counts or SHOWN)).as_json()
    data["period"] = {"label": f"{year}-T2", "from": f"{year}-05-01", "to": f"{year}-08-31"}
    data["windows"]["twelve"] = {"from": f"{year - 1}-09-01", "to": f"{year}-08-31"}
    return read_protected(data)


def chapter(report: ProtectedReport, *earlier: ProtectedReport):
    return next((each for each in read_chapters(report, earlier) if each.id == TRENDS), None)


def test_each_report_has_a_row_with_what_it_printed_and_this_one_comes_last():
    trends = chapter(until(2026), until(2024, **HIDDEN), until(2025))
    (grid,) = trends.grids
    assert [row.label.replace("\u00a0", " ") for row in grid.rows] == [
        "31 August 2024",
        "31 August 2025",
        "31 August 2026",
    ]
    at_exit = [column.code for column in grid.columns].index("at-exit")
    assert [row.cells[at_exit] for row in grid.rows] == ["25–45%", "75% (60–86)", "75% (60–86)"]
    assert [row.cells[0] for row in grid.rows] == ["214"] * 3


def test_a_point_has_its_limits_and_a_range_is_a_bar():
    (picture,) = chapter(until(2026), until(2025, **HIDDEN)).charts
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own drawing
    ranges = [mark for mark in root.iter(f"{SVG}rect") if mark.get("stroke")]
    assert len(ranges) == 1
    assert len(list(root.iter(f"{SVG}circle"))) == 2 * 5 - 1
    assert "2025 25–45%" in picture.alt


def test_there_is_no_chapter_without_an_earlier_report_over_the_same_window():
    former = example().as_json()
    former["measures"] = [{**each, "window": ""} for each in former["measures"] if each["window"] != "start"]
    assert chapter(example()) is None
    assert chapter(example(), read_protected(former)) is None
    assert trend_chart(example(), ()) is None


def test_of_many_reports_the_newest_are_shown():
    reports = comparable(until(2040), [until(year) for year in range(2010, 2040)])
    assert [each.period.end.year for each in reports] == list(range(2041 - MOST_PERIODS, 2041))


def test_the_other_tables_keep_their_numbers_and_the_document_has_the_chapter():
    report = until(2026)
    (grid,) = chapter(report, until(2025)).grids
    assert grid.number == len(read_grids(report)) + 1
    data = document_data(report, checksum="0", issued_on=None, beside=Beside(earlier=(until(2025),)))
    assert "Over time" in [each["title"] for each in data["chapters"]]


LOOSE = {"reached": (3, 35), "other": (5, 37), "unknown": 0, "total": 40}
BEFORE = "The report until 31 August 2025 could tell more. Last twelve months: 30 of 40, that is 75 per cent."


def at_exit(report: ProtectedReport, *earlier: ProtectedReport) -> str:
    """What is said of the first yardstick."""
    sentences = [text.replace("\u00a0", " ") for text in find(report, earlier).sentences]
    return next((text for text in sentences if "follow-up that ended" in text or "ended (IMDi)" in text), "")


def test_where_a_yardstick_is_told_loosely_the_newest_report_that_answered_it_stands_beside():
    loose = until(2026, **LOOSE)
    assert at_exit(loose, until(2024), until(2025)).endswith(BEFORE)
    assert at_exit(loose, until(2025), until(2025, **LOOSE)).endswith(BEFORE)
    assert "could tell more" not in at_exit(loose, until(2025, **LOOSE)) + at_exit(loose)
    assert "could tell more" not in at_exit(until(2026), until(2025)), "this report answers it itself"
    assert "could tell more" not in at_exit(until(2026, **HIDDEN), until(2025)), "and so does a narrow range"


def test_what_an_earlier_report_said_stands_where_nothing_can_be_told_now():
    data = until(2026).as_json()
    data["measures"] = [each for each in data["measures"] if each["id"] != "at-exit"]
    silent = read_protected(data)
    assert at_exit(silent) == ""
    nothing = "When follow-up ended (IMDi): this time nothing can be told without giving somebody away. "
    assert at_exit(silent, until(2025)) == nothing + BEFORE


def test_a_change_names_the_days_that_are_compared():
    before = until(2025, reached=2, other=98, unknown=0, total=100)
    text = next(changes_since(before, until(2026)))
    assert "higher than in 1 September 2024 – 31 August 2025".replace(" ", "") in text.replace(
        "\u00a0", ""
    ).replace(" ", "")
