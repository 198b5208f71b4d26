"""What the findings say, and what they keep quiet about."""

import re

import pytest
from django.utils.translation import override

from reports.document.charts.charts import draw_charts
from reports.document.findings import closing, exits, find, opening
from reports.protected.report import ProtectedReport, read_protected
from tests.reports.document.examples import example, with_curve, with_hidden, with_measure, with_range

CLOSING_TABLES = ("flow", "closing-by-sex", "closing-by-age", "closing-by-group")
GROUPED = "closing-by-office-grouped"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def said(report: ProtectedReport) -> str:
    return " ".join(find(report).sentences).replace("\u00a0", " ")


def with_totals(**totals: int | None) -> ProtectedReport:
    """A report whose flow table has these totals at the bottom, and nothing else."""
    columns = ["enrolled", "training", "work", "education", "venture", "left", "total"]
    values = dict.fromkeys(columns, 0) | totals
    data = example(persons=0).as_json()
    data["tables"] = [table for table in data["tables"] if table["id"] == "flow"]
    for cell in data["tables"][0]["cells"]:
        if cell["row"] == "total":
            value = values[cell["column"]]
            cell |= {"value": value, "shown": "range" if value is None else "value"}
            cell |= {"low": 1, "high": None}
    return read_protected(data)


def test_a_sum_is_said_where_all_its_cells_are_shown():
    text = said(with_totals(work=40, education=10, venture=10, enrolled=40, total=100))

    assert "The report counts 100 participants." in text
    assert (
        "On 31 August 2026, 60 participants (60%) were in ordinary work, in education or in a venture" in text
    )
    assert "Among them were 40 in ordinary work, 10 in education and 10 in a venture of their own." in text
    assert "40 participants (40%) were on the way" in text
    assert "20 participants were in education or in a venture of their own on 31 August 2026." in text


def test_a_number_of_participants_that_is_a_range_leaves_the_findings_standing():
    report = example(hide_none=True)
    for table in report.tables:
        report = with_range(report, table.id, "total", "total", 210, 230)
    found = find(report)
    assert found.key_figures[0].value == "210–230"
    assert "The report counts between 210 and 230 participants." in found.sentences[0]
    assert len(found.sentences) > 4


def test_a_sum_with_a_hidden_cell_is_said_within_what_the_shown_ones_leave():
    text = said(with_totals(work=40, education=None, venture=10, enrolled=40, left=None, total=100))

    # Education and those who left are ten together, and each at least one.
    assert "between 51 and 59 participants (51–59%) were in ordinary work" in text
    assert "Among them were 40 in ordinary work, between 1 and 9 in education and 10 in a venture" in text
    assert "Between 1 and 9 participants (1–9%) had left follow-up." in text
    assert "between 11 and 19 participants were in education or in a venture of their own" in text


def test_a_hidden_cell_that_may_be_anything_is_not_said():
    text = said(with_totals(work=None, enrolled=None, total=None))

    assert not any(sign.isdigit() for sign in text.replace("31 August 2026", ""))


def test_a_share_needs_the_rest_to_be_shown():
    report = with_totals(work=40, education=10, venture=10, enrolled=None, left=None, total=100)

    assert "60 participants were in ordinary work" in said(report)
    assert "60%" not in said(report)


@pytest.mark.parametrize(("whole", "is_shared"), [(29, False), (30, True)])
def test_a_share_needs_a_whole_that_is_large_enough(whole, is_shared):
    assert ("%" in said(with_totals(work=10, enrolled=whole - 10, total=whole))) is is_shared


def test_nobody_is_not_the_same_as_hidden():
    assert "nobody was in ordinary work" in said(with_totals(enrolled=50, total=50))
    assert "nobody" not in said(with_totals(enrolled=50, work=None, education=None, total=100))


def test_one_is_one():
    text = said(with_totals(work=1, enrolled=1, left=1, total=3))

    assert "On 31 August 2026, 1 participant was in ordinary work" in text
    assert "1 participant was on the way" in text
    assert "1 participant had left follow-up." in text


def test_an_empty_report_says_so_and_shows_no_key_figures():
    findings = find(example(persons=0))

    assert findings.sentences[0] == "Nobody was in follow-up at the offices of this report in the period."
    assert findings.key_figures == ()


def test_a_report_with_everything_hidden_says_no_number():
    text = said(example(hide_all=True))

    assert "The number of participants is not shown" in text
    assert not any(sign.isdigit() for sign in text)
    assert find(example(hide_all=True)).key_figures == ()


def test_what_nav_does_not_see_is_counted_among_the_exits_where_they_are_shown():
    report = example(full_detail=True, hide_none=True)
    row = report.table("exits-by-office")
    unseen = row.cell("total", "education") + row.cell("total", "venture")
    taken = report.population - row.cell("total", "none")

    assert f"of {taken} exits, {unseen} were to education or a venture" in said(report)
    assert f"{taken} participants" in said(report)


def test_the_same_number_is_found_in_whichever_table_shows_it():
    report = example(hide_none=True)
    elsewhere = with_hidden(report, *((id, "total", "work") for id in CLOSING_TABLES))

    assert closing(report, "work", "education", "venture").count == closing(report, "result").count
    assert closing(elsewhere, "work", "education", "venture").count == closing(report, "result").count, (
        "from the rest of the row"
    )
    assert "were in ordinary work, in education" in said(elsewhere)


def test_counts_of_the_beginning_and_of_exits():
    report = example(hide_none=True)
    flow = report.table("flow")

    entered = flow.cell("outside", "total")
    assert opening(report, "outside") == (entered, entered)
    # Hidden alone, it is what the others leave; hidden with another it is not known.
    assert opening(with_hidden(report, ("flow", "outside", "total")), "outside") == (entered, entered)
    hidden = with_hidden(report, *(("flow", row, "total") for row in flow.rows))
    assert opening(hidden, "outside") is None
    few_to_nearly_all = with_range(hidden, "flow", "outside", "total", 11, 161)
    assert opening(few_to_nearly_all, "outside") is None
    assert opening(with_range(hidden, "flow", "outside", "total", 11, 61), "outside") == (11, 61)
    none = exits(report, "none").count[0]
    assert exits(report, "result", "training").count == (report.population - none, report.population - none)


def test_many_offices_are_counted_rather_than_named():
    report = example(offices={f"o{at}": f"NAV {at}" for at in range(13)})

    assert "In the report" not in said(report)
    assert "In the report: NAV Nordstrand, NAV Bjerke" in said(example())


def test_of_what_nobody_knows_no_share_is_told():
    unknown = dict.fromkeys(("reached", "beside", "other"), 0) | {"unknown": 32, "total": 32}
    report = with_measure(example(), "six-months", **unknown)
    assert "Six months after (NAV): of 32 courses none is known, so no share can be told." in said(report)
    assert "between 0 and 100" not in said(report)


def test_nothing_is_written_as_none_and_not_as_zero_per_cent():
    share = {"share": 0, "low": 0, "high": 9}
    point = {"month": 18, "at_risk": 40, "shares": {"work": share, "left": share}}
    report = with_curve(example(), "first-paid-work", points=[point | {"month": 0}, point], median=None)
    assert "After 18 months, fewer than 1 per cent had come to their first paid work or venture." in said(
        report
    )
    (picture,) = [chart for chart in draw_charts(report) if chart.id == "first-paid-work"]
    # The labels of two lines that end in one point stand apart.
    labels = re.findall(r'<text x="392" y="([0-9.]+)"', picture.svg)
    assert len(labels) == len(set(labels))
