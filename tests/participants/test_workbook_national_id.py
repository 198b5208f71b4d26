"""No national identity number gets past, however it is written."""

import random
from io import BytesIO
from unicodedata import digit

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink

from bench.identity_numbers import harmless
from clusters.national_id import holds_national_id, is_national_id
from participants.workbook.checking import check_workbook
from tests.participants.office_workbooks import (
    TODAY,
    check,
    national_id,
    part,
    replaced,
    sound_sheets,
    workbook_bytes,
)

pytestmark = pytest.mark.usefixtures("in_english")

ORDINARY = national_id(17, 5)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        pytest.param(17, 5, id="fodselsnummer"),
        pytest.param(57, 5, id="d-number"),
        pytest.param(17, 45, id="h-number or synthetic"),
        pytest.param(17, 70, id="synthetic in health"),
        pytest.param(17, 85, id="synthetic at the tax office"),
        pytest.param(57, 85, id="synthetic d-number"),
        pytest.param(29, 2, id="leap day"),
        pytest.param(31, 12, id="last day"),
    ],
)
def test_every_kind_is_known(day, month):
    assert is_national_id(national_id(day, month))


@pytest.mark.parametrize(
    ("day", "month"), [(0, 5), (32, 5), (72, 5), (17, 0), (17, 13), (17, 53), (17, 93), (30, 2), (31, 4)]
)
def test_days_that_are_in_no_calendar_are_not(day, month):
    assert not is_national_id(national_id(day, month))


@pytest.mark.parametrize("place", range(11))
def test_one_wrong_digit_is_enough(place):
    for step in range(1, 10):
        wrong = (int(ORDINARY[place]) + step) % 10
        assert not is_national_id(ORDINARY[:place] + str(wrong) + ORDINARY[place + 1 :])


@pytest.mark.parametrize("digits", ["", "1", ORDINARY[:10], ORDINARY + "0"])
def test_other_lengths_are_not(digits):
    assert not is_national_id(digits)


@pytest.mark.parametrize(
    "text",
    [
        ORDINARY,
        f"{ORDINARY[:6]} {ORDINARY[6:]}",
        f"{ORDINARY[:6]}-{ORDINARY[6:]}",
        f"{ORDINARY[:6]}\u00a0–\u00a0{ORDINARY[6:]}",
        f"{ORDINARY[:2]}.{ORDINARY[2:4]}.{ORDINARY[4:6]} {ORDINARY[6:]}",
        " ".join(ORDINARY),
        f"fnr{ORDINARY}.",
        f"ref A-12 {ORDINARY}",
        f"2024 {ORDINARY} 12",
        ORDINARY.translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)}),
    ],
)
def test_is_found_inside_longer_text(text):
    assert holds_national_id(text)


@pytest.mark.parametrize(
    "text", ["", "BJE-0001", "31.01.2026", "+47 22 22 22 22", ORDINARY[::-1], "A-12345678901"]
)
def test_other_numbers_are_left_alone(text):
    assert not holds_national_id(text)


@given(st.text(max_size=80))
def test_any_text_can_be_asked(text):
    assert holds_national_id(text) in (True, False)


@pytest.mark.parametrize("sheet", ["Deltakere", "Forløp", "Oppfølging"])
@pytest.mark.parametrize(
    "number", [ORDINARY, int(ORDINARY), float(ORDINARY), f"se {ORDINARY[:6]} {ORDINARY[6:]}"]
)
def test_is_refused_in_every_column_and_never_shown(sheet, number):
    width = len(sound_sheets()[sheet][0])
    for place in range(width):
        sheets = sound_sheets()
        sheets[sheet][1][place] = number
        checked = check(sheets)
        assert any("national identity number" in str(problem.message) for problem in checked.problems)
        assert_not_told(checked)


def test_is_found_in_columns_and_sheets_that_are_left_out():
    sheets = sound_sheets()
    sheets["Deltakere"][0].append("Merknad")
    sheets["Deltakere"][2].append(ORDINARY)
    sheets["Forløp"][1] += [None, ORDINARY]
    sheets["Notater"] = [["ukjent ark"], [None, int(ORDINARY)]]
    checked = check(sheets)
    assert [(problem.sheet, problem.row, problem.column, problem.value) for problem in checked.problems] == [
        ("Notater", 2, "B", "***********"),
        ("Deltakere", 3, "Merknad", "***********"),
        ("Forløp", 2, "H", "***********"),
    ]


