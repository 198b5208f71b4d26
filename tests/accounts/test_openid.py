"""Sign-in by an identity provider, against one that runs as a process of its own. What it proves opens one account."""

import logging
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.accounts import remove_second_factor
from accounts.models import Identity, User
from accounts.scope import acting_for
from accounts.signing_in import openid, openid_servers
from accounts.signing_in.stepping_up import proved_lately
from audit.models import Event
from tests.accounts.openid import (
    GO,
    at_provider,
    changed,
    come_back,
    set_out,
    there_and_back,
)
from tests.conftest import give_second_factor, prove
from tests.owner import as_owner, everything_stored

PID, MAIL = "20914695016", "planted.address@example.invalid"


@pytest.fixture
def connected(provider, cast, sign_in, client):
    """Somebody who has connected the account, and has signed out again."""

    def connect(user: User) -> User:
        client = sign_in(user)
        assert there_and_back(client)["Location"] == reverse("mfa_index")
        client.post(reverse("account_logout"))
        return user

    return connect


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def connections_kept() -> list[str]:
    """Nobody but their owners sees them, the portal itself neither."""
    return as_owner("SELECT subject_hash::text FROM accounts_identity")


def refusals() -> list[str]:
    return [line.reason for line in Event.objects.filter(decision="refused").order_by("at", "pk")]


def test_whoever_has_connected_the_account_signs_in(client, connected, cast):
    connected(cast.imdi)
    key = client.session.session_key
    answer = there_and_back(client)
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("edition_list")).status_code == 200
    assert client.session.session_key != key
    said = (
        Event.objects.filter(subject_ids=[cast.imdi.pk])
        .order_by("at")
        .values_list("subject", "action", "reason")
    )
    assert list(said) == [
        ("identity", "recorded", "connected"),
        ("user", "signed_in", "by an identity provider"),
    ]


def test_what_is_asked_of_a_provider(client, provider, cast):
    there_and_back(client)
    [went, token] = [asked for asked in provider.asked if asked["at"] in {"authorize", "token"}]
    assert went["scope"] == "openid"
    assert (went["acr_values"], went["ui_locales"]) == ("high substantial", "nb")
    assert went["redirect_uri"] == "http://localhost:8000/account/sign-in/with/test/return/"
    assert went["code_challenge_method"] == "S256"
    # The secret of the client travels in the head, and no other way.
    assert "client_secret" not in token


def test_a_level_that_counts_stands_for_the_second_factor(client, connected, cast):
    connected(cast.bjerke_leader)
    assert there_and_back(client)["Location"] == reverse("home")
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 200


