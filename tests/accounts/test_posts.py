"""One account, several posts: one is in use at a time, and everything follows it."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_for, posts_of, take_up
from audit.models import Event
from clusters.models import Partner, Seat
from participants.models import Participant
from tests.participants.people import enrol

TODAY = timezone.localdate()

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture(autouse=True)
def reads_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"


@pytest.fixture
def leader(cast):
    """Leads NAV Ullern, and finishes a year at KREM; was leader at NAV Bjerke before."""
    user = User.objects.create_user("both@example.invalid", name="Both Posts", role=Role.NAV_LEADER)
    krem = Partner.objects.create(slug="krem", name="KREM", kind="social_entrepreneur")
    Seat.objects.create(
        user=user,
        partner=cast.bjerke,
        role="nav_leader",
        starts_on=date(2020, 1, 1),
        ends_on=date(2024, 12, 31),
    )
    Seat.objects.create(
        user=user,
        partner=krem,
        role="krem_staff",
        starts_on=date(2025, 1, 1),
        ends_on=TODAY + timedelta(days=30),
    )
    Seat.objects.create(user=user, partner=cast.ullern, role="nav_leader", starts_on=TODAY)
    return user


def test_posts_are_what_the_seats_of_today_give(cast, leader):
    assert [post.label for post in posts_of(leader)] == ["NAV leader, NAV Ullern", "KREM staff, KREM"]
    assert [post.role for post in posts_of(cast.krem)] == ["krem_staff"]
    assert [post.role for post in posts_of(cast.imdi)] == ["imdi_reader"]
    assert [post.label for post in posts_of(cast.former_leader)] == ["NAV leader"]


def test_a_seat_gives_what_the_account_is_where_nothing_is_said(cast):
    assert {seat.role for seat in cast.bjerke_leader.seats.all()} == {"nav_leader"}


def test_the_page_and_the_database_follow_the_post_in_use(cast, leader, sign_in):
    enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    client = sign_in(leader)
    bjerke = reverse("participant_list", args=[cast.bjerke.pk])
    assert client.get(bjerke).status_code == 404
    page = client.get(reverse("participant_list", args=[cast.ullern.pk])).content.decode()
    assert "NAV leader, NAV Ullern" in page
    assert "Work as KREM staff, KREM" in page
    client.post(reverse("choose_post"), {"post": "krem_staff"})
    page = client.get(bjerke).content.decode()
    assert "B-1" in page
    assert "KREM staff, KREM" in page
    assert list(Event.objects.filter(action="listed").order_by("at").values_list("post", flat=True)) == [
        "nav_leader",
        "nav_leader",
        "krem_staff",
    ]


@pytest.mark.parametrize("post", ["imdi_reader", "entrepreneur", "", "x"])
def test_nobody_takes_up_a_post_they_do_not_have(cast, leader, sign_in, post):
    assert sign_in(leader).post(reverse("choose_post"), {"post": post}).status_code == 403
    assert sign_in(cast.bjerke_leader).post(reverse("choose_post"), {"post": "krem_staff"}).status_code == 403


def test_a_post_ends_with_its_seat(cast, leader, sign_in):
    client = sign_in(leader)
    client.post(reverse("choose_post"), {"post": "krem_staff"})
    bjerke = reverse("participant_list", args=[cast.bjerke.pk])
    assert client.get(bjerke).status_code == 200
    Seat.objects.filter(user=leader, role="krem_staff").update(ends_on=TODAY - timedelta(days=1))
    assert client.get(bjerke).status_code == 404


def test_the_database_opens_the_offices_of_the_post_only(cast, leader):
    enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    Seat.objects.create(user=leader, partner=cast.bjerke, role="entrepreneur", starts_on=TODAY)
    take_up(leader, "nav_leader")
    with acting_for(leader):
        assert list(Participant.objects.values_list("reference", flat=True)) == ["U-1"]
    take_up(leader, "entrepreneur")
    with acting_for(leader), connection.cursor() as cursor:
        cursor.execute("SELECT portal_offices()")
        assert cursor.fetchone()[0] == [cast.bjerke.pk]


def test_what_is_saved_is_the_account_and_not_the_post(cast, leader):
    take_up(leader, "krem_staff")
    leader.name = "Another Name"
    leader.save()
    stored = User.objects.get(pk=leader.pk)
    assert (stored.role, stored.name) == ("nav_leader", "Another Name")
    assert leader.role == "krem_staff"
    assert leader.get_session_auth_hash() == stored.get_session_auth_hash()


def test_the_administration_is_open_only_as_krem(cast, sign_in):
    Seat.objects.create(user=cast.krem, partner=cast.ullern, role="nav_leader", starts_on=TODAY)
    client = sign_in(cast.krem)
    assert client.get(reverse("admin:index")).status_code == 200
    client.post(reverse("choose_post"), {"post": "nav_leader"})
    assert client.get(reverse("admin:index")).status_code in (302, 403)
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 404
