"""A form never loses what was typed: whatever has become of the session, the text can be sent again."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.unsaved_forms import SESSION_KEY
from clusters.models import Lesson
from tests.conftest import give_second_factor

TEXT = "Dette lærte vi av samarbeidet. " * 28
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def leader(cast):
    """A browser that minds the form's key, signed in."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, cast.bjerke_leader)
    return client


def sign_in(client, user):
    give_second_factor(user)
    client.force_login(user, backend="accounts.backends.OpenAccess")


def written(client) -> tuple[str, dict[str, str]]:
    """A long text in a form whose view takes nothing up again by itself, with the key the form was given."""
    address = reverse("lesson_new")
    page = client.get(address)
    key = str(page.context["csrf_token"])
    return address, {"title": "Om samarbeid", "what": TEXT, "csrfmiddlewaretoken": key}


def test_a_key_that_changed_in_another_tab_loses_nothing(leader):
    address, typed = written(leader)
    for name in list(leader.cookies):
        if name.startswith("csrftoken"):
            leader.cookies[name] = "b" * 32
    answer = leader.post(address, typed, headers=OURS)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Dette lærte vi" in text
    assert f'action="{address}"' in text
    fresh = str(answer.context["csrf_token"])
    again = leader.post(address, {**typed, "csrfmiddlewaretoken": fresh}, headers=OURS)
    assert again.status_code != 403


def test_a_session_that_ended_in_another_tab_loses_nothing(leader, cast):
    address, typed = written(leader)
    leader.logout()
    turned_away = leader.post(address, typed, headers=OURS)
    assert turned_away.status_code == 302
    assert reverse("account_login") in turned_away["Location"]
    assert "Dette" not in str(dict(leader.session))
    sign_in(leader, cast.bjerke_leader)
    page = leader.get(address)
    assert "Dette lærte vi" in page.content.decode()
    assert ("what", TEXT) in page.context["fields"]
    assert SESSION_KEY not in leader.session
    assert not Lesson.objects.exists()


def test_what_another_site_sends_is_not_kept(leader):
    address, typed = written(leader)
    typed["csrfmiddlewaretoken"] = "c" * 64
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.invalid"}, {}):
        answer = leader.post(address, typed, headers=headers)
        assert answer.status_code == 403
        assert "Dette lærte vi" not in answer.content.decode()


def test_no_secret_is_kept(client, cast):
    answer = client.post(reverse("lesson_new"), {"what": TEXT, "old_password": "x"})
    assert answer.status_code == 302
    assert SESSION_KEY not in client.session


def test_nobody_else_gets_what_was_typed(leader, cast):
    address, typed = written(leader)
    leader.logout()
    leader.post(address, typed, headers=OURS)
    stranger = Client()
    sign_in(stranger, cast.krem)
    assert "Dette lærte vi" not in stranger.get(address).content.decode()
