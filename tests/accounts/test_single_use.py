"""What is to be used once is used once, also by two at the same moment; and what is secret stands nowhere."""

import logging
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.actions.accounts import accept_invitation, invite
from accounts.models import Invitation, Letter, User
from accounts.scope import acting_as_system, acting_for
from accounts.signing_in.invitations import hash_of
from audit.actions import Refused
from audit.secret_addresses import INSTEAD, without_secrets
from background.models import Work
from participants.actions.own_page import make_link, open_link
from participants.models import OwnPageLink, Participant
from tests.at_once import at_once
from tests.conftest import make_cast
from tests.owner import as_owner
from tests.rules.addresses import WORDS, addresses

PASSWORD = "fjord and three heron feathers"
AT_ONCE = 3
REFUSED = "refused"
TOKEN = "kq3v0Zr1NfsKc9yTb5mWx3hJd8gPl2eUa6oRi4tQk7z"


def all_at_once(do: Callable[[], object]) -> list[object]:
    """Several browsers at the same moment: what each got, or how it was refused."""
    answers = at_once(*[do] * AT_ONCE, refusals=(Refused,))
    return [REFUSED if isinstance(answer, Refused) else answer for answer in answers]


def test_three_browsers_at_once_open_one_link_once(committed):
    with acting_as_system():
        cast = make_cast()
        person = Participant.objects.create(office=cast.bjerke, reference="B-1", birth_year=1985)
        token = make_link(participant=person, by=cast.bjerke_leader, now=timezone.now())
    answers = all_at_once(lambda: open_link(token_hash=hash_of(token), now=timezone.now()))
    assert answers.count(REFUSED) == AT_ONCE - 1


def test_an_invitation_answered_by_three_at_once_lets_one_in(committed):
    with acting_as_system():
        cast = make_cast()
        newcomer = User.objects.create_user("new@example.invalid", name="New", role="imdi_reader")
        invite(user=newcomer, by=cast.krem, now=timezone.now())
        token = re.search(r"/invitation/([\w-]+)/", Letter.objects.get(to=newcomer.email).body)[1]
    answers = all_at_once(
        lambda: accept_invitation(token_hash=hash_of(token), password=PASSWORD, now=timezone.now())
    )
    assert answers.count(REFUSED) == AT_ONCE - 1


def test_a_forgotten_password_is_set_once_by_one_link(committed):
    with acting_as_system():
        cast = make_cast()
        cast.imdi.set_password(PASSWORD)
        cast.imdi.save()
    Client().post(reverse("account_reset_password"), {"email": cast.imdi.email})
    with acting_as_system():
        link = re.search(
            r"http://[^/]+(/account/password/new/\S+)", Letter.objects.latest("written_at").body
        )[1]
    browsers = [Client() for _each in range(AT_ONCE)]
    pages = [browser.get(link)["Location"] for browser in browsers]
    turns = iter(range(AT_ONCE))
    chosen = [f"feather heron fjord number {number}" for number in range(AT_ONCE)]

    def answer() -> str:
        mine = next(turns)
        given = {"password1": chosen[mine], "password2": chosen[mine]}
        return browsers[mine].post(pages[mine], given).get("Location", "refused")

    answers = all_at_once(answer)
    assert sorted(answers) == [reverse("account_reset_password_from_key_done"), "refused", "refused"]


@pytest.mark.parametrize(
    "claim",
    [
        lambda now: OwnPageLink.objects.to_spend(now).filter(token_hash="x"),
        lambda now: OwnPageLink.objects.visited("x", now),
        lambda now: Invitation.objects.not_answered(),
        lambda now: Letter.objects.due(now),
    ],
)
def test_a_claim_asks_one_table_alone(claim):
    """PostgreSQL asks the row's own conditions again after waiting for it, and those of other tables not."""
    query = claim(timezone.now()).query
    str(query)
    assert len([alias for alias, count in query.alias_refcount.items() if count]) <= 1


def test_every_kind_of_work_is_claimed_from_its_own_table():
    for model in Work.__subclasses__():
        assert "JOIN" not in str(model.objects.filter(state__in=model.STARTS).query)


def test_following_a_link_leaves_its_hash_alone_in_the_session(client, cast):
    client.get(reverse("open_invitation", args=[TOKEN]))
    client.get(reverse("own_page_link", args=[TOKEN]))
    held = str(dict(client.session.items()))
    assert TOKEN not in held
    assert held.count(hash_of(TOKEN)) == 2


def test_the_link_of_a_forgotten_password_is_not_in_the_session(client, cast):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    client.post(reverse("account_reset_password"), {"email": cast.imdi.email})
    link = re.search(r"http://[^/]+(/account/password/new/\S+)", Letter.objects.get().body)[1]
    client.get(link)
    secret = link.strip("/").rsplit("-", 1)[1]
    assert secret not in str(dict(client.session.items()))


