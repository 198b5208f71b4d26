"""Whatever is written into an address or a form, by whomever, the answer is never an error of ours.

The fields are those that stand on the page, and those that its links ask by; what is written into them is found on the
page, or is what programs stumble over, or anything. `FUZZ=200 pytest tests/walks/test_fuzz.py` tries more, and other
things each time.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit
from zlib import crc32

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import prove
from tests.participants.own_page.visits import link_for, visit
from tests.rules.addresses import PUBLIC, Address, addresses
from tests.walks.walking import World, undone

pytestmark = pytest.mark.django_db

TRIES = int(os.environ.get("FUZZ") or 2)
BACKEND = "accounts.backends.OpenAccess"
STUMBLES = [
    "", " ", "0", "-1", "1e309", "NaN", "9" * 400, "٣", "²", "½", "0x10", "1,5", "true", "[]", "{}", "null",
    "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "2026-13", "2026-T9", "31.12.2026", "1899-12-31",
    "00000000-0000-0000-0000-000000000000", "6f1e0a52-0000-4000-8000-5d3c6a1b9f00", "not-an-id",
    "'", '"', "%", "_", "\\", "(", "*", "<b>", "{{ 7 }}", "';--", "../../etc/passwd", "\r\nSet-Cookie: x=y",
    "a\x00b", "\ufeff", "\u202e", "\ud7ff", "🧵" * 300, "æøå", "ǅ", "İ", "ſ", "x" * 5000, "\n" * 500,
    "17" + "0" * 9, "a@b", "å@example.invalid", "krem@example.invalid", "//evil.invalid/", "javascript:1",
]  # fmt: skip
# What pages ask by without a field of that name.
ASKED = [
    "page",
    "q",
    "o",
    "p",
    "next",
    "list",
    "kind",
    "action",
    "_popup",
    "_to_field",
    "e",
    "pk__in",
    "language",
]


class Fields(HTMLParser):
    """The names on a page, each with what stands there to be chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self.files: set[str] = set()
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "option" and self.select:
            self.found[self.select].append(given.get("value", ""))
        if tag == "a":
            for name, values in parse_qs(urlsplit(given.get("href", "")).query).items():
                self.found.setdefault(name, []).extend(values)
        if tag in ("input", "select", "textarea", "button") and given.get("name"):
            self.found.setdefault(given["name"], []).append(given.get("value", ""))
            self.select = given["name"] if tag == "select" else ""
            if given.get("type") == "file":
                self.files.add(given["name"])


def values(chosen: list[str]) -> st.SearchStrategy[str]:
    anything = st.text(max_size=60) | st.integers().map(str) | st.dates().map(str) | st.uuids().map(str)
    return st.sampled_from([*chosen, *STUMBLES]) | anything


def forms(fields: Fields) -> st.SearchStrategy[dict[str, list]]:
    """Most of the fields, at times twice; each as it stands on the page, or not."""
    kinds = {}
    for name, chosen in fields.found.items():
        one = values(chosen)
        if name in fields.files:
            one = st.binary(max_size=200).map(lambda data: SimpleUploadedFile("a.xlsx", data))
        kinds[name] = st.sampled_from([chosen[:1]] * 3 + [[]]) | st.lists(one, min_size=1, max_size=2)
    more = st.dictionaries(st.sampled_from(ASKED), st.lists(values([]), min_size=1, max_size=2), max_size=3)
    return st.builds(lambda one, other: other | one, st.fixed_dictionaries(kinds), more)


@pytest.fixture(scope="module")
def people(world: World, cast) -> dict[str, Client]:
    """Who meets most of the portal, and whoever has not signed in, with and without a page of their own open."""
    clients = {"visitor": Client(), "participant": Client()}
    for who, user in {"krem": cast.krem, "leader": cast.bjerke_leader, "mentor": cast.mentor}.items():
        clients[who] = Client()
        clients[who].force_login(user, backend=BACKEND)
        prove(clients[who], user)
    [person] = world.ids["participant_id"].values()
    visit(
        clients["participant"],
        link_for(apps.get_model("participants.Participant").objects.get(pk=person), cast),
    )
    return clients


def paths(address: Address, world: World, text: str) -> Iterator[str]:
    if not address.is_admin:
        yield from (address.path(ids) for _about, ids in world.variants(address))
        return
    path = "/" + re.sub(r"\^\(\?P<app_label>(\w+).*", r"\1/", address.route).replace("(?P<url>.*)$", "x")
    parts, other = path.split("/"), re.sub(r"[/?#%\x00-\x1f]", "_", text) or "_"
    if parts[2] in apps.app_configs and "<path:object_id>" in path:
        row = apps.get_model(parts[2], parts[3])._default_manager.order_by("pk").first()
        yield path.replace("<path:object_id>", str(row.pk) if row else "x")
    yield re.sub(r"<path:\w+>", lambda _: other, path)


def broken(do: Callable[[], object], client: Client) -> str:
    """What went wrong, or nothing."""
    try:
        with undone(client):
            response = do()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return f"{response.status_code}" if response.status_code >= 500 else ""


def tries(address: Address, fuzz: Callable[[st.DataObject], None]) -> None:
    """The same each time, and others at each address, unless more is asked for."""

    @settings(max_examples=TRIES, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one(data: st.DataObject) -> None:
        fuzz(data)

    (one if "FUZZ" in os.environ else seed(crc32(address.route.encode()))(one))()


@pytest.mark.parametrize("is_admin", [False, True])
def test_no_address_and_no_form_breaks(world, people, is_admin):
    every = [each for each in addresses() if each.is_admin == is_admin]
    tried, found = 0, []

    @cache
    def fields_at(who: str, path: str) -> Fields:
        # What breaks here breaks below as well, and is told there.
        with suppress(Exception), undone(people[who]):
            response = people[who].get(path)
            if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
                return Fields(response.content.decode())
        return Fields("")

    def fuzz(address: Address, data: st.DataObject) -> None:
        nonlocal tried
        whos = ["krem"] if address.is_admin else ["krem", "leader", "mentor"]
        if address.name in PUBLIC:
            whos = ["visitor", "participant", "krem"]
        who = data.draw(st.sampled_from(whos))
        client = people[who]
        path = data.draw(st.sampled_from(list(paths(address, world, data.draw(st.text(max_size=20))))))
        sent = data.draw(forms(fields_at(who, path)))
        words = {name: [each for each in given if isinstance(each, str)] for name, given in sent.items()}
        query = urlencode(words, doseq=True, errors="replace")
        for how, do in {
            "GET": lambda: client.get(f"{path}?{query}"),
            "POST": lambda: client.post(path, sent),
            "htmx": lambda: client.post(f"{path}?{query}", words, headers={"HX-Request": "true"}),
        }.items():
            tried += 1
            if wrong := broken(do, client):
                found.append(
                    (who, how, path, wrong[:300], {name: each for name, each in words.items() if each})
                )

    for address in every:
        tries(address, partial(fuzz, address))
    assert found == [], "\n".join(map(str, found[:20]))
    assert tried >= 3 * TRIES * len(every)
    assert connection.in_atomic_block