def test_is_found_in_headings_and_names_of_sheets():
    sheets = sound_sheets()
    sheets["Forløp"][0].append(ORDINARY)
    sheets[ORDINARY] = [["x"]]
    checked = check(sheets)
    assert {problem.sheet for problem in checked.problems} == {"Forløp", "***********"}
    assert_not_told(checked)


def test_a_leading_zero_that_excel_dropped_does_not_hide_it():
    number = national_id(5, 5)
    assert number.startswith("0")
    sheets = sound_sheets()
    sheets["Forløp"][2][4] = int(number)
    checked = check_workbook(workbook_bytes(sheets), TODAY)
    assert [problem.value for problem in checked.problems] == ["***********"]


def assert_not_told(checked):
    assert checked.workbook is None
    for digits in (ORDINARY, f"{ORDINARY[:6]} {ORDINARY[6:]}"):
        assert digits not in repr(checked)


# Any mark, blank or sign of any script that shows itself as neither letter nor digit.
PUNCTUATION = st.characters(
    categories=["Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Cc"]
)
SCRIPTS = [0x0660, 0x06F0, 0x0966, 0x0E50, 0xFF10, 0x1D7CE]
SUPERSCRIPTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
MONTHS = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
NUMBERS = st.builds(national_id, st.integers(1, 28), st.integers(1, 12))


@given(
    NUMBERS,
    st.lists(
        st.text(PUNCTUATION.filter(lambda sign: digit(sign, None) is None), max_size=8),
        min_size=10,
        max_size=10,
    ),
)
def test_is_found_however_it_is_split_by_signs(number, gaps):
    assert holds_national_id("".join(each + gap for each, gap in zip(number, [*gaps, ""], strict=True)))


@given(NUMBERS, st.sampled_from(SCRIPTS))
def test_is_found_in_the_digits_of_other_scripts(number, zero):
    assert holds_national_id("".join(chr(zero + int(each)) for each in number))


@given(NUMBERS, st.sampled_from([" og ", " personnummer ", ", så ", " x ", "\n\npnr: "]), st.integers(1, 10))
def test_is_found_with_words_between(number, words, place):
    assert holds_national_id(number[:place] + words + number[place:])


@given(NUMBERS, st.text("0123456789", max_size=6), st.text("0123456789", max_size=6))
def test_is_found_glued_to_other_digits(number, before, after):
    assert holds_national_id(before + number + after)
    assert holds_national_id(f"{before}{number[:6]} {number[6:]}{after}")


@pytest.mark.parametrize(
    "dress",
    [
        lambda number: "".join(f"{each}\ufe0f\u20e3" for each in number),
        lambda number: "".join(SUPERSCRIPTS[each] for each in number),
        lambda number: "\u202e".join(number),
        lambda number: "\u200e\u00ad".join(number),
        lambda number: f"{number[:6]}     {number[6:]}",
        lambda number: f"{number[:6]}_x000D_\n{number[6:]}",
        lambda number: f"født {number[:2]}.{number[2:4]}.{number[4:6]}, personnummer {number[6:]}",
        lambda number: f"{number[:2]}.{number[2:4]}.18{number[4:6]} {number[6:]}",
        lambda number: (
            f"dag {number[:2]} måned {number[2:4]} år {number[4:6]} nr. {number[6:9]} {number[9:]}"
        ),
        lambda number: " strek ".join(number),
    ],
)
def test_is_refused_however_it_is_dressed(dress):
    sheets = sound_sheets()
    sheets["Forløp"][2][4] = dress(ORDINARY)[:119]
    checked = check(sheets)
    assert [problem.value for problem in checked.problems] == ["***********"]


def test_a_day_without_leading_noughts_hides_nothing():
    number = national_id(5, 5)
    assert holds_national_id(f"5.5.{number[4:6]} {number[6:]}")
    assert holds_national_id(f"5/5-18{number[4:6]} ({number[6:]})")


