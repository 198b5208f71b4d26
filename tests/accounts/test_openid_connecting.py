"""Connecting an account with an identity provider, providers that are away, and how they are told to the portal."""

import re
import time
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.identities import disconnect_identity
from accounts.models import Identity
from accounts.openid_providers import read_providers
from accounts.scope import acting_for
from accounts.signing_in import openid_servers
from audit.actions import NotPermitted
from audit.models import Event
from tests.accounts.openid import (
    CONNECT,
    GO,
    at_provider,
    come_back,
    set_out,
    there_and_back,
)
from tests.accounts.test_signing_in import sign_in_with_password
from tests.conftest import give_second_factor, prove
from tests.owner import as_owner

SECOND_FACTOR = reverse("mfa_index")


def how_many() -> int:
    return len(as_owner("SELECT id::text FROM accounts_identity"))


def own(user) -> Identity:
    with acting_for(user):
        return Identity.objects.of(user).get()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_left_open_connects_nothing(cast, sign_in, provider, method):
    client = sign_in(cast.bjerke_leader)
    prove(client, cast.bjerke_leader, at=time.time() - 301)
    answer = getattr(client, method)(CONNECT)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert provider.asked == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_has_yet_to_set_up_a_second_factor_connects_nothing(cast, client, provider, method):
    """Else somebody with the password alone could."""
    client.force_login(cast.bjerke_leader, backend="accounts.backends.OpenAccess")
    prove(client, cast.bjerke_leader)
    assert getattr(client, method)(CONNECT)["Location"] == reverse("mfa_activate_totp")
    assert provider.asked == []


def test_a_level_too_low_connects_nothing(cast, sign_in, provider):
    provider.told(claims={"acr": "low"})
    answer = there_and_back(sign_in(cast.bjerke_leader))
    assert "Ingenting er koblet til" in answer.content.decode()
    assert how_many() == 0
    line = Event.objects.get(decision="refused")
    assert (line.actor_id, line.reason) == (cast.bjerke_leader.pk, "test: level")


def test_one_identity_opens_one_account(cast, sign_in, provider):
    there_and_back(sign_in(cast.bjerke_leader))
    page = sign_in(cast.ullern_leader).get(there_and_back(sign_in(cast.ullern_leader))["Location"])
    assert "allerede koblet til en konto" in page.content.decode()
    assert how_many() == 1
    with acting_for(cast.ullern_leader):
        assert not Identity.objects.exists()


def test_what_one_person_set_out_for_another_does_not_get(cast, sign_in, provider):
    """Whoever signs in to a browser in which a way is under way."""
    client = sign_in(cast.bjerke_leader)
    back = at_provider(set_out(client))
    pending = client.session["openid"]
    client = sign_in(cast.ullern_leader)
    session = client.session
    session["openid"] = pending
    session.save()
    assert come_back(client, back).status_code == 400
    assert how_many() == 0
    assert Event.objects.get(decision="refused").reason == "test: another account"


def test_signing_out_on_the_way_connects_nothing(cast, sign_in, provider):
    client = sign_in(cast.bjerke_leader)
    back = at_provider(set_out(client))
    client.post(reverse("account_logout"))
    assert come_back(client, back).status_code == 400
    assert how_many() == 0


