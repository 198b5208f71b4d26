"""Lists and pages of people: who sees whom, what is masked, and that every look is in the log."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from audit.enums import Action, Decision
from audit.models import Event
from entrepreneurs.models import Mentorship
from participants.models import FollowUp
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12


@pytest.fixture
def people(cast):
    """Four at Bjerke, one of them shielded, and one at Ullern."""
    return {
        "working": enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work")),
        "enrolled": enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled")),
        "waiting": enrol(cast.bjerke, "B-3"),
        "shielded": enrol(cast.bjerke, "B-4", ("2024-01-01", "enrolled"), is_shielded=True, birth_year=1913),
        "elsewhere": enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled")),
    }


def listing(office, **query):
    return reverse("participant_list", args=[office.pk], query=query)


def text_of(response):
    return response.content.decode()


def test_the_list_page_says_how_many_and_shows_as_many(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    with at_most(MOST_QUERIES):
        response = client.get(listing(cast.bjerke, list="work"))
    assert [person.reference for person in response.context["people"]] == ["B-1"]
    current = next(count for count in response.context["counts"] if count["is_current"])
    assert (current["code"], current["number"]) == ("work", 1)


def test_a_list_costs_the_same_for_one_page_whatever_its_length(cast, sign_in):
    for number in range(120):
        enrol(cast.bjerke, f"B-{number:03}", ("2024-01-01", "enrolled"))
    client = sign_in(cast.krem)
    with at_most(MOST_QUERIES):
        response = client.get(listing(cast.bjerke, page=3))
    assert len(response.context["people"]) == 20
    assert response.context["page"].paginator.num_pages == 3


def test_an_unknown_state_is_no_page(cast, people, sign_in):
    assert sign_in(cast.krem).get(listing(cast.bjerke, list="nonsense")).status_code == 404


def test_a_list_leaves_one_line_with_everybody_on_it(cast, people, sign_in):
    sign_in(cast.bjerke_leader).get(listing(cast.bjerke))
    line = Event.objects.get(action=Action.LISTED)
    assert (line.actor_id, line.office_id, line.decision) == (
        cast.bjerke_leader.pk,
        cast.bjerke.pk,
        Decision.PERMITTED,
    )
    assert len(line.subject_ids) == 4
    assert line.path == listing(cast.bjerke)


def test_a_shielded_person_is_reference_and_office_only(cast, people, sign_in):
    client = sign_in(cast.krem)
    for address in (listing(cast.bjerke), reverse("participant", args=[people["shielded"].pk])):
        page = text_of(client.get(address))
        assert "B-4" in page
        assert "1913" not in page
    journey = client.get(reverse("participant", args=[people["shielded"].pk])).context["journey"]
    assert (journey.moves, journey.follow_ups) == ((), ())


def test_a_person_page_shows_the_journey_and_is_logged(cast, people, sign_in):
    person = people["working"]
    FollowUp.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 12, 1), month=6, answer="work"
    )
    client = sign_in(cast.bjerke_leader)
    # One more than a list: the proposals that wait stand on the person's page.
    with at_most(MOST_QUERIES + 1):
        response = client.get(reverse("participant", args=[person.pk]))
    assert [move.target for move in response.context["journey"].moves] == ["enrolled", "work"]
    assert response.context["state"] == "work"
    line = Event.objects.get(action=Action.SHOWN)
    assert (line.subject_ids, line.actor_id, line.decision) == (
        [person.pk],
        cast.bjerke_leader.pk,
        Decision.PERMITTED,
    )


@pytest.mark.parametrize("who", ["ullern_leader", "former_leader", "mentor", "imdi"])
def test_a_stranger_meets_no_page_and_is_in_the_log(cast, people, sign_in, who):
    stranger = getattr(cast, who)
    client = sign_in(stranger)
    assert client.get(reverse("participant", args=[people["working"].pk])).status_code == 404
    assert client.get(listing(cast.bjerke)).status_code == 404
    refused = Event.objects.filter(decision=Decision.REFUSED, actor_id=stranger.pk).order_by("at", "pk")
    assert {line.subject_ids[0] for line in refused} == {people["working"].pk, cast.bjerke.pk}


def test_an_id_nobody_has_looks_like_one_that_is_not_yours(cast, people, sign_in):
    client = sign_in(cast.ullern_leader)
    foreign = client.get(reverse("participant", args=[people["working"].pk]))
    unknown = client.get(reverse("participant", args=[uuid4()]))
    without_token = [re.sub(rb'value="\w{64}"', b"", page.content) for page in (foreign, unknown)]
    assert without_token[0] == without_token[1]


def test_the_search_keeps_the_reference_out_of_the_address(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    address = reverse("participant_find", args=[cast.bjerke.pk])
    assert client.get(address).status_code == 405
    with at_most(MOST_QUERIES):
        response = client.post(address, {"words": " b-1 "})
    assert response.url == reverse("participant", args=[people["working"].pk])
    line = Event.objects.get(action=Action.FOUND)
    assert line.subject_ids == [people["working"].pk]
    assert "b-1" not in line.path.lower()


def test_the_search_stays_within_the_office(cast, people, sign_in):
    response = sign_in(cast.krem).post(reverse("participant_find", args=[cast.bjerke.pk]), {"words": "U-1"})
    assert response.context["people"] == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1", ["B-1"]),
        ("01", ["B-1"]),
        ("B-", ["B-1", "B-2", "B-3", "B-4"]),
        ("U-1", []),
        ("B", []),
        ("9", []),
    ],
)
def test_a_leader_finds_people_from_any_page(cast, people, sign_in, words, expected):
    client = sign_in(cast.bjerke_leader)
    assert reverse("find") in client.get(reverse("knowledge")).content.decode()
    response = client.post(reverse("find"), {"words": words})
    if len(expected) == 1:
        assert response.url == reverse("participant", args=[people["working"].pk])
    else:
        assert [person.reference for person in response.context["people"]] == expected
    line = Event.objects.get(action=Action.FOUND)
    assert len(line.subject_ids) == len(expected)
    assert line.path == reverse("find")


def test_whoever_has_no_office_has_no_search(cast, people, sign_in):
    client = sign_in(cast.mentor)
    assert reverse("find") not in client.get(reverse("knowledge")).content.decode()
    assert client.post(reverse("find"), {"words": "B-1"}).status_code == 403


def test_one_walks_through_the_list_one_came_from(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    chosen = listing(cast.bjerke, list="", order="latest")
    order = [person.pk for person in client.get(chosen).context["people"]]
    page = client.get(reverse("participant", args=[order[1]]))
    beside = page.context["beside"]
    assert (beside.previous, beside.following, beside.place, beside.of) == (order[0], order[2], 2, 4)
    assert beside.list_url == chosen
    ends = [client.get(reverse("participant", args=[pk])).context["beside"] for pk in (order[0], order[-1])]
    assert (ends[0].previous, ends[1].following) == (None, None)


def test_a_list_is_as_it_was_left(cast, people, sign_in):
    client = sign_in(cast.bjerke_leader)
    chosen = listing(cast.bjerke, list="enrolled", order="longest")
    client.get(chosen)
    assert client.get(listing(cast.bjerke)).url == chosen
    everybody = client.get(listing(cast.bjerke, list=""))
    assert len(everybody.context["people"]) == 4
    assert client.get(listing(cast.ullern)).status_code == 404


def test_a_leader_with_one_office_goes_straight_there(cast, sign_in):
    response = sign_in(cast.bjerke_leader).get(reverse("office_list"))
    assert response.url == listing(cast.bjerke)


def test_krem_chooses_among_all_offices(cast, people, sign_in):
    client = sign_in(cast.krem)
    with at_most(MOST_QUERIES):
        response = client.get(reverse("office_list"))
    assert [(office.name, office.people) for office in response.context["offices"]] == [
        ("NAV Bjerke", 4),
        ("NAV Ullern", 1),
    ]


@pytest.mark.parametrize("who", ["mentor", "imdi"])
def test_whoever_has_no_office_is_told_why(cast, sign_in, who):
    response = sign_in(getattr(cast, who)).get(reverse("office_list"))
    assert response.status_code == 403
    assert response.context["exception"]


def test_a_mentor_sees_the_linked_person_and_is_logged(cast, people, sign_in):
    link = Mentorship.objects.create(
        office=cast.bjerke, mentor=cast.mentor, participant=people["working"], starts_on=date(2024, 1, 1)
    )
    client = sign_in(cast.mentor)
    with at_most(MOST_QUERIES):
        response = client.get(reverse("mentorship", args=[link.pk]))
    assert response.context["person"] == people["working"]
    assert len(response.context["journey"].moves) == 2
    assert Event.objects.get(action=Action.SHOWN).subject_ids == [people["working"].pk]


def test_a_link_that_has_ended_shows_nobody(cast, people, sign_in):
    link = Mentorship.objects.create(
        office=cast.bjerke,
        mentor=cast.mentor,
        participant=people["working"],
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    assert sign_in(cast.mentor).get(reverse("mentorship", args=[link.pk])).status_code == 404
    assert Event.objects.get(decision=Decision.REFUSED).subject_ids == [link.pk]