@given(
    NUMBERS,
    st.sampled_from(
        [
            lambda day, month, year, five: f"{year:04}-{month:02}-{day:02} {five}",
            lambda day, month, year, five: f"{year:04}.{month}.{day}: {five[:3]} {five[3:]}",
            lambda day, month, year, five: f"{day:02}{month:02}{year:04} {five}",
            lambda day, month, year, five: f"{day:02}{month:02}{year:04}{five}",
            lambda day, month, year, five: f"{year:04}{month:02}{day:02}-{five}",
            lambda day, month, year, five: f"{day}. {MONTHS[month - 1]} {year}, {five}",
            lambda day, month, year, five: (
                f"{day}. {MONTHS[month - 1][:3].upper()}. {year % 100:02} ({five})"
            ),
        ]
    ),
    st.sampled_from([1854, 1954]),
)
def test_is_found_however_the_birthday_is_written(number, dress, year):
    assert holds_national_id(dress(int(number[:2]), int(number[2:4]), year, number[6:]))


@given(NUMBERS)
def test_is_found_in_addresses_and_in_text_that_is_turned_round(number):
    birthday, five = number[:6], number[6:]
    assert holds_national_id(f"https://example.invalid/{birthday}%20{five}")
    assert holds_national_id(f"?f={number[:2]}%2F{number[2:4]}%2F{number[4:6]}&p={five}")
    assert holds_national_id(f"\u202e{number[::-1]}\u202c")


@given(NUMBERS, st.integers(0, 9999))
def test_is_found_around_another_number(number, other):
    assert holds_national_id(f"{number[:6]} ({other}) {number[6:]}")
    assert holds_national_id(f"{number[:6]}&{other} {number[6:]}")


def test_is_found_where_the_two_parts_stand_a_sentence_apart():
    words = ", og de fem siste sifrene i personnummeret som hun oppga på møtet, er "
    assert holds_national_id(ORDINARY[:6] + words + ORDINARY[6:])


def test_harmless_texts_are_left_alone():
    chance = random.Random(20)
    texts = [harmless(chance) for _ in range(20_000)]
    assert sum(map(holds_national_id, texts)) <= 20


def in_a_comment(sheet):
    sheet["A2"].comment = Comment(f"{ORDINARY[:6]} {ORDINARY[6:]}", "x")


def in_a_link(sheet):
    sheet["A2"].hyperlink = f"https://example.invalid/?q={ORDINARY}"


def in_a_link_within(sheet):
    sheet["A2"].hyperlink = Hyperlink(ref="A2", location="Forløp!A1", tooltip=ORDINARY)


def in_a_header(sheet):
    sheet.oddHeader.center.text = ORDINARY


def in_a_list(sheet):
    rule = DataValidation(type="list", formula1='"a,b"')
    rule.prompt = ORDINARY
    rule.add("A2")
    sheet.add_data_validation(rule)


def in_a_name(sheet):
    sheet.parent.defined_names["x"] = DefinedName("x", attr_text=f'"{ORDINARY}"')


def in_the_properties(sheet):
    sheet.parent.properties.title = ORDINARY


@pytest.mark.parametrize(
    "hide", [in_a_comment, in_a_link, in_a_link_within, in_a_header, in_a_list, in_a_name, in_the_properties]
)
def test_is_found_beside_the_cells(hide):
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(sound_sheets())))
    hide(book["Deltakere"])
    file = BytesIO()
    book.save(file)
    checked = check_workbook(file.getvalue(), TODAY)
    assert len(checked.problems) == 1
    assert "national identity number" in str(checked.problems[0].message)
    assert_not_told(checked)


def test_is_found_in_what_a_formula_has_computed():
    sheets = sound_sheets()
    sheets["Forløp"][0].append("Merknad")
    sheets["Forløp"][1].append("=A1&B1")
    data = workbook_bytes(sheets)
    spoilt = replaced(
        data,
        "xl/worksheets/sheet2.xml",
        b"<v></v>" if b"<v></v>" in part(data, "xl/worksheets/sheet2.xml") else b"<v />",
        f"<v>{ORDINARY}</v>".encode(),
    )
    assert [problem.value for problem in check_workbook(spoilt, TODAY).problems] == ["=A1&B1"]
