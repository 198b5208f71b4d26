"""Who has looked: the own office's log only, the unusual on top, and reading it is in it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.enums import Action, Decision
from audit.models import Event
from participants.queries.lookups import MOST_A_DAY, lines_of, too_many, unusual, why_unusual
from tests.owner import log_line
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 13
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))


def look(cast, person, at=NOON, action=Action.SHOWN, **more) -> Event:
    return log_line(
        **{
            "at": at,
            "actor_id": cast.bjerke_leader.pk,
            "office_id": cast.bjerke.pk,
            "action": action,
            "subject": "participant",
            "subject_ids": [person.pk],
            **more,
        }
    )


def address(office) -> str:
    return reverse("lookups", args=[office.pk])


def test_a_leader_reads_the_own_offices_log_behind_the_wall(cast, person, scope_for):
    own = look(cast, person)
    look(cast, person, office_id=cast.ullern.pk)
    with scope_for(cast.bjerke_leader):
        assert list(Event.objects.all()) == [own]
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Event.objects.update(reason="x")
    with scope_for(cast.mentor), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic():
            Event.objects.exists()


def test_what_stands_out_and_why(cast, person):
    ordinary = look(cast, person)
    refused = look(cast, person, decision=Decision.REFUSED)
    file = look(cast, person, action=Action.EXPORTED, reason="A meeting")
    night = look(cast, person, at=NOON.replace(hour=23))
    other_day = NOON + timedelta(days=1)
    many = [look(cast, person, at=other_day + timedelta(seconds=each)) for each in range(MOST_A_DAY + 5)]
    # Looks of another day, and of somebody else on the same one, are not counted with these.
    look(cast, person, at=other_day, actor_id=cast.krem.pk)
    beyond = too_many(Event.objects.all())
    assert beyond == {many[MOST_A_DAY].pk}
    found = {event.pk: why_unusual(event, beyond) for event in unusual(Event.objects.all(), beyond)}
    assert found == {
        refused.pk: "Refused",
        file.pk: "Taken out as a file",
        night.pk: "At night",
        many[MOST_A_DAY].pk: "More than 40 looks in a day",
    }
    assert why_unusual(ordinary, beyond) == ""


def test_a_line_says_who_whom_and_why(cast, person):
    some = [enrol(cast.bjerke, f"C-{number}").pk for number in range(4)]
    events = [
        look(cast, person, subject="contact", reason="follow_up"),
        look(cast, person, action=Action.LISTED, subject_ids=some),
        look(cast, person, actor_id=None),
    ]
    lines = lines_of(events, set())
    assert [(line.who, line.whom) for line in lines] == [
        ("bjerke leader", "B-1"),
        ("bjerke leader", "4 persons"),
        ("The portal", "B-1"),
    ]
    assert lines[0].what == "Looked at: contact data"
    assert lines[0].reason == "follow_up"


def test_the_page_is_logged_itself_and_closed_to_others(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    client.get(reverse("participant", args=[person.pk]))
    with at_most(MOST_QUERIES):
        response = client.get(address(cast.bjerke))
    assert [line.whom for line in response.context["lines"]] == ["B-1"]
    assert Event.objects.filter(subject="look-up log", subject_ids=[cast.bjerke.pk]).count() == 1
    assert client.get(address(cast.ullern)).status_code == 404
