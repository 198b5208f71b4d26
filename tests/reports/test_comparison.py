"""The offices beside each other: from published, protected numbers only, and no league table."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from reports.document.charts import palette
from reports.document.charts.funnel import RESULT, TABLE, mean_of, points_of
from reports.document.charts.sheet import HATCH_SIZE
from reports.editions.comparison import compare_offices
from reports.enums import EditionState
from reports.figures.definitions import TOTAL
from reports.models import Edition
from reports.protected.report import read_protected
from tests.queries import at_most
from tests.reports.document.examples import OFFICES, PERIOD, example

MOST_QUERIES = 12
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def with_counts(counts: dict[str, tuple[int | None, int | None]]):
    """A report whose offices have these numbers of people and of results."""
    data = example(hide_none=True).as_json()
    table = next(each for each in data["tables"] if each["id"] == TABLE)
    for cell in table["cells"]:
        place = {TOTAL: 0, RESULT: 1}.get(cell["column"])
        if cell["row"] in counts and place is not None:
            value = counts[cell["row"]][place]
            cell.update(value=value, shown="range" if value is None else "value", low=1, high=None)
    return read_protected(data)


def shapes(svg: str, name: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}{name}"))  # noqa: S314 - our own drawing


def test_shares_and_mean_are_those_of_the_printed_numbers():
    report = example(hide_none=True)
    table = report.table(TABLE)
    points = points_of(report, {"bjerke"})
    assert [point.is_own for point in points] == [slug == "bjerke" for slug in OFFICES]
    for slug, point in zip(OFFICES, points, strict=True):
        assert point.share == table.cell(slug, RESULT) / table.cell(slug, TOTAL)
    assert mean_of(report) == table.cell(TOTAL, RESULT) / table.cell(TOTAL, TOTAL)


def test_words_follow_the_control_limits():
    report = with_counts(
        {"nordstrand": (50, 20), "bjerke": (200, 100), "ullensvang": (400, 280), "ullern": (400, 40)}
        | {"nordre-follo": (0, 0), TOTAL: (1000, 420)}
    )
    words = [row.standing.split(":")[0] for row in compare_offices(report).rows]
    assert words == [
        "Like the cluster",
        "A little away from the cluster",
        "Higher than chance alone gives",
        "Cannot be compared",
        "Lower than chance alone gives",
    ]


@pytest.mark.parametrize("counts", [(None, 8), (12, None), (None, None)])
def test_a_hidden_office_is_hidden_and_not_nought(counts):
    comparison = compare_offices(with_counts({"bjerke": counts}), {"bjerke"})
    row = next(row for row in comparison.rows if row.name == "NAV Bjerke")
    assert (row.share, row.standing) == ("", "Not shown exactly, for the sake of privacy")
    assert ":" in (row.people, row.results)
    assert len(shapes(comparison.chart.svg, "circle")) == len(OFFICES) - 1
    boxes = [each for each in shapes(comparison.chart.svg, "rect") if each.get("stroke") == palette.HATCH]
    assert len([box for box in boxes if box.get("width") == f"{HATCH_SIZE:g}"]) == 1
    assert "NAV Bjerke is not shown" in comparison.chart.alt


def test_the_plot_says_in_words_what_it_shows_and_marks_the_own_office():
    comparison = compare_offices(with_counts({"bjerke": (40, 10)}), {"bjerke"})
    assert "NAV Bjerke 25% of 40" in comparison.chart.alt.replace("\N{NO-BREAK SPACE}", "")
    own = [each for each in shapes(comparison.chart.svg, "circle") if each.get("fill") == palette.ACCENT]
    assert len(own) == 1
    assert [row.is_own for row in comparison.rows].count(True) == 1


@pytest.mark.parametrize("whole", [(None, 40), (100, None), (100, 0), (0, 0)])
def test_without_a_mean_to_show_there_is_a_table_and_no_plot(whole):
    comparison = compare_offices(with_counts({TOTAL: whole}))
    assert comparison.chart is None
    assert len(comparison.rows) == len(OFFICES)


def test_many_offices_are_still_a_picture():
    many = {f"office-{number}": f"NAV {number}" for number in range(40)}
    comparison = compare_offices(example(persons=4000, offices=many), {"office-7"})
    names = [each.text for each in shapes(comparison.chart.svg, "text") if "NAV" in (each.text or "")]
    assert names == ["NAV 7"]


def an_edition(cast, state: EditionState, **fields: object) -> Edition:
    return Edition.objects.create(
        series=cast.series,
        period_label=PERIOD.label,
        period_start=PERIOD.start,
        period_end=PERIOD.end,
        cutoff=timezone.now() - timedelta(days=1),
        state=state,
        requested_by=cast.krem,
        number=1,
        report=example().as_json(),
        **fields,
    )


def test_leaders_and_krem_see_it_and_nobody_else(cast, sign_in, client):
    published = an_edition(cast, EditionState.PUBLISHED, published_at=timezone.now())
    address = reverse("edition_offices", args=[published.pk])
    for who, status in (
        ("krem", 200),
        ("bjerke_leader", 200),
        ("former_leader", 200),
        ("mentor", 403),
        ("imdi", 403),
    ):
        sign_in(getattr(cast, who))
        assert client.get(address).status_code == status, who
        client.logout()
    sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        rows = client.get(address).context["comparison"].rows
    assert [row.name for row in rows if row.is_own] == ["NAV Bjerke"]
    assert address in client.get(reverse("edition", args=[published.pk])).content.decode()


def test_a_draft_is_not_compared(cast, sign_in):
    address = reverse("edition_offices", args=[an_edition(cast, EditionState.DRAFT).pk])
    assert sign_in(cast.krem).get(address).status_code == 403
