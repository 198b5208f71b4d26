"""The pages where a leader records: two clicks, nothing typed is lost, and what is shown is what stands."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import IDLE, SEEN_AT
from accounts.typed import COOKIE, TYPED
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
    assert client.session[TYPED]["writer"] == str(cast.bjerke_leader.pk)
    assert person.moves.count() == 1

    client.force_login(cast.bjerke_leader, backend="accounts.backends.OpenAccess")
    page = client.get(address(person))
    assert "Vintage Baby" in page.content.decode()
    assert "You were signed out" in page.content.decode()
    assert TYPED not in client.session
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
        session[TYPED] = {**session[TYPED], "writer": str(cast.krem.pk)}
    elif why == "too late":
        session[TYPED] = {**session[TYPED], "until": timezone.now().timestamp() - 1}
    else:
        del client.cookies[COOKIE]
    session.save()
    client.force_login(cast.bjerke_leader, backend="accounts.backends.OpenAccess")
    assert "Vintage Baby" not in client.get(address(person)).content.decode()


def test_correcting_shows_what_stood_and_the_history_says_why(cast, person, sign_in):
    move = person.moves.get()
    client = sign_in(cast.bjerke_leader)
    correct = reverse("move_correct", args=[move.pk])
    with at_most(MOST_QUERIES):
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
    client.post(correct, {**typed, "because": "Never began", "deed": "remove"})
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


def test_everybody_who_is_due_is_filled_in_at_once(cast, sign_in):
    people = [out_for_months(cast, f"B-{number}", 190 + number) for number in range(5)]
    out_for_months(cast, "B-9", 20)
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        page = client.get(bulk(cast))
    rows = page.context["rows"]
    assert {row.question.participant for row in rows} == set(people)
    data = {
        f"{row.question.pk}-{name}": row.form[name].value() or "" for row in rows for name in row.form.fields
    }
    answers = ["work", "not_reached", "", "education", "work"]
    for row, answer in zip(rows, answers, strict=True):
        data[f"{row.question.pk}-answer"] = answer
    data[f"{rows[0].question.pk}-hours_percent"] = "80"
    data[f"{rows[4].question.pk}-hours_percent"] = "180"

    response = client.post(bulk(cast), data)
    assert FollowUp.objects.count() == 3
    page = response.content.decode()
    assert "Write a percentage from 0 to 100" in page
    assert {row.question.pk for row in response.context["rows"]} == {rows[2].question.pk, rows[4].question.pk}
    assert len(client.get(bulk(cast, list="not_reached")).context["rows"]) == 1


def test_an_answer_somebody_else_was_quicker_with_is_not_lost(cast, sign_in):
    person = out_for_months(cast, "B-1", 190)
    client = sign_in(cast.bjerke_leader)
    (row,) = client.get(bulk(cast)).context["rows"]
    data = {f"{row.question.pk}-{name}": row.form[name].value() or "" for name in row.form.fields}
    FollowUp.objects.create(
        office=cast.bjerke,
        participant=person,
        day=timezone.localdate(),
        month=6,
        answer="not_reached",
        recorded_by=cast.krem,
    )
    response = client.post(bulk(cast), {**data, f"{row.question.pk}-answer": "education"})
    assert "Somebody else has changed this" in response.content.decode()
    (again,) = response.context["rows"]
    assert again.form["answer"].value() == "education"
    assert FollowUp.objects.count() == 1


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
