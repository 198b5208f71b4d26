"""What is no workbook is refused with one clear sentence, before anything tries to read it as one."""

import random
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from participants.workbook import guard, reading, sheets
from participants.workbook.checking import check_workbook
from tests.participants.office_workbooks import (
    TODAY,
    part,
    repacked,
    replaced,
    sound_sheets,
    with_shared_texts,
    workbook_bytes,
)

SOUND = workbook_bytes(sound_sheets())
SHARED = with_shared_texts(SOUND)
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet2.xml"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="http://example.invalid/" TargetMode="External"/></Relationships>'
)


def ole(directory: str) -> bytes:
    return guard.OLE_MAGIC + bytes(500) + directory.encode("utf-16-le") + bytes(2000)


def other_office_file() -> bytes:
    """A text document: the same kind of archive, another kind of content."""
    types = part(SOUND, TYPES).replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")
    return repacked(SOUND, {TYPES: types})


def of_kind(kind: bytes) -> bytes:
    old = guard.WORKBOOK_TYPE.encode()
    return repacked(SOUND, {TYPES: part(SOUND, TYPES).replace(old, kind)})


def with_member_twice() -> bytes:
    file = BytesIO(SOUND)
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(file, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return file.getvalue()


def marked_as_encrypted() -> bytes:
    """Bit 0 of the flags, in the local and in the central header of the first member."""
    data = bytearray(SOUND)
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def utf16_with_doctype() -> bytes:
    text = part(SOUND, SHEET).decode()
    start = text.index("<worksheet")
    return ('<?xml version="1.0" encoding="UTF-16"?>' + DOCTYPE.decode() + text[start:]).encode("utf-16")


BAD_FILES = {
    "nothing": (b"", guard.EMPTY),
    "text": (b"Referanse;Dato\nA-1;01.01.2024\n", guard.NOT_A_WORKBOOK),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), guard.NOT_A_WORKBOOK),
    "empty archive": (b"PK\x05\x06" + bytes(18), guard.NOT_A_WORKBOOK),
    "too many bytes": (b"PK\x03\x04" + bytes(guard.MOST_BYTES), guard.TOO_LARGE),
    "encrypted": (ole("EncryptedPackage"), guard.ENCRYPTED),
    "encrypted member": (marked_as_encrypted(), guard.ENCRYPTED),
    "old format": (ole("Workbook"), guard.OLD_FORMAT),
    "text document": (other_office_file(), guard.NOT_A_WORKBOOK),
    "any archive": (repacked(SOUND, {TYPES: None}), guard.NOT_A_WORKBOOK),
    "binary workbook": (
        of_kind(b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
        guard.BINARY,
    ),
    "macro kind": (of_kind(b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"), guard.MACROS),
    "macro part": (repacked(SOUND, {"xl/vbaProject.bin": b"x"}), guard.MACROS),
    "macro sheet": (repacked(SOUND, {"xl/macrosheets/sheet1.xml": b"<x/>"}), guard.MACROS),
    "external workbook": (
        repacked(SOUND, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
        guard.LINKS,
    ),
    "data connection": (repacked(SOUND, {"xl/connections.xml": b"<connections/>"}), guard.LINKS),
    "external relation": (
        repacked(SOUND, {"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL % b"oleObject"}),
        guard.LINKS,
    ),
    "doctype": (repacked(SOUND, {SHEET: DOCTYPE + part(SOUND, SHEET)}), guard.DOCTYPE),
    "doctype after a remark": (
        repacked(SOUND, {SHEET: b"<!-- a remark -->" + DOCTYPE + part(SOUND, SHEET)}),
        guard.DOCTYPE,
    ),
    "doctype in another encoding": (repacked(SOUND, {SHEET: utf16_with_doctype()}), guard.DOCTYPE),
    "doctype in the list of parts": (repacked(SOUND, {TYPES: DOCTYPE + part(SOUND, TYPES)}), guard.DOCTYPE),
    "doctype in a part of another name": (
        repacked(SOUND, {"xl/drawing.bin": DOCTYPE + b"<x>&b;</x>"}),
        guard.DOCTYPE,
    ),
    "long prolog": (
        repacked(SOUND, {SHEET: b"<!--" + b"x" * guard.LONGEST_PROLOG + b"-->" + part(SOUND, SHEET)}),
        guard.DAMAGED,
    ),
    "bomb by ratio": (repacked(SOUND, {"xl/media/image1.png": bytes(20 * guard.MIB)}), guard.BOMB),
    "bomb by members": (
        repacked(SOUND, {f"xl/media/image{number}.png": b"x" for number in range(600)}),
        guard.BOMB,
    ),
    "bomb in the list of parts": (
        repacked(SOUND, {TYPES: random.Random(1).randbytes(9 * guard.MIB).hex().encode()}),
        guard.BOMB,
    ),
    "cut off": (SOUND[: len(SOUND) // 2], guard.DAMAGED),
    "only the first bytes": (SOUND[:10], guard.DAMAGED),
    "member twice": (with_member_twice(), guard.DAMAGED),
    "sheet is no xml": (repacked(SOUND, {SHEET: b"no xml at all"}), guard.DAMAGED),
    "sheet is cut off": (repacked(SOUND, {SHEET: part(SOUND, SHEET)[:-300]}), guard.DAMAGED),
    "sheet is gone": (repacked(SOUND, {SHEET: None}), guard.DAMAGED),
    "workbook is gone": (repacked(SOUND, {"xl/workbook.xml": None}), guard.DAMAGED),
    "no sheets": (
        repacked(
            SOUND, {"xl/_rels/workbook.xml.rels": EXTERNAL.replace(b"External", b"Internal") % b"theme"}
        ),
        sheets.NO_SHEETS,
    ),
    "very long text": (replaced(SOUND, SHEET, b"Vintage", b"x" * 900_000), guard.BOMB),
    "text no table holds": (replaced(SHARED, SHEET, b't="s"><v>', b't="s"><v>9999'), guard.DAMAGED),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_is_refused_with_one_sentence(name):
    data, message = BAD_FILES[name]
    checked = check_workbook(data, TODAY)
    assert checked.workbook is None
    assert [(problem.sheet, problem.row, problem.message) for problem in checked.problems] == [
        ("", None, message)
    ]


def test_a_bomb_is_refused_by_what_it_unpacks_to(monkeypatch):
    monkeypatch.setattr(guard, "MOST_UNPACKED", len(SOUND))
    file = BytesIO()
    with ZipFile(BytesIO(SOUND)) as old, ZipFile(file, "w", ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert check_workbook(file.getvalue(), TODAY).problems[0].message == guard.BOMB


def test_parts_packed_as_no_office_program_packs_are_refused():
    file = BytesIO()
    with ZipFile(BytesIO(SOUND)) as old, ZipFile(file, "w", ZIP_BZIP2) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert check_workbook(file.getvalue(), TODAY).problems[0].message == guard.DAMAGED


def test_markup_without_end_is_refused_before_it_fills_the_memory():
    content = b'<worksheet a="' + random.Random(1).randbytes(2 * guard.MIB).hex().encode() + b'"/>'
    data = repacked(SOUND, {SHEET: b"<!-- -->" + content})
    assert check_workbook(data, TODAY).workbook is None


def test_shared_texts_that_would_fill_the_memory_are_refused(monkeypatch):
    monkeypatch.setattr(guard, "LARGEST_STRINGS", 10)
    assert check_workbook(SHARED, TODAY).problems[0].message == guard.BOMB


def test_more_sheets_than_anybody_keeps_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_SHEETS", 2)
    assert check_workbook(SOUND, TODAY).problems[0].message == sheets.TOO_MANY_SHEETS


def test_an_address_to_click_on_is_no_external_link():
    data = repacked(SOUND, {"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL % b"hyperlink"})
    assert check_workbook(data, TODAY).problems == ()


@pytest.mark.parametrize("name", ["Deltakere", "Forløp", "Oppfølging"])
def test_a_missing_sheet_is_named(name):
    rows = sound_sheets()
    del rows[name]
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert [(problem.sheet, problem.row, problem.message) for problem in checked.problems] == [
        (name, None, reading.MISSING_SHEET)
    ]


@pytest.mark.parametrize(
    ("sheet", "place", "heading"),
    [
        (name, place, heading)
        for name, rows in sound_sheets().items()
        for place, heading in enumerate(rows[0])
    ],
)
def test_a_missing_column_is_named(sheet, place, heading):
    rows = sound_sheets()
    for row in rows[sheet]:
        del row[place]
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert [(found.sheet, found.row, found.column, found.message) for found in checked.problems] == [
        (sheet, None, heading, reading.MISSING_COLUMN)
    ]


def test_an_empty_sheet_misses_its_columns():
    rows = sound_sheets()
    rows["Oppfølging"] = []
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert [(found.sheet, found.column) for found in checked.problems] == [
        ("Oppfølging", heading) for heading in sound_sheets()["Oppfølging"][0]
    ]


def test_a_column_that_stands_twice_is_named():
    rows = sound_sheets()
    rows["Forløp"][0].append("dato ")
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert [(found.sheet, found.column, found.message) for found in checked.problems] == [
        ("Forløp", "Dato", reading.COLUMN_TWICE)
    ]


def test_a_sheet_that_stands_twice_is_named():
    rows = sound_sheets()
    rows["Forløp "] = rows["Forløp"]
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert [(found.sheet, found.message) for found in checked.problems] == [("Forløp", reading.SHEET_TWICE)]


def test_all_that_is_wrong_with_the_sheets_is_told_at_once():
    rows = sound_sheets()
    del rows["Oppfølging"]
    rows["Deltakere"][0][1] = "År"
    rows["Forløp"][2][2] = "Pensjon"
    checked = check_workbook(workbook_bytes(rows), TODAY)
    assert {(found.sheet, found.row, found.column) for found in checked.problems} == {
        ("Oppfølging", None, ""),
        ("Deltakere", None, "Fødselsår"),
        ("Forløp", 3, "Til"),
    }


def test_openpyxl_reads_what_these_files_were_made_from():
    assert openpyxl.load_workbook(BytesIO(SOUND)).sheetnames == ["Deltakere", "Forløp", "Oppfølging"]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=8
    )
)
def test_a_file_with_some_wrong_bytes_never_raises(cuts):
    data = bytearray(SOUND)
    for place, wrong in cuts:
        data[place : place + len(wrong)] = wrong
    checked = check_workbook(bytes(data), TODAY)
    assert (checked.workbook is None) == bool(checked.problems)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(part(SOUND, SHEET)) - 1), st.text("<>/&;\"'=abc019 \x00\ud7ff", max_size=12))
def test_a_sheet_with_some_wrong_markup_never_raises(place, wrong):
    content = part(SOUND, SHEET)
    content = content[:place] + wrong.encode() + content[place + len(wrong) // 2 :]
    checked = check_workbook(repacked(SOUND, {SHEET: content}), TODAY)
    assert (checked.workbook is None) == bool(checked.problems)
