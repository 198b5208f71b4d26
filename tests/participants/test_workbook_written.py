"""What the portal writes, offices can fill in and the portal reads back."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters.national_id import holds_national_id
from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpMonth,
    FollowUpSource,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.workbook import words
from participants.workbook.checking import check_workbook
from participants.workbook.columns import HEADINGS
from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook
from participants.workbook.template import CHOICES, EXPLANATIONS, empty_workbook
from participants.workbook.writing import write_workbook
from spelling.sameness import written
from tests.participants.office_workbooks import TODAY, check, sound_sheets, workbook_bytes

JUNK_DAY = st.dates(date(1900, 1, 1), date(2100, 1, 1))
DAY = st.dates(date(2010, 1, 1), TODAY)
PERCENT = st.none() | st.decimals(0, 100, places=2)
NAME = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=20)
    .map(written)
    .filter(lambda text: text and not holds_national_id(text))
)


def reference(number):
    return f"Å-{number}"


@st.composite
def journeys(draw, number):
    """Moves that make a journey: days apart, never twice the same state in a row."""
    days = sorted(draw(st.sets(DAY, min_size=1, max_size=5)))
    target = State.ENROLLED
    moves = []
    for day in days:
        reason = draw(st.sampled_from(LeftReason)) if target is State.LEFT else LeftReason.UNKNOWN
        moves.append(
            MoveRow(0, reference(number), day, target, reason, draw(NAME | st.just("")), draw(PERCENT))
        )
        target = draw(st.sampled_from([state for state in State if state is not target]))
    return moves


@st.composite
def workbooks(draw):
    count = draw(st.integers(0, 4))
    participants = [
        ParticipantRow(
            0,
            reference(number),
            draw(st.integers(1946, 1995)),
            draw(st.sampled_from(Sex)),
            draw(st.sampled_from(TargetGroup)),
            draw(st.sampled_from(EffortGroup)),
            draw(st.none() | DAY),
            draw(st.booleans()),
        )
        for number in range(count)
    ]
    moves = [move for number in range(count) for move in draw(journeys(number))]
    keys = draw(
        st.sets(st.tuples(st.integers(0, count - 1), st.sampled_from(FollowUpMonth), DAY), max_size=4)
        if count
        else st.just(set())
    )
    follow_ups = [
        FollowUpRow(
            0,
            reference(number),
            month,
            day,
            draw(st.sampled_from(FollowUpAnswer)),
            draw(PERCENT),
            draw(st.sampled_from(FollowUpSource)),
        )
        for number, month, day in keys
    ]
    return Workbook(tuple(participants), tuple(draw(st.permutations(moves))), tuple(follow_ups))


@settings(max_examples=60, deadline=None)
@given(workbooks())
def test_a_written_workbook_reads_back_the_same(workbook):
    checked = check_workbook(write_workbook(workbook), TODAY)
    assert checked.problems == ()
    assert checked.notices == ()
    assert checked.workbook == workbook


def test_text_is_never_written_as_a_live_formula():
    workbook = check(sound_sheets()).workbook
    move = workbook.moves[1]
    dangerous = ["=1+1", "#N/A", "+47", "-1", "@SUM(A1)"]
    moves = [MoveRow(0, "A-1", move.day, State.WORK, LeftReason.UNKNOWN, text, None) for text in dangerous]
    data = write_workbook(Workbook((), tuple(moves), ()))
    cells = list(openpyxl.load_workbook(BytesIO(data))["Forløp"]["E"])[1:]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in dangerous]


def test_every_code_has_a_word_that_means_it():
    tables = (
        (words.STATES, State),
        (words.LEFT_REASONS, LeftReason),
        (words.SEXES, Sex),
        (words.TARGET_GROUPS, TargetGroup),
        (words.EFFORT_GROUPS, EffortGroup),
        (words.ANSWERS, FollowUpAnswer),
        (words.SOURCES, FollowUpSource),
    )
    for table, codes in tables:
        assert {code for code in codes if code} == set(table.values())
        assert all(table[words.word_of(code)] is code for code in codes if code)
        assert all(words.word_of(code) == "" for code in codes if not code)


def test_the_template_is_an_empty_workbook_without_problems():
    checked = check_workbook(empty_workbook(), TODAY)
    assert (checked.problems, checked.notices) == ((), ())
    assert checked.workbook == Workbook((), (), ())


def test_the_template_explains_every_column_and_offers_every_word():
    book = openpyxl.load_workbook(BytesIO(empty_workbook()))
    assert book.sheetnames == ["Deltakere", "Forløp", "Oppfølging", "Forklaring"]
    for name, headings in HEADINGS.items():
        sheet = book[name]
        assert tuple(cell.value for cell in sheet[1]) == headings
        assert all(cell.font.bold for cell in sheet[1])
        assert tuple(EXPLANATIONS[name]) == headings
        offered = {}
        for rule in sheet.data_validations.dataValidation:
            letter = str(rule.sqref)[0]
            place = rule.formula1.removeprefix("Forklaring!").replace("$", "")
            offered[sheet[f"{letter}1"].value] = tuple(cell.value for (cell,) in book["Forklaring"][place])
        assert offered == {heading: choice for (owner, heading), choice in CHOICES.items() if owner == name}


def test_a_filled_in_template_reads_back():
    book = openpyxl.load_workbook(BytesIO(empty_workbook()))
    for name, rows in sound_sheets().items():
        for row in rows[1:]:
            book[name].append(row)
    file = BytesIO()
    book.save(file)
    checked = check_workbook(file.getvalue(), TODAY)
    assert checked.problems == ()
    assert checked.workbook == check(sound_sheets()).workbook


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.decimals(-1000, 1000, places=3),
    JUNK_DAY,
    st.datetimes(),
    st.times(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=60),
    st.sampled_from(
        [
            "=A1",
            "#DIV/0!",
            "Kvinne",
            "Innskrevet",
            "Avsluttet",
            "Annet",
            "A-1",
            "a-1 ",
            "A-2",
            "01.01.2024",
            "29.02.2025",
            6,
            80,
            1988,
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_stands_in_the_cells_nothing_is_raised(data):
    sheets = sound_sheets()
    for _change in range(data.draw(st.integers(1, 12))):
        rows = sheets[data.draw(st.sampled_from(sorted(sheets)))]
        row = data.draw(st.integers(0, len(rows) - 1))
        place = data.draw(st.integers(0, len(rows[row]) - 1))
        rows[row][place] = data.draw(JUNK)
        if data.draw(st.booleans()):
            rows.append(list(data.draw(st.sampled_from(rows))))
    checked = check_workbook(workbook_bytes(sheets), TODAY)
    assert (checked.workbook is None) == bool(checked.problems)
    assert all(str(problem.message) for problem in checked.problems)


def test_percentages_are_written_as_numbers():
    move = MoveRow(0, "A-1", date(2024, 1, 1), State.WORK, LeftReason.UNKNOWN, "", Decimal("37.50"))
    sheet = openpyxl.load_workbook(BytesIO(write_workbook(Workbook((), (move,), ()))))["Forløp"]
    assert (sheet["F2"].value, sheet["F2"].data_type) == (37.5, "n")
    assert sheet["B2"].number_format == "dd.mm.yyyy"
