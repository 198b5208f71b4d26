"""What is hidden is told as the range it lies in, and each number with the stretch of time it is counted over."""

import io
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from reports.disclosure.sealing import told_by_sums
from reports.document import build_documents
from reports.document.beside import read_changes
from reports.document.chapters import read_chapters
from reports.document.charts.charts import draw_charts
from reports.document.charts.completeness import AXIS as COMPLETENESS_AXIS
from reports.document.charts.funnel import draw_funnel, mean_of, points_of
from reports.document.charts.palette import lighter, state_colour
from reports.document.findings import find
from reports.document.left_out import names_of_left_out
from reports.document.method import how_we_counted
from reports.document.tables.grids import read_grids
from reports.document.tables.notes import note_under
from reports.document.words.windows import windows_in
from reports.document.yardstick_findings import changes_since, shortfalls
from reports.figures.measures import JOBS_CREATED, JOBS_LASTING, VENTURES, measure_spec
from reports.protected.ranges import says_nothing, share_between, within, without
from reports.protected.report import ProtectedReport, read_protected
from tests.reports.document.examples import example, with_agreed, with_hidden, with_measure, with_range

SVG = "{http://www.w3.org/2000/svg}"
EXITS = "exits-by-office-grouped"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def said(report: ProtectedReport) -> str:
    return " ".join(find(report).sentences).replace("\u00a0", " ")


def printed(report: ProtectedReport, id: str) -> dict[str, tuple[str, ...]]:
    grid = next(grid for grid in read_grids(report) if grid.id == id)
    return {row.code: row.cells for row in grid.rows}


def picture(report: ProtectedReport, id: str):
    return next(chart for chart in draw_charts(report) if chart.id == id)


def marks(svg: str, name: str, **attributes: str) -> list[ElementTree.Element]:
    found = ElementTree.fromstring(svg).iter(f"{SVG}{name}")  # noqa: S314 - our own drawing
    return [mark for mark in found if attributes.items() <= mark.attrib.items()]


def hidden_yardstick(**more) -> ProtectedReport:
    counts = {"reached": (7, 12), "beside": 0, "other": (14, 19), "unknown": 0, "total": 26}
    return with_measure(example(), "six-months", window="twelve", **(counts | more))


def test_a_yardstick_is_told_over_the_last_twelve_months_and_since_the_start_and_says_so():
    report = with_measure(
        example(), "at-exit", window="twelve", reached=44, beside=0, other=13, unknown=0, total=57
    )
    report = with_measure(
        report, "at-exit", window="start", reached=90, beside=0, other=10, unknown=50, total=150
    )
    assert (
        "44 of 57 courses of follow-up that ended in the last twelve months led to work, education or a venture. That is "
        "77 per cent, with an uncertainty from 65 to 86 per cent. Since the start: 90 of 150; 50 are not known, so it is between 60 and 93 "
        "per cent."
    ) in said(report)
    captions = {grid.id: grid.caption for grid in read_grids(report)}
    assert captions["yardsticks"].endswith("last twelve months (1 September 2025 – 31 August 2026)")
    assert captions["yardsticks-start"].endswith("since the start (1 March 2023 – 31 August 2026)")
    assert printed(report, "yardsticks")["at-exit"][:5] == ("44", "–", "13", "0", "57")
    assert printed(report, "yardsticks-start")["at-exit"][:5] == ("90", "–", "10", "50", "150")
    alt = picture(report, "yardsticks").alt
    assert "When follow-up ended (IMDi): last twelve months at least 77%" in alt
    assert "since the start at least 60%, at most 93%" in alt
    texts = next(chapter for chapter in read_chapters(report) if chapter.id == "yardsticks").texts
    assert any("the last twelve months (1 September 2025" in text for text in texts)


def test_no_words_of_a_yardstick_say_period_where_it_is_counted_over_another_window():
    chapter = next(chapter for chapter in read_chapters(example()) if chapter.id == "yardsticks")
    words = [*chapter.texts, *(text for entry in chapter.entries for text in entry)]
    words += [grid.caption for grid in chapter.grids]
    assert not [text for text in words if "the period" in text]


