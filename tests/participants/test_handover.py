"""Hand-over: the successor finds what waits, and whoever leaves is out when the last day is over."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import close_ended_access
from accounts.models import User
from audit.actions import NotPermitted, Refused
from audit.enums import Action
from audit.models import Event
from clusters.actions.seats import end_sessions_after_last_seat
from clusters.enums import TaskKind, TaskState
from clusters.models import Seat, StepTask
from clusters.nightly_tasks import end_sessions
from participants.actions.handover_notes import settle_note, write_note
from participants.enums import NoteKind
from participants.models import HandoverNote, Participant
from participants.queries.handovers import FRESH, NEAR, handovers_at
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def handed_over(cast, today):
    """The former leader left ten days ago, with a task in their name; much waits."""
    Seat.objects.filter(user=cast.former_leader).update(ends_on=today - 10 * DAY)

    def day(number: int) -> str:
        return (today - number * DAY).isoformat()

    enrol(cast.bjerke, "B-1", (day(200), "enrolled"))
    enrol(cast.bjerke, "B-2", (day(400), "enrolled"), (day(200), "work"))
    enrol(cast.bjerke, "B-3", (day(400), "enrolled"), (day(100), "education"))
    enrol(cast.bjerke, "B-4", (day(400), "enrolled"), (day(100), "education"), is_shielded=True)
    facts = {"cluster": cast.cluster, "step": 1, "level": "leader", "party": "public", "added_on": day(300)}
    for number, more in enumerate(
        (
            {"owner_user": cast.former_leader, "kind": TaskKind.RESPONSIBILITY, "partner": cast.bjerke},
            {"owner_user": cast.former_leader, "partner": None},
            {"owner_user": cast.former_leader, "partner": cast.ullern},
            {"state": TaskState.UNDER_WAY, "partner": cast.bjerke, "due_on": today - DAY},
            {"partner": cast.bjerke},
        )
    ):
        StepTask.objects.create(title=f"Task {number}", **facts, **more)


def test_a_handover_is_near_from_two_months_before_and_fresh_for_six_weeks(cast, today):
    seat = Seat.objects.get(user=cast.former_leader)
    for ends_on, is_there in (
        (today + NEAR, True),
        (today + NEAR + DAY, False),
        (today - FRESH, True),
        (today - FRESH - DAY, False),
        (None, False),
    ):
        Seat.objects.filter(pk=seat.pk).update(ends_on=ends_on)
        found = handovers_at([cast.bjerke, cast.ullern], today)
        assert [each.office for each in found] == ([cast.bjerke] if is_there else [])


def test_a_seat_that_goes_on_as_another_is_no_handover(cast, today):
    seat = Seat.objects.get(user=cast.bjerke_leader)
    Seat.objects.filter(pk=seat.pk).update(ends_on=today + DAY)
    Seat.objects.create(user=cast.bjerke_leader, partner=cast.bjerke, starts_on=today + 2 * DAY)
    assert not handovers_at([cast.bjerke], today)


def test_the_successor_finds_cases_questions_tasks_and_notes(cast, today, handed_over, sign_in, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    note = write_note(
        office=cast.bjerke,
        kind=NoteKind.TARGET,
        text="Ten training places by the summer",
        due_on=today + 100 * DAY,
        by=cast.bjerke_leader,
        now=timezone.now(),
    )
    sign_in(cast.bjerke_leader)
    address = reverse("handover", args=[cast.bjerke.pk])
    assert address in client.get(reverse("home")).content.decode()
    with at_most(MOST_QUERIES):
        response = client.get(address)
    shown = response.context
    counts = {count["code"]: count["number"] for count in shown["counts"]}
    assert {code: counts[code] for code in ("enrolled", "still", "due")} == {
        "enrolled": 1,
        "still": 1,
        "due": 1,
    }
    for count in shown["counts"]:
        assert client.get(count["url"]).context["page"].paginator.count == count["number"], count["code"]
    # Half a year ahead, and not the two years that come after.
    assert sum(number for _month, number in shown["ahead"]) == 2
    assert [task.title for task in shown["held"]] == ["Task 0", "Task 1"]
    assert [task.title for task in shown["begun"]] == ["Task 3"]
    assert list(shown["notes"]) == [note]
    page = response.content.decode()
    assert "former leader" in page
    assert "Ten training places by the summer" in page


@pytest.mark.parametrize("who", ["ullern_leader", "former_leader", "mentor", "imdi", "krem"])
def test_only_the_offices_own_leaders_write_and_settle(cast, who, today):
    note = HandoverNote.objects.create(
        office=cast.bjerke, kind=NoteKind.NOTE, text="x", written_by=cast.bjerke_leader
    )
    user, now = getattr(cast, who), timezone.now()
    with pytest.raises(NotPermitted):
        write_note(office=cast.bjerke, kind=NoteKind.NOTE, text="y", due_on=None, by=user, now=now)
    with pytest.raises(NotPermitted):
        settle_note(note=note, by=user, now=now)


def test_a_note_holds_no_identity_number_and_is_settled_once(cast):
    by, now = cast.bjerke_leader, timezone.now()
    for wrong in (" ", national_id(17, 45)):
        with pytest.raises(Refused):
            write_note(office=cast.bjerke, kind=NoteKind.NOTE, text=wrong, due_on=None, by=by, now=now)
    note = write_note(office=cast.bjerke, kind=NoteKind.NOTE, text="Meet", due_on=None, by=by, now=now)
    settle_note(note=note, by=by, now=now)
    with pytest.raises(Refused, match="already"):
        settle_note(note=note, by=by, now=now)
    assert not HandoverNote.objects.standing().exists()


@pytest.mark.parametrize("wrong", [{"kind": "x"}, {"text": ""}, {"settled_at": timezone.now()}])
def test_the_database_refuses_what_makes_no_sense(cast, wrong):
    note = HandoverNote.objects.create(office=cast.bjerke, kind="note", text="x", written_by=cast.krem)
    with pytest.raises(DatabaseError), transaction.atomic():
        HandoverNote.objects.filter(pk=note.pk).update(**wrong)


def test_the_errand_on_the_pages(cast, sign_in, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    sign_in(cast.bjerke_leader)
    address = reverse("handover", args=[cast.bjerke.pk])
    assert "Write what whoever" in client.post(address, {"kind": "note", "text": ""}).content.decode()
    client.post(address, {"kind": "note", "text": "The June meeting is ours", "due_on": "2027-06-01"})
    note = HandoverNote.objects.get()
    assert (note.written_by, note.due_on) == (cast.bjerke_leader, date(2027, 6, 1))
    client.post(reverse("handover_settle", args=[note.pk]))
    assert "The June meeting" not in client.get(address).content.decode()
    client.logout()
    sign_in(cast.ullern_leader)
    assert client.get(address).status_code == 404
    assert client.post(reverse("handover_settle", args=[note.pk])).status_code == 404


def test_access_closes_when_the_last_day_is_over(cast, today, sign_in, scope_for):
    """The query, the wall and the job each do it by themselves."""
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    Seat.objects.filter(user=cast.bjerke_leader).update(ends_on=today)
    client = sign_in(cast.bjerke_leader)
    address = reverse("participant", args=[person.pk])
    end_sessions()
    assert client.get(address).status_code == 200
    assert not Participant.objects.visible_to(cast.bjerke_leader, today + DAY).exists()
    Seat.objects.filter(user=cast.bjerke_leader).update(ends_on=today - DAY)
    with scope_for(cast.bjerke_leader):
        assert not Participant.objects.exists()
    assert client.get(address).status_code == 404
    end_sessions()
    assert client.get(address).status_code == 302


def test_the_job_ends_sessions_once_for_each_last_seat(cast, today):
    # The former leader's seat ended long ago.
    assert end_sessions_after_last_seat(today=today) == 1
    assert end_sessions_after_last_seat(today=today) == 0
    line = Event.objects.get(action=Action.CLOSED)
    assert (line.subject_ids, line.actor_id) == ([cast.former_leader.pk], None)
    # Who has another seat, or sees by role, goes on.
    Seat.objects.create(user=cast.krem, partner=cast.merk, starts_on=today - 9 * DAY, ends_on=today - DAY)
    Seat.objects.create(
        user=cast.ullern_leader, partner=cast.bjerke, starts_on=today - 9 * DAY, ends_on=today - DAY
    )
    assert end_sessions_after_last_seat(today=today) == 0
    # A new seat that ends is another last seat. The account itself stays open all the time.
    Seat.objects.create(
        user=cast.former_leader, partner=cast.ullern, starts_on=today - 9 * DAY, ends_on=today - DAY
    )
    assert end_sessions_after_last_seat(today=today) == 1
    assert close_ended_access(today=today) == 0
    assert User.objects.get(pk=cast.former_leader.pk).is_active
