"""The guard counts what will be read, and whatever a file does, it is refused in words."""

import re
import tracemalloc
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from participants.workbook import checking, guard, reading, sheets
from participants.workbook.cells import REQUIRED
from participants.workbook.checking import check_workbook
from participants.workbook.guard import open_package
from tests.participants.office_workbooks import (
    TODAY,
    part,
    repacked,
    replaced,
    sound_sheets,
    with_shared_texts,
    workbook_bytes,
)

pytestmark = pytest.mark.usefixtures("in_english")
SOUND = workbook_bytes(sound_sheets())
BOOK = "xl/workbook.xml"
SHEET = "xl/worksheets/sheet2.xml"


def named_often(times: int) -> bytes:
    """A workbook whose second sheet is named by many tabs."""
    book = part(SOUND, BOOK).decode()
    entry = next(line for line in book.split("<sheet ") if "Forl" in line).split("/>")[0]
    link = (
        entry.split('r:id="')[1].split('"')[0] if "r:id" in entry else entry.split(':id="')[1].split('"')[0]
    )
    more = "".join(
        f'<sheet xmlns:r="{guard.RELATIONS}" name="x{number}" sheetId="{number + 50}" r:id="{link}"/>'
        for number in range(times)
    )
    return repacked(SOUND, {BOOK: book.replace("</sheets>", more + "</sheets>").encode()})


def test_a_part_is_counted_as_often_as_it_is_named(monkeypatch):
    with ZipFile(BytesIO(SOUND)) as archive:
        size = archive.getinfo(SHEET).file_size
        members = sum(member.file_size for member in archive.infolist())
    monkeypatch.setattr(guard, "MOST_UNPACKED", members)
    monkeypatch.setattr(sheets, "MOST_UNPACKED", size * 20)
    assert check_workbook(SOUND, TODAY).workbook is not None
    assert refusal(named_often(40)) == guard.BOMB


@pytest.mark.parametrize(
    ("cell", "is_read"),
    [("XFD1", True), ("XFE1", False), ("ZZZZ1", False), ("AAAAAAAAAAAA1", False), ("1", False)],
)
def test_sixteen_thousand_columns_are_the_end(cell, is_read):
    wide = replaced(
        SOUND,
        SHEET,
        b"</sheetData>",
        f'<row r="9"><c r="{cell}" t="str"><v>x</v></c></row></sheetData>'.encode(),
    )
    checked = check_workbook(wide, TODAY)
    told = [problem.message for problem in checked.problems]
    assert told == ([REQUIRED] * 3 if is_read else [guard.DAMAGED])


def test_cells_that_name_no_place_end_there_too():
    row = b'<row r="9">' + b'<c t="str"><v>x</v></c>' * 16_385 + b"</row></sheetData>"
    assert refusal(replaced(SOUND, SHEET, b"</sheetData>", row)) == guard.DAMAGED


@pytest.mark.parametrize("row", ["0", "1048577", "-3", "x"])
def test_rows_end_where_excels_do(row):
    wrong = f'<row r="{row}"><c t="str"><v>x</v></c></row></sheetData>'.encode()
    assert refusal(replaced(SOUND, SHEET, b"</sheetData>", wrong)) == guard.DAMAGED


@pytest.mark.parametrize("fault", [RecursionError, MemoryError, AssertionError, ZeroDivisionError, OSError])
def test_any_fault_while_reading_is_a_refusal(monkeypatch, fault, caplog):
    def break_down(*_args):
        raise fault

    monkeypatch.setattr(reading.SheetReader, "_read", break_down)
    assert refusal(SOUND) == guard.DAMAGED
    assert checking.__name__ in {record.name for record in caplog.records}


def test_a_long_number_is_refused_before_it_is_worked_out():
    long = b'<row r="9"><c r="A9"><v>' + b"9" * 5000 + b"</v></c></row></sheetData>"
    assert refusal(replaced(SOUND, SHEET, b"</sheetData>", long)) == guard.DAMAGED


