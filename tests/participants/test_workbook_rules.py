"""Every rule of the format, broken once."""

from datetime import date, datetime, time

import pytest

from participants.workbook import cells, checking, findings, journeys, reading
from participants.workbook.checking import check_workbook
from tests.participants.office_workbooks import (
    TODAY,
    check,
    national_id,
    replaced,
    sound_sheets,
    workbook_bytes,
)

pytestmark = pytest.mark.usefixtures("in_english")

PEOPLE, MOVES, ANSWERS = "Deltakere", "Forløp", "Oppfølging"


def spoilt(sheet, row, heading, value):
    """A workbook with one cell changed."""
    sheets = sound_sheets()
    sheets[sheet][row - 1][sheets[sheet][0].index(heading)] = value
    return check(sheets)


def found(checked):
    return [(problem.sheet, problem.row, problem.column, problem.value) for problem in checked.problems]


def messages(checked):
    return [str(problem.message) for problem in checked.problems]


def test_the_sound_workbook_has_no_problems():
    checked = check(sound_sheets())
    assert checked.problems == ()
    assert checked.notices == ()


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value", "shown", "message"),
    [
        # to be filled in
        (PEOPLE, 3, "Fødselsår", None, "", cells.REQUIRED),
        (PEOPLE, 3, "Fødselsår", "  ", "", cells.REQUIRED),
        (MOVES, 3, "Dato", None, "", cells.REQUIRED),
        (MOVES, 3, "Til", None, "", cells.REQUIRED),
        (MOVES, 3, "Referanse", None, "", cells.REQUIRED),
        (ANSWERS, 2, "Referanse", None, "", cells.REQUIRED),
        (ANSWERS, 2, "Måned", None, "", cells.REQUIRED),
        (ANSWERS, 2, "Dato", None, "", cells.REQUIRED),
        (ANSWERS, 2, "Svar", None, "", cells.REQUIRED),
        # references
        (MOVES, 3, "Referanse", "A-9", "A-9", checking.UNKNOWN_REFERENCE),
        (ANSWERS, 3, "Referanse", "A-9", "A-9", checking.UNKNOWN_REFERENCE),
        (ANSWERS, 3, "Referanse", "x" * 41, "x" * 41, cells.NO_REFERENCE),
        (ANSWERS, 3, "Referanse", "A\ue0001", "A\ufffd1", cells.NO_REFERENCE),
        (ANSWERS, 3, "Referanse", "A-1\ue000\ue000", "A-1\ufffd\ufffd", cells.NO_REFERENCE),
        (ANSWERS, 3, "Referanse", date(2024, 1, 1), "01.01.2024", cells.NO_REFERENCE),
        (ANSWERS, 3, "Referanse", True, "TRUE", cells.NO_REFERENCE),
        (ANSWERS, 3, "Referanse", 1.5, "1.5", cells.NO_REFERENCE),
        # years
        (PEOPLE, 3, "Fødselsår", "nittenåttiåtte", "nittenåttiåtte", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", 88, "88", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", 1988.5, "1988.5", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", 1899, "1899", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", 2027, "2027", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", True, "TRUE", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", date(1988, 5, 17), "17.05.1988", cells.NO_YEAR),
        (PEOPLE, 3, "Fødselsår", 1e300, None, cells.NO_YEAR),
        # dates
        (MOVES, 5, "Dato", date(2026, 11, 2), "02.11.2026", cells.FUTURE),
        (MOVES, 5, "Dato", "02.11.2026", "02.11.2026", cells.FUTURE),
        (PEOPLE, 2, "Informert dato", date(2027, 1, 1), "01.01.2027", cells.FUTURE),
        (
            ANSWERS,
            2,
            "Dato",
            datetime.combine(date(2026, 11, 2), time(0, 30)),
            "02.11.2026 00:30",
            cells.FUTURE,
        ),
        (ANSWERS, 2, "Dato", date(2004, 12, 31), "31.12.2004", cells.TOO_EARLY),
        (PEOPLE, 2, "Informert dato", "31.12.2004", "31.12.2004", cells.TOO_EARLY),
        (ANSWERS, 2, "Dato", "31.02.2024", "31.02.2024", cells.NO_DATE),
        (ANSWERS, 2, "Dato", "2024-02-01", "2024-02-01", cells.NO_DATE),
        (ANSWERS, 2, "Dato", "1.2.24", "1.2.24", cells.NO_DATE),
        (ANSWERS, 2, "Dato", "i fjor", "i fjor", cells.NO_DATE),
        (ANSWERS, 2, "Dato", 45000, "45000", cells.DATE_AS_NUMBER),
        (ANSWERS, 2, "Dato", time(12, 30), "12:30:00", cells.NO_DATE),
        # percentages
        (MOVES, 3, "Stillingsprosent", 101, "101", cells.NO_PERCENT),
        (MOVES, 3, "Stillingsprosent", -1, "-1", cells.NO_PERCENT),
        (MOVES, 3, "Stillingsprosent", "100,01", "100,01", cells.NO_PERCENT),
        (MOVES, 3, "Stillingsprosent", "full", "full", cells.NO_PERCENT),
        (ANSWERS, 2, "Stillingsprosent", 1e9, "1000000000", cells.NO_PERCENT),
        (ANSWERS, 2, "Stillingsprosent", date(2024, 1, 1), "01.01.2024", cells.NO_PERCENT),
        # months
        (ANSWERS, 2, "Måned", 7, "7", cells.NO_MONTH),
        (ANSWERS, 2, "Måned", "seks", "seks", cells.NO_MONTH),
        (ANSWERS, 2, "Måned", 6.5, "6.5", cells.NO_MONTH),
        # other text
        (MOVES, 3, "Virksomhet", "x" * 121, "x" * 79 + "…", cells.NO_WORKPLACE),
        (MOVES, 3, "Virksomhet", date(2024, 1, 1), "01.01.2024", cells.NO_WORKPLACE),
        # what Excel computes
        (MOVES, 3, "Stillingsprosent", "=40+40", "=40+40", cells.FORMULA),
        (PEOPLE, 3, "Referanse", '="A"&"-2"', '="A"&"-2"', cells.FORMULA),
        (MOVES, 3, "Stillingsprosent", "#N/A", "#N/A", cells.ERROR_VALUE),
        (ANSWERS, 2, "Dato", "#VALUE!", "#VALUE!", cells.ERROR_VALUE),
        (MOVES, 3, "Virksomhet", "#REF!", "#REF!", cells.ERROR_VALUE),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_and_what_would_be_right(
    sheet, row, heading, value, shown, message
):
    checked = spoilt(sheet, row, heading, value)
    first = next(problem for problem in checked.problems if problem.sheet == sheet)
    assert checked.workbook is None
    assert (first.row, first.column, first.message) == (row, heading, message)
    assert shown is None or first.value == shown


@pytest.mark.parametrize(
    ("sheet", "heading", "words"),
    [
        (PEOPLE, "Kjønn", "Kvinne · Mann · Annet"),
        (
            PEOPLE,
            "Målgruppe",
            "Hjemmeværende · Sosialhjelpsmottaker · Ungdom · Familiegjenforent · Overgangsstønad · Annet",
        ),
        (
            PEOPLE,
            "Innsatsgruppe",
            "Gode muligheter · Trenger veiledning · Trenger veiledning, nedsatt arbeidsevne · Jobbe delvis · "
            "Liten mulighet til å jobbe",
        ),
        (PEOPLE, "Skjermet", "Ja · Nei"),
        (
            MOVES,
            "Til",
            "Innskrevet · Ordinært arbeid · Utdanning · Arbeidstrening · Egen virksomhet · Avsluttet",
        ),
        (MOVES, "Årsak", "Flyttet · Helse · Ønsker ikke å delta · Oppfølging avsluttet av Nav · Annet"),
        (
            ANSWERS,
            "Svar",
            "I arbeid · I utdanning · Egen virksomhet · Arbeidssøker · Annet · Ikke nådd",
        ),
        (ANSWERS, "Kilde", "Deltaker · Nav · Arbeidsgiver"),
    ],
)
@pytest.mark.parametrize("value", ["Pensjon", 1, "Ukjent ord", date(2024, 1, 1)])
def test_an_unknown_word_is_told_with_the_words_there_are(sheet, heading, words, value):
    checked = spoilt(sheet, 3, heading, value)
    assert [(problem.sheet, problem.row, problem.column) for problem in checked.problems] == [
        (sheet, 3, heading)
    ]
    assert words in messages(checked)[0]
    assert ("Leave the cell empty" in messages(checked)[0]) == (heading not in ("Til", "Svar"))


def test_the_same_reference_twice():
    sheets = sound_sheets()
    sheets[PEOPLE].append([" a-1 ", 1990, None, None, None, None, None])
    checked = check(sheets)
    assert found(checked) == [(PEOPLE, 4, "Referanse", "a-1")]
    assert checked.problems[0].message == checking.SAME_REFERENCE


def test_a_journey_that_does_not_begin_with_enrolment():
    checked = spoilt(MOVES, 2, "Dato", date(2024, 7, 1))
    assert found(checked) == [(MOVES, 3, "Til", "Ordinært arbeid")]
    assert checked.problems[0].message == journeys.NOT_ENROLLED_FIRST


def test_two_moves_on_one_day():
    checked = spoilt(MOVES, 3, "Dato", "08.01.2024")
    assert found(checked) == [(MOVES, 3, "Dato", "08.01.2024")]
    assert checked.problems[0].message == journeys.TWO_ON_ONE_DAY


def test_the_same_move_twice_is_two_moves_on_one_day():
    sheets = sound_sheets()
    sheets[MOVES].append(sheets[MOVES][2])
    checked = check(sheets)
    assert found(checked) == [(MOVES, 6, "Dato", "01.06.2024")]


def test_so_is_the_first_move_twice():
    sheets = sound_sheets()
    sheets[MOVES].append(sheets[MOVES][1])
    assert found(check(sheets)) == [(MOVES, 6, "Dato", "08.01.2024")]


def test_a_move_to_where_the_participant_already_is():
    sheets = sound_sheets()
    sheets[MOVES].insert(1, ["A-1", date(2024, 9, 1), "Ordinært arbeid", None, None, None])
    checked = check(sheets)
    assert found(checked) == [(MOVES, 2, "Til", "Ordinært arbeid")]
    assert checked.problems[0].message == journeys.ALREADY_THERE


def test_order_in_the_sheet_does_not_matter():
    sheets = sound_sheets()
    sheets[MOVES][1:] = reversed(sheets[MOVES][1:])
    assert check(sheets).problems == ()


@pytest.mark.parametrize(("year", "is_right"), [(2011, False), (2010, True), (1945, True), (1944, False)])
def test_age_in_the_year_of_enrolment_is_15_to_80(year, is_right):
    checked = spoilt(PEOPLE, 3, "Fødselsår", year)
    expected = [] if is_right else [(PEOPLE, 3, "Fødselsår", str(year))]
    assert found(checked) == expected
    assert [problem.message for problem in checked.problems] == [journeys.WRONG_AGE] * len(expected)


def test_age_is_asked_for_on_the_first_day_there_is():
    sheets = sound_sheets()
    sheets[MOVES][3][1] = date(2005, 1, 1)
    sheets[PEOPLE][2][1] = 1991
    assert found(check(sheets)) == [(PEOPLE, 3, "Fødselsår", "1991")]


def test_two_different_answers_for_one_month_and_day():
    sheets = sound_sheets()
    sheets[ANSWERS].append(["a-1", "6", "01.12.2024", "Annet", None, None])
    checked = check(sheets)
    assert found(checked) == [(ANSWERS, 4, "Dato", "01.12.2024")]
    assert checked.problems[0].message == checking.TWO_ANSWERS


@pytest.mark.parametrize("sheet", [PEOPLE, MOVES, ANSWERS])
def test_more_rows_than_are_taken(sheet, monkeypatch):
    rows = len(sound_sheets()[sheet]) - 1
    monkeypatch.setattr(reading, "MOST_ROWS", 4)
    sheets = sound_sheets()
    sheets[sheet] += [["A-7", *sheets[sheet][-1][1:]] for _ in range(4 - rows)]
    assert all(problem.row for problem in check(sheets).problems)
    sheets[sheet].append(sheets[sheet][-1])
    assert (sheet, reading.TOO_MANY_ROWS) in [
        (problem.sheet, problem.message) for problem in check(sheets).problems if problem.row is None
    ]


def test_a_row_too_many_among_200000():
    sheets = sound_sheets()
    sheets[ANSWERS] = sheets[ANSWERS][:1]
    data = workbook_bytes(sheets)
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % number for number in range(200_001))
    data = replaced(data, "xl/worksheets/sheet3.xml", b"</sheetData>", rows + b"</sheetData>")
    problems = check_workbook(data, TODAY).problems
    assert problems[0].message == findings.MORE_PROBLEMS
    assert (ANSWERS, reading.TOO_MANY_ROWS) in [(problem.sheet, problem.message) for problem in problems]


