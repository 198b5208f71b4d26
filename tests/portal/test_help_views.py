"""Help: what each role comes for, and a tour of it that somebody new is offered once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from front_pages.errands import ERRANDS, TOURS
from front_pages.help import IS_NEW_FOR, TOUR_COOKIE

PEOPLE = {
    Role.NAV_LEADER: "bjerke_leader",
    Role.KREM_STAFF: "krem",
    Role.ENTREPRENEUR: "mentor",
    Role.IMDI_READER: "imdi",
}
EACH_ROLE = pytest.mark.parametrize("role", Role)


def is_offered(client, place="home") -> bool:
    page = client.get(reverse(place), follow=True).content.decode()
    return f'action="{reverse("tour")}"' in page


@EACH_ROLE
def test_a_tour_leads_to_pages_that_the_role_can_open(role, cast, sign_in):
    client = sign_in(getattr(cast, PEOPLE[role]))
    response = client.get(reverse("tour"))
    page = response.content.decode()
    assert 3 <= len(response.context["stops"]) <= 6
    for stop in response.context["stops"]:
        assert str(stop.title) in page
        assert f'href="{reverse(stop.url_name)}"' in page
        assert client.get(reverse(stop.url_name), follow=True).status_code == 200


@EACH_ROLE
def test_help_holds_all_of_the_tour_and_leads_to_it(role, cast, sign_in):
    page = sign_in(getattr(cast, PEOPLE[role])).get(reverse("help")).content.decode()
    assert set(TOURS[role]) <= set(ERRANDS[role])
    assert all(str(stop.title) in page for stop in TOURS[role])
    assert f'href="{reverse("tour")}"' in page
    # Each task is told in steps, with a picture of the page's own parts that nobody has to listen to.
    assert page.count('class="krem-tour__picture" aria-hidden="true" inert') == len(ERRANDS[role])


@EACH_ROLE
def test_somebody_new_is_offered_the_tour_until_they_have_answered(role, cast, sign_in):
    client = sign_in(getattr(cast, PEOPLE[role]))
    assert is_offered(client)
    assert not is_offered(client, "knowledge")
    client.get(reverse("tour"))
    assert is_offered(client)
    response = client.post(reverse("tour"))
    assert response.url == reverse("home")
    assert client.cookies[TOUR_COOKIE]["httponly"]
    assert not is_offered(client)
    assert client.get(reverse("tour")).status_code == 200


def test_whoever_knows_the_way_is_not_asked(cast, sign_in):
    cast.krem.joined_at = timezone.now() - IS_NEW_FOR + timedelta(hours=1)
    cast.krem.save()
    client = sign_in(cast.krem)
    assert is_offered(client)
    cast.krem.joined_at -= timedelta(hours=2)
    cast.krem.save()
    assert not is_offered(client)
