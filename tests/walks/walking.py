"""One walk over the portal: every address, for every role, by GET and by POST, and what came of it."""

import copy
import html
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from audit.models import Event
from participants.models import Participant
from tests.rules.addresses import OF_AN_OFFICE, PORTAL, Address

STRANGERS = ("ullern_leader", "former_leader", "imdi")
READERS = ("krem", "bjerke_leader", "mentor")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What the templates of the tests print where something is missing.
UNDEFINED = re.compile(r"⟪undefined[^⟫]*")
LINK = re.compile(r'href="(/[^"#]*)"')
NOT_OURS = re.compile(r"/static/|/admin/")
WAYS = {
    "/about/": "about",
    "/account/sign-in/": "sign-in",
    "/admin/login/": "sign-in",
    "/account/second-factor/set-up/": "2nd-factor",
}


@dataclass(frozen=True)
class World:
    """One of everything, at NAV Bjerke, and somebody signed in for each role."""

    ids: dict[str, dict[str, object]]
    clients: dict[str, Client]

    def variants(self, address: Address) -> list[tuple[str, dict[str, object]]]:
        """The things an address can be about, by name."""
        missing = address.ids - self.ids.keys()
        assert not missing, f"say in tests/walks/conftest.py what {missing} of /{address.route} is"
        chosen = [("", {})]
        for key in sorted(address.ids):
            chosen = [
                (f"{words} {what}".strip(), {**ids, key: pk})
                for words, ids in chosen
                for what, pk in self.ids[key].items()
            ]
        return chosen


@dataclass(frozen=True)
class Answer:
    """What one person got at one address, what the database was asked for it, and the lines it left in the log."""

    address: Address
    who: str
    method: str
    response: HttpResponse
    queries: Sequence[str]
    lines: Sequence[Event]

    @property
    def where(self) -> str:
        return f"{self.who} {self.method} /{self.address.route}"

    def names(self, person: Participant) -> bool:
        return any(person.pk in line.subject_ids for line in self.lines)


def send(client: Client, method: str, path: str):
    """What one person gets; whatever it changed is undone."""
    with undone(client):
        return getattr(client, method.lower())(path)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    cookies = copy.copy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def word(response) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    path = response["Location"].split("?")[0]
    return WAYS.get(path, "302")


class Walk:
    """What everybody got, and what was wrong with it."""

    def __init__(self) -> None:
        self.words: dict[tuple[Address, str, str], dict[str, str]] = {}
        self.wrong: list[tuple[str, str, str, list[str]]] = []
        self.links: dict[str, set[str]] = {}
        self.astray: list[tuple[str, str, str]] = []
        # What readers got, and strangers where an address is about an office's people; of each address about one thing.
        self.answers: list[Answer] = []

    def go(self, world: World) -> None:
        # They stand before each answer, as each is undone.
        lines = set(Event.objects.values_list("pk", flat=True))
        for address in PORTAL:
            variants = world.variants(address)
            kept = {*READERS, *(STRANGERS if address.ids & OF_AN_OFFICE else ())}
            for about, ids in variants:
                for method in ("GET", "POST"):
                    got = self.words[address, about, method] = {}
                    for who, client in world.clients.items():
                        path = address.path(ids)
                        if who in kept and ids is variants[-1][1]:
                            self.answers.append(look(address, who, client, method, path, lines))
                            response = self.answers[-1].response
                        else:
                            response = send(client, method, path)
                        self.examine(who, client, method, path, response)
                        got[who] = word(response)

    def follow(self, world: World) -> None:
        """Where the links on the pages lead, one of each kind, as long as there are new ones."""
        for who, client in world.clients.items():
            seen: set[tuple] = set()
            while new := [path for path in sorted(self.links[who]) if kind(path) not in seen]:
                seen.add(kind(new[0]))
                response = send(client, "GET", new[0])
                self.examine(who, client, "GET", new[0], response)
                got = word(response)
                if got not in {"200", "302", *WAYS.values()}:
                    self.astray.append((who, new[0], got))

    def examine(self, who: str, client: Client, method: str, path: str, response: HttpResponse) -> None:
        page = "" if response.streaming else response.content.decode(errors="replace")
        is_page = response.get("Content-Type", "").startswith("text/html")
        wrong = [f"no {name}: {value}" for name, value in HEADERS.items() if response.get(name) != value]
        if (
            who != "visitor"
            and "no-store" not in response.get("Cache-Control", "")
            and "sessionid" in client.cookies
        ):
            wrong.append("may be kept in a cache")
        if is_page:
            wrong += UNDEFINED.findall(page)
            links = {html.unescape(link) for link in LINK.findall(page)}
            self.links.setdefault(who, set()).update(link for link in links if not NOT_OURS.match(link))
        if wrong:
            self.wrong.append((who, method, path, wrong))


def look(
    address: Address, who: str, client: Client, method: str, path: str, before: Collection[UUID]
) -> Answer:
    with undone(client):
        with CaptureQueriesContext(connection) as queries:
            response = getattr(client, method.lower())(path)
        lines = list(Event.objects.exclude(pk__in=before))
    asked = [query["sql"] for query in queries.captured_queries]
    return Answer(address, who, method, response, asked, lines)


@cache
def kind(path: str) -> tuple:
    """Pages that come from one view, chosen by the same kinds of choice; asked of every link at every step."""
    parts = urlsplit(path)
    return resolve(parts.path).route, *sorted(parse_qs(parts.query, keep_blank_values=True))
