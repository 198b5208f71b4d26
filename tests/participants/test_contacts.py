"""Names and ways to reach people: sealed, found by the whole name only, and looked at with a reason."""

import base64
from datetime import date, timedelta

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from audit.enums import Action
from audit.models import Event
from participants.actions.contacts import erase_contact, erase_spent_contacts, record_contact, show_contact
from participants.contacts import ContactDetails, indexes_of, unseal
from participants.enums import ContactReason
from participants.models import Contact, FollowUp, Participant
from participants.queries.due import OPEN_FOR
from tests.owner import everything_stored
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol
from tests.queries import at_most

NAME, WAY = "Planta Navnesen", "planta@example.invalid"
DETAILS = ContactDetails(NAME, WAY)
MOST_QUERIES = 12


@pytest.fixture
def person(cast, today):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    record_contact(participant=person, details=DETAILS, by=cast.bjerke_leader, today=today)
    return person


@pytest.fixture
def today():
    return timezone.localdate()


def test_nothing_that_is_stored_holds_the_name(cast, person, today, sign_in):
    client = sign_in(cast.bjerke_leader)
    client.post(reverse("contact", args=[person.pk]), {"reason": "follow_up"})
    client.post(reverse("participant_find", args=[cast.bjerke.pk]), {"words": NAME})
    stored = everything_stored()
    assert str(person.pk) in stored
    for planted in (NAME, NAME.split()[0], WAY):
        data = planted.encode()
        for spelling in (planted, data.hex(), base64.b64encode(data).decode().rstrip("=")):
            assert spelling.casefold() not in stored.casefold()


def test_it_is_shown_with_a_reason_and_logged(cast, person, today):
    shown = show_contact(
        participant=person, reason=ContactReason.FOLLOW_UP, by=cast.bjerke_leader, today=today
    )
    assert shown == DETAILS
    line = Event.objects.get(action=Action.SHOWN, subject="contact")
    assert (line.reason, line.subject_ids) == ("follow_up", [person.pk])


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "former_leader", "mentor", "imdi"])
def test_nobody_but_the_own_office(cast, person, today, who):
    by = getattr(cast, who)
    with pytest.raises(NotPermitted):
        show_contact(participant=person, reason=ContactReason.FOLLOW_UP, by=by, today=today)
    with pytest.raises(NotPermitted):
        record_contact(participant=person, details=DETAILS, by=by, today=today)
    with pytest.raises(NotPermitted):
        erase_contact(participant=person, by=by, today=today)


def test_an_identity_number_is_no_way_to_reach_somebody(cast, person, today):
    with pytest.raises(Refused):
        record_contact(
            participant=person,
            details=ContactDetails(NAME, national_id(17, 45)),
            by=cast.bjerke_leader,
            today=today,
        )


def test_the_page_asks_why_before_it_shows(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    address = reverse("contact", args=[person.pk])
    assert NAME not in client.get(address).content.decode()
    assert NAME not in client.post(address, {}).content.decode()
    with at_most(MOST_QUERIES):
        page = client.post(address, {"reason": "meeting"})
    assert NAME in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    client.post(reverse("contact_record", args=[person.pk]), {"name": "Ny Person", "way": "12 34 56 78"})
    assert unseal(Contact.objects.get()).name == "Ny Person"
    client.post(reverse("contact_erase", args=[person.pk]))
    assert not Contact.objects.exists()
    assert Event.objects.filter(action=Action.ERASED, subject_ids=[person.pk]).exists()


def test_a_leader_erases_behind_the_second_wall(cast, person, today, scope_for):
    with scope_for(cast.bjerke_leader):
        erase_contact(participant=person, by=cast.bjerke_leader, today=today)
    assert not Contact.objects.exists()


@pytest.mark.parametrize("words", [NAME, " planta  NAVNESEN "])
def test_a_whole_name_is_found_at_the_own_office(cast, person, sign_in, words):
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        response = client.post(reverse("participant_find", args=[cast.bjerke.pk]), {"words": words})
    assert response.url.startswith(reverse("participant", args=[person.pk]))
    assert Event.objects.get(action=Action.FOUND).subject_ids == [person.pk]


def test_half_a_name_or_a_shielded_persons_finds_nobody(cast, person, sign_in):
    client = sign_in(cast.bjerke_leader)
    address = reverse("participant_find", args=[cast.bjerke.pk])
    assert client.post(address, {"words": "Planta"}).context["people"] == []
    Participant.objects.filter(pk=person.pk).update(is_shielded=True)
    assert client.post(address, {"words": NAME}).context["people"] == []


def test_keys_are_changed_without_losing_anybody(cast, person, settings):
    old, new = settings.CONTACT_KEYS[0], Fernet.generate_key().decode()
    settings.CONTACT_KEYS = [new, old]
    assert Participant.objects.with_name_index(indexes_of(NAME)).get() == person
    call_command("rotate_contact_keys")
    settings.CONTACT_KEYS = [new]
    assert unseal(Contact.objects.get()) == DETAILS
    assert Participant.objects.with_name_index(indexes_of(NAME)).get() == person


def test_what_nobody_needs_any_more_is_erased_by_itself(cast):
    day = date(2024, 2, 1)
    in_follow_up, asked, moved = (
        enrol(cast.bjerke, "B-2", ("2022-01-01", "enrolled")),
        enrol(cast.bjerke, "B-3", ("2022-01-01", "enrolled"), (str(day), "work")),
        enrol(cast.bjerke, "B-4", ("2022-01-01", "enrolled"), (str(day), "work")),
    )
    for person in (in_follow_up, asked, moved):
        record_contact(participant=person, details=DETAILS, by=cast.bjerke_leader, today=day)
    last_asked = date(2026, 2, 1)
    assert erase_spent_contacts(today=last_asked) == 0
    FollowUp.objects.create(office=asked.office, participant=asked, month=24, day=last_asked, answer="work")
    FollowUp.objects.create(
        office=moved.office, participant=moved, month=24, day=last_asked, answer="not_reached"
    )
    # The earlier questions were never asked, and the time for them is over.
    assert erase_spent_contacts(today=last_asked) == 1
    assert set(Contact.objects.values_list("participant", flat=True)) == {in_follow_up.pk, moved.pk}
    assert erase_spent_contacts(today=last_asked + OPEN_FOR) == 0
    assert erase_spent_contacts(today=last_asked + OPEN_FOR + timedelta(days=1)) == 1
    assert Contact.objects.get().participant == in_follow_up
    lines = Event.objects.filter(action=Action.ERASED, actor_id=None)
    assert {line.subject_ids[0] for line in lines} == {asked.pk, moved.pk}