def test_every_error_is_listed_and_not_only_the_first():
    sheets = sound_sheets()
    sheets[PEOPLE][1][1:3] = [1700, "Kvinn"]
    sheets[PEOPLE][2][6] = "Kanskje"
    sheets[MOVES][2][1:3] = ["i går", "Hjem"]
    sheets[MOVES][2][5] = 200
    sheets[MOVES][4][0] = "B-7"
    sheets[ANSWERS][1] = ["A-1", 5, "1.1.2024", "Vet ikke", 300, "Nabo"]
    sheets[ANSWERS][2][1] = national_id(1, 1)
    assert [(place, row, column) for place, row, column, _value in found(check(sheets))] == [
        (PEOPLE, 2, "Fødselsår"),
        (PEOPLE, 2, "Kjønn"),
        (PEOPLE, 3, "Skjermet"),
        (MOVES, 3, "Dato"),
        (MOVES, 3, "Til"),
        (MOVES, 3, "Stillingsprosent"),
        (MOVES, 5, "Referanse"),
        (MOVES, 5, "Til"),
        (ANSWERS, 2, "Måned"),
        (ANSWERS, 2, "Dato"),
        (ANSWERS, 2, "Svar"),
        (ANSWERS, 2, "Stillingsprosent"),
        (ANSWERS, 2, "Kilde"),
        (ANSWERS, 3, "Måned"),
    ]