def test_a_report_from_before_the_windows_is_read_over_its_period():
    data = example().as_json()
    data["measures"] = [
        {**each, "window": ""} for each in data["measures"] if each["window"] in ("", "twelve")
    ]
    del data["windows"]
    report = read_protected(data)
    assert windows_in(report) == ("",)
    assert "courses of follow-up that ended in the period led to work" in said(report)
    assert "twelve" not in said(report)
    assert [grid.id for grid in read_grids(report) if grid.id.startswith("yardsticks")] == ["yardsticks"]
    # Over other days than today's: nothing is compared.
    assert list(changes_since(report, example())) == []


def test_of_a_cluster_younger_than_twelve_months_all_is_told_once_and_from_its_beginning():
    data = example().as_json()
    data["windows"]["twelve"] = data["windows"]["start"] = {"from": "2026-02-01", "to": "2026-08-31"}
    report = read_protected(data)
    assert windows_in(report) == ("start",)
    assert "since the cluster began on 1 February 2026" in said(report)
    assert "twelve months" not in said(report)
    texts = next(chapter for chapter in read_chapters(report) if chapter.id == "yardsticks").texts
    assert any("less than twelve months before 31\u00a0August 2026" in text for text in texts)


def test_a_hidden_number_is_said_between_which_numbers_it_lies():
    report = hidden_yardstick()
    assert (
        "Six months after they ended, between 7 and 12 of 26 courses of follow-up had led to work or a venture (looked at in "
        "the last twelve months). That is between 26 and 47 per cent."
    ) in said(report)
    assert printed(report, "yardsticks")["six-months"][:5] == ("7–12", "0", "14–19", "0", "26")
    assert printed(report, "yardsticks")["six-months"][5:] == ("26–47%", "26–47%", "26–47%")
    assert "last twelve months at least 26%, at most 47%; of the known between 26 and 47 per cent" in (
        picture(report, "yardsticks").alt
    )


def test_where_the_range_says_nothing_there_is_no_sentence_and_a_colon():
    nothing = {"reached": None, "beside": 0, "other": None, "unknown": 0, "total": None}
    report = with_measure(example(), "six-months", **nothing)
    assert "Six months after they ended" not in said(report)
    # Where the last twelve months tell nothing, what is told since the start comes first.
    newest = hidden_yardstick(**nothing)
    assert "led to work or a venture (looked at since the cluster began on 1 March 2023)" in said(newest)
    assert printed(report, "yardsticks")["six-months"][0] == ":"


@pytest.mark.parametrize(
    ("target", "told"),
    [(14, "is reached"), (15, "do not tell"), (65, "do not tell"), (66, "is not reached")],
)
def test_a_target_is_held_against_the_whole_range_and_what_chance_may_do(target, told):
    # 7 of 26 may be 14 per cent and 12 of 26 may be 65, as far as chance goes.
    text = said(with_agreed(hidden_yardstick(), six_months=target))
    assert any(f"target of {target} per cent" in part and told in part for part in text.split(". "))


def test_a_shortfall_is_told_where_even_the_most_it_can_be_is_too_little():
    report = with_measure(example(), "target-group", known=(50, 60), unknown=(40, 50), total=100)
    assert "Target group: between 50 and 60 per cent" in next(shortfalls(report))
    open_range = with_measure(example(), "target-group", known=(50, 90), unknown=(10, 50), total=100)
    assert not any("Target group" in text for text in shortfalls(open_range))


def test_beside_the_tables_hidden_numbers_are_ranges_too():
    report = with_measure(example(hide_none=True), "ventures", plan=(1, 4), running=(20, 23))
    report = with_measure(report, "jobs-created", created=(5, 9))
    report = with_measure(report, "unseen-by-nav", unseen=(7, 12), total=26)
    assert printed(report, "ladder")["plan"] == ("1–4",)
    assert printed(report, "jobs")["jobs-created-created"] == ("5–9",)
    assert printed(report, "unseen-by-nav") == {"unseen": ("7–12",), "seen": ("14–19",), "total": ("26",)}
    assert "of 26 exits, between 7 and 12 were to education or a venture" in said(report)
    assert "Plan between 1 and 4" in picture(report, "ladder").alt


