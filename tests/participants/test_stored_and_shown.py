"""What a file stores is read as what its writer saw: escapes, formats, tick boxes, kinds of the format."""

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.workbook import cells, reading
from participants.workbook.checking import check_workbook
from participants.workbook.number_formats import number_format
from participants.workbook.stored import unescaped
from tests.participants.office_workbooks import (
    TODAY,
    check,
    part,
    repacked,
    replaced,
    sound_sheets,
    workbook_bytes,
)

pytestmark = pytest.mark.usefixtures("in_english")

# Each kind of format, what the file holds, and the number that is seen.
PER_CENT = [
    ("one section", "0%", "0.8", "80"),
    ("decimals", "0.00%", "0.805", "80.5"),
    ("a section for negatives and one for nought", '0%;-0%;"-"', "0.8", "80"),
    ("blanks as wide as a character", "_-* 0 %_-;-* 0 %_-", "0.8", "80"),
    ("an escaped blank", "0%\\ ", "0.8", "80"),
    ("words in quotes", '0%" av full"', "0.8", "80"),
    ("words in quotes with letters of dates", '0%" av dagen, månedsvis"', "0.8", "80"),
    ("General in another section", "0%;0%;0%;General", "0.8", "80"),
    ("a colour", "[Red]0%", "0.8", "80"),
    ("a condition that holds", "[>=0.5]0%;0", "0.8", "80"),
    ("a condition that does not hold", "[>=0.9]0%;0", "0.8", "0.8"),
    ("a language", "[$-414]0%", "0.8", "80"),
    ("a sign before the number", "%0", "0.8", "80"),
    ("text in a section of its own", "0%;@", "0.8", "80"),
    ("two signs", "0%%", "0.008", "80"),
    ("an escaped sign", "0\\%", "80", "80"),
    ("a quoted sign", '0" %"', "80", "80"),
    ("a quoted sign without its end", '0"%', "80", "80"),
    ("a sign as a fill", "0*%", "80", "80"),
    ("a sign as wide as a blank", "0_%", "80", "80"),
    ("per cent only of negatives", "0;0%", "80", "80"),
    ("built in", "General", "80", "80"),
    ("by the thousand", "0,%", "800", "80"),
    ("thousands set apart", "#,##0%", "0.8", "80"),
]
SHOWN = [
    ("00000", "123", "00123"),
    ('"BJ-"000', "7", "BJ-007"),
    ("000-000", "123456", "123-456"),
    ("000-000", "1234567", "1234-567"),
    ("\\A0", "5", "A5"),
    ("[$kr-414] 0", "5", "kr 5"),
    ("0;(0)", "-5", "(5)"),
    ("0", "-5", "-5"),
    ("@", "5", "5"),
    ("#,##0", "1234", None),
    ("0.00", "5", None),
    ("# ?/?", "5", None),
    ("0.00E+00", "5", None),
]


@pytest.mark.parametrize(("kind", "code", "stored", "seen"), PER_CENT, ids=[each[0] for each in PER_CENT])
def test_per_cent_is_read_as_excel_reads_the_format(kind, code, stored, seen):
    assert number_format(code).value(Decimal(stored)) == Decimal(seen)
    sheets = sound_sheets()
    sheets["Forløp"][2][5] = float(stored)
    checked = with_format(sheets, ("Forløp", "F3"), code)
    assert checked.problems == ()
    assert checked.workbook.moves[1].hours_percent == Decimal(seen)


@pytest.mark.parametrize(("code", "stored", "seen"), SHOWN)
def test_a_reference_counts_as_its_cell_shows_it_or_is_refused_in_words(code, stored, seen):
    assert seen is None or code == "@" or number_format(code).shown(Decimal(stored)) == seen
    sheets = {name: rows[:1] for name, rows in sound_sheets().items()}
    sheets["Deltakere"].append([int(stored), 1990, None, None, None, None, None])
    checked = with_format(sheets, ("Deltakere", "A2"), code)
    if seen is None:
        assert [problem.message for problem in checked.problems] == [cells.NO_SHOWN_NUMBER]
    else:
        assert [row.reference for row in checked.workbook.participants] == [seen]


@given(st.integers(1, 12), st.integers(0, 10**9))
def test_leading_zeros_are_part_of_a_reference(places, number):
    assert number_format("0" * places).shown(Decimal(number)) == str(number).zfill(places)


@given(st.text(max_size=60), st.sampled_from(["0.8", "-1", "0", "1234567"]))
def test_no_format_breaks_the_reader(code, stored):
    look = number_format(code)
    look.value(Decimal(stored))
    look.shown(Decimal(stored))
    assert look.is_date in (True, False)


@pytest.mark.parametrize(
    "code", ["dd.mm.yyyy", "[$-F800]dddd\\, mmmm dd\\, yyyy", "[h]:mm", "yyyy-mm-dd;@", 'd" dag"']
)
def test_formats_of_dates_are_known(code):
    assert number_format(code).is_date


