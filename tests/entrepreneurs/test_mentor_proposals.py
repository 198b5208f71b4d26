"""A mentor proposes to the office about the people they follow, and about nobody else."""

from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from entrepreneurs.actions.mentoring import end_mentorship
from entrepreneurs.actions.proposals import mark_read_as_mentor, propose_as_mentor, withdraw_as_mentor
from entrepreneurs.models import Mentorship
from participants.actions.proposals import approve, propose, reject
from participants.enums import ProposalState, Side, State
from participants.models import Proposal
from participants.rules import MoveFacts
from tests.entrepreneurs.beginnings import follow
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 13
FACTS = MoveFacts(date(2026, 6, 1), State.VENTURE)
SENT = {"target": "venture", "day": "2026-06-01", "because": "Has the first customers"}

pytestmark = pytest.mark.usefixtures("in_english")


def proposed(link, by, **more) -> Proposal:
    return propose_as_mentor(
        mentorship=link, facts=FACTS, because="Has customers", by=by, now=timezone.now(), **more
    )


def test_the_mentor_proposes_and_the_office_approves_in_its_own_name(cast, link, person):
    proposal = proposed(link, cast.mentor)
    assert (proposal.side, proposal.is_unread_by(cast.bjerke_leader)) == (Side.MENTOR, True)
    assert not proposal.is_unread_by(cast.krem)
    done = approve(proposal=proposal, by=cast.bjerke_leader, now=timezone.now())
    assert done.move.recorded_by == cast.bjerke_leader
    assert done.is_unread_by(cast.mentor)
    mark_read_as_mentor(mentorship=link, by=cast.mentor, now=timezone.now())
    assert not Proposal.objects.get().is_unread_by(cast.mentor)


def test_krem_neither_answers_nor_withdraws_nor_reads_for_a_mentor(cast, link, person):
    proposal = proposed(link, cast.mentor)
    for action, more in ((approve, {}), (reject, {"because": "No"})):
        with pytest.raises(NotPermitted, match="own office"):
            action(proposal=proposal, by=cast.krem, now=timezone.now(), **more)
    reject(proposal=proposal, because="Not yet", by=cast.bjerke_leader, now=timezone.now())
    assert not Proposal.objects.unread().from_side_of(cast.krem).exists()
    assert Proposal.objects.unread().from_side_of(cast.mentor).exists()


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "ullern_leader", "imdi"])
def test_nobody_else_proposes_through_the_link(cast, link, who):
    with pytest.raises(NotPermitted):
        proposed(link, getattr(cast, who))


def test_a_link_that_has_ended_and_a_shielded_person_are_proposed_nothing_about(cast, link, person):
    end_mentorship(mentorship=link, on=date(2026, 1, 31), by=cast.bjerke_leader, today=date(2026, 1, 31))
    link.refresh_from_db()
    with pytest.raises(NotPermitted, match="ended"):
        proposed(link, cast.mentor)
    hidden = enrol(cast.bjerke, "B-2", is_shielded=True)
    other = Mentorship.objects.create(
        office=cast.bjerke, mentor=cast.mentor, participant=hidden, starts_on=date(2024, 1, 1)
    )
    with pytest.raises(NotPermitted, match="shielded"):
        proposed(other, cast.mentor)