def test_no_session_key_stands_in_the_database(client, cast):
    client.force_login(cast.imdi, backend="accounts.backends.OpenAccess")
    key = client.session.session_key
    stored = "\n".join(as_owner("SELECT row_to_json(s)::text FROM public.accounts_session s"))
    assert hash_of(key) in stored
    assert key not in stored


SECRET_ADDRESSES = [
    address for address in addresses() if any((address.name, key) in WORDS for key in address.converters)
]


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "delete"])
@pytest.mark.parametrize("name", ["open_invitation", "own_page_link"])
def test_no_way_to_ask_logs_the_token(client, cast, caplog, capfd, name, method):
    """A program that looks at links in mails asks by HEAD, gets 405, and Django writes the address down."""
    with caplog.at_level(logging.DEBUG):
        for _again in range(25):
            answer = getattr(client, method)(reverse(name, args=[TOKEN]))
    assert answer.status_code in (302, 405, 429)
    assert TOKEN not in caplog.text
    assert TOKEN not in capfd.readouterr().err
    if answer.status_code >= 405:
        assert INSTEAD in caplog.text


@pytest.mark.parametrize("method", ["head", "options"])
def test_a_scanner_opens_nothing(committed, method):
    with acting_as_system():
        cast = make_cast()
        person = Participant.objects.create(office=cast.bjerke, reference="B-1", birth_year=1985)
        token = make_link(participant=person, by=cast.bjerke_leader, now=timezone.now())
        newcomer = User.objects.create_user("new@example.invalid", name="New", role="imdi_reader")
        invite(user=newcomer, by=cast.krem, now=timezone.now())
        invited = re.search(r"/invitation/([\w-]+)/", Letter.objects.get(to=newcomer.email).body)[1]
    scanner = Client()
    getattr(scanner, method)(reverse("own_page_link", args=[token]))
    getattr(scanner, method)(reverse("open_invitation", args=[invited]))
    with acting_as_system():
        assert OwnPageLink.objects.to_spend(timezone.now()).count() == 1
        assert Invitation.objects.not_answered().count() == 1


def test_every_address_with_a_secret_is_written_down_without_it():
    """A new address that carries one must be named in audit.secret_addresses."""
    kinds_of_file = {"edition_file"}
    providers = {"account_openid", "account_openid_return", "account_connect_identity"}
    found = set()
    for address in addresses():
        for key, converter in address.converters.items():
            if (address.name, key) in WORDS and address.name not in kinds_of_file | providers:
                path = "/" + re.sub(r"<\w+:" + key + ">", TOKEN, address.route)
                path = re.sub(r"<uuid:\w+>", "0b2c1c9e-0f1e-4a53-9d4b-6a7c7d1f0e11", path)
                assert TOKEN not in without_secrets(f"Method Not Allowed (HEAD): {path}"), address.route
                found.add(address.name)
            assert converter is not None
    assert found == {
        "open_invitation",
        "own_page_link",
        "account_reset_password_from_key",
        "subscription",
    }
    assert get_resolver()


def test_the_log_of_looks_holds_no_token(cast):
    from audit.enums import Action  # noqa: PLC0415
    from audit.models import Event  # noqa: PLC0415
    from audit.recording import origin, record  # noqa: PLC0415

    with acting_for(cast.imdi), origin(reverse("own_page_link", args=[TOKEN])):
        record(Action.SHOWN, "participant", by=cast.imdi.pk)
    assert Event.objects.get().path == f"/my/{INSTEAD}/"


@pytest.mark.parametrize(
    "harmless", ["/my/answer/", "/account/password/new/0b2c1c9e0f1e4a539d4b6a7c7d1f0e11-set-password/"]
)
def test_other_addresses_are_written_down_whole(harmless):
    assert without_secrets(harmless) == harmless


def test_a_link_for_one_account_works_in_the_browser_of_another(client, cast, sign_in):
    cast.imdi.set_password(PASSWORD)
    cast.imdi.save()
    Client().post(reverse("account_reset_password"), {"email": cast.imdi.email})
    link = re.search(r"http://[^/]+(/account/password/new/\S+)", Letter.objects.get().body)[1]
    browser = sign_in(cast.bjerke_leader)
    page = browser.get(link)["Location"]
    chosen = "feather heron fjord number nine"
    answer = browser.post(page, {"password1": chosen, "password2": chosen})
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    cast.imdi.refresh_from_db()
    assert cast.imdi.check_password(chosen)
    assert "_auth_user_id" not in browser.session
