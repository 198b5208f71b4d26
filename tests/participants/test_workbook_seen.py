"""What a person sees in Excel is what is read; where the eye can be deceived, that is said in words."""

from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.workbook import cells, reading
from participants.workbook.checking import check_workbook
from spelling.sameness import same_key
from tests.participants.office_workbooks import TODAY, check, replaced, sound_sheets, workbook_bytes

LATIN_AND_ALIKE = {
    "A": "АΑ", "B": "ВΒ", "E": "ЕΕ", "H": "НΗ", "K": "КΚ", "M": "МΜ", "O": "ОΟ", "P": "РΡ", "T": "ТΤ", "X": "ХΧ",
    "a": "а", "c": "с", "e": "е", "i": "і", "o": "оο", "p": "р", "x": "х", "y": "у", "j": "ј", "s": "ѕ",
}  # fmt: skip
LEFT_TO_RIGHT, TURNED = "\u200e\u202a\u202c\u2066\u2069", "\u202b\u202e\u2067"


def of_reference(reference: object, form: object | None = None):
    """A workbook with one person, whose reference is spelt in another way in the sheet of moves."""
    sheets = sound_sheets()
    sheets["Deltakere"][1:] = [[reference, 1988, None, None, None, None, None]]
    sheets["Forløp"][1:] = [
        [reference if form is None else form, date(2024, 1, 8), "Innskrevet", None, None, None]
    ]
    sheets["Oppfølging"][1:] = []
    return check(sheets)


def sentences(checked) -> set[str]:
    return {str(problem.message) for problem in checked.problems}


def changed_in_excel(change) -> bytes:
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(sound_sheets())))
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@given(data=st.data())
def test_letters_that_look_alike_are_one_reference_or_refused_in_words(data):
    latin = (
        data.draw(st.text(st.sampled_from("".join(LATIN_AND_ALIKE) + "GR1-4"), min_size=1, max_size=10)) + "1"
    )
    alike = "".join(data.draw(st.sampled_from(letter + LATIN_AND_ALIKE.get(letter, ""))) for letter in latin)
    checked = of_reference(latin, alike)
    if alike == latin:
        assert not checked.problems
    else:
        (message,) = sentences(checked)
        assert all(letter in message for letter in set(alike) - set(latin))


@pytest.mark.parametrize(
    "reference", ["Жук-1", "Ґанок 2", "Ωμέγα-3", "Ñandú-4", "Čáhppes-5", "木-6", "А木-7Ж"]
)
def test_a_reference_in_one_alphabet_that_nobody_can_take_for_another_is_read(reference):
    assert [row.reference for row in of_reference(reference).workbook.participants] == [reference]


@pytest.mark.parametrize("mark", TURNED)
@pytest.mark.parametrize(("sheet", "place"), [("Deltakere", (1, 0)), ("Forløp", (2, 4))])
def test_a_mark_that_turns_the_text_is_refused_in_words(mark, sheet, place):
    sheets = sound_sheets()
    sheets[sheet][place[0]][place[1]] = f"{mark}1-A"
    assert cells.TURNED in [problem.message for problem in check(sheets).problems]


@given(text=st.text(st.sampled_from("AB1-" + LEFT_TO_RIGHT), max_size=8))
def test_marks_that_turn_nothing_make_no_difference(text):
    reference = "A" + text
    checked = of_reference("".join(letter for letter in reference if letter not in LEFT_TO_RIGHT), reference)
    assert not checked.problems
    assert (
        len({same_key(row.reference) for row in (*checked.workbook.participants, *checked.workbook.moves)})
        == 1
    )


@pytest.mark.parametrize(
    "reference", ["-", "\u0301", "...", "\U0001f9e6", "A" * 41, "\ue000", "A_x0007_", "_xD83E_"]
)
def test_what_names_nobody_is_no_reference(reference):
    assert cells.NO_REFERENCE in [problem.message for problem in of_reference(reference).problems]


@pytest.mark.parametrize("number", [10**15, 12345678901234567890, -(10**15)])
def test_a_number_whose_look_nobody_knows_is_no_reference(number):
    assert cells.NO_SHOWN_NUMBER in [problem.message for problem in of_reference(number).problems]


