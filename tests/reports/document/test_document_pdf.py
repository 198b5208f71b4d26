"""The PDF: valid for archive and screen reader, literal, and the same every time."""

import io
import re
import zlib
from collections.abc import Iterator

import page
import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from reports.document.beside import Beside
from reports.document.document import document_data
from reports.document.pdf import _end_streams_clearly, typeset
from reports.protected.report import ProtectedReport
from tests.reports.document.examples import OFFICES, example, with_curve, with_measure
from tests.reports.document.reading import elements, scope, text_of

NASTY = ("1. mai", "#x", "*a* _b_", "$y$", "\\z", "`c` @d <e>", "- f", "= g", "\"h\" & 'i'", "[j] ~ /k/ // l")
CASES = {
    "five offices": lambda: example(),
    "full tables": lambda: example(full_detail=True),
    "nobody": lambda: example(persons=0),
    "one office": lambda: example(persons=41, offices={"bjerke": "NAV Bjerke"}),
    "no office": lambda: example(persons=9, offices={}),
    "everything hidden": lambda: example(hide_all=True),
    "one participant": lambda: example(persons=1),
    "exits merged": lambda: example(merged=True),
    "nobody answered": lambda: with_measure(example(), "follow-ups", answered=0, **{"not-asked": 63}),
    "curves elsewhere": lambda: with_curve(
        with_curve(example(), "first-paid-work", points=[], median=None, last_shown="2026-T1"),
        "state-occupation",
        points=[],
        last_shown="2026-T1",
    ),
    "nothing hidden": lambda: example(hide_none=True, full_detail=True),
    "long names": lambda: example(offices={"a": "Nordre og Søndre " * 12, "b": "Sammensatt" * 14}),
    "names like markup": lambda: example(offices={f"o{at}": name for at, name in enumerate(NASTY)}),
    "letters no font has": lambda: example(
        offices={"a": "NAV \U0001f600 Київ", "b": "Ka\u030aro\u0301\u0007"}
    ),
    "sixty offices": lambda: example(persons=900, offices={f"o{at}": f"NAV {at}" for at in range(60)}),
}


def printed(report: ProtectedReport, language: str = "en") -> bytes:
    with override(language):
        data = document_data(report, checksum="0" * 64, issued_on=None, beside=Beside())
        return typeset(data, made_at=report.cutoff)


@pytest.fixture(scope="module")
def ordinary() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(printed(example(full_detail=True)))) as pdf:
        yield pdf


@pytest.mark.parametrize("make", CASES.values(), ids=CASES)
def test_every_report_is_fit_for_archive_and_screen_reader(make):
    require_fitness(printed(make()))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_language_is_fit_for_archive_and_screen_reader(language):
    require_fitness(printed(example(full_detail=True), language))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ["Hovedfunn", "Ett spørsmål, flere målestokker", "Måned for måned", "Innskrevet"]),
        ("nn", ["Hovudfunn", "Eitt spørsmål, fleire målestokkar", "Månad for månad", "Innskriven"]),
        ("en", ["Main findings", "One question, several yardsticks", "Month by month", "Enrolled"]),
    ],
)
def test_a_report_speaks_its_language(language, words):
    with pikepdf.open(io.BytesIO(printed(example(), language))) as pdf:
        text = text_of(pdf)
    assert all(word in text for word in words)
    if language != "en":
        assert not re.findall(r"\b(the|and|participants|of)\b", text)
    if language == "nn":
        assert not re.findall(r"\b(ikke|hva|hvor|fra|ble|deltakere?|virksomhet)\b", text)


def require_fitness(pdf: bytes) -> None:
    for profile in (page.ValidationProfile.PDF_A_2A, page.ValidationProfile.PDF_UA_1):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]


def test_a_broken_file_would_have_been_noticed():
    pdf = printed(example()).replace(b"/Alt", b"/Alx")

    assert not page.is_pdf_compliant_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)