def test_it_is_shown_and_taken_away_by_its_owner(cast, sign_in, provider):
    client = sign_in(cast.bjerke_leader)
    assert CONNECT in client.get(SECOND_FACTOR).content.decode()
    there_and_back(client)
    page = client.get(SECOND_FACTOR).content.decode()
    assert "Prøveporten" in page
    address = reverse("account_disconnect_identity", args=[own(cast.bjerke_leader).pk])
    assert address in page
    assert CONNECT not in page
    prove(client, cast.bjerke_leader, at=time.time() - 301)
    assert client.post(address)["Location"].startswith(reverse("account_reauthenticate"))
    assert how_many() == 1
    prove(client, cast.bjerke_leader)
    assert "Prøveporten" in client.get(address).content.decode()
    assert how_many() == 1
    assert client.post(address)["Location"] == SECOND_FACTOR
    assert how_many() == 0
    said = Event.objects.filter(subject="identity").order_by("at").values_list("reason", flat=True)
    assert list(said) == ["connected", "disconnected by oneself"]
    assert there_and_back(Client()).status_code == 400


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "imdi"])
def test_nobody_takes_away_anothers(cast, sign_in, provider, who):
    there_and_back(sign_in(cast.bjerke_leader))
    identity, other = own(cast.bjerke_leader), getattr(cast, who)
    client = sign_in(other)
    for answer in (client.get, client.post):
        assert answer(reverse("account_disconnect_identity", args=[identity.pk])).status_code == 404
    with pytest.raises(NotPermitted):
        disconnect_identity(identity=identity, by=other)
    assert how_many() == 1


def test_a_provider_that_is_not_used_any_more_is_shown_by_its_address(cast, sign_in, provider, settings):
    client = sign_in(cast.bjerke_leader)
    there_and_back(client)
    settings.OPENID_PROVIDERS = {}
    assert provider.issuer in client.get(SECOND_FACTOR).content.decode()


def test_forms_may_lead_to_the_provider_from_the_pages_that_have_one(
    cast, client, sign_in, provider, settings
):
    settings.OPENID_PROVIDERS = {"test": provider.settings(origins=("https://login.example.invalid",))}

    def leads_to(path: str) -> set[str]:
        policy = client.get(path)["Content-Security-Policy"]
        return set(re.search(r"form-action ([^;]*)", policy)[1].split())

    there = {"'self'", provider.issuer, "https://login.example.invalid"}
    assert leads_to(reverse("account_login")) == there
    assert leads_to(reverse("about")) == {"'self'"}
    sign_in(cast.bjerke_leader)
    assert leads_to(CONNECT) == there
    assert leads_to(SECOND_FACTOR) == {"'self'"}


def test_the_sign_in_page_leads_there_with_the_page_that_was_asked_for(client, cast, provider):
    page = client.get(reverse("account_login"), {"next": "/editions/"}).content.decode()
    assert f'action="{GO}"' in page
    assert page.count('value="/editions/"') == 2
    assert "Logg inn med Prøveporten" in page


AWAY = {
    "no https": {"authorization_endpoint": "http://else.example.invalid/"},
    "another origin": {"authorization_endpoint": "http://127.0.0.1:9/authorize"},
    "another issuer": {"issuer": "https://else.example.invalid"},
    "nothing": {"authorization_endpoint": None},
}


@pytest.mark.parametrize("away", AWAY)
def test_what_a_provider_publishes_must_fit(client, cast, provider, away, caplog):
    provider.told(configuration=AWAY[away])
    answer = client.post(GO)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "svarer ikke" in answer.content.decode()
    assert "Nobody signs in by test" in caplog.text


@pytest.mark.parametrize("changed", ["token_endpoint", "jwks_uri"])
def test_secrets_and_keys_travel_by_https(client, cast, provider, changed, caplog):
    back = at_provider(set_out(client))
    openid_servers.forget()
    provider.told(configuration={changed: "http://else.example.invalid/"})
    assert come_back(client, back).status_code == 503
    assert f"{changed} is no https address" in caplog.text


@pytest.mark.parametrize("told", [{"token_status": 500}, {"token_status": 302}, {"keys": []}], ids=str)
def test_a_provider_that_is_away_on_the_way_back_is_told(client, cast, provider, told):
    provider.told(**told)
    answer = there_and_back(client)
    assert answer.status_code == 503
    assert "_auth_user_id" not in client.session


def test_a_provider_that_is_gone_is_told(client, cast, provider, settings):
    settings.OPENID_PROVIDERS = {"test": provider.settings(issuer="http://127.0.0.1:9")}
    assert client.post(GO).status_code == 503