def test_memory_stays_bounded_while_a_hostile_file_is_read():
    """Long texts in many columns and rows, all different: nothing of them is kept."""
    cells = "".join(
        f'<row r="{row}">'
        + "".join(f'<c t="str"><v>{row}-{cell}-{"x" * 4000}</v></c>' for cell in range(40))
        + "</row>"
        for row in range(9, 209)
    )
    data = replaced(SOUND, SHEET, b"</sheetData>", cells.encode() + b"</sheetData>")
    tracemalloc.start()
    try:
        check_workbook(data, TODAY)
        assert tracemalloc.get_traced_memory()[1] < 60 * guard.MIB
    finally:
        tracemalloc.stop()


def test_a_row_that_holds_a_book_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LONGEST_ROW", 10_000)
    row = b'<row r="9">' + b'<c t="str"><v>' + b"y" * 900 + b"</v></c>" * 1 + b"</row></sheetData>"
    many = row.replace(b"</row>", (b'<c t="str"><v>' + b"y" * 900 + b"</v></c>") * 20 + b"</row>")
    assert refusal(replaced(SOUND, SHEET, b"</sheetData>", many)) == guard.BOMB


def test_parts_that_are_read_whole_are_small():
    styles = part(SOUND, BOOK).replace(b"</workbook>", b"<a/>" * 600_000 + b"</workbook>")
    file = BytesIO()
    with ZipFile(BytesIO(SOUND)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, styles if name == BOOK else old.read(name))
    assert refusal(file.getvalue()) == guard.BOMB


def refusal(data: bytes):
    checked = check_workbook(data, TODAY)
    assert checked.workbook is None
    assert len(checked.problems) == 1
    return checked.problems[0].message


def price_of(data: bytes, monkeypatch) -> int:
    """How many tags are paid for while a workbook is read."""
    packages = []
    with monkeypatch.context() as patched:
        patched.setattr(
            checking, "open_package", lambda data: packages.append(open_package(data)) or packages[0]
        )
        assert check_workbook(data, TODAY).workbook
    return guard.MOST_TAGS - packages[0].budget._tags


def test_markup_is_paid_for_each_time_it_is_read(monkeypatch):
    """A few megabytes may hold so many tags that reading them keeps the worker of imports busy for minutes."""
    with ZipFile(BytesIO(SOUND)) as archive:
        tags = sum(part(SOUND, name).count(b"<") for name in archive.namelist() if "/theme/" not in name)
    price = price_of(SOUND, monkeypatch)
    assert price >= tags - part(SOUND, guard.CONTENT_TYPES).count(b"<")
    monkeypatch.setattr(guard, "MOST_TAGS", price)
    assert check_workbook(SOUND, TODAY).workbook
    more = repacked(SOUND, {"docProps/more.xml": b"<x>" + b"<a/>" * 10 + b"</x>"})
    assert refusal(more) == guard.BOMB


@pytest.mark.parametrize("name", ["docProps/more.xml", SHEET])
def test_what_stands_beside_the_cells_costs_more_than_a_cell(name, monkeypatch):
    more = replaced(SOUND, SHEET, b"</worksheet>", b'<x name="y"/>' * 100 + b"</worksheet>")
    if name != SHEET:
        more = repacked(SOUND, {name: b"<x>" + b'<x name="y"/>' * 100 + b"</x>"})
    assert price_of(more, monkeypatch) - price_of(SOUND, monkeypatch) >= 100 * guard.TAGS_OF_ONE_BESIDE


def in_many_cells(text: str, cells: int) -> bytes:
    """The sound workbook with a text that many cells of a sheet of its own name by its number."""
    data = with_shared_texts(workbook_bytes({**sound_sheets(), "Notater": [["NOTE"]]}))
    texts = part(data, "xl/sharedStrings.xml")
    number = texts.count(b"<si>")
    texts = texts.replace(b"</sst>", f"<si><t>{text}</t></si></sst>".encode())
    sheet = part(data, "xl/worksheets/sheet4.xml")
    rows = "".join(f'<row r="{row}"><c t="s"><v>{number}</v></c></row>' for row in range(9, 9 + cells))
    sheet = sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
    return repacked(data, {"xl/sharedStrings.xml": texts, "xl/worksheets/sheet4.xml": sheet})


