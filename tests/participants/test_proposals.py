"""KREM and the office propose to each other: nothing moves before the other side has approved."""

from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from participants.actions.proposals import approve, mark_read, propose, reject, withdraw
from participants.actions.records import PROPOSED
from participants.enums import LeftReason, ProposalState, State
from participants.models import Proposal
from participants.rules import MoveFacts
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))


def proposed(
    person, by, target=State.WORK, day=date(2024, 6, 1), because="Has a contract", **more
) -> Proposal:
    facts = MoveFacts(day, target, more.pop("left_reason", LeftReason.UNKNOWN))
    return propose(participant=person, facts=facts, because=because, by=by, now=timezone.now(), **more)


def targets(person) -> list[str]:
    return list(person.moves.standing().order_by("day").values_list("target", flat=True))


def test_krem_proposes_and_the_office_approves(cast, person):
    proposal = proposed(person, cast.krem)
    assert targets(person) == ["enrolled"]
    done = approve(proposal=proposal, by=cast.bjerke_leader, now=timezone.now())
    assert targets(person) == ["enrolled", "work"]
    assert (done.move.recorded_by, done.state) == (cast.bjerke_leader, ProposalState.APPROVED)


def test_the_office_proposes_and_krem_approves_in_the_offices_name(cast, person):
    proposal = proposed(person, cast.bjerke_leader, State.LEFT, left_reason=LeftReason.MOVED)
    done = approve(proposal=proposal, by=cast.krem, now=timezone.now())
    assert (done.move.recorded_by, done.move.left_reason) == (cast.bjerke_leader, "moved")


def test_another_reason_replaces_the_move_it_is_about(cast):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "left"))
    before = person.moves.get(target="left")
    proposal = proposed(person, cast.krem, State.LEFT, left_reason=LeftReason.HEALTH)
    done = approve(proposal=proposal, by=cast.bjerke_leader, now=timezone.now())
    before.refresh_from_db()
    assert (done.move.replaces, before.superseded_because) == (before, PROPOSED)
    assert person.moves.standing().get(target="left").left_reason == "health"


def test_the_rules_of_a_journey_hold_when_it_is_approved(cast, person):
    proposal = proposed(person, cast.krem, State.TRAINING, date(2023, 1, 1))
    with pytest.raises(Refused, match="first move"):
        approve(proposal=proposal, by=cast.bjerke_leader, now=timezone.now())
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WAITING
    another = proposed(person, cast.krem, State.TRAINING, date(2024, 1, 1))
    with pytest.raises(Refused, match="another move on this day"):
        approve(proposal=another, by=cast.bjerke_leader, now=timezone.now())


def test_no_side_answers_itself_or_withdraws_for_the_other(cast, person):
    of_krem, of_office = proposed(person, cast.krem), proposed(person, cast.bjerke_leader)
    now = timezone.now()
    for proposal, own, other in (
        (of_krem, cast.krem, cast.bjerke_leader),
        (of_office, cast.bjerke_leader, cast.krem),
    ):
        with pytest.raises(NotPermitted, match="Your own side"):
            approve(proposal=proposal, by=own, now=now)
        with pytest.raises(NotPermitted, match="Your own side"):
            reject(proposal=proposal, because="x", by=own, now=now)
        with pytest.raises(NotPermitted, match="Somebody else proposed"):
            withdraw(proposal=proposal, by=other, now=now)


@pytest.mark.parametrize("who", ["ullern_leader", "former_leader", "mentor", "imdi"])
def test_nobody_else_proposes_or_answers(cast, person, who):
    proposal = proposed(person, cast.krem)
    with pytest.raises(NotPermitted):
        proposed(person, getattr(cast, who))
    with pytest.raises(NotPermitted):
        approve(proposal=proposal, by=getattr(cast, who), now=timezone.now())


def test_a_rejection_has_a_reason_and_is_news_until_it_is_read(cast, person):
    proposal = proposed(person, cast.krem)
    for wrong in ("", " ", national_id(17, 45)):
        with pytest.raises(Refused):
            reject(proposal=proposal, because=wrong, by=cast.bjerke_leader, now=timezone.now())
    done = reject(proposal=proposal, because="Still in training", by=cast.bjerke_leader, now=timezone.now())
    assert done.is_unread_by(cast.krem)
    assert not done.is_unread_by(cast.bjerke_leader)
    mark_read(participant=person, by=cast.krem, now=timezone.now())
    done.refresh_from_db()
    assert not done.is_unread_by(cast.krem)
    assert targets(person) == ["enrolled"]


def test_what_has_been_answered_stays_answered(cast, person):
    proposal = proposed(person, cast.krem)
    withdraw(proposal=proposal, by=cast.krem, now=timezone.now())
    with pytest.raises(Refused, match="withdrawn"):
        approve(proposal=proposal, by=cast.bjerke_leader, now=timezone.now())
    with pytest.raises(Refused, match="withdrawn"):
        withdraw(proposal=proposal, by=cast.krem, now=timezone.now())


def test_a_proposal_is_replaced_by_a_better_one(cast, person):
    first = proposed(person, cast.krem)
    second = proposed(person, cast.krem, State.EDUCATION, replaces=first)
    first.refresh_from_db()
    assert (first.state, second.replaces) == (ProposalState.REPLACED, first)
    assert not first.is_unread_by(cast.krem)


def test_a_shielded_person_is_proposed_nothing_about(cast):
    hidden = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"), is_shielded=True)
    with pytest.raises(NotPermitted, match="shielded"):
        proposed(hidden, cast.krem)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "approved"},
        {"state": "rejected", "answer": ""},
        {"state": "nonsense"},
        {"target": "nowhere"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(cast, person, wrong):
    proposal = proposed(person, cast.krem)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**wrong)


def test_an_office_sees_proposals_about_its_own_people_only(cast, person, scope_for):
    proposed(person, cast.krem)
    with scope_for(cast.ullern_leader):
        assert not Proposal.objects.exists()
    with scope_for(cast.bjerke_leader):
        assert Proposal.objects.count() == 1


def test_the_whole_errand_on_the_pages(cast, person, sign_in, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    address = reverse("proposals", args=[person.pk])
    sign_in(cast.krem)
    sent = {"target": "work", "day": "2024-06-01", "because": "Has a contract"}
    assert client.post(address, sent).status_code == 302
    first = Proposal.objects.get()
    page = client.get(f"{address}?replace={first.pk}").content.decode()
    assert "Has a contract" in page
    client.post(address, {**sent, "day": "2024-07-01", "replaces": first.pk})
    second = Proposal.objects.get(replaces=first)

    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        page = client.get(address).content.decode()
    assert reverse("proposal_approve", args=[second.pk]) in page
    assert reverse("proposal_approve", args=[first.pk]) not in page
    client.post(reverse("proposal_reject", args=[second.pk]), {"because": ""})
    assert Proposal.objects.get(pk=second.pk).state == "waiting"
    client.post(reverse("proposal_approve", args=[second.pk]))
    assert targets(person) == ["enrolled", "work"]