def test_only_own_proposals_are_replaced_and_withdrawn(cast, link, person):
    now = timezone.now()
    of_krem = propose(participant=person, facts=FACTS, because="x", by=cast.krem, now=now)
    with pytest.raises(NotPermitted, match="Somebody else"):
        withdraw_as_mentor(mentorship=link, proposal=of_krem, by=cast.mentor, now=now)
    first = proposed(link, cast.mentor)
    second = proposed(link, cast.mentor, replaces=first)
    first.refresh_from_db()
    assert (first.state, second.replaces) == (ProposalState.REPLACED, first)
    other = follow(cast.mentor, enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled")), cast.krem)
    with pytest.raises(Refused, match="somebody else"):
        proposed(other, cast.mentor, replaces=second)
    withdraw_as_mentor(mentorship=link, proposal=second, by=cast.mentor, now=now)
    assert not Proposal.objects.get(pk=second.pk).is_unread_by(cast.mentor)


def raw(office, person, by, **fields) -> Proposal:
    return Proposal.objects.create(
        **{
            "office": office,
            "participant": person,
            "side": Side.MENTOR,
            "day": date(2026, 6, 1),
            "target": State.WORK,
            "because": "x",
            "proposed_by": by,
            **fields,
        }
    )


def test_the_database_holds_a_mentor_to_the_own_people_and_proposals(cast, link, person, scope_for):
    stranger = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    raw(cast.bjerke, person, cast.krem, side=Side.KREM)
    answered = {"answered_by": cast.mentor, "answered_at": timezone.now()}
    with scope_for(cast.mentor):
        own = proposed(link, cast.mentor)
        assert list(Proposal.objects.all()) == [own]
        for wrong in (
            {"person": stranger},
            {"by": cast.krem},
            {"side": Side.KREM},
            {"state": ProposalState.WITHDRAWN, **answered},
        ):
            given = {"person": person, "by": cast.mentor, **wrong}
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                raw(cast.bjerke, given.pop("person"), given.pop("by"), **given)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Proposal.objects.filter(pk=own.pk).update(state=ProposalState.APPROVED, **answered)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Proposal.objects.filter(pk=own.pk).update(because="Something else")
    # The office of a proposal is the person's own, whatever a mentor writes.
    with pytest.raises(DatabaseError, match="office_is_the_participants"), transaction.atomic():
        raw(cast.ullern, person, cast.mentor)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_whole_errand_on_the_pages(cast, link, person, sign_in, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    address = reverse("mentor_proposals", args=[link.pk])
    sign_in(cast.mentor)
    assert address in client.get(reverse("mentorship", args=[link.pk])).content.decode()
    assert client.post(address, SENT).status_code == 302
    first = Proposal.objects.get()
    assert "Has the first customers" in client.get(f"{address}?replace={first.pk}").content.decode()
    client.post(address, {**SENT, "day": "2026-07-01", "replaces": first.pk})
    second = Proposal.objects.get(replaces=first)
    with at_most(MOST_QUERIES):
        page = client.get(address).content.decode()
    assert reverse("mentor_proposal_withdraw", args=[second.pk]) in page

    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    sign_in(cast.bjerke_leader)
    office = client.get(reverse("participant_list", args=[cast.bjerke.pk]) + "?list=proposed").context
    assert [each.pk for each in office["people"]] == [person.pk]
    assert client.get(address).status_code == 403
    assert client.post(reverse("mentor_proposal_withdraw", args=[second.pk])).status_code == 404
    client.post(reverse("proposal_reject", args=[second.pk]), {"because": "The customers have not paid"})

    client.logout()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    sign_in(cast.mentor)
    assert address in client.get(reverse("home")).content.decode()
    assert "The customers have not paid" in client.get(address).content.decode()
    client.post(reverse("mentor_proposals_read", args=[link.pk]))
    assert address not in client.get(reverse("home")).content.decode()
    assert client.get(reverse("proposals", args=[person.pk])).status_code == 404


def test_krem_sees_which_offices_wait_and_how_many(cast, link, person, sign_in):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    hidden = enrol(cast.bjerke, "B-3", ("2024-01-01", "enrolled"))
    for each in (person, person, other, hidden):
        propose(participant=each, facts=FACTS, because="x", by=cast.bjerke_leader, now=timezone.now())
    type(hidden).objects.filter(pk=hidden.pk).update(is_shielded=True)
    proposed(link, cast.mentor)
    client = sign_in(cast.krem)
    (office,) = client.get(reverse("home")).context["proposed"]
    assert (office["label"], office["number"]) == ("NAV Bjerke", 2)
    assert client.get(office["url"]).context["page"].paginator.count == 2


def test_the_list_is_narrowed_by_mentor(cast, link, person, sign_in):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    client = sign_in(cast.bjerke_leader)
    address = reverse("participant_list", args=[cast.bjerke.pk])
    for chosen, found in (("", {person, other}), (cast.mentor.pk, {person}), ("nobody", {other})):
        with at_most(MOST_QUERIES):
            page = client.get(f"{address}?mentor={chosen}")
        assert set(page.context["people"]) == found
        assert page.context["page"].paginator.count == len(found)
    assert client.get(f"{address}?mentor={cast.krem.pk}").status_code == 404