FILE = """
[ansattporten]
name = "Ansattporten"
issuer = "https://ansattporten.example.invalid"
client_id = "krem"
client_secret = "secret"
levels = ["high", "substantial"]
second_factor = ["high"]
origins = ["https://login.ansattporten.example.invalid"]
"""


def read(tmp_path, text: str):
    file = tmp_path / "openid.toml"
    file.write_text(text)
    return read_providers(str(file), is_local=False)


def test_a_file_says_who_may_say_who_somebody_is(tmp_path):
    [provider] = read(tmp_path, FILE).values()
    assert provider.levels == ("high", "substantial")
    assert provider.level_claim == "acr"
    assert provider.form_action == [
        "https://ansattporten.example.invalid",
        "https://login.ansattporten.example.invalid",
    ]
    # What is printed by mistake does not tell it.
    assert '"secret"' not in repr(provider)
    assert read_providers("", is_local=False) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no provider"),
        ("x", "cannot be read"),
        (FILE.replace('client_id = "krem"\n', ""), "are needed"),
        (
            FILE.replace('levels = ["high", "substantial"]\n', "").replace('second_factor = ["high"]\n', ""),
            "are needed",
        ),
        (FILE.replace('"krem"', '" "'), "client_id is not"),
        (FILE.replace('["high"]', '"high"'), "second_factor is not"),
        (FILE.replace('"secret"', "7"), "client_secret is not"),
        (FILE.replace('["high"]', '["highest"]'), "one of levels"),
        (FILE.replace("https://ansattporten", "http://ansattporten"), "https"),
        (FILE.replace("https://ansattporten.example.invalid", "http://127.0.0.1:9"), "https"),
        (FILE.replace("https://login", "http://login"), "https"),
        (FILE + 'scopes = "openid"\n', "nobody knows scopes"),
        (FILE.replace("[ansattporten]", "[Ansattporten-1]"), "small letters"),
        (FILE + FILE.replace("[ansattporten]", "[entra]"), "twice"),
    ],
    ids=lambda value: value if len(value) < 30 else "file",
)
def test_half_a_provider_is_refused(tmp_path, text, told):
    with pytest.raises(ImproperlyConfigured, match=told):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        read_providers(str(tmp_path / "none.toml"), is_local=True)


def test_the_address_to_come_back_to_is_the_portals_own(client, cast, provider, settings):
    settings.PORTAL_ADDRESS, settings.ALLOWED_HOSTS = "https://portal.example.invalid", ["*"]
    answer = client.post(GO, headers={"host": "else.example.invalid"})
    assert "redirect_uri=https%3A%2F%2Fportal.example.invalid%2F" in urlsplit(answer["Location"]).query


def test_when_it_was_used_last_is_known(cast, sign_in, client, provider):
    there_and_back(sign_in(cast.imdi))
    client.post(reverse("account_logout"))
    before = timezone.now()
    as_owner("UPDATE accounts_identity SET used_at = NULL")
    there_and_back(client)
    assert own(cast.imdi).used_at >= before


def test_half_way_in_by_a_password_the_provider_alone_says_who_it_is(
    cast, sign_in, client, provider, give_password
):
    """Somebody's password has been shown in this browser, and the second step is waiting."""
    there_and_back(sign_in(cast.imdi))
    client.post(reverse("account_logout"))
    give_second_factor(cast.bjerke_leader)
    provider.told(claims={"sub": "somebody else"})
    for _round in range(2):
        assert sign_in_with_password(client, give_password(cast.bjerke_leader)).status_code == 302
        assert there_and_back(client).status_code in {302, 400}
        provider.told()
    assert client.session["_auth_user_id"] == str(cast.imdi.pk)
    assert Event.objects.get(decision="refused").reason == "test: unknown"
    assert client.get(reverse("participant_list", args=[cast.bjerke.pk])).status_code == 404
