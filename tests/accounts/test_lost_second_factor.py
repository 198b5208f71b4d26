"""Somebody has lost the phone and the recovery codes: KREM lets them start anew, and they are told."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import remove_second_factor
from accounts.models import Letter, User
from audit.actions import NotPermitted, Refused
from audit.enums import Action, Decision
from audit.models import Event
from tests.conftest import give_second_factor

CHANGELIST = "admin:accounts_user_changelist"


@pytest.fixture
def colleague(cast) -> User:
    return User.objects.create_user("two@example.invalid", name="Second", role="krem_staff", is_staff=True)


@pytest.fixture
def leader(cast):
    give_second_factor(cast.bjerke_leader)
    return cast.bjerke_leader


def test_the_next_sign_in_sets_up_a_new_one_and_open_sessions_end(cast, leader, colleague, sign_in):
    client = sign_in(leader)
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 200
    assert not remove_second_factor(user=leader, by=colleague, now=timezone.now())
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 200
    assert remove_second_factor(user=leader, by=cast.krem, now=timezone.now())
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk]))["Location"].startswith(
        reverse("account_login")
    )
    client.force_login(leader, backend="accounts.backends.OpenAccess")
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk]))["Location"] == reverse(
        "mfa_activate_totp"
    )
    assert Letter.objects.get().to == leader.email
    line = Event.objects.get(subject="second factor", action=Action.CLOSED)
    assert (line.action, line.actor_id, line.subject_ids) == (Action.CLOSED, cast.krem.pk, [leader.pk])


@pytest.mark.parametrize("by", ["bjerke_leader", "ullern_leader", "imdi", "mentor"])
def test_only_krem_removes_it(cast, leader, by):
    with pytest.raises(NotPermitted):
        remove_second_factor(user=leader, by=getattr(cast, by), now=timezone.now())
    assert Authenticator.objects.filter(user=leader).exists()
    assert Event.objects.get(subject="second factor").decision == Decision.REFUSED


def test_nobody_lifts_their_own_lock(cast):
    give_second_factor(cast.krem)
    with pytest.raises(NotPermitted):
        remove_second_factor(user=cast.krem, by=cast.krem, now=timezone.now())
    assert Authenticator.objects.filter(user=cast.krem).exists()


def test_where_there_is_none_nothing_is_removed(cast):
    with pytest.raises(Refused):
        remove_second_factor(user=cast.imdi, by=cast.krem, now=timezone.now())
    assert not Letter.objects.exists()


def test_krem_is_asked_first(cast, leader, colleague, sign_in):
    remove_second_factor(user=leader, by=colleague, now=timezone.now())
    client = sign_in(cast.krem)
    data = {"action": "remove_second_factors", "_selected_action": [leader.pk, cast.krem.pk]}
    page = client.post(reverse(CHANGELIST), data)
    assert page.context["possible"] == [leader]
    assert Authenticator.objects.filter(user=leader).exists()
    client.post(reverse(CHANGELIST), data | {"confirmed": "yes"})
    assert not Authenticator.objects.filter(user=leader).exists()
    assert Authenticator.objects.filter(user=cast.krem).exists()