def test_an_unreadable_move_makes_no_further_errors_up():
    checked = spoilt(MOVES, 2, "Dato", "en gang i januar")
    assert found(checked) == [(MOVES, 2, "Dato", "en gang i januar")]
    checked = spoilt(MOVES, 2, "Til", "Hos oss")
    assert found(checked) == [(MOVES, 2, "Til", "Hos oss")]


def test_a_day_that_cannot_be_still_has_its_place_in_the_journey():
    sheets = sound_sheets()
    sheets[MOVES].append(["A-1", date(2024, 2, 1), "Innskrevet", None, None, None])
    sheets[MOVES][2][1] = date(2030, 1, 1)
    assert found(check(sheets)) == [
        (MOVES, 3, "Dato", "01.01.2030"),
        (MOVES, 6, "Til", "Innskrevet"),
    ]
    assert found(spoilt(MOVES, 2, "Dato", date(1924, 1, 8))) == [(MOVES, 2, "Dato", "08.01.1924")]


def test_participants_that_cannot_be_read_make_no_reference_unknown():
    sheets = sound_sheets()
    sheets[PEOPLE][0][2] = "Kjonn"
    assert [(place, row) for place, row, _column, _value in found(check(sheets))] == [(PEOPLE, None)]


def test_a_list_of_problems_has_an_end(monkeypatch):
    monkeypatch.setattr(findings, "MOST_PROBLEMS", 3)
    sheets = sound_sheets()
    sheets[ANSWERS] += [["B-1", 1, None, None, None, None]] * 5
    checked = check(sheets)
    assert checked.problems[0].message == findings.MORE_PROBLEMS
    assert len(checked.problems) == 4
