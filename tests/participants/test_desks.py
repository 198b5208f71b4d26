"""The front page of a leader: every count is as long as its list, and what is new is what others have done."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Letter
from participants.actions.desks import choose_desk, mark_seen, write_weekly_letters
from participants.enums import Side
from participants.models import DataRequest, Desk, FollowUp, Move, Participant, Proposal
from participants.queries.desks import FRONT_PAGE
from participants.queries.whereabouts import LISTS, Viewer, count_by_office, on_list
from tests.participants.people import enrol

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Oslo"))


def days_ago(number: int) -> str:
    return (timezone.localdate() - timedelta(days=number)).isoformat()


@pytest.fixture
def people(cast):
    """Somebody on every list, and a shielded twin of each who is on none."""
    journeys = {
        "still": [(days_ago(100), "enrolled")],
        "moving": [(days_ago(80), "enrolled"), (days_ago(10), "training")],
        "left": [(days_ago(80), "enrolled"), (days_ago(10), "left")],
        "due": [(days_ago(400), "enrolled"), (days_ago(200), "work")],
        "not-reached": [(days_ago(400), "enrolled"), (days_ago(200), "education")],
        "founder": [(days_ago(400), "enrolled"), (days_ago(20), "venture")],
        "nothing": [],
    }
    people = {}
    for shielded in (False, True):
        for name, moves in journeys.items():
            reference = f"{name}-{shielded}"
            people[reference] = enrol(cast.bjerke, reference, *moves, is_shielded=shielded)
        FollowUp.objects.create(
            office=cast.bjerke,
            participant=people[f"not-reached-{shielded}"],
            month=6,
            day=timezone.localdate(),
            answer="not_reached",
            recorded_by=cast.krem,
        )
        DataRequest.objects.create(
            office=cast.bjerke, participant=people[f"moving-{shielded}"], kind="correction", about="x"
        )
        for answered in (False, True):
            Proposal.objects.create(
                office=cast.bjerke,
                participant=people[f"still-{shielded}"],
                side=Side.OFFICE if answered else Side.KREM,
                day=timezone.localdate(),
                target="work",
                because="x",
                proposed_by=cast.bjerke_leader if answered else cast.krem,
                **answer_of(cast.krem, answered),
            )
    return people


def answer_of(user, answered: bool) -> dict[str, object]:
    if not answered:
        return {}
    return {"state": "rejected", "answer": "x", "answered_by": user, "answered_at": timezone.now()}


@pytest.mark.parametrize("code", LISTS)
def test_every_count_is_as_long_as_its_list(cast, people, sign_in, code):
    viewer = Viewer(
        cast.bjerke_leader.pk, (cast.bjerke.pk,), timezone.localdate(), timezone.now() - timedelta(days=1)
    )
    everybody = Participant.objects.filter(office=cast.bjerke)
    number = count_by_office(everybody, [LISTS[code]], viewer)[cast.bjerke.pk][code]
    assert number > 0
    assert on_list(everybody, code, viewer).count() == number
    response = sign_in(cast.bjerke_leader).get(
        reverse("participant_list", args=[cast.bjerke.pk], query={"list": code})
    )
    assert len(response.context["people"]) == number
    hidden = [person for person in response.context["people"] if person.is_shielded]
    assert bool(hidden) == (code in {"", "shielded"})


def test_every_count_of_the_front_page_opens_a_list_as_long(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    (part,) = client.get(reverse("home")).context["offices"]
    numbers = {count["code"]: count["number"] for count in part["counts"]}
    assert list(numbers) == [each.code for each in FRONT_PAGE]
    assert all(numbers.values())
    for count in part["counts"]:
        assert len(client.get(count["url"]).context["people"]) == count["number"], count["code"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"list": "", "stay": "90"}, {"still", "due", "not-reached"}),
        ({"list": "work", "stay": "365"}, set()),
        ({"group": "unknown"}, {"still", "moving", "left", "due", "not-reached", "founder", "nothing"}),
        ({"group": "youth"}, set()),
    ],
)
def test_a_list_is_narrowed(cast, people, sign_in, query, expected):
    client = sign_in(cast.bjerke_leader)
    response = client.get(reverse("participant_list", args=[cast.bjerke.pk], query=query))
    found = {person.reference.removesuffix("-False") for person in response.context["people"]}
    assert found == expected
    assert response.context["page"].paginator.count == len(expected)


def test_a_list_is_ordered_and_the_address_keeps_the_choice(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    query = {"list": "still", "order": "longest", "group": "unknown"}
    response = client.get(reverse("participant_list", args=[cast.bjerke.pk], query=query))
    page = response.content.decode()
    assert '<option value="longest" selected>' in page
    assert "list=still&amp;group=unknown&amp;order=longest" in page
    latest = client.get(reverse("participant_list", args=[cast.bjerke.pk], query={"order": "latest"}))
    days = [person.whereabouts.since for person in latest.context["people"] if person.whereabouts.since]
    assert days == sorted(days, reverse=True)
    assert (
        client.get(reverse("participant_list", args=[cast.bjerke.pk], query={"order": "x"})).status_code
        == 404
    )


def test_new_is_what_others_have_recorded_since_seen(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)

    def number() -> int:
        (part,) = client.get(reverse("home")).context["offices"]
        return next(count["number"] for count in part["counts"] if count["code"] == "new")

    before = number()
    assert before
    Desk.objects.update_or_create(
        user=cast.bjerke_leader, defaults={"seen_at": timezone.now() + timedelta(minutes=1)}
    )
    assert number() == 0
    Move.objects.filter(participant=people["founder-False"]).update(
        superseded_at=timezone.now(), superseded_because="x"
    )
    assert number() == 0


def test_seen_is_until_the_page_was_drawn(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    page = client.get(reverse("home")).content.decode()
    until = re.search(r'name="until" value="([^"]+)"', page)[1]
    client.post(reverse("desk_seen"), {"until": until})
    assert Desk.objects.get().seen_at.isoformat() <= timezone.now().isoformat()
    future = timezone.now() + timedelta(days=30)
    mark_seen(until=future, by=cast.bjerke_leader, now=timezone.now())
    assert Desk.objects.get().seen_at < future
    assert client.post(reverse("desk_seen"), {"until": "nonsense"}).status_code == 302


def test_a_leader_chooses_what_to_see(cast, sign_in):
    client = sign_in(cast.bjerke_leader)
    client.post(reverse("desk"), {"shown": ["due", "no_reason"], "mailed": ["due"]})
    (part,) = client.get(reverse("home")).context["offices"]
    assert [count["code"] for count in part["counts"]] == ["no_reason", "due"]


def test_the_weekly_letter_holds_numbers_only_and_comes_once(cast, people):
    choose_desk(shown=[], mailed=["due", "still"], by=cast.bjerke_leader, today=date(2026, 11, 20))
    assert write_weekly_letters(now=MONDAY - timedelta(days=1)) == 0
    assert write_weekly_letters(now=MONDAY) == 1
    assert write_weekly_letters(now=MONDAY + timedelta(days=3)) == 0
    assert write_weekly_letters(now=MONDAY + timedelta(days=9)) == 1
    letters = Letter.objects.order_by("written_at")
    assert [letter.to for letter in letters] == [cast.bjerke_leader.email] * 2
    for person in people.values():
        assert person.reference not in letters[0].body
        assert str(person.pk) not in letters[0].body
    assert "NAV Bjerke" in letters[0].body


def test_nobody_whose_access_has_ended_gets_a_letter(cast):
    choose_desk(shown=[], mailed=["due"], by=cast.bjerke_leader, today=date(2026, 11, 20))
    cast.bjerke_leader.access_ends_on = date(2026, 11, 22)
    cast.bjerke_leader.save(update_fields=["access_ends_on"])
    assert write_weekly_letters(now=MONDAY) == 0
