"""The front page of each role, what surrounds every page, and the answers when something is wrong."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.enums import Action
from audit.models import Event
from clusters.models import Membership
from entrepreneurs.models import Mentorship
from participants.enums import ImportState, Side
from participants.models import ImportRun, Participant, Proposal, Transfer
from tests.participants.people import enrol
from tests.queries import at_most
from tests.reports.editions import one_waiting_and_one_failed

MOST_QUERIES = 13
# The work list asks each of its sources once.
MOST_QUERIES_OF_A_LEADER = 20


@pytest.fixture
def a_working_day(cast):
    """Something of everything, so that every part of a page is drawn."""
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "venture"))
    enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    enrol(cast.bjerke, "B-3", ("2024-01-01", "enrolled"), ("2024-06-01", "left"))
    enrol(cast.bjerke, "B-4")
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    link = Mentorship.objects.create(
        office=cast.bjerke, mentor=cast.mentor, participant=person, starts_on=date(2024, 6, 1)
    )
    for state in (ImportState.DONE, ImportState.READY, ImportState.UPLOADED):
        ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=state)
    one_waiting_and_one_failed(cast)
    return link


def test_krem_sees_reports_in_hand_clusters_and_imports(cast, sign_in, a_working_day):
    client = sign_in(cast.krem)
    with at_most(MOST_QUERIES):
        context = client.get(reverse("home")).context
    assert {edition.state for edition in context["editions"]} == {"queued", "failed"}
    offices = {office.name: office.people for part in context["clusters"] for office in part["offices"]}
    assert offices == {"NAV Bjerke": 4, "NAV Ullern": 1}
    assert len(context["runs"]) == 3


def test_an_office_that_has_left_the_cluster_is_not_shown_in_it(cast, sign_in, a_working_day):
    Membership.objects.filter(partner=cast.ullern).update(ends_on=date(2025, 1, 1))
    context = sign_in(cast.krem).get(reverse("home")).context
    assert [office.name for office in context["clusters"][0]["offices"]] == ["NAV Bjerke"]


def test_a_leader_sees_counts_of_the_own_office_only(cast, sign_in, a_working_day):
    client = sign_in(cast.bjerke_leader)
    # Whoever comes first has the months that are over counted.
    client.get(reverse("home"))
    with at_most(MOST_QUERIES_OF_A_LEADER):
        response = client.get(reverse("home"))
    (office,) = response.context["offices"]
    numbers = {count["code"]: count["number"] for count in office["counts"]}
    assert office["office"] == cast.bjerke
    assert numbers == {
        "enrolled": 1, "training": 0, "no_reason": 1, "due": 0, "not_reached": 0, "still": 1, "new": 0, "none": 1,
        "proposed": 0, "answered": 0, "asks": 0,
    }  # fmt: skip
    for count in office["counts"]:
        assert len(client.get(count["url"]).context["people"]) == count["number"]


def ago(days):
    return (timezone.localdate() - timedelta(days=days)).isoformat()


@pytest.fixture
def waiting(cast):
    """One task of each kind at Bjerke, a shielded twin of each, and one at Ullern."""
    enrol(cast.bjerke, "due", (ago(600), "enrolled"), (ago(250), "work"))
    enrol(cast.bjerke, "without", (ago(600), "enrolled"), (ago(3), "left"))
    enrol(cast.bjerke, "erased", (ago(600), "enrolled"), delete_on=timezone.localdate() + timedelta(days=2))
    enrol(cast.bjerke, "hidden", (ago(600), "enrolled"), (ago(250), "work"), is_shielded=True)
    enrol(cast.ullern, "elsewhere", (ago(600), "enrolled"), (ago(250), "work"))
    person = enrol(cast.bjerke, "proposed", (ago(600), "enrolled"))
    return Proposal.objects.create(
        office=cast.bjerke,
        participant=person,
        side=Side.KREM,
        day=timezone.localdate(),
        target="work",
        because="Has a contract",
        proposed_by=cast.krem,
    )


def test_a_leader_is_told_what_to_do_first(cast, sign_in, waiting):
    context = sign_in(cast.bjerke_leader).get(reverse("home")).context
    tasks = context["tasks"]
    people = {person.pk: person.reference for person in Participant.objects.all()}
    assert [people[task.person] for task in tasks] == ["erased", "proposed", "due", "without"]
    assert [task.order for task in tasks] == sorted(task.order for task in tasks)
    assert set(Event.objects.get(action=Action.LISTED).subject_ids) == {task.person for task in tasks}


def test_a_leader_is_asked_on_the_front_page_to_take_somebody_over(cast, sign_in, waiting):
    Transfer.objects.create(
        participant=waiting.participant,
        from_office=cast.bjerke,
        to_office=cast.ullern,
        reference="proposed",
        day=timezone.localdate(),
        because="Has moved house",
        proposed_by=cast.bjerke_leader,
    )
    said = "NAV Bjerke ber dere overta proposed"
    assert said in sign_in(cast.ullern_leader).get(reverse("home")).content.decode()
    assert said not in sign_in(cast.bjerke_leader).get(reverse("home")).content.decode()


def test_a_proposal_is_answered_on_the_front_page_and_gone_from_it(cast, sign_in, waiting):
    client = sign_in(cast.bjerke_leader)
    approve = reverse("proposal_approve", args=[waiting.pk])
    page = client.get(reverse("home"))
    assert approve in page.content.decode()
    response = client.post(approve, {"then": "home"}, follow=True)
    assert response.redirect_chain == [(reverse("home"), 302)]
    assert approve not in response.content.decode()
    assert waiting.participant.moves.standing().filter(target="work").exists()


def test_whoever_answers_a_proposal_comes_to_the_next_one(cast, sign_in, waiting):
    other = enrol(cast.bjerke, "next", (ago(600), "enrolled"))
    Proposal.objects.create(
        office=cast.bjerke,
        participant=other,
        side=Side.KREM,
        day=timezone.localdate(),
        target="work",
        because="Has a contract",
        proposed_by=cast.krem,
    )
    client = sign_in(cast.bjerke_leader)
    response = client.post(reverse("proposal_approve", args=[waiting.pk]), {"then": "next"})
    assert response.url == reverse("participant", args=[other.pk])


def test_a_mentor_sees_who_they_are_linked_to_and_it_is_logged(cast, sign_in, a_working_day):
    client = sign_in(cast.mentor)
    with at_most(MOST_QUERIES):
        context = client.get(reverse("home")).context
    assert context["links"] == [a_working_day]
    assert Event.objects.get(action=Action.LISTED).subject_ids == [a_working_day.participant_id]


def test_imdi_comes_to_the_shelf(cast, sign_in):
    assert sign_in(cast.imdi).get(reverse("home")).url == reverse("edition_list")


@pytest.mark.parametrize(
    ("who", "places"),
    [
        (
            "krem",
            {
                "home",
                "office_list",
                "venture_list",
                "job_list",
                "opening_list",
                "board_list",
                "knowledge",
                "import_list",
                "edition_list",
                "admin:index",
            },
        ),
        (
            "bjerke_leader",
            {
                "home",
                "office_list",
                "venture_list",
                "job_list",
                "opening_list",
                "board_list",
                "knowledge",
                "import_list",
                "edition_list",
            },
        ),
        (
            "mentor",
            {"home", "venture_list", "job_list", "opening_list", "board_list", "knowledge", "edition_list"},
        ),
        ("imdi", {"edition_list", "model_explained", "knowledge"}),
    ],
)
def test_the_navigation_leads_where_the_role_may_go(cast, sign_in, who, places):
    client = sign_in(getattr(cast, who))
    navigation = client.get(reverse("edition_list")).context["navigation"]
    assert {place["url"] for place in navigation} == {reverse(name) for name in places}
    assert [place["url"] for place in navigation if place["is_current"]] == [reverse("edition_list")]
    for place in navigation:
        assert client.get(place["url"], follow=True).status_code == 200


def test_nobody_sees_anything_without_signing_in(client, cast):
    assert client.get(reverse("home")).url == reverse("about")
    for name in ("office_list", "import_list", "edition_list", "series_list"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert reverse("account_login") in response.url


def test_the_accessibility_statement_is_for_everybody(client, db):
    assert client.get(reverse("accessibility")).status_code == 200


def test_whoever_reads_chooses_the_language(client, db):
    response = client.post(
        reverse("set_language"), {"language": "en-gb", "next": reverse("accessibility")}, follow=True
    )
    assert '<html lang="en-gb"' in response.content.decode()
    assert "Accessibility statement" in response.content.decode()


def test_an_unknown_address_is_answered_in_the_portals_own_words(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]


def test_a_forged_form_is_answered_in_the_portals_own_words(cast, sign_in):
    signed_in = sign_in(cast.krem)
    checking = Client(enforce_csrf_checks=True)
    checking.cookies = signed_in.cookies
    response = checking.post(reverse("set_language"), {"language": "nn"})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


def test_our_own_error_asks_nothing_that_may_be_broken(client, db, monkeypatch):
    monkeypatch.setattr("front_pages.pages.render", None)
    client.raise_request_exception = False
    response = client.get(reverse("accessibility"))
    assert response.status_code == 500
    assert "500.html" in [template.name for template in response.templates]


def test_a_request_that_cannot_be_trusted_gets_a_plain_page(client, db):
    response = client.get(reverse("accessibility"), headers={"host": "elsewhere.invalid"})
    assert response.status_code == 400
    assert "<h1" in response.content.decode()
