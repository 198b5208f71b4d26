"""Words that may tell of single persons are found for KREM to look at."""

import pytest

from reports.document.words.free_text import few_people_in
from reports.editions.pages import warnings_of
from reports.protected.report import read_protected
from tests.reports.document.examples import example


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("To deltakere fikk jobb, og 12 deltakere gikk videre.", ["To deltakere"]),
        ("Ei ung kvinne og 4 unge menn", ["Ei ung kvinne", "4 unge menn"]),
        ("fem kvinner, seks personer, 25 deltakere", []),
        ("To kontorer har gjort det i to år. Et kvarter hver uke.", []),
        ("Three participants began", ["Three participants"]),
        ("", []),
    ],
)
def test_fewer_people_than_k_are_found_and_nothing_else(text, found):
    assert list(few_people_in(text, 5)) == found


def test_krem_is_shown_the_places_in_the_annex(in_english):
    report = example()
    assert warnings_of(report, {}).texts == ()
    data = report.as_json()
    data["cluster_work"]["lessons"][0]["evidence"] = "Det hjalp to deltakere."
    assert warnings_of(read_protected(data), {}).texts == ("“Felles morgenmøte”: to deltakere",)
