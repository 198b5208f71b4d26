"""The pages where a leader records: two clicks, nothing typed is lost, and what is shown is what stands."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import IDLE, SEEN_AT
from accounts.unsaved_forms import COOKIE, SESSION_KEY
from audit.enums import Action
from audit.models import Event
from participants.actions.contacts import record_contact
from participants.contacts import ContactDetails
from participants.models import FollowUp, Move
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(autouse=True)
def reads_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))


def address(person) -> str:
    return reverse("move_new", args=[person.pk])


def hidden(response) -> str:
    """What the form says had been seen."""
    return response.context["form"]["seen"].value()


def test_two_clicks_record_a_move(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    page = client.get(reverse("participant", args=[person.pk])).content.decode()
    first = f"{address(person)}?to=work"
    assert first in page
    with at_most(MOST_QUERIES):
        form = client.get(first)
    given = form.context["form"]
    sent = {name: given[name].value() for name in ("target", "day", "seen")}
    response = client.post(first, {**sent, "day": sent["day"].isoformat()}, follow=True)
    assert [move.target for move in response.context["journey"].moves] == ["enrolled", "work"]
    assert person.moves.get(target="work").day == timezone.localdate()


def test_what_was_wrong_is_said_and_what_was_typed_is_there(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    seen = hidden(client.get(address(person)))
    typed = {
        "target": "work",
        "day": "31.12.2004",
        "workplace": "Vintage Baby",
        "hours_percent": "80,5",
        "seen": seen,
    }
    response = client.post(address(person), typed)
    page = response.content.decode()
    assert "The date is before 2005" in page
    assert "Vintage Baby" in page
    assert "80,5" in page
    assert Move.objects.filter(participant=person).count() == 1


def test_the_second_of_two_keeps_what_was_typed_and_can_record_after_looking(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    seen = hidden(client.get(address(person)))
    Move.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 2, 1), target="training", recorded_by=cast.krem
    )
    typed = {"target": "work", "day": "2024-03-01", "workplace": "Vintage Baby", "seen": seen}
    response = client.post(address(person), typed)
    page = response.content.decode()
    assert "Somebody else has changed this" in page
    assert "by krem" in page
    assert "Vintage Baby" in page
    again = client.post(address(person), {**typed, "seen": hidden(response)})
    assert again.status_code == 302
    assert person.moves.count() == 3


def test_a_form_left_open_over_the_sessions_end_keeps_what_was_typed(cast, person, sign_in, client):
    sign_in(cast.bjerke_leader)
    seen = hidden(client.get(address(person)))
    typed = {"target": "work", "day": "2024-03-01", "workplace": "Vintage Baby", "seen": seen}
    session = client.session
    session[SEEN_AT] = (timezone.now() - IDLE - timedelta(minutes=1)).timestamp()
    session.save()

    turned_away = client.post(address(person), typed)
    assert turned_away.status_code == 302
    assert reverse("account_login") in turned_away.url
    assert "Vintage" not in turned_away.url
    assert "Vintage" not in str(dict(client.session))
    assert client.session[SESSION_KEY]["writer"] == str(cast.bjerke_leader.pk)
    assert person.moves.count() == 1

    client.force_login(cast.bjerke_leader, backend="accounts.backends.OpenAccess")
    page = client.get(address(person))
    assert "Vintage Baby" in page.content.decode()
    assert "You were signed out" in page.content.decode()
    assert SESSION_KEY not in client.session
    assert client.post(address(person), {**typed, "seen": hidden(page)}).status_code == 302
    assert person.moves.get(target="work").workplace == "Vintage Baby"
    # Given out once.
    assert "Vintage Baby" not in client.get(address(person)).content.decode().split("journey")[0]


@pytest.mark.parametrize("why", ["somebody else", "too late", "no key"])
def test_what_was_typed_is_for_its_writer_and_for_half_an_hour(cast, person, sign_in, client, why):
    sign_in(cast.bjerke_leader)
    session = client.session
    session[SEEN_AT] = (timezone.now() - IDLE).timestamp()
    session.save()
    client.post(address(person), {"target": "work", "day": "2024-03-01", "workplace": "Vintage Baby"})
    session = client.session
    if why == "somebody else":
        session[SESSION_KEY] = {**session[SESSION_KEY], "writer": str(cast.krem.pk)}
    elif why == "too late":
        session[SESSION_KEY] = {**session[SESSION_KEY], "until": timezone.now().timestamp() - 1}
    else:
        del client.cookies[COOKIE]
    session.save()
    client.force_login(cast.bjerke_leader, backend="accounts.backends.OpenAccess")
    assert "Vintage Baby" not in client.get(address(person)).content.decode()


def test_correcting_shows_what_stood_and_the_history_says_why(cast, person, sign_in):
    move = person.moves.get()
    client = sign_in(cast.bjerke_leader)
    correct = reverse("move_correct", args=[move.pk])
    # One more than a page that only shows: the look is in the log.
    with at_most(MOST_QUERIES + 1):
        form = client.get(correct)
    typed = {"target": "enrolled", "day": "2024-01-08", "seen": hidden(form), "because": "Wrong week"}
    assert client.post(correct, typed).status_code == 302
    with at_most(MOST_QUERIES):
        history = client.get(reverse("participant_history", args=[person.pk])).context["history"]
    change = next(change for change in history if change.why)
    assert (change.who, change.why) == ("bjerke leader", "Wrong week")
    assert "8 Jan 2024" in change.what
    # The old form is of no use any more, and says so without losing what was typed.
    response = client.post(correct, {**typed, "because": "Second thoughts"})
    assert "changed already" in response.content.decode()
    assert "Second thoughts" in response.content.decode()


def test_taking_a_move_out(cast, person, sign_in):
    late = Move.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 2, 1), target="training"
    )
    client = sign_in(cast.bjerke_leader)
    correct = reverse("move_correct", args=[late.pk])
    typed = {"target": "training", "day": "2024-02-01", "seen": hidden(client.get(correct))}
    client.post(correct, {**typed, "because": "Never began", "action": "remove"})
    assert person.moves.standing().count() == 1


def test_undo_is_offered_on_the_day_and_does_what_it_says(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    late = Move.objects.create(
        office=cast.bjerke,
        participant=person,
        day=date(2024, 2, 1),
        target="training",
        recorded_by=cast.bjerke_leader,
    )
    undo = reverse("move_undo", args=[late.pk])
    page = client.get(reverse("participant", args=[person.pk])).content.decode()
    assert undo in page
    assert page.count("Undo") == 1, "the other move was recorded by somebody else"
    client.post(undo)
    assert person.moves.standing().get().target == "enrolled"
    assert client.get(undo).status_code == 405


def test_krem_looks_and_records_nothing(cast, person, sign_in):
    client = sign_in(cast.krem)
    assert address(person) not in client.get(reverse("participant", args=[person.pk])).content.decode()
    assert client.get(address(person)).status_code == 403
    assert client.post(address(person), {"target": "work", "day": "2024-03-01"}).status_code == 403


def out_for_months(cast, reference: str, days_ago: int):
    """Somebody who went to work so many days ago."""
    today = timezone.localdate()
    return enrol(
        cast.bjerke,
        reference,
        ((today - timedelta(days=days_ago + 200)).isoformat(), "enrolled"),
        ((today - timedelta(days=days_ago)).isoformat(), "work"),
    )


def bulk(cast, **query) -> str:
    return reverse("follow_ups_due", args=[cast.bjerke.pk], query=query)


def press(client, row, answer: str, **more):
    """What the button of a row sends."""
    sent = {
        name: row.form[name].value() or "" for name in ("month", "seen", "day", "hours_percent", "source")
    }
    address = reverse("due_answer", args=[row.question.participant_id])
    headers = {"HX-Request": "true"} if more.pop("by_script", False) else {}
    return client.post(address, {**sent, "answer": answer, **more}, headers=headers)


def test_each_answer_is_saved_when_its_button_is_pressed(cast, sign_in):
    people = [out_for_months(cast, f"B-{number}", 190 + number) for number in range(3)]
    out_for_months(cast, "B-9", 20)
    client = sign_in(cast.bjerke_leader)
    # One more than a list: what was answered today stands below.
    with at_most(MOST_QUERIES + 1):
        rows = client.get(bulk(cast)).context["rows"]
    assert [row.question.participant for row in rows] == people[::-1]
    assert press(client, rows[0], "work", hours_percent="80").url == bulk(cast)
    assert people[2].follow_ups.get().hours_percent == 80
    page = press(client, rows[1], "not_reached", by_script=True).content.decode()
    assert "<html" not in page
    assert "Undo" in page
    assert len(client.get(bulk(cast)).context["rows"]) == 1
    assert len(client.get(bulk(cast, list="not_reached")).context["rows"]) == 1


def test_what_is_wrong_stands_in_the_row_and_nothing_is_saved(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    (row,) = client.get(bulk(cast)).context["rows"]
    response = press(client, row, "work", hours_percent="180")
    assert "Write a percentage from 0 to 100" in response.content.decode()
    assert response.context["rows"][0].form["hours_percent"].value() == "180"
    assert not person.follow_ups.exists()


def test_an_answer_is_taken_back_where_it_was_given(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    (row,) = client.get(bulk(cast)).context["rows"]
    press(client, row, "work")
    (answered,) = client.get(bulk(cast)).context["answered"]
    undo = reverse("answer_undo", args=[answered.pk])
    page = client.post(undo, {"then": "due"}, headers={"HX-Request": "true"}).content.decode()
    assert reverse("due_answer", args=[person.pk]) in page
    assert not person.follow_ups.standing().exists()


def test_an_answer_somebody_else_was_quicker_with_is_told(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    (row,) = client.get(bulk(cast)).context["rows"]
    FollowUp.objects.create(
        office=cast.bjerke,
        participant=person,
        day=timezone.localdate(),
        month=6,
        answer="not_reached",
        recorded_by=cast.krem,
    )
    response = press(client, row, "education", by_script=True)
    assert "Somebody else has changed this" in response.content.decode()
    assert FollowUp.objects.count() == 1


def test_contact_data_is_shown_in_the_row_after_one_reason_and_each_look_is_logged(cast, sign_in):
    people = [out_for_months(cast, f"B-{number}", 190) for number in range(2)]
    for person in people:
        details = ContactDetails(name="Kari Eksempel", way="400 00 000")
        record_contact(participant=person, details=details, by=cast.bjerke_leader, today=timezone.localdate())
    client = sign_in(cast.bjerke_leader)
    looks = Event.objects.filter(subject="contact", action=Action.SHOWN)
    ask = [reverse("due_contact", args=[person.pk]) for person in people]
    assert ask[0] not in client.get(bulk(cast)).content.decode()
    assert client.post(ask[0], {"month": 6}).url == bulk(cast)
    assert not looks.exists()
    client.post(reverse("due_reason", args=[cast.bjerke.pk]), {"reason": "follow_up"})
    for address in ask:
        assert "400 00 000" in client.post(address, {"month": 6}).content.decode()
    assert [(line.subject_ids, line.reason) for line in looks.order_by("at", "pk")] == [
        ([person.pk], "follow_up") for person in people
    ]
    assert "400 00 000" not in client.get(bulk(cast)).content.decode()


def test_a_reason_holds_half_an_hour_and_at_one_office(cast, sign_in, monkeypatch):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    client.post(reverse("due_reason", args=[cast.bjerke.pk]), {"reason": "follow_up"})
    assert client.get(bulk(cast)).context["reason"] == "follow_up"
    monkeypatch.setattr("participants.views.due.REASON_HOLDS", timedelta(0))
    assert client.get(bulk(cast)).context["reason"] is None
    assert client.post(reverse("due_contact", args=[person.pk]), {"month": 6}).status_code == 302


def test_whoever_does_not_lead_the_office_asks_nobody(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.krem)
    assert reverse("due_answer", args=[person.pk]) not in client.get(bulk(cast)).content.decode()
    assert client.post(reverse("due_answer", args=[person.pk]), {"month": 6}).status_code == 403
    assert client.post(reverse("due_contact", args=[person.pk]), {"month": 6}).status_code == 403


def test_a_due_list_of_another_office_is_no_page(cast, sign_in):
    assert sign_in(cast.ullern_leader).get(bulk(cast)).status_code == 404
    assert sign_in(cast.ullern_leader).get(bulk(cast, list="nonsense")).status_code == 404


def test_one_answer_from_the_persons_page(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    page = client.get(reverse("participant", args=[person.pk])).content.decode()
    address = f"{reverse('answer_new', args=[person.pk])}?month=6"
    assert address in page
    form = client.get(address).context["form"]
    sent = {
        "month": 6,
        "day": form["day"].value().isoformat(),
        "answer": "work",
        "seen": form["seen"].value(),
    }
    client.post(address, sent)
    answer = person.follow_ups.get()
    correct = reverse("answer_correct", args=[answer.pk])
    client.post(correct, {**sent, "answer": "education"})
    assert person.follow_ups.standing().get().answer == "work"
    client.post(correct, {**sent, "answer": "education", "because": "Misheard"})
    assert person.follow_ups.standing().get().answer == "education"
    client.post(reverse("answer_undo", args=[person.follow_ups.standing().get().pk]))
    assert person.follow_ups.standing().get().answer == "work"