def test_a_text_is_counted_as_often_as_cells_name_it(monkeypatch):
    data = in_many_cells("x" * 2_000, 100)
    assert check_workbook(data, TODAY).workbook
    monkeypatch.setattr(guard, "MOST_CHARACTERS", 190_000)
    assert refusal(data) == guard.BOMB
    assert check_workbook(in_many_cells("x" * 2_000, 50), TODAY).workbook


def test_a_text_that_takes_long_to_look_through_is_counted_as_often(monkeypatch):
    monkeypatch.setattr(guard, "MOST_SEARCHED", 30_000)
    assert check_workbook(in_many_cells("0 1-" * 100, 50), TODAY).workbook
    assert check_workbook(in_many_cells("abcd" * 100, 200), TODAY).workbook
    assert refusal(in_many_cells("0 1-" * 100, 200)) == guard.BOMB


def test_lists_of_relations_are_small_together(monkeypatch):
    relations = b'<R xmlns="x">' + b'<Relationship Id="a" Type="t" Target="x"/>' * 1000 + b"</R>"
    many = repacked(SOUND, {f"xl/_rels/{number}.xml.rels": relations for number in range(10)})
    assert check_workbook(many, TODAY).workbook
    monkeypatch.setattr(guard, "LARGEST_RELATIONS", 9 * len(relations))
    assert refusal(many) == guard.BOMB


@pytest.mark.parametrize(
    "cell",
    [
        b"1_000",
        "\u0661\u0662".encode(),
        b"1e400",
        b"-1e999",
        b"NaN",
        b"inf",
        b"0x10",
        b"1 0",
        b"1,5",
        b"\xef\xbc\x91",
    ],
)
def test_what_the_standard_does_not_call_a_number_is_none(cell):
    data = with_cell(b'<c r="E3"><v>%s</v></c>' % cell)
    assert [problem.message for problem in check_workbook(data, TODAY).problems] == [guard.DAMAGED]


@pytest.mark.parametrize(
    ("cell", "is_read"), [(b" 12\n", True), (b"1.2E1", True), (b"+12", True), (b"12.", True)]
)
def test_a_number_is_read_as_the_standard_writes_it(cell, is_read):
    moves = check_workbook(with_cell(b'<c r="E3"><v>%s</v></c>' % cell), TODAY).workbook.moves
    assert (moves[1].workplace == "12") == is_read


@pytest.mark.parametrize(("old", "new"), [(b'r="B3"', b'r="A3"'), (b'<row r="3"', b'<row r="2"')])
def test_a_cell_or_a_row_that_comes_twice_is_refused_before_one_of_them_is_lost(old, new):
    data = replaced(SOUND, "xl/worksheets/sheet2.xml", old, new)
    assert [problem.message for problem in check_workbook(data, TODAY).problems] == [guard.DAMAGED]


@pytest.mark.parametrize(("stored", "shown"), [(b"1", "TRUE"), (b"true", "TRUE"), (b"0", "FALSE")])
def test_a_tick_is_read_in_both_ways_it_is_stored(stored, shown):
    problems = check_workbook(with_cell(b'<c r="E3" t="b"><v>%s</v></c>' % stored), TODAY).problems
    assert [problem.value for problem in problems] == [shown]


def with_cell(cell: bytes) -> bytes:
    """The sound workbook with another cell E3 in the sheet of moves."""
    sheet = part(SOUND, "xl/worksheets/sheet2.xml")
    changed, count = re.subn(rb'<c r="E3".*?</c>', lambda _found: cell, sheet)
    assert count == 1
    return repacked(SOUND, {"xl/worksheets/sheet2.xml": changed})
