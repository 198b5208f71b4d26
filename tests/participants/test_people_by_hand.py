"""Registering, changing, shielding and moving somebody in the browser."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from participants.models import Contact, DataRequest, Move, Participant, Transfer
from participants.queries.doubles import look_of, suggested_reference
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def reads_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"


def filled(**changes: str) -> dict[str, str]:
    return {
        "reference": "B-9",
        "birth_year": "1990",
        "sex": "woman",
        "target_group": "youth",
        "effort_group": "",
        "informed_on": "2024-01-02",
        "legal_basis": "public_task",
        "enrolled_on": "2024-01-08",
        "name": "",
        "way": "",
        **changes,
    }


@pytest.fixture
def bjerke(cast, sign_in):
    return sign_in(cast.bjerke_leader)


def test_somebody_is_registered_with_the_move_that_begins_the_journey(cast, bjerke):
    address = reverse("participant_new", args=[cast.bjerke.pk])
    response = bjerke.post(address, filled(name="Kari", way="99 99 99 99"))
    person = Participant.objects.get()
    assert response["Location"] == reverse("participant", args=[person.pk])
    assert (person.reference, person.birth_year, person.legal_basis) == ("B-9", 1990, "public_task")
    assert list(person.moves.values_list("day", "target")) == [(date(2024, 1, 8), "enrolled")]
    assert person.stays.get().office == cast.bjerke
    assert person.delete_on > TODAY
    assert Contact.objects.filter(participant=person).exists()
    assert b"B-9" in bjerke.get(response["Location"]).content


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"birth_year": "88"}, "Write the year of birth with four digits"),
        ({"reference": ""}, "This cell has to be filled in."),
        ({"reference": national_id(1, 2)}, "There is a national identity number here."),
        ({"enrolled_on": "2999-01-01"}, "The date is in the future."),
        ({"birth_year": "2015"}, "under 15 or over 80 at enrolment"),
        ({"name": "Kari"}, "Write both the name and one way"),
    ],
)
def test_the_sentences_are_those_of_the_workbook(cast, bjerke, changes, said):
    response = bjerke.post(reverse("participant_new", args=[cast.bjerke.pk]), filled(**changes))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Participant.objects.exists()


@pytest.mark.parametrize("reference", ["b 9", "B9", "B-9 ", "B-10"])
def test_a_likely_double_is_asked_about_and_never_refused(cast, bjerke, reference):
    enrol(cast.bjerke, "B-9", ("2024-01-05", "enrolled"), target_group="youth")
    address = reverse("participant_new", args=[cast.bjerke.pk])
    asked = bjerke.post(address, filled(reference=reference, is_somebody_else=""))
    if reference.strip() == "B-9":
        assert "may have this participant already" in asked.content.decode()
        return
    assert "May be the same" in asked.content.decode()
    assert Participant.objects.count() == 1
    bjerke.post(address, filled(reference=reference, is_somebody_else="on"))
    assert Participant.objects.count() == 2


def test_the_same_reference_is_refused_whatever_is_said(cast, bjerke):
    enrol(cast.bjerke, "B-9", ("2020-01-05", "enrolled"))
    address = reverse("participant_new", args=[cast.bjerke.pk])
    response = bjerke.post(address, filled(reference="b-9", is_somebody_else="on"))
    assert "with this reference already" in response.content.decode()


def test_what_looks_alike(cast):
    assert look_of("B-10") == look_of("b 1O") == look_of("Ｂ-l0")
    assert look_of("B-1") != look_of("B-2")


def test_the_next_reference_of_the_series_is_suggested(cast):
    assert suggested_reference(cast.bjerke.pk) == "1"
    enrol(cast.bjerke, "BJ-007", ("2024-01-05", "enrolled"))
    enrol(cast.bjerke, "BJ-012", ("2024-01-05", "enrolled"))
    assert suggested_reference(cast.bjerke.pk) == "BJ-013"


def test_a_change_stays_in_the_history_with_who_made_it(cast, bjerke):
    person = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    address = reverse("participant_change", args=[person.pk])
    page = bjerke.get(address)
    seen = page.context["form"]["seen"].value()
    bjerke.post(address, filled(birth_year="1991", seen=seen))
    person.refresh_from_db()
    assert (person.reference, person.birth_year) == ("B-9", 1991)
    history = bjerke.get(reverse("participant_history", args=[person.pk])).content.decode()
    assert "Changed: reference, birth year" in history
    assert cast.bjerke_leader.name in history
    late = bjerke.post(address, filled(birth_year="1992", seen=seen))
    assert "Somebody else has changed this" in late.content.decode()


def test_shielding_needs_a_reason_and_takes_contact_data(cast, bjerke):
    person = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    Contact.objects.create(participant=person, office=cast.bjerke, sealed=b"x", name_index=b"x")
    address = reverse("participant_shield", args=[person.pk])
    assert "Write why." in bjerke.post(address, {"because": ""}).content.decode()
    bjerke.post(address, {"because": "Threats"})
    person.refresh_from_db()
    assert person.is_shielded
    assert not Contact.objects.exists()
    page = bjerke.get(reverse("participant", args=[person.pk])).content.decode()
    assert "1990" not in page
    bjerke.post(address, {"because": "Is over"})
    person.refresh_from_db()
    assert not person.is_shielded
    assert person.events.filter(is_shielded=True, shielded_because="Threats").exists()


def test_krem_may_shield_and_mentors_may_not(cast, sign_in):
    person = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    address = reverse("participant_shield", args=[person.pk])
    assert sign_in(cast.krem).post(address, {"because": "Threats"}).status_code == 302
    assert sign_in(cast.mentor).post(address, {"because": "x"}).status_code == 404


def test_a_move_between_offices_from_both_sides(cast, sign_in):
    person = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    client = sign_in(cast.bjerke_leader)
    asked = {"to": str(cast.ullern.pk), "day": TODAY.isoformat(), "because": "Has moved house"}
    client.post(reverse("transfer_new", args=[person.pk]), asked)
    transfer = Transfer.objects.get()
    assert "B-1" in client.get(reverse("transfers", args=[cast.bjerke.pk])).content.decode()
    client = sign_in(cast.ullern_leader)
    assert client.get(reverse("participant", args=[person.pk])).status_code == 404
    page = client.get(reverse("transfer", args=[transfer.pk])).content.decode()
    assert "Has moved house" in page
    response = client.post(reverse("transfer", args=[transfer.pk]), {"reference": "U-1"})
    assert response["Location"] == reverse("participant", args=[person.pk])
    assert client.get(response["Location"]).status_code == 200
    client = sign_in(cast.bjerke_leader)
    assert client.get(reverse("participant", args=[person.pk])).status_code == 404
    assert Event.objects.filter(action="moved").count() == 2


def test_what_goes_in_the_next_thirty_days_is_listed(cast, bjerke):
    soon = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    later = enrol(cast.bjerke, "B-2", ("2024-01-05", "enrolled"))
    for person, days in ((soon, 30), (later, 31)):
        address = reverse("participant_delete_day", args=[person.pk])
        day = (TODAY + timedelta(days=days)).isoformat()
        assert "Write why." in bjerke.post(address, {"day": day, "because": ""}).content.decode()
        bjerke.post(address, {"day": day, "because": "A case is running"})
    page = bjerke.get(reverse("deletions", args=[cast.bjerke.pk])).content.decode()
    assert "B-1" in page
    assert "B-2" not in page


def test_a_request_is_answered_by_erasing_or_by_a_reason(cast, bjerke):
    person = enrol(cast.bjerke, "B-1", ("2024-01-05", "enrolled"))
    asked = DataRequest.objects.create(office=cast.bjerke, participant=person, kind="erasure", about="All")
    assert (
        reverse("erasure", args=[asked.pk])
        in bjerke.get(reverse("data_request_answer", args=[asked.pk])).content.decode()
    )
    address = reverse("erasure", args=[asked.pk])
    assert bjerke.get(address).status_code == 200
    assert "Write why." in bjerke.post(address, {"what": "other", "more": ""}).content.decode()
    bjerke.post(address, {"what": "appeal", "more": ""})
    asked.refresh_from_db()
    assert asked.answer.startswith("An appeal is running")
    again = DataRequest.objects.create(office=cast.bjerke, participant=person, kind="erasure", about="All")
    response = bjerke.post(reverse("erasure", args=[again.pk]), {"what": "erase", "more": ""})
    assert response["Location"] == reverse("participant_list", args=[cast.bjerke.pk])
    assert not Participant.objects.visible_to(cast.krem, TODAY).exists()
    assert Move.objects.count() == 1