@pytest.mark.parametrize("code", ["General", "0.00", '0" dager"', "0%", '"Dato" 0', "@", "[Red]0", "0.0E+0"])
def test_other_formats_are_not(code):
    assert not number_format(code).is_date


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("A-1_x000D_\n", "A-1\r\n"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_x00e5_s", "ås"),
        ("_x000_", "_x000_"),
        ("a_xyz_", "a_xyz_"),
    ],
)
def test_escapes_are_read_as_what_they_stand_for(stored, shown):
    assert unescaped(stored) == shown


def test_a_return_at_the_end_of_a_word_is_a_blank():
    sheets = sound_sheets()
    sheets["Forløp"][2][2] = "Ordinært arbeid_x000D_\n"
    sheets["Deltakere"][1][0] = "A-1_x000D_\n"
    assert check(sheets).workbook == check(sound_sheets()).workbook


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20))
def test_escapes_in_headings_and_names_are_read_too(text):
    escaped = "".join(f"_x{ord(each):04X}_" for each in text if ord(each) < 0x10000)
    assert unescaped(escaped) == "".join(each for each in text if ord(each) < 0x10000)


def test_a_strict_workbook_is_read():
    data = workbook_bytes(sound_sheets())
    names = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = {}
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            for usual, strict in names.items():
                content = content.replace(usual, strict)
            parts[name] = content
    assert check_workbook(repacked(data, parts), TODAY).workbook == check(sound_sheets()).workbook


@pytest.mark.parametrize(
    ("ticked", "meaning"),
    [(True, True), (False, False), ("SANN", True), ("USANN", False), ("ja ", True), ("NEI", False)],
)
def test_a_tick_box_reads_as_yes_or_no(ticked, meaning):
    sheets = sound_sheets()
    sheets["Deltakere"][1][6] = ticked
    assert check(sheets).workbook.participants[0].is_shielded is meaning


@pytest.mark.parametrize("hour", [22, 23])
def test_a_time_late_the_day_before_is_told_with_what_to_do(hour):
    sheets = sound_sheets()
    sheets["Forløp"][2][1] = datetime.fromisoformat(f"2024-05-31T{hour}:00")
    checked = check(sheets)
    assert checked.workbook.moves[1].day == date(2024, 5, 31)
    assert [(told.sheet, told.row, told.column) for told in checked.notices] == [("Forløp", 3, "Dato")]
    assert str(cells.LATE_IN_THE_DAY) in str(checked.notices[0].message)


@pytest.mark.parametrize("decimals", ["916667", "9166", "916666", "958333", "9583", "9583333333"])
def test_a_time_counts_to_the_minute_however_many_decimals_a_program_keeps(decimals):
    sheet = "xl/worksheets/sheet2.xml"
    data = workbook_bytes(sound_sheets())
    day = re.search(rb'<c r="B3"[^>]*><v>(\d+)</v>', part(data, sheet))[1]
    notices = check_workbook(
        replaced(data, sheet, day + b"</v>", day + b"." + decimals.encode() + b"</v>"), TODAY
    ).notices
    assert [str(cells.LATE_IN_THE_DAY) in str(told.message) for told in notices] == [True]


def test_a_time_of_day_that_means_nothing_is_not_told():
    sheets = sound_sheets()
    sheets["Forløp"][2][1] = datetime.fromisoformat("2024-05-31T22:15")
    assert check(sheets).notices == ()


@pytest.mark.parametrize("share", [0.8, "0,8", 1])
def test_a_plain_share_of_one_is_told_with_what_to_do(share):
    sheets = sound_sheets()
    sheets["Forløp"][2][5] = share
    assert str(cells.SMALL_SHARE) in str(check(sheets).notices[0].message)


def test_doubts_are_told_once_with_the_rows_they_are_about():
    sheets = sound_sheets()
    sheets["Oppfølging"] += [["A-1", 24, date(2026, 6, day), "I arbeid", 0.5, None] for day in range(1, 9)]
    notices = check(sheets).notices
    assert len(notices) == 1
    assert "Rows: 4, 5, 6, 7, 8 and 3 more" in str(notices[0].message)


def test_a_title_above_the_headings_is_passed_over_and_told():
    sheets = sound_sheets()
    sheets["Forløp"] = [["NAV Bjerke"], ["Oppdatert", date(2026, 10, 1)], *sheets["Forløp"]]
    checked = check(sheets)
    assert checked.workbook.moves == check(sound_sheets()).workbook.moves
    assert [str(told.message) for told in checked.notices] == [str(reading.HEADINGS_LOWER).format(row=3)]


def test_a_missing_column_below_a_title_is_named_alone():
    sheets = sound_sheets()
    sheets["Forløp"][0][1] = "Når"
    sheets["Forløp"] = [["NAV Bjerke"], *sheets["Forløp"]]
    assert [problem.column for problem in check(sheets).problems] == ["Dato"]


def with_format(sheets, place, code):
    """The check of a workbook where one cell has a number format."""
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(sheets)))
    name, cell = place
    book[name][cell].number_format = code
    file = BytesIO()
    book.save(file)
    return check_workbook(file.getvalue(), TODAY)
