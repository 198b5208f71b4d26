"""Passkeys beside the app: set up, shown at sign-in and before something grave, and everything that is not one."""

import json
import time
from uuid import uuid4

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import remove_second_factor
from accounts.forms.passkeys import MOST_LETTERS
from accounts.models import User
from accounts.signing_in.passkeys import MOST, passkeys_of, portal_origin
from accounts.signing_in.stepping_up import proved_lately
from audit.models import Event
from tests.accounts.conftest import PASSWORD, code_for
from tests.accounts.security_key import PRESENT, SecurityKey, asked_for
from tests.accounts.test_signing_in import set_up_second_factor, sign_in_with_password

ADD, STEP, AGAIN = "/account/passkeys/new/", "/account/sign-in/code/", "/account/confirm/passkey/"

NOT_ACCEPTED = "Passnøkkelen ble ikke godtatt"


@pytest.fixture
def leader(cast, give_password) -> User:
    return give_password(cast.bjerke_leader)


def open_add(client: Client):
    """The page that sets one up; the password is asked for again first where that is a while ago."""
    page = client.get(ADD, follow=True)
    if "js_data" not in page.context:
        address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
        page = client.post(address, {"password": PASSWORD}, follow=True)
    return page


def set_up(client: Client, key: SecurityKey, name: str = "My phone"):
    page = open_add(client)
    return client.post(ADD, {"name": name, "credential": key.made(page)})


@pytest.fixture
def key(client, leader) -> SecurityKey:
    """The leader's, set up a moment ago; the leader has signed out again."""
    key = SecurityKey()
    sign_in_with_password(client, leader)
    assert set_up(client, key).status_code == 302
    client.post(reverse("account_logout"))
    return key


def second_step(client: Client, user: User):
    """The page after the password."""
    return client.get(sign_in_with_password(client, user)["Location"])


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def refused(user: User) -> list[str]:
    lines = Event.objects.filter(subject_ids=[user.pk], decision="refused", action="signed_in")
    return list(lines.values_list("reason", flat=True))


@pytest.mark.parametrize("who", ["krem", "bjerke_leader", "mentor"])
def test_a_passkey_alone_is_a_second_factor(client, cast, give_password, who):
    user = give_password(getattr(cast, who))
    sign_in_with_password(client, user)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")
    assert set_up(client, SecurityKey())["Location"] == reverse("mfa_view_recovery_codes")
    assert ADD in client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    assert client.get(reverse("home")).status_code == 200
    assert [passkey.name for passkey in passkeys_of(user)] == ["My phone"]


def test_it_is_asked_for_at_sign_in_and_lets_in(client, leader, key):
    page = second_step(client, leader)
    assert page.context["has_passkey"]
    assert not page.context["has_app"]
    assert client.get(reverse("home"))["Location"] == reverse("about")
    assert client.post(STEP, {"credential": key.shown(page)})["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200
    assert passkeys_of(leader)[0].used_at
    assert Event.objects.filter(action="signed_in", actor_id=leader.pk, decision="permitted").count() == 2


def test_either_of_two_lets_in_and_a_recovery_code_as_before(client, leader):
    key = SecurityKey()
    sign_in_with_password(client, leader)
    secret = set_up_second_factor(client)
    set_up(client, key)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    for given in (lambda page: {"credential": key.shown(page)}, lambda _page: {"code": code_for(secret, 1)},
                  lambda _page: {"code": codes[0]}):  # fmt: skip
        client.post(reverse("account_logout"))
        page = second_step(client, leader)
        assert page.context["has_passkey"]
        assert page.context["has_app"]
        assert client.post(STEP, given(page))["Location"] == reverse("home")


def test_who_has_none_is_not_asked_for_one(client, leader):
    sign_in_with_password(client, leader)
    set_up_second_factor(client)
    client.post(reverse("account_logout"))
    page = second_step(client, leader)
    assert not page.context["has_passkey"]
    assert "data-passkey" not in page.content.decode()
    assert client.post(STEP, {"credential": SecurityKey().shown(page)}).status_code == 200
    assert not is_signed_in(client)


def test_the_browser_is_told_to_verify_who_it_is_for_the_portals_own_host(client, leader, key, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.invalid"
    settings.ALLOWED_HOSTS = ["*"]
    asked = asked_for(second_step(client, leader))
    assert (asked["rpId"], asked["userVerification"]) == ("portal.example.invalid", "required")
    client.get(reverse("about"), headers={"host": "evil.invalid"})
    asked = asked_for(client.get(STEP, headers={"host": "evil.invalid"}))
    assert asked["rpId"] == "portal.example.invalid"


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Portal.example.invalid/", "https://portal.example.invalid"),
        ("https://portal.example.invalid:443", "https://portal.example.invalid"),
        ("https://portal.example.invalid:8443", "https://portal.example.invalid:8443"),
    ],
)
def test_the_origin_is_written_as_browsers_do(settings, address, origin):
    settings.PORTAL_ADDRESS = address
    assert portal_origin() == origin