def test_a_lower_level_is_asked_for_the_portals_own(client, connected, cast):
    connected(cast.bjerke_leader)
    lower = changed(set_out(client), acr_values="substantial")
    assert come_back(client, at_provider(lower))["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 302


def test_whoever_has_no_second_factor_sets_one_up_whatever_the_provider_says(client, connected, cast):
    """Else the password alone would open the account, and let its thief set one up."""
    user = connected(cast.bjerke_leader)
    as_owner("DELETE FROM mfa_authenticator WHERE user_id = %s", [user.pk])
    there_and_back(client)
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("asked", ["low", "", None])
def test_a_level_taken_out_of_the_address_opens_nothing(client, connected, cast, asked):
    connected(cast.imdi)
    answer = come_back(client, at_provider(changed(set_out(client), acr_values=asked)))
    assert answer.status_code == 400
    assert "ikke sikker nok" in answer.content.decode()
    assert not is_signed_in(client)
    assert refusals() == ["test: level"]


@pytest.mark.parametrize("said", [["c1"], "c1"])
def test_a_level_may_stand_elsewhere_as_at_entra(client, connected, cast, provider, settings, said):
    connected(cast.bjerke_leader)
    settings.OPENID_PROVIDERS = {
        "test": provider.settings(level_claim="acrs", levels=("c1",), second_factor=("c1",))
    }
    provider.told(claims={"acrs": said, "acr": None})
    assert there_and_back(client)["Location"] == reverse("home")
    [went] = [asked for asked in provider.asked if asked["at"] == "authorize"]
    assert '"acrs": {"essential": true, "values": ["c1"]}' in went["claims"]
    provider.told(claims={"acrs": ["c2", {"x": 1}], "acr": "c1"})
    assert there_and_back(Client()).status_code == 400


WRONG_TOKENS = {
    "another nonce": ({"claims": {"nonce": "n" * 43}}, "nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "token: MissingRequiredClaimError"),
    "another issuer": ({"claims": {"iss": "https://else.example.invalid"}}, "token: InvalidIssuerError"),
    "no issuer": ({"claims": {"iss": None}}, "token: MissingRequiredClaimError"),
    "another audience": ({"claims": {"aud": "somebody else"}}, "token: InvalidAudienceError"),
    "no audience": ({"claims": {"aud": None}}, "token: MissingRequiredClaimError"),
    "for several": ({"claims": {"aud": ["krem portal", "other"]}}, "token: for several"),
    "given to another": ({"claims": {"azp": "other"}}, "token: given to another"),
    "run out": ({"claims": {"exp": 1}}, "token: ExpiredSignatureError"),
    "without an end": ({"claims": {"exp": None}}, "token: MissingRequiredClaimError"),
    "from tomorrow": ({"claims": {"iat": 9_999_999_999}}, "token: ImmatureSignatureError"),
    "no subject": ({"claims": {"sub": None}}, "token: MissingRequiredClaimError"),
    "empty subject": ({"claims": {"sub": ""}}, "token: no subject"),
    "not signed": ({"sign": "none"}, "token: InvalidAlgorithmError"),
    "signed with our secret": ({"sign": "HS256"}, "token: InvalidAlgorithmError"),
    "signed with a secret that is published": (
        {"keys": ["one", "shared"], "kid": "shared", "sign": "HS256"},
        "token: InvalidAlgorithmError",
    ),
    "signed by another": ({"sign": "foreign"}, "token: InvalidSignatureError"),
    "of an unknown key": ({"kid": "two"}, "key"),
    "of one of two keys": ({"keys": ["one", "two"], "sign": "unnamed"}, "key"),
    "of another than the one key": ({"kid": "two", "sign": "unnamed"}, "token: InvalidSignatureError"),
    "no token": ({"token": "x.y.z"}, "token: DecodeError"),
    "refused": ({"token_status": 400}, "code"),
    "of another issuer's page": ({"answer": {"iss": "https://else.example.invalid"}}, "another issuer"),
    "an error": ({"error": "server_error"}, "error of the provider"),
    "cancelled": ({"error": "access_denied"}, "cancelled"),
    "a number as subject": ({"claims": {"sub": PID}}, "subject"),
    "the number as subject": ({"claims": {"sub": "x1", "pid": "x1"}}, "subject"),
}


@pytest.mark.parametrize("wrong", WRONG_TOKENS)
def test_nothing_else_opens_anything(client, connected, cast, provider, wrong):
    connected(cast.imdi)
    told, reason = WRONG_TOKENS[wrong]
    openid_servers.forget()
    provider.told(**told)
    answer = there_and_back(client)
    assert answer.status_code == 400
    assert not is_signed_in(client)
    assert refusals() == [f"test: {reason}"]
    # And the way is used up.
    provider.told()
    assert there_and_back(client)["Location"] == reverse("home")


def test_a_new_key_of_the_providers_is_fetched(client, connected, cast, provider):
    connected(cast.imdi)
    provider.told(keys=["one", "two"], kid="two")
    assert there_and_back(client)["Location"] == reverse("home")
    there_and_back(Client())
    assert [asked["at"] for asked in provider.asked].count("keys") == 1


def test_a_token_need_not_name_the_one_key(client, connected, cast, provider):
    connected(cast.imdi)
    provider.told(sign="unnamed")
    assert there_and_back(client)["Location"] == reverse("home")


def test_a_way_back_is_good_once_in_the_browser_that_set_out(client, connected, cast):
    connected(cast.imdi)
    back = at_provider(set_out(client))
    # Somebody else's browser, with a way of its own under way or without: nobody is signed in as another.
    other = Client()
    assert come_back(other, back).status_code == 400
    set_out(other)
    assert come_back(other, back).status_code == 400
    assert not is_signed_in(other)
    assert client.head(back.partition("8000")[2]).status_code == 405
    assert come_back(client, back)["Location"] == reverse("home")
    client.post(reverse("account_logout"))
    assert come_back(client, back).status_code == 400
    assert not is_signed_in(client)
    assert refusals() == ["test: nothing under way", "test: state", "test: nothing under way"]


@pytest.mark.parametrize("state", [None, "", "x", "æ" * 43])
def test_a_way_back_tells_the_state_it_was_given(client, connected, cast, state):
    connected(cast.imdi)
    assert come_back(client, changed(at_provider(set_out(client)), state=state)).status_code == 400
    assert not is_signed_in(client)


def test_somebody_elses_code_is_worth_nothing_here(client, connected, cast):
    """A code that was stolen, or put under: the provider is shown the wrong proof of who set out (PKCE)."""
    connected(cast.imdi)
    stolen = dict([part.split("=") for part in at_provider(set_out(Client())).partition("?")[2].split("&")])
    own = at_provider(set_out(client))
    assert come_back(client, changed(own, code=stolen["code"])).status_code == 400
    assert not is_signed_in(client)
    assert refusals() == ["test: code"]


def test_a_way_runs_out(client, connected, cast, monkeypatch):
    connected(cast.imdi)
    back = at_provider(set_out(client))
    now = time.time()
    monkeypatch.setattr(openid.time, "time", lambda: now + openid.WAITS + 1)
    assert come_back(client, back).status_code == 400
    assert refusals() == ["test: too late"]


def test_one_providers_answer_does_not_do_for_another(client, connected, cast, provider, settings):
    connected(cast.imdi)
    settings.OPENID_PROVIDERS = {"test": provider.settings(), "other": provider.settings(key="other")}
    back = at_provider(set_out(client)).replace("/test/", "/other/")
    assert come_back(client, back).status_code == 400
    assert refusals() == ["test: another provider".replace("test", "other")]


def test_whoever_is_not_connected_gets_no_account(client, provider, cast):
    people = User.objects.count()
    answer = there_and_back(client)
    assert answer.status_code == 400
    assert "ingen konto i portalen er koblet til" in answer.content.decode()
    assert not is_signed_in(client)
    assert (User.objects.count(), connections_kept()) == (people, [])
    assert refusals() == ["test: unknown"]


def test_an_address_is_no_proof(client, provider, cast):
    provider.told(
        claims={"email": cast.imdi.email, "email_verified": True, "preferred_username": cast.imdi.email}
    )
    assert there_and_back(client).status_code == 400
    assert not is_signed_in(client)


def test_the_same_subject_of_another_issuer_is_somebody_else(client, connected, cast, provider):
    connected(cast.imdi)
    as_owner("UPDATE accounts_identity SET issuer = 'https://else.example.invalid'")
    assert there_and_back(client).status_code == 400


@pytest.mark.parametrize(
    "closed",
    [{"is_active": False}, {"access_ends_on": timezone.localdate() - timedelta(days=1)}, {"is_demo": True}],
    ids=str,
)
def test_a_closed_account_stays_closed(client, connected, cast, closed):
    connected(cast.imdi)
    User.objects.filter(pk=cast.imdi.pk).update(**closed)
    assert there_and_back(client)["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)
    assert refusals() == ["test: closed account"]


def test_nothing_of_what_a_provider_tells_is_kept(client, connected, cast, provider, caplog):
    caplog.set_level(logging.DEBUG)
    told = {"pid": PID, "email": MAIL, "name": "Planta Navnesen", "sub": "the-subject-itself", "auth_time": 1}
    provider.told(claims=told)
    connected(cast.imdi)
    assert there_and_back(client)["Location"] == reverse("home")
    session = str(dict(client.session.items()))
    provider.told(claims=told | {"sub": PID})
    assert there_and_back(Client()).status_code == 400
    provider.told(claims=told, error="server_error")
    assert there_and_back(Client()).status_code == 400
    unpacked = "".join(str(openid_session(data)) for data in as_owner("SELECT data FROM accounts_session"))
    for secret in (PID, MAIL, "Planta", "the-subject-itself", "a" * 40, "r" * 40):
        assert secret not in everything_stored() + session + unpacked + caplog.text, secret
    assert openid.PENDING not in client.session
    [kept] = connections_kept()
    assert len(kept) == 64


def openid_session(data: str) -> dict:
    from accounts.signing_in.sessions import SessionStore  # noqa: PLC0415 - needs the apps

    return SessionStore().decode(data)


def test_what_the_provider_asked_long_ago_is_no_new_proof(client, connected, cast, provider, rf):
    connected(cast.krem)
    for asked_at, is_new in ((None, False), (int(time.time()) - 3600, False), (int(time.time()), True)):
        provider.told(claims={"auth_time": asked_at})
        assert there_and_back(client)["Location"] == reverse("home")
        request = rf.get("/")
        request.session, request.user = client.session, cast.krem
        assert proved_lately(request) is is_new
        client.post(reverse("account_logout"))


def test_the_page_that_was_asked_for_comes_after_it_and_no_other_site(client, connected, cast):
    connected(cast.imdi)
    wanted = reverse("edition_list")
    assert there_and_back(client, next=wanted)["Location"] == wanted
    client.post(reverse("account_logout"))
    assert there_and_back(client, next="https://else.example.invalid/")["Location"] == reverse("home")


def test_two_of_krem_who_remove_a_second_factor_disconnect_too(connected, cast, client):
    leader = connected(cast.bjerke_leader)
    colleague = User.objects.create_user("two@example.invalid", name="x", role="krem_staff", is_staff=True)
    remove_second_factor(user=leader, by=colleague, now=timezone.now())
    assert connections_kept()
    assert remove_second_factor(user=leader, by=cast.krem, now=timezone.now())
    assert not connections_kept()
    assert there_and_back(client).status_code == 400


def test_whoever_is_signed_in_already_is_not_signed_in_as_another(connected, cast, client):
    connected(cast.imdi)
    back = at_provider(set_out(client))
    give_second_factor(cast.krem)
    pending = client.session[openid.PENDING]
    client.force_login(cast.krem, backend="accounts.backends.OpenAccess")
    prove(client, cast.krem)
    session = client.session
    session[openid.PENDING] = pending
    session.save()
    assert come_back(client, back)["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(cast.krem.pk)


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "mentor", "imdi"])
def test_nobody_sees_or_takes_what_another_has_connected(connected, cast, who):
    connected(cast.bjerke_leader)
    with acting_for(getattr(cast, who)):
        assert not Identity.objects.exists()
        assert not Identity.objects.update(used_at=None)
        assert not Identity.objects.all().delete()[0]
    with acting_for(cast.bjerke_leader):
        assert Identity.objects.count() == 1


def test_without_a_provider_there_is_nothing(client, cast, settings):
    settings.OPENID_PROVIDERS = {}
    assert GO not in client.get(reverse("account_login")).content.decode()
    assert client.post(GO).status_code == 404
