"""No national identity number gets past, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusters.national_id import holds_national_id, is_national_id
from participants.workbook.checking import check_workbook
from tests.participants.office_workbooks import TODAY, check, national_id, sound_sheets, workbook_bytes

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
    "text", ["", "BJE-0001", "31.01.2026", "+47 22 22 22 22", f"1{ORDINARY}", f"{ORDINARY}1", ORDINARY[::-1]]
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
