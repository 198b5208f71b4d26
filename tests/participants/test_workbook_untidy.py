"""What offices write is untidy, and taken as it was meant."""

import random
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from participants.enums import (
    EffortGroup,
    FollowUpAnswer,
    FollowUpSource,
    LeftReason,
    Sex,
    State,
    TargetGroup,
)
from participants.workbook import checking, reading
from participants.workbook.checking import check_workbook
from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow
from tests.participants.office_workbooks import (
    TODAY,
    check,
    part,
    replaced,
    sound_sheets,
    with_shared_texts,
    workbook_bytes,
)

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize(
    ("office", "participants", "moves", "follow_ups"),
    [
        ("bjerke", 131, 447, 191),
        ("nordre-follo", 67, 237, 86),
        ("nordstrand", 84, 294, 109),
        ("ullensvang", 23, 77, 31),
        ("ullern", 38, 112, 50),
    ],
)
def test_the_samples_are_taken_whole(office, participants, moves, follow_ups):
    checked = check_workbook((SAMPLES / f"{office}.xlsx").read_bytes(), TODAY)
    assert (checked.problems, checked.notices) == ((), ())
    workbook = checked.workbook
    assert (len(workbook.participants), len(workbook.moves), len(workbook.follow_ups)) == (
        participants,
        moves,
        follow_ups,
    )


def test_words_become_codes():
    workbook = check(sound_sheets()).workbook
    assert workbook.participants == (
        ParticipantRow(
            2,
            "A-1",
            1988,
            Sex.WOMAN,
            TargetGroup.HOMEMAKER,
            EffortGroup.WORK_IN_PART,
            date(2024, 1, 2),
            is_shielded=False,
        ),
        ParticipantRow(
            3,
            "A-2",
            1970,
            Sex.UNKNOWN,
            TargetGroup.UNKNOWN,
            EffortGroup.UNKNOWN,
            None,
            is_shielded=False,
        ),
    )
    assert workbook.moves[1] == MoveRow(
        3, "A-1", date(2024, 6, 1), State.WORK, LeftReason.UNKNOWN, "Vintage Baby", Decimal(80)
    )
    assert workbook.moves[3].left_reason is LeftReason.MOVED
    assert workbook.follow_ups == (
        FollowUpRow(2, "A-1", 6, date(2024, 12, 1), FollowUpAnswer.WORK, Decimal(80), FollowUpSource.NAV),
        FollowUpRow(3, "A-1", 12, date(2025, 6, 1), FollowUpAnswer.NOT_REACHED, None, FollowUpSource.UNKNOWN),
    )
    assert [row.row for row in workbook.moves] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("sheet", "heading", "written", "plain"),
    [
        ("Deltakere", "Kjønn", "  kvinne ", "Kvinne"),
        ("Deltakere", "Kjønn", "Ukjent", None),
        ("Deltakere", "Målgruppe", "\u00a0HJEMMEVÆRENDE\n", "Hjemmeværende"),
        ("Deltakere", "Innsatsgruppe", "jobbe  delvis", "Jobbe delvis"),
        ("Deltakere", "Skjermet", " nei", "Nei"),
        ("Deltakere", "Skjermet", "", "Nei"),
        ("Deltakere", "Fødselsår", "1988", 1988),
        ("Deltakere", "Fødselsår", 1988.0, 1988),
        ("Deltakere", "Informert dato", "02.01.2024", date(2024, 1, 2)),
        ("Deltakere", "Informert dato", " 02.01.2024 ", date(2024, 1, 2)),
        ("Deltakere", "Informert dato", datetime.combine(date(2024, 1, 2), time(23, 59)), date(2024, 1, 2)),
        ("Deltakere", "Referanse", " A-1", "A-1"),
        ("Forløp", "Referanse", " a-1 ", "A-1"),
        ("Oppfølging", "Referanse", "a-1", "A-1"),
        ("Oppfølging", "Måned", "6", 6),
        ("Oppfølging", "Måned", 6.0, 6),
        ("Oppfølging", "Stillingsprosent", "80 %", 80),
        ("Oppfølging", "Stillingsprosent", "80,0", 80),
        ("Oppfølging", "Stillingsprosent", 80.0, 80),
        ("Oppfølging", "Svar", "I ARBEID", "I arbeid"),
        ("Oppfølging", "Kilde", "NAV", "Nav"),
    ],
)
def test_is_taken_as_meant(sheet, heading, written, plain):
    untidy, tidy = sound_sheets(), sound_sheets()
    place = tidy[sheet][0].index(heading)
    untidy[sheet][1][place] = written
    tidy[sheet][1][place] = plain
    assert check(untidy).problems == ()
    assert check(untidy).workbook == check(tidy).workbook


def test_the_bounds_themselves_are_within():
    sheets = sound_sheets()
    sheets["Forløp"][2][5] = 0
    sheets["Oppfølging"][1][2] = TODAY
    sheets["Oppfølging"][1][4] = 100
    sheets["Deltakere"][1][5] = date(2005, 1, 1)
    workbook = check(sheets).workbook
    assert workbook.moves[1].hours_percent == 0
    assert workbook.follow_ups[0].hours_percent == 100
    assert workbook.participants[0].informed_on == date(2005, 1, 1)


def test_a_share_keeps_two_decimals():
    sheets = sound_sheets()
    sheets["Forløp"][2][5] = 37.505
    sheets["Oppfølging"][1][4] = "62,5"
    workbook = check(sheets).workbook
    assert workbook.moves[1].hours_percent == Decimal("37.51")
    assert workbook.follow_ups[0].hours_percent == Decimal("62.5")


