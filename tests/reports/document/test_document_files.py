"""The four files together: the same numbers, byte for byte the same, nothing hidden in them."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pikepdf
import pytest

from reports.document import build_documents, report_json
from reports.protected.report import read_protected, shares_of
from tests.reports.document.examples import example, example_json
from tests.reports.document.reading import text_of


@pytest.fixture(scope="module")
def report():
    return example(full_detail=True)


@pytest.fixture(scope="module")
def documents(report):
    return build_documents(report, language="en", issued_on=date(2026, 9, 8))


@pytest.fixture(scope="module")
def workbook(documents):
    return openpyxl.load_workbook(io.BytesIO(documents.xlsx))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_same_input_gives_the_same_bytes(report, documents):
    assert build_documents(report, language="en", issued_on=date(2026, 9, 8)) == documents


def test_the_json_is_the_report_and_can_be_read_back(report, documents):
    assert documents.json == report_json(report)
    assert documents.json.endswith(b"}\n")
    assert read_protected(json.loads(documents.json)) == report
    assert "På tvers".encode() in documents.json


def test_the_pdf_carries_the_checksum_of_the_json_and_the_day_it_was_issued(documents):
    with pikepdf.open(io.BytesIO(documents.pdf)) as pdf:
        text = text_of(pdf)
    assert hashlib.sha256(documents.json).hexdigest() in text.replace(" ", "")
    assert "Issued 8 September 2026" in text


def test_somebody_can_see_how_far_it_has_come(report):
    steps = []
    build_documents(report, language="en", progress=lambda *step: steps.append(step))

    assert steps == [("json", 0, 4), ("csv", 1, 4), ("xlsx", 2, 4), ("pdf", 3, 4)]


def test_the_csv_has_a_line_for_each_cell(report, documents):
    head, *lines = read_csv(documents.csv)

    assert documents.csv.startswith('\ufeff"Table";'.encode())
    assert head == [
        "Table",
        "Row code",
        "Row",
        "Column code",
        "Column",
        "Number",
        "Status",
        "Unit",
        "At least",
        "At most",
    ]
    cells = {(line[0], line[1], line[3]): tuple(line[5:8]) for line in lines}
    assert len(cells) == len(lines)
    for table in report.tables:
        for row in table.rows:
            for column in table.columns:
                value = table.cell(row, column)
                expected = ("", "range") if value is None else (str(value), "value")
                assert cells[table.id, row, column] == (*expected, "number")


def test_the_csv_has_the_yardsticks_the_curves_and_how_complete_the_data_are(report, documents):
    cells = {(line[0], line[1], line[3]): tuple(line[5:8]) for line in read_csv(documents.csv)}
    measure, point = report.measure("six-months"), report.curve("state-occupation").points[-1]
    shares, work = shares_of(measure), point.shares["work"]

    assert cells["yardsticks", "six-months", "reached"] == (str(measure.cells["reached"]), "value", "number")
    for column, share in zip(("low", "high"), (shares.low, shares.high), strict=True):
        assert cells["yardsticks", "six-months", column] == (f"{100 * share:.0f}", "value", "per cent")
    assert cells["yardsticks", "six-months", "share-low"][0] == f"{100 * shares.interval[0]:.0f}"
    assert cells["state-occupation", "24", "work"] == (str(work.share), "value", "per cent")
    assert cells["state-occupation", "24", "work-high"] == (str(work.high), "value", "per cent")
    assert cells["state-occupation", "24", "venture"] == ("", "range", "per cent")
    assert cells["state-occupation", "24", "at-risk"] == ("60", "value", "number, to the nearest ten")
    assert cells["follow-ups", "answered", "count"][0] == str(report.measure("follow-ups").cells["answered"])
    assert cells["follow-ups", "total", "share"] == ("", "empty", "per cent")


def test_the_csv_names_things_in_words(documents):
    assert ["flow", "outside", "Not in follow-up", "left", "Left follow-up"] in [
        line[:5] for line in read_csv(documents.csv)
    ]


def test_no_text_is_a_formula_anywhere():
    names = {"a": "=1+1", "b": "@SUM(A1)", "c": "-2+3", "d": "+4"}
    documents = build_documents(example(offices=names, cluster="=cmd"), language="en")

    texts = {line[2] for line in read_csv(documents.csv)}
    assert {"'=1+1", "'@SUM(A1)", "'-2+3", "'+4"} <= texts
    for sheet in openpyxl.load_workbook(io.BytesIO(documents.xlsx)):
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_the_workbook_has_a_sheet_about_the_report_and_one_for_each_table(report, workbook):
    assert workbook.sheetnames == ["About the report", *(f"Table {at}" for at in range(1, 27))]
    about = {
        row[0].value: row[1].value
        for row in workbook["About the report"].iter_rows(min_row=3)
        if row[0].value
    }
    assert about["Edition"] == "1"
    assert about["Table 1"] == "Where participants were on 31\u00a0August 2026, by office, in three groups"
    assert about[":"] == "Not shown for the sake of privacy. A hidden number is not necessarily small."


def test_the_workbook_holds_numbers_as_numbers_and_hidden_ones_as_a_colon(report, workbook):
    table = report.table("closing-by-office-grouped")
    rows = list(workbook["Table 1"].iter_rows(min_row=4, values_only=True))

    assert [list(row[1:]) for row in rows] == [
        [":" if value is None else value for value in values] for values in table.cells
    ]
    assert workbook["Table 1"]["A3"].value == "Office"
    assert workbook["Table 1"].freeze_panes == "B4"


def test_the_workbook_holds_shares_as_shares_with_their_limits(report, workbook):
    sheet = next(sheet for sheet in workbook if "by each yardstick" in str(sheet["A1"].value))
    rows = {row[0].value: row[1:] for row in sheet.iter_rows(min_row=4)}
    shares = shares_of(report.measure("six-months"))

    numbers = rows["Six months after (NAV)"]
    assert [cell.value for cell in numbers[5:]] == [shares.low, shares.high, shares.share, *shares.interval]
    assert {cell.number_format for cell in numbers[5:]} == {"0%"}


def test_the_workbook_does_not_tell_when_it_was_written(documents, workbook):
    cutoff = datetime(2026, 9, 5, 10, 0)  # noqa: DTZ001 - a workbook knows no time zones
    assert (workbook.properties.created, workbook.properties.modified) == (cutoff, cutoff)
    with zipfile.ZipFile(io.BytesIO(documents.xlsx)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 9, 5, 10, 0, 0)}


def test_a_planted_small_number_leaves_no_trace():
    """Every hidden count is the same odd number: it must be in none of the files."""
    data = example_json(persons=0, full_detail=True, hidden=lambda _count: True)
    for table in data["tables"]:
        for cell in table["cells"]:
            cell["value"] = 7919
    documents = build_documents(read_protected(data), language="en")

    with pikepdf.open(io.BytesIO(documents.pdf)) as pdf:
        assert "7919" not in text_of(pdf).replace(" ", "")
    with zipfile.ZipFile(io.BytesIO(documents.xlsx)) as archive:
        assert not any(b"7919" in archive.read(name) for name in archive.namelist())
    assert b"7919" not in documents.csv + documents.json
