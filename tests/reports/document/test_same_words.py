"""The web page, the PDF, the workbook and the CSV of one edition say the same, letter by letter."""

import csv
import io
import re
from html import unescape

import openpyxl
import pikepdf
import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from reports.document import build_documents
from reports.document.tables.grids import read_grids
from reports.editions.pages import read_report
from tests.reports.document.examples import example
from tests.reports.document.reading import text_of

# Sami, Ukrainian, ligatures and signs, a word too long for its column, and one that may be broken.
NAMES = (
    "Čáhcesuolu Ŋ Đ Ŧ Ž š",
    "Київ Ґ ґ Є Ї",
    "Office \ufb01 \ufb02 Œ ß",
    "≥ 30 ≤ 5 ‰ → H₂O m²",
    "Ringerike" * 6,
    "Nordre\u00adog\u00adSøndre",
)
TABLE = "closing-by-office-grouped"


@pytest.fixture(scope="module")
def report():
    return example(persons=600, offices={f"o{at}": name for at, name in enumerate(NAMES)})


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def documents(report, language):
    return build_documents(report, language=language)


@pytest.fixture(scope="module")
def rows(report, language) -> dict[str, list[str]]:
    """By its name what stands in each row of the table by office, as it is printed."""
    with override(language):
        (grid,) = (each for each in read_grids(report) if each.id == TABLE)
        found = {row.label: list(row.cells) for row in grid.rows}
    assert set(NAMES) < set(found)
    return found


def plain(text: str) -> str:
    """As somebody reads it who does not see where lines break."""
    return re.sub(r"\s", "", text).replace("\u00ad", "")


def test_the_pdf(documents, rows):
    with pikepdf.open(io.BytesIO(documents.pdf)) as pdf:
        text = plain(text_of(pdf))
    for name, cells in rows.items():
        assert plain(name + "".join(cells)) in text


def test_the_csv(documents, rows):
    lines = csv.reader(io.StringIO(documents.csv.decode("utf-8-sig")), delimiter=";")
    found: dict[str, list[str]] = {}
    for line in lines:
        if line[0] == TABLE:
            found.setdefault(line[2], []).append(line[5] or (f"{line[8]}–{line[9]}" if line[9] else ":"))
    assert {name: [plain(cell) for cell in cells] for name, cells in rows.items()} == found


def test_the_workbook(documents, rows):
    sheet = openpyxl.load_workbook(io.BytesIO(documents.xlsx)).worksheets[1]
    found = {
        row[0]: [plain(str(cell)) for cell in row[1:]] for row in sheet.iter_rows(min_row=4, values_only=True)
    }
    for name, cells in rows.items():
        assert found[name] == [plain(cell) for cell in cells]


def test_the_page(report, language, rows):
    with override(language):
        page = render_to_string("reports/reading.html", {"reading": read_report(report, None)})
    text = [
        plain(unescape(re.sub(r"<[^>]*>", "", row))) for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    ]
    for name, cells in rows.items():
        assert plain(name + "".join(cells)) in text