def test_nothing_is_loosened():
    assert app_settings.WEBAUTHN_USER_VERIFICATION == "required"
    assert not app_settings.WEBAUTHN_ALLOW_INSECURE_ORIGIN
    assert not app_settings.PASSKEY_LOGIN_ENABLED
    assert not app_settings.PASSKEY_SIGNUP_ENABLED
    assert not app_settings.TRUST_ENABLED


WRONG = {
    "another site": {"origin": "https://evil.invalid"},
    "a host below ours": {"origin": "http://sub.localhost:8000"},
    "another port": {"origin": "http://localhost:9999"},
    "https for http": {"origin": "https://localhost:8000"},
    "inside another page": {"crossOrigin": True},
    "another host in the key": {"host": "evil.invalid"},
    "nobody was verified": {"flags": PRESENT},
    "nobody was there": {"flags": 0},
    "another challenge": {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "another kind of answer": {"type": "webauthn.other"},
}


def as_keywords(wrong: dict[str, object]) -> dict[str, object]:
    """`crossOrigin` has another name where it is made."""
    return {"cross_origin" if name == "crossOrigin" else name: value for name, value in wrong.items()}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_answer_that_was_not_made_here_and_now_signs_nobody_in(client, leader, key, wrong):
    page = second_step(client, leader)
    answer = client.post(STEP, {"credential": key.shown(page, **as_keywords(WRONG[wrong]))})
    assert NOT_ACCEPTED in answer.content.decode()
    assert not is_signed_in(client)
    assert refused(leader) == ["wrong passkey"]


@pytest.mark.parametrize("wrong", WRONG)
def test_nor_is_it_set_up(client, leader, wrong):
    sign_in_with_password(client, leader)
    page = open_add(client)
    sent = SecurityKey().made(page, **as_keywords(WRONG[wrong]))
    assert NOT_ACCEPTED in client.post(ADD, {"name": "x", "credential": sent}).content.decode()
    assert not Authenticator.objects.exists()


def test_an_answer_is_good_once(client, leader, key):
    page = second_step(client, leader)
    sent = {"credential": key.shown(page)}
    assert client.post(STEP, sent).status_code == 302
    client.post(reverse("account_logout"))
    second_step(client, leader)
    assert client.post(STEP, sent).context["webauthn_form"].errors
    assert not is_signed_in(client)
    # Nor in another browser that waits for the same.
    other = Client()
    page = second_step(other, leader)
    second_step(client, leader)
    assert client.post(STEP, {"credential": key.shown(page)}).status_code == 200
    assert not is_signed_in(client)


def test_a_made_answer_is_good_once(client, leader):
    sign_in_with_password(client, leader)
    sent = {"name": "x", "credential": SecurityKey().made(open_add(client))}
    assert client.post(ADD, sent).status_code == 302
    open_add(client)
    assert client.post(ADD, sent).context["form"].errors
    assert len(passkeys_of(leader)) == 1


def test_somebody_elses_passkey_signs_nobody_in(client, cast, give_password, leader, key):
    other, theirs = give_password(cast.ullern_leader), SecurityKey()
    browser = Client()
    sign_in_with_password(browser, other)
    set_up(browser, theirs)
    page = second_step(client, leader)
    assert client.post(STEP, {"credential": theirs.shown(page)}).context["webauthn_form"].errors
    # Nor with one's own signature under the other's name, or the other way round.
    page = client.get(STEP)
    theirs.id, key.id = key.id, theirs.id
    for forged in (theirs, key):
        assert client.post(STEP, {"credential": forged.shown(page)}).context["webauthn_form"].errors
        page = client.get(STEP)
    assert not is_signed_in(client)
    assert refused(leader) == ["wrong passkey"] * 3


def test_five_wrong_ones_close_the_step_for_a_while(client, leader, key):
    for _again in range(5):
        page = second_step(client, leader)
        client.post(STEP, {"credential": SecurityKey().shown(page)})
    page = second_step(client, leader)
    assert client.post(STEP, {"credential": key.shown(page)}).status_code == 200
    assert not is_signed_in(client)


NONSENSE = [
    "", "x", "null", "[]", "1", '"x"', "{}", '{"id": "x"}', '{"rawId": 1, "response": {}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "AA", "attestationObject": "AA"}}',
    '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": ""}}',
    "[" * MOST_LETTERS, "x" * (MOST_LETTERS + 1), '"\\u0000"',
]  # fmt: skip


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_refused_in_words(client, leader, key, sent):
    second_step(client, leader)
    page = client.post(STEP, {"credential": sent})
    assert NOT_ACCEPTED in page.content.decode()
    client.post(STEP, {"credential": key.shown(page)})
    open_add(client)
    page = client.post(ADD, {"name": "x", "credential": sent})
    assert NOT_ACCEPTED in page.content.decode()
    assert page.context["form"].data["name"] == "x"


def test_of_what_is_sent_only_the_key_is_kept(client, leader):
    sign_in_with_password(client, leader)
    sent = json.loads(SecurityKey().made(open_add(client))) | {
        "more": "\0 anything",
        "clientExtensionResults": {},
    }
    assert client.post(ADD, {"credential": json.dumps(sent)}).status_code == 302
    row = Authenticator.objects.get(type="webauthn")
    assert set(row.data) == {"name", "credential"}
    assert set(row.data["credential"]) == {"type", "id", "rawId", "response"}
    # A name that nobody gave is given.
    assert row.data["name"].endswith(" 1")


def test_there_is_an_end_to_how_many_one_has(client, leader):
    sign_in_with_password(client, leader)
    answers = [set_up(client, SecurityKey()).status_code for _each in range(MOST + 1)]
    assert answers == [302] * MOST + [200]
    assert len(passkeys_of(leader)) == MOST


def test_it_is_shown_again_before_something_grave(client, leader, key, monkeypatch):
    client.post(STEP, {"credential": key.shown(second_step(client, leader))})
    later = time.time() + 3600
    monkeypatch.setattr("time.time", lambda: later)
    request = type("Request", (), {"session": client.session, "user": leader})
    assert not proved_lately(request)
    page = client.get(f"{AGAIN}?next=/account/sessions/")
    wrong = client.post(AGAIN, {"credential": SecurityKey().shown(page)})
    assert NOT_ACCEPTED in wrong.content.decode()
    request.session = client.session
    assert not proved_lately(request)
    sent = {"credential": key.shown(wrong), "next": "/account/sessions/"}
    assert client.post(AGAIN, sent)["Location"] == "/account/sessions/"
    request.session = client.session
    assert proved_lately(request)
    assert refused(leader) == ["wrong passkey"]


def test_a_session_opened_with_the_password_alone_ends(client, leader):
    somebody_else = Client()
    sign_in_with_password(somebody_else, leader)
    sign_in_with_password(client, leader)
    set_up(client, SecurityKey())
    assert client.get(reverse("home")).status_code == 200
    assert somebody_else.get(reverse("home"))["Location"] == reverse("about")


def test_the_last_one_leaves_nothing_behind_and_another_must_be_set_up(client, leader):
    sign_in_with_password(client, leader)
    for name in ("one", "two"):
        set_up(client, SecurityKey(), name)
    for name, left in (("one", ["two"]), ("two", [])):
        [passkey] = [each for each in passkeys_of(leader) if each.name == name]
        address = reverse("mfa_remove_webauthn", args=[passkey.id])
        assert client.get(address).status_code == 200
        assert client.post(address)["Location"] == reverse("mfa_index")
        assert [each.name for each in passkeys_of(leader)] == left
        assert Authenticator.objects.filter(type="recovery_codes").exists() is bool(left)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")
    lines = Event.objects.filter(subject="second factor", subject_ids=[leader.pk]).values_list(
        "reason", flat=True
    )
    assert sorted(lines) == ["passkey added"] * 2 + ["passkey removed by oneself"] * 2


def test_it_is_called_what_its_owner_wants(client, leader):
    sign_in_with_password(client, leader)
    set_up(client, SecurityKey())
    [passkey] = passkeys_of(leader)
    address = reverse("mfa_edit_webauthn", args=[passkey.id])
    assert client.get(address).context["form"].initial["name"] == "My phone"
    assert client.post(address, {"name": "x" * 61}).context["form"].errors
    assert client.post(address, {"name": "<b>Home</b>"})["Location"] == reverse("mfa_index")
    assert "&lt;b&gt;Home&lt;/b&gt;" in client.get(reverse("mfa_index")).content.decode()


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_nobody_elses_is_there(client, cast, give_password, leader, key, name):
    [passkey] = passkeys_of(leader)
    browser = Client()
    sign_in_with_password(browser, give_password(cast.krem))
    set_up(browser, SecurityKey())
    for pk in (passkey.id, uuid4()):
        assert browser.get(reverse(name, args=[pk])).status_code == 404
        assert browser.post(reverse(name, args=[pk]), {"name": "mine"}).status_code == 404
        assert Event.objects.filter(subject="passkey", subject_ids=[pk], decision="refused").count() == 2
    assert [each.name for each in passkeys_of(leader)] == ["My phone"]


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "mentor", "imdi"])
def test_the_database_tells_nobody_elses(cast, leader, key, scope_for, who):
    with scope_for(getattr(cast, who)):
        assert passkeys_of(leader) == []
        assert not Authenticator.objects.update(data={"name": "mine", "credential": {}})
        assert not Authenticator.objects.all().delete()[0]
    assert len(passkeys_of(leader)) == 1


def test_who_has_lost_it_is_let_begin_anew_by_two_of_krem(cast, client, leader, key):
    colleague = User.objects.create_user("two@example.invalid", name="Two", role="krem_staff", is_staff=True)
    remove_second_factor(user=leader, by=colleague, now=timezone.now())
    assert remove_second_factor(user=leader, by=cast.krem, now=timezone.now())
    assert passkeys_of(leader) == []


def test_the_pages_are_whole_and_say_what_they_need(client, leader):
    sign_in_with_password(client, leader)
    set_up(client, SecurityKey())
    [passkey] = passkeys_of(leader)
    for path in (ADD, AGAIN, reverse("mfa_index"), reverse("mfa_remove_webauthn", args=[passkey.id])):
        page = client.get(path).content.decode()
        assert "⟪undefined" not in page, path
        assert ("data-without-script" in page) is (path in (ADD, AGAIN)), path
