"""Whoever is turned away from something about a person leaves one line in that person's log, with the reason."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from audit.enums import Action, Decision
from audit.models import Event
from participants.enums import DataRequestKind
from participants.models import DataRequest, FollowUp
from tests.participants.people import enrol

SHOWN, RECORDED, ERASED = Action.SHOWN, Action.RECORDED, Action.ERASED
INVITED, EXPORTED = Action.INVITED, Action.EXPORTED


@pytest.fixture(autouse=True)
def reads_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"


@pytest.fixture
def ids(cast) -> dict[str, object]:
    """What stands in the addresses: one person of Bjerke with a move, an answer and a request."""
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    follow_up = FollowUp.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 12, 1), month=6, answer="work"
    )
    asked = DataRequest.objects.create(
        office=cast.bjerke, participant=person, kind=DataRequestKind.ERASURE, about="x"
    )
    return {
        "person": person.pk,
        "move": person.moves.get(target="work").pk,
        "answer": follow_up.pk,
        "request": asked.pk,
        "office": cast.bjerke.pk,
    }


@pytest.mark.parametrize(
    ("method", "name", "which", "action", "subject"),
    [
        ("get", "contact", "person", SHOWN, "contact"),
        ("post", "contact_record", "person", RECORDED, "contact"),
        ("post", "contact_erase", "person", ERASED, "contact"),
        ("get", "move_new", "person", RECORDED, "participant"),
        ("get", "move_correct", "move", RECORDED, "participant"),
        ("get", "answer_new", "person", RECORDED, "participant"),
        ("get", "answer_correct", "answer", RECORDED, "participant"),
        ("get", "own_page_give", "person", INVITED, "own page"),
        ("post", "own_page_letter", "person", INVITED, "own page"),
        ("get", "data_request_answer", "request", RECORDED, "own page"),
    ],
)
def test_krem_is_refused_what_is_the_offices_own_and_it_is_in_the_log(
    cast, sign_in, ids, method, name, which, action, subject
):
    client = sign_in(cast.krem)
    assert getattr(client, method)(reverse(name, args=[ids[which]])).status_code == 403
    line = Event.objects.get(decision=Decision.REFUSED)
    assert (line.actor_id, line.office_id, line.action, line.subject, line.subject_ids) == (
        cast.krem.pk,
        cast.bjerke.pk,
        action,
        subject,
        [ids["person"]],
    )
    assert line.reason.startswith("Only the person's own office")


@pytest.mark.parametrize(
    ("name", "action", "subject"),
    [("due_reason", RECORDED, "contact"), ("handover", RECORDED, "hand-over note")],
)
def test_krem_writes_nothing_for_an_office_and_it_is_in_the_log(cast, sign_in, ids, name, action, subject):
    client = sign_in(cast.krem)
    assert client.post(reverse(name, args=[cast.bjerke.pk])).status_code == 403
    line = Event.objects.get(decision=Decision.REFUSED)
    assert (line.actor_id, line.office_id, line.action, line.subject) == (
        cast.krem.pk,
        cast.bjerke.pk,
        action,
        subject,
    )


@pytest.mark.parametrize(
    ("method", "name"),
    [("get", "desk"), ("post", "desk_seen")],
)
def test_a_front_page_of_ones_own_is_for_leaders_and_the_rest_are_in_the_log(cast, sign_in, method, name):
    client = sign_in(cast.krem)
    assert getattr(client, method)(reverse(name)).status_code == 403
    line = Event.objects.get(decision=Decision.REFUSED)
    assert (line.actor_id, line.subject, bool(line.reason)) == (cast.krem.pk, "desk", True)


@pytest.mark.parametrize(
    "name", ["office_list", "import_list", "import_template", "question_list", "report_calendar"]
)
def test_imdi_is_refused_every_list_of_people_and_it_is_in_the_log(cast, sign_in, name):
    client = sign_in(cast.imdi)
    assert client.get(reverse(name)).status_code == 403
    line = Event.objects.get(decision=Decision.REFUSED)
    assert (line.actor_id, bool(line.reason)) == (cast.imdi.pk, True)
