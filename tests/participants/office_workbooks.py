"""Office workbooks made for the tests: a sound one, and ways to spoil it."""

import re
from datetime import date
from html import unescape
from io import BytesIO
from itertools import count
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl

from participants.workbook.checking import check_workbook
from participants.workbook.guard import STRINGS_TYPE
from participants.workbook.rows import Checked

TODAY = date(2026, 11, 1)
SHEETS = ("Deltakere", "Forløp", "Oppfølging")

Sheets = dict[str, list[list[Any]]]


def sound_sheets() -> Sheets:
    """Two participants with journeys; no error anywhere."""
    return {
        "Deltakere": [
            ["Referanse", "Fødselsår", "Kjønn", "Målgruppe", "Innsatsgruppe", "Informert dato", "Skjermet"],
            ["A-1", 1988, "Kvinne", "Hjemmeværende", "Jobbe delvis", date(2024, 1, 2), "Nei"],
            ["A-2", 1970, None, None, None, None, None],
        ],
        "Forløp": [
            ["Referanse", "Dato", "Til", "Årsak", "Virksomhet", "Stillingsprosent"],
            ["A-1", date(2024, 1, 8), "Innskrevet", None, None, None],
            ["A-1", date(2024, 6, 1), "Ordinært arbeid", None, "Vintage Baby", 80],
            ["A-2", date(2025, 3, 3), "Innskrevet", None, None, None],
            ["A-2", date(2025, 9, 1), "Avsluttet", "Flyttet", None, None],
        ],
        "Oppfølging": [
            ["Referanse", "Måned", "Dato", "Svar", "Stillingsprosent", "Kilde"],
            ["A-1", 6, date(2024, 12, 1), "I arbeid", 80, "Nav"],
            ["A-1", 12, date(2025, 6, 1), "Ikke nådd", None, None],
        ],
    }


def workbook_bytes(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def check(sheets: Sheets) -> Checked:
    return check_workbook(workbook_bytes(sheets), TODAY)


def repacked(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The same archive with some parts replaced, added, or (None) left out."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same archive with some bytes of one part replaced."""
    content = part(data, name)
    assert old in content
    return repacked(data, {name: content.replace(old, new)})


def national_id(day: int, month: int, year: int = 54) -> str:
    """A number with right control digits. With year 54 and a serial from 500 on, its holder was born in 1854."""
    for serial in count(500):
        digits = [int(digit) for digit in f"{day:02}{month:02}{year:02}{serial}"]
        first = -sum(map(int.__mul__, digits, (3, 7, 6, 1, 8, 9, 4, 5, 2))) % 11
        second = -sum(map(int.__mul__, [*digits, first], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
        if first < 10 and second < 10:
            return "".join(map(str, [*digits, first, second]))
    raise AssertionError


def with_shared_texts(data: bytes) -> bytes:
    """As Excel saves it: texts stand in a table of their own, in pieces, and with readings of Asian characters."""
    texts: list[str] = []

    def share(cell: re.Match[bytes]) -> bytes:
        texts.append(unescape(cell.group(1).decode()))
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    with ZipFile(BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
    parts: dict[str, bytes | None] = {
        name: re.sub(rb't="inlineStr"><is><t[^>]*>([^<]*)</t></is>', share, part(data, name))
        for name in sheets
    }
    entries = "".join(
        f'<si><r><t xml:space="preserve">{text[:2]}</t></r><r><t>{text[2:]}</t></r>'
        '<rPh sb="0" eb="1"><t>x</t></rPh></si>'
        for text in texts
    )
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>' % entries.encode()
    )
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS_TYPE}"/></Types>'
    parts["[Content_Types].xml"] = part(data, "[Content_Types].xml").replace(b"</Types>", override.encode())
    return repacked(data, parts)
