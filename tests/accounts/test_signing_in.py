"""Signing in by the browser's own requests: password, second factor, invitation, forgotten password."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsSilent

from accounts.actions.accounts import invite
from accounts.models import Letter, User
from audit.models import Event
from tests.accounts.conftest import PASSWORD, code_for

SIGN_IN = "/account/sign-in/"


def sign_in_with_password(client: Client, user: User, password: str = PASSWORD):
    return client.post(SIGN_IN, {"login": user.email, "password": password})


def open_set_up(client: Client):
    """The page with the key for an app; the password is asked for again first where that is a while ago."""
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if "password" in page.context["form"].fields:
        page = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
            {"password": PASSWORD},
            follow=True,
        )
    return page


def set_up_second_factor(client: Client) -> str:
    """Connect an app as a person does; gives back its key."""
    secret = open_set_up(client).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def test_imdi_signs_in_with_a_password(client, cast, give_password):
    answer = sign_in_with_password(client, give_password(cast.imdi))
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("edition_list")).status_code == 200
    event = Event.objects.get(action="signed_in")
    assert (event.actor_id, event.subject_ids) == (cast.imdi.pk, [cast.imdi.pk])


def test_a_session_lasts_no_longer_than_the_browser(client, cast, give_password):
    sign_in_with_password(client, give_password(cast.imdi))
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "mentor"])
def test_whoever_sees_people_must_set_up_a_second_factor_first(client, cast, give_password, who):
    sign_in_with_password(client, give_password(getattr(cast, who)))
    for name in ("home", "edition_list", "office_list", "admin:index", "account_change_password"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp"), name
    set_up_second_factor(client)
    assert client.get(reverse("home")).status_code == 200


def test_the_second_factor_is_asked_for_at_the_next_sign_in(client, cast, give_password):
    user = give_password(cast.bjerke_leader)
    sign_in_with_password(client, user)
    secret = set_up_second_factor(client)
    client.post(reverse("account_logout"))
    answer = sign_in_with_password(client, user)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("home"))["Location"] == reverse("about")
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.context["form"].errors
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_a_recovery_code_lets_in_once(client, cast, give_password):
    user = give_password(cast.bjerke_leader)
    sign_in_with_password(client, user)
    set_up_second_factor(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    for answer_is_good in (True, False):
        client.post(reverse("account_logout"))
        sign_in_with_password(client, user)
        answer = client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert (answer.status_code == 302) is answer_is_good


def test_a_session_opened_with_the_password_alone_ends_when_the_second_factor_is_set_up(
    client, cast, give_password
):
    user = give_password(cast.bjerke_leader)
    somebody_else = Client()
    sign_in_with_password(somebody_else, user)
    sign_in_with_password(client, user)
    set_up_second_factor(client)
    assert client.get(reverse("home")).status_code == 200
    assert somebody_else.get(reverse("home"))["Location"] == reverse("about")


def test_a_second_factor_of_ones_own_is_on_record(
    client, cast, give_password, django_capture_on_commit_callbacks
):
    sign_in_with_password(client, give_password(cast.bjerke_leader))
    # What allauth tells of after the transaction of the request is written down all the same.
    with django_capture_on_commit_callbacks(execute=True):
        set_up_second_factor(client)
        client.post(reverse("mfa_deactivate_totp"))
    lines = Event.objects.filter(subject="second factor", subject_ids=[cast.bjerke_leader.pk])
    assert set(lines.values_list("actor_id", "reason")) == {
        (cast.bjerke_leader.pk, "set up"),
        (cast.bjerke_leader.pk, "removed by oneself"),
    }


def test_a_removed_second_factor_must_be_set_up_again(client, cast, give_password):
    sign_in_with_password(client, give_password(cast.bjerke_leader))
    set_up_second_factor(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=cast.bjerke_leader).exists()
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, cast, give_password):
    give_password(cast.imdi)
    wrong = client.post(SIGN_IN, {"login": cast.imdi.email, "password": "wrong"})
    unknown = client.post(SIGN_IN, {"login": "nobody@example.invalid", "password": "wrong"})
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert wrong.status_code == unknown.status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_sixth_wrong_password_is_not_looked_at(client, cast, give_password):
    give_password(cast.imdi)
    for _ in range(5):
        client.post(SIGN_IN, {"login": cast.imdi.email, "password": "wrong"})
    assert sign_in_with_password(client, cast.imdi).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "closed",
    [
        {"is_active": False},
        {"access_ends_on": timezone.localdate() - timedelta(days=1)},
        {"is_demo": True},
    ],
)
def test_a_closed_account_does_not_open(client, cast, give_password, closed):
    give_password(cast.imdi)
    User.objects.filter(pk=cast.imdi.pk).update(**closed)
    answer = sign_in_with_password(client, cast.imdi)
    assert answer["Location"] == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "closed",
    [
        {"is_active": False},
        {"access_ends_on": timezone.localdate() - timedelta(days=1)},
        {"is_demo": True},
    ],
)
def test_closing_an_account_ends_its_sessions(sign_in, cast, closed):
    client = sign_in(cast.imdi)
    assert client.get(reverse("edition_list")).status_code == 200
    User.objects.filter(pk=cast.imdi.pk).update(**closed)
    assert client.get(reverse("edition_list"))["Location"].startswith(SIGN_IN)
    User.objects.filter(pk=cast.imdi.pk).update(is_active=True, access_ends_on=None, is_demo=False)
    assert client.get(reverse("edition_list"))["Location"].startswith(SIGN_IN)


def test_another_role_ends_the_sessions(sign_in, cast):
    client = sign_in(cast.imdi)
    User.objects.filter(pk=cast.imdi.pk).update(role="entrepreneur")
    assert client.get(reverse("edition_list"))["Location"].startswith(SIGN_IN)


def test_the_last_day_is_still_a_day(client, cast, give_password):
    give_password(cast.imdi)
    User.objects.filter(pk=cast.imdi.pk).update(access_ends_on=timezone.localdate())
    assert sign_in_with_password(client, cast.imdi)["Location"] == reverse("home")


def test_demo_users_need_no_second_factor_while_the_demo_is_on(client, cast, give_password, settings):
    settings.DEMO = True
    give_password(cast.bjerke_leader)
    User.objects.filter(pk=cast.bjerke_leader.pk).update(is_demo=True)
    sign_in_with_password(client, cast.bjerke_leader)
    assert client.get(reverse("home")).status_code == 200


def test_others_need_one_in_the_demo_too(client, cast, give_password, settings):
    settings.DEMO = True
    sign_in_with_password(client, give_password(cast.bjerke_leader))
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


def invited(cast) -> tuple[User, str]:
    user = User(email="newcomer@example.invalid", name="New Comer", role="nav_leader")
    user.set_unusable_password()
    user.save()
    invite(user=user, by=cast.krem, now=timezone.now())
    return user, re.search(r"http://[^/]+(/invitation/\S+)", Letter.objects.get().body)[1]


def test_an_invitation_leads_to_a_password_and_the_second_factor(client, cast):
    _user, link = invited(cast)
    answer = client.get(link)
    assert answer["Location"] == reverse("accept_invitation")
    page = client.get(answer["Location"])
    assert "New Comer" in page.content.decode()
    assert link.split("/")[2] not in page.content.decode()
    answer = client.post(
        reverse("accept_invitation"), {"new_password1": PASSWORD, "new_password2": PASSWORD}, follow=True
    )
    assert answer.request["PATH_INFO"] == reverse("mfa_activate_totp")
    assert "password" not in answer.context["form"].fields
    set_up_second_factor(client)
    assert client.get(reverse("home")).status_code == 200


def test_unlike_and_weak_passwords_are_said_so(client, cast):
    user, link = invited(cast)
    client.get(link)
    for first, second in (
        (PASSWORD, PASSWORD + "!"),
        ("short", "short"),
        ("newcomer@example", "newcomer@example"),
    ):
        page = client.post(reverse("accept_invitation"), {"new_password1": first, "new_password2": second})
        assert page.context["form"].errors
    user.refresh_from_db()
    assert not user.has_usable_password()


def closed_page(client: Client, link: str) -> str:
    page = client.get(link, follow=True)
    assert page.status_code == 404
    assert "_auth_user_id" not in client.session
    return re.sub(r'value="[^"]+"', "", page.content.decode())


def test_used_expired_replaced_and_unknown_links_look_alike(client, cast):
    _user, link = invited(cast)
    client.get(link)
    client.post(reverse("accept_invitation"), {"new_password1": PASSWORD, "new_password2": PASSWORD})
    used = closed_page(Client(), link)
    unknown = closed_page(Client(), "/invitation/unknown/")
    assert used == unknown
    assert closed_page(Client(), reverse("accept_invitation")) == unknown


def test_many_links_from_one_place_are_too_many(client, db):
    statuses = [client.get(f"/invitation/guess-{number}/").status_code for number in range(21)]
    assert statuses == [302] * 20 + [429]


def reset_link() -> str:
    return re.search(r"http://[^/]+(/account/password/new/\S+)", Letter.objects.get().body)[1]


def test_a_forgotten_password_is_replaced(client, cast, give_password):
    give_password(cast.imdi)
    answer = client.post(reverse("account_reset_password"), {"email": cast.imdi.email.upper()})
    assert answer["Location"] == reverse("account_reset_password_done")
    page = client.get(reset_link(), follow=True)
    new = "a quite different set of words"
    answer = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    assert sign_in_with_password(client, cast.imdi, new)["Location"] == reverse("home")
    page = Client().get(reset_link(), follow=True)
    assert page.context["token_fail"]


def test_the_link_leads_to_the_portal_whatever_host_was_asked_for(client, cast, give_password, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.invalid"
    settings.ALLOWED_HOSTS = ["*"]
    give_password(cast.imdi)
    client.post(
        reverse("account_reset_password"), {"email": cast.imdi.email}, headers={"host": "evil.invalid"}
    )
    assert "https://portal.example.invalid/account/password/new/" in Letter.objects.get().body
    assert "evil" not in Letter.objects.get().body


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_demo": True}, {"has_password": False}, None])
def test_who_gets_no_letter_gets_the_same_answer(client, cast, give_password, closed):
    give_password(cast.imdi)
    User.objects.filter(pk=cast.imdi.pk).update(**closed or {})
    address = cast.imdi.email if closed else "nobody@example.invalid"
    answer = client.post(reverse("account_reset_password"), {"email": address})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert not Letter.objects.exists()


def test_a_changed_password_ends_the_session(client, cast, give_password):
    sign_in_with_password(client, give_password(cast.imdi))
    new = "a quite different set of words"
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert client.get(reverse("edition_list"))["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
        "account_reset_password_from_key_done",
    ],
)
def test_pages_for_visitors_are_whole(client, db, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert "⟪undefined" not in page.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
    ],
)
def test_pages_about_the_account_are_whole(client, cast, give_password, name):
    sign_in_with_password(client, give_password(cast.bjerke_leader))
    set_up_second_factor(client)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert "⟪undefined" not in page.content.decode()


def test_a_silent_cache_lets_nobody_in_and_says_so(client, cast, give_password, monkeypatch):
    give_password(cast.imdi)

    def silent(*args: object, **kwargs: object) -> None:
        raise RedisIsSilent

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.add", silent)
    answer = sign_in_with_password(client, cast.imdi)
    assert answer.status_code == 503
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("steps", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_one_step_early_or_late(client, cast, give_password, steps, is_good):
    user = give_password(cast.bjerke_leader)
    sign_in_with_password(client, user)
    secret = set_up_second_factor(client)
    client.post(reverse("account_logout"))
    sign_in_with_password(client, user)
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret, steps)})
    assert (answer.status_code == 302) is is_good


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_used_code_is_refused_for_as_long_as_it_would_be_good(client, cast, give_password, steps):
    user = give_password(cast.bjerke_leader)
    sign_in_with_password(client, user)
    code = code_for(set_up_second_factor(client), steps)
    client.post(reverse("account_logout"))
    sign_in_with_password(client, user)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    client.post(reverse("account_logout"))
    # allauth's own memory of it ends after one step.
    cache.delete(Authenticator.objects.get(type="totp").wrap()._get_used_cache_key(code))
    sign_in_with_password(client, user)
    spaced = f" {code[:3]} {code[3:]}"
    assert client.post(reverse("mfa_authenticate"), {"code": spaced}).context["form"].errors
