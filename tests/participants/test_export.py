"""A list as a file: one row for each person, typed, harmless, and in the log with a reason."""

import csv
import io
import time
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.enums import Action
from audit.models import Event
from participants.spreadsheets import as_csv, as_xlsx
from tests.conftest import prove
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def leader(cast, sign_in):
    """A leader who has just proved who it is."""
    return sign_in(cast.bjerke_leader)


@pytest.fixture
def people(cast):
    return [
        enrol(cast.bjerke, "=1+1", ("2024-01-01", "enrolled"), ("2024-06-01", "work")),
        enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled")),
        enrol(cast.bjerke, "B-3", ("2024-01-01", "enrolled"), is_shielded=True, birth_year=1913),
        enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled")),
    ]


def address(cast, **query) -> str:
    return reverse("participant_export", args=[cast.bjerke.pk], query=query)


def test_one_row_for_each_person_of_the_list_typed(cast, people, leader):
    response = leader.post(address(cast), {"reason": "A meeting about the spring", "kind": "xlsx"})
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows())
    assert len(rows) == 4
    by_reference = {row[0].value: row for row in rows[1:]}
    formula = by_reference["=1+1"]
    assert formula[0].data_type == "s"
    assert formula[2].value.date() == date(2024, 6, 1)
    assert formula[6].value == 1990
    assert [cell.value for cell in by_reference["B-3"][2:]] == [None] * 7
    assert b"1913" not in response.content


def test_the_log_has_the_reason_and_everybody_on_the_list(cast, people, leader):
    leader.post(address(cast, list="work"), {"reason": "A meeting", "kind": "csv"})
    line = Event.objects.get(action=Action.EXPORTED)
    assert (line.reason, line.subject_ids) == ("A meeting", [people[0].pk])
    assert line.path == address(cast)


@pytest.mark.parametrize("reason", ["", " ", national_id(17, 45)])
def test_without_a_reason_there_is_no_file(cast, people, leader, reason):
    response = leader.post(address(cast), {"reason": reason, "kind": "csv"})
    assert "attachment" not in response.get("Content-Disposition", "")
    assert not Event.objects.filter(action=Action.EXPORTED).exists()


def test_whoever_has_not_just_signed_in_proves_it_again(cast, leader):
    prove(leader, cast.bjerke_leader, at=time.time() - 301)
    asked = reverse("account_reauthenticate", query={"next": address(cast)})
    assert leader.get(address(cast)).url == asked
    assert leader.post(address(cast), {"reason": "x", "kind": "csv"}).url == asked
    # Nothing of what was sent waits in the session.
    assert "csv" not in str(dict(leader.session))
    assert not Event.objects.filter(action=Action.EXPORTED).exists()


def test_nothing_in_a_csv_is_a_formula():
    data = as_csv(["Head"], [["=1+1"], ["@x"], ["+4"], ["-4"], ['a"b;c'], [date(2026, 1, 31)], [None], [7]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == [
        "Head", "'=1+1", "'@x", "'+4", "'-4", 'a"b;c', "31.01.2026", "", "7",
    ]  # fmt: skip


def test_nothing_in_a_workbook_is_a_formula():
    book = load_workbook(io.BytesIO(as_xlsx("People", ["Head"], [["=1+1"], [date(2026, 1, 31)], [7]])))
    cells = [row[0] for row in book.active.iter_rows()]
    assert [cell.data_type for cell in cells] == ["s", "s", "d", "n"]