def test_a_number_of_fifteen_digits_is_exact():
    assert of_reference(10**15 - 1).workbook.participants[0].reference == "999999999999999"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (45446, cells.DATE_AS_NUMBER),
        (45446.5, cells.DATE_AS_NUMBER),
        (20240603, cells.DATE_AS_NUMBER),
        ("45446", cells.NO_DATE),
        ("2024-06-03", cells.NO_DATE),
        ("3.6.2024", cells.NO_DATE),
        ("03/06/2024", cells.NO_DATE),
        ("3. juni 2024", cells.NO_DATE),
        ("٠٣.٠٦.٢٠٢٤", cells.NO_DATE),
        ("31.02.2024", cells.NO_DATE),
        (time(12), cells.NO_DATE),
        (True, cells.NO_DATE),
    ],
)
def test_what_is_no_date_is_told_with_what_to_do(written, message):
    sheets = sound_sheets()
    sheets["Forløp"][2][1] = written
    assert message in [problem.message for problem in check(sheets).problems]


@pytest.mark.parametrize(
    "written",
    [
        " 03.06.2024 ",
        "03.06.2024\u00a0",
        "03.06.\u00ad2024",
        "\u200e03.06.2024",
        datetime(2024, 6, 3, 21, 59),  # noqa: DTZ001
        date(2024, 6, 3),
    ],
)
def test_a_day_is_read_however_it_is_dressed(written):
    sheets = sound_sheets()
    sheets["Forløp"][2][1] = written
    assert check(sheets).workbook.moves[1].day == date(2024, 6, 3)


def test_what_excel_hides_is_read_and_told():
    def hide(book):
        book["Forløp"].row_dimensions[3].hidden = True
        book["Deltakere"].column_dimensions["C"].hidden = True
        book["Oppfølging"].sheet_state = "hidden"

    checked = check_workbook(changed_in_excel(hide), TODAY)
    assert checked.workbook == check(sound_sheets()).workbook
    told = [(notice.sheet, notice.row, notice.column) for notice in checked.notices]
    assert told == [("Deltakere", None, "Kjønn"), ("Forløp", 3, ""), ("Oppfølging", None, "")]
    assert [notice.message for notice in checked.notices][::2] == [
        reading.HIDDEN_COLUMN,
        reading.HIDDEN_SHEET,
    ]


def test_hidden_rows_that_hold_nothing_are_not_told():
    def hide(book):
        for row in range(10, 40):
            book["Forløp"].row_dimensions[row].hidden = True

    assert check_workbook(changed_in_excel(hide), TODAY).notices == ()


def test_of_merged_cells_only_the_first_is_filled():
    def merge(book):
        book["Forløp"].merge_cells("A2:A3")

    problems = check_workbook(changed_in_excel(merge), TODAY).problems
    assert [(problem.sheet, problem.row, problem.column, problem.message) for problem in problems] == [
        ("Forløp", 3, "Referanse", cells.REQUIRED)
    ]


def test_a_formula_without_a_kept_value_is_named():
    def compute(book):
        book["Forløp"]["F3"] = "=40*2"

    problems = check_workbook(changed_in_excel(compute), TODAY).problems
    assert [(problem.row, problem.column, problem.value, problem.message) for problem in problems] == [
        (3, "Stillingsprosent", "=40*2", cells.FORMULA)
    ]


@pytest.mark.parametrize("name", ["FORLØP", "forløp ", "Forl\u00f8p\u200b"])
def test_a_second_sheet_by_the_same_name_is_told(name):
    sheets = sound_sheets()
    data = workbook_bytes({**sheets, "Ekstra": [["x"]]})
    data = replaced(data, "xl/workbook.xml", b'name="Ekstra"', f'name="{name}"'.encode())
    problems = check_workbook(data, TODAY).problems
    assert [(problem.sheet, problem.message) for problem in problems] == [("Forløp", reading.SHEET_TWICE)]


def test_blank_rows_and_cells_at_the_end_are_nothing():
    sheets = sound_sheets()
    for rows in sheets.values():
        rows += [[None], ["  ", "\u00a0", "\u200b"], ["", None, "\t"]]
        rows[1] += [None, " ", "\u00a0"]
    checked = check(sheets)
    assert not checked.problems
    assert len(checked.workbook.moves) == 4
