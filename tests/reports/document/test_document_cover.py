"""The picture on the cover is drawn from the report's own numbers, and says no digit."""

from itertools import pairwise

import pytest
from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.cover import THREAD, cover_data
from reports.protected.report import ProtectedReport
from tests.reports.document.examples import example, with_hidden, with_range


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def ways(report: ProtectedReport) -> dict[str, dict]:
    names = ("work", "education", "training", "venture")
    return dict(zip(names, cover_data(report, Beside(), None)["ways"], strict=True))


def test_each_way_is_as_broad_as_the_people_on_it():
    report = example(hide_none=True)
    flow = report.table("flow")
    drawn = ways(report)
    for code in ("education", "training", "venture"):
        people = flow.cell("total", code) / flow.cell("total", "work")
        assert drawn[code]["most"] / drawn["work"]["most"] == pytest.approx(people, abs=0.01)
        assert drawn[code]["least"] == drawn[code]["most"]


def test_a_range_is_sure_to_the_least_and_light_to_the_most_and_what_is_hidden_is_a_thread():
    report = example(hide_none=True)
    hidden = [
        (table.id, "total", column)
        for table in report.tables
        if "by-office" not in table.id and not table.id.startswith("exits")
        for column in ("training", "venture", "left")
    ]
    report = with_hidden(report, *hidden)
    ranged = with_range(report, "flow", "total", "venture", 5, 20)
    assert ways(ranged)["venture"]["least"] * 4 == pytest.approx(ways(ranged)["venture"]["most"], abs=0.05)
    nothing = ways(example(hide_all=True))
    assert cover_data(example(hide_all=True), Beside(), None)["picture"] == ""
    assert {(way["least"], way["most"]) for way in nothing.values()} == {(0.0, THREAD)}


def test_the_ways_do_not_cross_and_the_fourth_stands_on_top():
    drawn = sorted(ways(example()).values(), key=lambda way: way["from"])
    assert drawn[0]["name"] == "Own venture"
    for above, below in pairwise(drawn):
        assert above["from"] + above["most"] <= below["from"] + 0.02
        assert above["to"] + above["most"] < below["to"]


def test_no_digit_of_a_count_stands_on_the_cover():
    cover = cover_data(example(persons=777, hide_none=True), Beside(), None)
    words = [cover["kind"], cover["subject"], cover["picture"], *(way["name"] for way in cover["ways"])]
    assert not any(sign.isdigit() for sign in "".join(words).replace("31\u00a0August 2026", ""))