def test_a_bar_is_solid_to_the_least_and_light_to_the_most():
    report = with_range(example(hide_none=True), EXITS, "bjerke", "none", 4, 10)
    svg = picture(report, "exits-by-office").svg
    colour = state_colour("none")
    (light,) = marks(svg, "rect", stroke=colour)
    assert light.get("fill") == lighter(colour)
    solid = [mark for mark in marks(svg, "rect", fill=colour) if mark.get("y") == light.get("y")]
    end = float(solid[0].get("x")) + float(solid[0].get("width"))
    assert float(light.get("x")) == pytest.approx(end, abs=0.02)
    assert float(light.get("width")) / float(solid[0].get("width")) == pytest.approx(6 / 4, abs=0.01)
    assert "4–10" in [text.text for text in marks(svg, "text")]
    assert "No exit between 4 and 10" in picture(report, "exits-by-office").alt


def test_the_flow_has_a_light_circle_round_a_solid_one():
    report = with_range(example(hide_none=True), "flow", "enrolled", "work", 5, 20)
    svg, colour = picture(report, "flow").svg, state_colour("work")
    (ring,) = marks(svg, "circle", stroke=colour)
    inner = [each for each in marks(svg, "circle", fill=colour) if each.get("cx") == ring.get("cx")]
    assert float(ring.get("r")) == pytest.approx(2 * float(inner[0].get("r")), abs=0.02)


def test_a_recorded_share_is_a_bar_with_a_light_end():
    report = with_measure(example(), "target-group", known=(50, 60), unknown=(40, 50), total=100)
    svg = picture(report, "completeness").svg
    (light,) = marks(svg, "rect", stroke=state_colour("result"))
    length = COMPLETENESS_AXIS.x(60) - COMPLETENESS_AXIS.x(50)
    assert float(light.get("width")) == pytest.approx(length, abs=0.02)


def test_an_office_told_as_a_range_is_an_upright_bar_in_the_funnel():
    report = with_range(example(hide_none=True), "closing-by-office-grouped", "bjerke", "result", 8, 12)
    chart = draw_funnel(report, points_of(report, ()), mean_of(report))
    people = report.table("closing-by-office-grouped").cell("bjerke", "total")
    low, high = share_between((8, 12), without((people, people), (8, 12)), (people, people))
    assert f"NAV Bjerke between {low} and {high} per cent of {people}" in chart.alt
    # One in the plot, one in the key.
    assert len([mark for mark in marks(chart.svg, "rect") if mark.get("stroke-width") == "0.6"]) == 2


def test_the_note_says_what_a_range_and_a_colon_mean_where_they_stand():
    report = with_range(example(hide_none=True), EXITS, "bjerke", "none", 4, 10)
    notes = {grid.id: note_under(grid) for grid in read_grids(report)}
    assert notes[EXITS].startswith("A range, such as 7–12: the number lies somewhere in it")
    assert notes["flow"] == ""
    colon = with_hidden(report, (EXITS, "bjerke", "training"))
    assert "A colon (:): Not shown for the sake of privacy" in note_under(
        next(grid for grid in read_grids(colon) if grid.id == EXITS)
    )


def test_the_files_have_the_range_in_its_cell_and_its_ends_in_columns():
    report = with_range(example(hide_none=True), EXITS, "bjerke", "none", 4, 10)
    files = build_documents(report, language="en")
    book = load_workbook(io.BytesIO(files.xlsx))
    cells = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "4–10" in cells
    (line,) = [
        row
        for row in files.csv.decode("utf-8-sig").splitlines()
        if row.startswith(f'"{EXITS}";"bjerke"') and '"none"' in row
    ]
    assert line.endswith(';"";"range";"number";"4";"10"')


def test_a_correction_is_told_as_the_ranges_before_and_after():
    before = with_range(example(hide_none=True), EXITS, "bjerke", "none", 4, 10)
    after = with_range(before, EXITS, "bjerke", "none", 5, 9)
    (table,) = read_changes(before, after).tables
    assert table.lines == ("NAV Bjerke, No exit: from 4–10 to 5–9",)