def test_a_cell_that_shows_per_cent_is_taken_as_shown():
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(sound_sheets())))
    book["Forløp"]["F3"] = 0.8
    book["Forløp"]["F3"].number_format = "0.0 %"
    file = BytesIO()
    book.save(file)
    assert check_workbook(file.getvalue(), TODAY).workbook == check(sound_sheets()).workbook


def test_order_case_and_blanks_of_headings_and_sheets_do_not_matter():
    chance = random.Random(3)
    untidy = {}
    for name, rows in reversed(sound_sheets().items()):
        order = chance.sample(range(len(rows[0])), len(rows[0]))
        untidy[f" {name.upper()} "] = [[row[place] for place in order] for row in rows]
        untidy[f" {name.upper()} "][0] = [f"  {rows[0][place].lower()}\n" for place in order]
    assert check(untidy).problems == ()
    assert check(untidy).workbook == check(sound_sheets()).workbook


def test_letters_may_be_encoded_in_two_parts():
    sheets = sound_sheets()
    sheets["Deltakere"][0][2] = "Kjønn"
    sheets["Deltakere"][0][3] = "Ma\u030algruppe"
    sheets["Forløp"][0][3] = "A\u030arsak"
    assert check(sheets).workbook == check(sound_sheets()).workbook


def test_extra_columns_and_sheets_are_told_and_left_out():
    sheets = sound_sheets()
    sheets["Deltakere"][0].insert(2, "Merknad")
    for row in sheets["Deltakere"][1:]:
        row.insert(2, "=1+1")
    sheets["Forløp"][1] += [None, "løs tekst"]
    sheets["Notater"] = [["noe"], ["annet"]]
    sheets["Forklaring"] = [["Slik gjør du"]]
    checked = check(sheets)
    assert checked.workbook == check(sound_sheets()).workbook
    assert [(notice.sheet, notice.row, notice.column, notice.message) for notice in checked.notices] == [
        ("Notater", None, "", reading.UNKNOWN_SHEET),
        ("Deltakere", None, "Merknad", reading.UNKNOWN_COLUMN),
        ("Forløp", None, "H", reading.UNKNOWN_COLUMN),
    ]
    assert checked.workbook.notices == checked.notices


def test_blank_rows_are_skipped_and_rows_keep_their_numbers():
    sheets = sound_sheets()
    sheets["Forløp"].insert(2, [None] * 6)
    sheets["Forløp"].insert(2, ["", "  ", None, "\u00a0"])
    checked = check(sheets)
    assert checked.problems == ()
    assert [row.row for row in checked.workbook.moves] == [2, 5, 6, 7]


def test_a_last_row_far_below_is_no_burden():
    data = replaced(
        workbook_bytes(sound_sheets()),
        "xl/worksheets/sheet2.xml",
        b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row></sheetData>',
    )
    assert check_workbook(data, TODAY).workbook == check(sound_sheets()).workbook


def test_sheets_with_only_headings_are_an_empty_workbook():
    checked = check({name: rows[:1] for name, rows in sound_sheets().items()})
    assert checked.problems == ()
    assert checked.workbook.participants == checked.workbook.moves == checked.workbook.follow_ups == ()


def test_numbers_serve_as_references():
    sheets = sound_sheets()
    for rows in sheets.values():
        for row in rows[1:]:
            row[0] = {"A-1": 17, "A-2": 18.0}[row[0]]
    sheets["Oppfølging"][1][0] = "17"
    checked = check(sheets)
    assert checked.problems == ()
    assert {row.reference for row in checked.workbook.participants} == {"17", "18"}


def test_texts_in_a_table_of_their_own_read_the_same():
    data = with_shared_texts(workbook_bytes(sound_sheets()))
    assert b"inlineStr" not in data
    assert check_workbook(data, TODAY).workbook == check(sound_sheets()).workbook


def test_days_counted_from_1904_read_the_same():
    book = openpyxl.load_workbook(BytesIO(workbook_bytes(sound_sheets())))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    file = BytesIO()
    book.save(file)
    assert b"date1904" in part(file.getvalue(), "xl/workbook.xml")
    assert check_workbook(file.getvalue(), TODAY).workbook == check(sound_sheets()).workbook


def test_a_reason_without_leaving_is_told_and_left_out():
    sheets = sound_sheets()
    sheets["Forløp"][2][3] = "Flyttet"
    checked = check(sheets)
    assert checked.workbook == check(sound_sheets()).workbook
    assert [(notice.row, notice.column, notice.message) for notice in checked.notices] == [
        (3, "Årsak", checking.REASON_WITHOUT_LEAVING)
    ]


def test_the_same_answer_twice_is_told_and_left_out():
    sheets = sound_sheets()
    sheets["Oppfølging"].append(sheets["Oppfølging"][1])
    checked = check(sheets)
    assert checked.workbook == check(sound_sheets()).workbook
    assert [(notice.row, notice.message) for notice in checked.notices] == [(4, checking.SAME_ANSWER)]


def test_a_participant_may_not_have_moved_yet():
    sheets = sound_sheets()
    sheets["Deltakere"].append(["A-3", 1990, None, None, None, None, "Ja"])
    checked = check(sheets)
    assert checked.problems == ()
    assert checked.workbook.participants[2].is_shielded


def test_progress_runs_to_the_end():
    told = []
    check_workbook((SAMPLES / "bjerke.xlsx").read_bytes(), TODAY, lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert {of for _done, of in told} == {told[-1][1]}
    assert told[-1][0] == told[-1][1] > 0
