"""How the document stands on its pages: filled, in order, nothing that belongs together parted."""

import io
import re
from collections.abc import Iterator

import pikepdf
import pytest
from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.document import document_data
from reports.document.layout import sections
from reports.document.pdf import typeset
from reports.document.words.narrative import narrative_of
from reports.enums import NarrativeSection
from reports.figures.definitions import TOTAL
from reports.protected.report import ProtectedReport
from tests.reports.document.examples import OFFICES, example, with_agreed, with_range
from tests.reports.document.reading import fullness, line_colours, page_text

TOP, BOTTOM = 770.0, 57.0
GROUPS = "closing-by-group"
LONG_NAMES = {f"o{at}": f"NAV {'Indre og Ytre ' * (at % 3)}Sunnfjord og Holmedal {at}" for at in range(15)}
WORDS = "Vi møttes ofte.\n\n- om lederne\n- om mentorene\n\n1. først\n2. så\n\n"
SHORT = Beside(
    narrative=narrative_of({NarrativeSection.SUMMARY: WORDS, NarrativeSection.NEXT: "Vi fortsetter."})
)
LONG = Beside(narrative=narrative_of(dict.fromkeys(NarrativeSection, WORDS * 3)))
CASES = {
    "as the demo": (lambda: with_agreed(example(), six_months=50), SHORT),
    "full tables": (lambda: example(full_detail=True), LONG),
    "nobody": (lambda: example(persons=0), Beside()),
    "one participant": (lambda: example(persons=1), Beside()),
    "one office": (lambda: example(persons=41, offices={"bjerke": "NAV Bjerke"}), Beside()),
    "everything hidden": (lambda: example(hide_all=True), Beside()),
    "fifteen offices": (
        lambda: example(persons=900, offices=LONG_NAMES, full_detail=True),
        LONG,
    ),
}


def printed(report: ProtectedReport, beside: Beside, language: str = "en") -> pikepdf.Pdf:
    with override(language):
        data = document_data(report, checksum="0" * 64, issued_on=None, beside=beside)
        return pikepdf.open(io.BytesIO(typeset(data, made_at=report.cutoff)))


@pytest.fixture(scope="module", params=CASES)
def document(request) -> Iterator[pikepdf.Pdf]:
    make, beside = CASES[request.param]
    with printed(make(), beside) as pdf:
        yield pdf


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_report_of_five_offices_has_at_most_fifteen_pages(language):
    make, beside = CASES["as the demo"]
    with printed(make(), beside, language) as pdf:
        assert 12 <= len(pdf.pages) <= 15


def test_no_page_but_the_last_is_nearly_empty(document):
    # Behind the cover and the contents, which are as long as they are.
    filled = [fullness(page, top=TOP, bottom=BOTTOM) for page in document.pages[2:-1]]
    assert min(filled) > 0.4, filled


def test_every_line_is_in_a_colour_of_ours(document):
    colours = set().union(*(line_colours(page) for page in document.pages))

    # What the template does not say is drawn black: a box around every cell of a table.
    assert colours
    assert (0.0,) not in colours


def test_the_contents_take_one_page_and_the_findings_follow(document):
    assert page_text(document.pages[1]).find("Contents Main findings") > 0
    assert "Main findings" in page_text(document.pages[2])


def test_tables_and_pictures_are_read_in_the_order_of_their_numbers(document):
    text = " ".join(page_text(page) for page in document.pages)
    for kind in ("Table", "Figure"):
        numbers = [int(number) for number in re.findall(rf"\b{kind} (\d+)\. ", text)]
        assert numbers == sorted(numbers)
        assert not numbers or set(numbers) == set(range(1, max(numbers) + 1))


def test_a_picture_stands_on_the_page_of_its_table():
    with printed(example(), Beside()) as pdf:
        pages = [page_text(page) for page in pdf.pages]
    for page in pages:
        last_picture = max((match.start() for match in re.finditer(r"Figure \d+\. ", page)), default=-1)
        if last_picture >= 0 and "How far each board has come" not in page[last_picture:]:
            assert re.search(r"Table \d+\. ", page[last_picture:]), page[last_picture:][:80]


def test_the_cover_says_what_when_for_whom_and_names_the_four_ways_out():
    with printed(example(), Beside()) as pdf:
        cover = page_text(pdf.pages[0])
    told = ["KREM", "Outcome report", "På tvers", "1 May – 31 August 2026", "IMDi", *OFFICES.values()]
    assert all(each in cover for each in told)
    assert cover.index("På tvers") < cover.index("Ordinary work Education Work training Own venture")


def test_many_changes_stand_in_two_columns_read_one_after_the_other():
    beside = Beside(former=example(full_detail=True, seed=9))
    with printed(example(full_detail=True), beside) as pdf:
        texts = [page_text(page) for page in pdf.pages]
    pages = [text for text in texts if text.count(" from ") > 20]
    assert len(pages) == 1, "sixty lines on one page"
    assert pages[0].index("NAV Nordstrand, Total") < pages[0].index("NAV Ullern, Total")


def test_the_checksum_stands_with_what_it_is_of(document):
    last = next(text for page in document.pages[2:] if "About this edition" in (text := page_text(page)))
    assert "0" * 64 in last.replace(" ", "")


def test_texts_of_about_one_length_stand_side_by_side_and_what_is_left_over_last():
    entries = [("a", "x" * 90), ("b", "x" * 10), ("c", "x" * 50), ("d", "x" * 80), ("e", "x" * 40)]

    assert [entry["title"] for entry in sections(entries)["entries"]] == ["a", "d", "c", "e", "b"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_total_told_as_a_range_is_not_broken_at_its_dash(language):
    report = example()
    groups = {
        cell["row"] for each in report.as_json()["tables"] if each["id"] == GROUPS for cell in each["cells"]
    }
    for number, row in enumerate(sorted(groups)):
        report = with_range(report, GROUPS, row, TOTAL, 103 + number, 129 + number)
    with printed(report, Beside(), language) as pdf:
        text = " ".join(page_text(page) for page in pdf.pages)
    assert all(f"{103 + number}–{129 + number}" in text for number in range(len(groups)))