@pytest.mark.parametrize(("language", "tag"), [("nb", "nb-NO"), ("nn", "nn-NO"), ("en-gb", "en-GB")])
def test_the_language_is_set(language, tag):
    with pikepdf.open(io.BytesIO(printed(example(), language))) as pdf:
        assert str(pdf.Root.Lang) == tag


def test_title_bookmarks_and_page_size(ordinary):
    assert str(ordinary.docinfo.Title) == "Outcome report – På tvers – 1 May – 31 August 2026"
    assert ordinary.Root.ViewerPreferences.DisplayDocTitle
    with ordinary.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[0] == "Main findings"
    assert "2 Exits" in titles
    assert [round(float(side)) for side in ordinary.pages[0].MediaBox] == [0, 0, 595, 842]


def test_each_row_and_column_has_its_header(ordinary):
    tables = list(elements(ordinary.Root.StructTreeRoot, "/Table"))
    assert len(tables) == 26
    for table in tables:
        head, *rows = list(elements(table, "/TR"))
        assert {scope(cell) for cell in head.K} == {"/Column"}
        for row in rows:
            assert (str(row.K[0].S), scope(row.K[0])) == ("/TH", "/Row")
            assert {str(cell.S) for cell in list(row.K)[1:]} == {"/TD"}
    # A list of headers would win over the scopes, and it names the columns only.
    assert not any("/Headers" in attributes for cell in elements(tables[0], "/TD") for attributes in cell.A)


def test_each_picture_says_what_it_shows(ordinary):
    texts = [str(figure.Alt) for figure in elements(ordinary.Root.StructTreeRoot, "/Figure")]

    assert len(texts) == 10
    table = example().table("closing-by-office-grouped")
    result, on_the_way = table.cell("nordstrand", "result"), table.cell("nordstrand", "on-the-way")
    assert f"NAV Nordstrand: Work, education or venture {result}, On the way {on_the_way}, Left" in texts[1]
    assert "not shown" in texts[3]


def test_texts_come_out_as_they_are():
    report = example(cluster=" ".join(NASTY), offices={f"o{at}": name for at, name in enumerate(NASTY)})
    with pikepdf.open(io.BytesIO(printed(report))) as pdf:
        text, title = text_of(pdf), str(pdf.docinfo.Title)
    for name in NASTY:
        assert name in text
        assert name in title


def test_the_page_prints_zeros_totals_and_colons(ordinary):
    text = text_of(ordinary)

    assert "Not shown for the sake of privacy. A hidden number is not necessarily small." in text
    for row, label in (
        ("ullern", "NAV Ullern"),
        ("unallocated", "Not allocated to an office"),
        ("total", "Total"),
    ):
        table = example().table("closing-by-office-grouped")
        cells = [table.cell(row, column) for column in table.columns]
        assert " ".join([label, *(":" if cell is None else str(cell) for cell in cells)]) in text
    assert "Page 2 of 17" in text


def test_the_same_report_gives_the_same_bytes():
    assert printed(example()) == printed(example())
    assert printed(example()) != printed(example(seed=8))


def test_no_stream_ends_so_that_a_validator_misreads_its_length():
    for seed in range(4):
        assert b"\r\nendstream" not in printed(example(seed=seed))


def test_a_stream_that_ends_in_a_carriage_return_is_rewritten_with_the_same_content():
    content = b"\x0c"
    assert zlib.compress(content).endswith(b"\r")
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(zlib.compress(content), Filter=pikepdf.Name.FlateDecode)
        _end_streams_clearly(pdf)

        assert stream.read_raw_bytes().endswith(b">")
        assert stream.read_bytes() == content


def test_without_fonts_it_says_what_to_do(settings, tmp_path):
    settings.REPORT_FONTS = tmp_path

    with pytest.raises(ImproperlyConfigured, match="make setup"):
        printed(example())


def test_every_office_is_named_where_they_are_few():
    with pikepdf.open(io.BytesIO(printed(example()))) as pdf:
        text = text_of(pdf)
    assert all(name in text for name in OFFICES.values())