def test_what_is_left_out_is_named_in_the_method_and_in_the_data():
    report = replace(
        example(),
        left_out=(
            ("closing-by-sex", "other"),
            ("completeness:follow-ups", "all"),
            ("opening-by-office", "bjerke"),
            ("opening-by-office", "total"),
            ("state-occupation-36", "all"),
            ("yardstick:november", "twelve"),
        ),
    )
    names = names_of_left_out(report)
    assert names == (
        "Other in the table “Where participants were on 31\u00a0August 2026, by sex”",
        "Follow-up questions that fell due in the period",
        "Where participants were when the period began, by office",
        "Month by month: 36 months",
        "In November the year after, last twelve months",
    )
    (text,) = [text for title, text in how_we_counted(report) if title == "Left out"]
    assert "; ".join(names) in text
    assert {"table": "closing-by-sex", "row": "other"} in report.as_json()["left_out"]
    assert read_protected(report.as_json()).left_out == report.left_out
    assert not [title for title, _text in how_we_counted(example(hide_none=True)) if title == "Left out"]


def test_a_table_that_says_nothing_is_left_out_and_named():
    report = example(hide_none=True)
    table = report.table("closing-by-sex")
    silent = with_hidden(report, *((table.id, row, column) for row in table.rows for column in table.columns))
    assert table.id not in [grid.id for grid in read_grids(silent)]
    assert names_of_left_out(silent) == ("Where participants were on 31\u00a0August 2026, by sex",)
    # Zeros of an empty report do say something.
    assert len(read_grids(example(persons=0))) > 10


def test_hidden_ventures_and_jobs_lie_within_what_the_printed_sums_leave():
    ventures = dict.fromkeys(measure_spec(VENTURES).marks, 0)
    told = told_by_sums(
        measure_spec(VENTURES), ventures | {"idea": 9, "plan": None, "employs": None, "running": 15}
    )
    assert told == {"plan": (1, 5), "employs": (1, 5)}
    assert told_by_sums(measure_spec(VENTURES), ventures | {"plan": None, "running": None}) == {
        "plan": (1, None),
        "running": (1, None),
    }
    jobs = {"there": None, "not_there": 0, "not_reached": None, "not_asked": 7, "total": 20}
    assert told_by_sums(measure_spec(JOBS_LASTING), jobs) == {"there": (1, 12), "not_reached": (1, 12)}
    assert told_by_sums(measure_spec(JOBS_CREATED), {"created": None}) == {"created": (1, None)}


def test_ranges_are_reckoned_with_outwards():
    assert within((1, None), (3, 9), (0, 12)) == (3, 9)
    assert without((26, 26), (7, 12)) == (14, 19)
    assert without((26, 26), (7, None)) == (0, 19)
    assert share_between((7, 12), (1, None), (26, 26)) == (26, 47)
    assert share_between((1, None), (1, None), (1, None)) is None
    assert share_between((11, 11), (2, 50), (40, 40)) == (28, 28), "the total says the rest"
    assert says_nothing((1, 24), (24, 24))
    assert not says_nothing((1, 24), (60, 60))
    assert not says_nothing((0, 0))
    assert not says_nothing((1, 1), (1, 1))


def test_the_example_is_not_later_than_its_period():
    assert example().window("twelve") == (date(2025, 9, 1), date(2026, 8, 31))


def test_a_share_that_may_be_nearly_anything_stands_behind_what_is_told_more_closely():
    """In a report of five offices one year after training was told as between 3 and 97 per cent, and then as between 36 and 65."""
    report = with_measure(
        example(),
        "after-training-12",
        window="twelve",
        reached=(1, 31),
        beside=0,
        other=(1, 31),
        unknown=0,
        total=33,
    )
    report = with_measure(
        report, "after-training-12", window="start", reached=56, beside=0, other=50, unknown=35, total=141
    )
    text = said(report)
    start = text.index(
        "56 of 141 courses of work training had led to ordinary work (looked at since the cluster began"
    )
    last = text.index("Last twelve months: between 1 and 31 of 33, that is between 6 and 94 per cent.")
    assert start < last
    told = said(with_agreed(report, after_training_12=30))
    assert told.index("Whether the target of 30 per cent is reached, the numbers do not tell.") > told.index(
        "Last twelve months: between 1 and 31 of 33"
    )
