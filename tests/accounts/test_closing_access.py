"""Access closes by itself when the last day has passed."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import close_ended_access
from accounts.models import User
from accounts.nightly_tasks import close_access
from audit.enums import Action
from audit.models import Event


@pytest.fixture
def today():
    return timezone.localdate()


def ends(user: User, day) -> None:
    User.objects.filter(pk=user.pk).update(access_ends_on=day)


def test_only_those_whose_last_day_has_passed_and_only_once(cast, today):
    ends(cast.bjerke_leader, today - timedelta(days=1))
    ends(cast.ullern_leader, today)
    assert close_ended_access(today=today) == 1
    assert close_ended_access(today=today) == 0
    closed = set(User.objects.filter(is_active=False))
    assert closed == {cast.bjerke_leader}
    line = Event.objects.get(action=Action.CLOSED)
    assert (line.subject_ids, line.actor_id) == ([cast.bjerke_leader.pk], None)


def test_sessions_end_even_if_the_day_is_put_later_again(cast, today, sign_in):
    client = sign_in(cast.bjerke_leader)
    ends(cast.bjerke_leader, today - timedelta(days=1))
    close_access()
    User.objects.filter(pk=cast.bjerke_leader.pk).update(is_active=True, access_ends_on=None)
    assert client.get(reverse("office_list")).status_code == 302


def test_whoever_is_put_out_is_told_so_and_nothing_of_the_session_is_left(cast, sign_in, in_english):
    client = sign_in(cast.imdi)
    client.cookies["django_language"] = "en-gb"
    cast.imdi.is_active = False
    cast.imdi.save()
    page = client.get(reverse("edition_list"), follow=True).content.decode()
    assert "Your access to the portal has ended." in page
    assert SESSION_KEY not in client.session
