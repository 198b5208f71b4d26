"""One walk over the portal: every address, for every role, by GET and by POST, and where the links on the pages lead.

It asks who gets in where, whether every answer carries its headers, and whether a page wants a variable that is not
there. (The journeys look at every page in a browser.) Who gets in has been read by a person and stands in
`access_matrix.txt`. After a change that is meant, write it anew with
`ACCESS_MATRIX=write pytest tests/walks/test_access_matrix.py` and read the difference.
"""

import html
import itertools
import os
import re
import uuid
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from accounts.middleware import SETTING_UP
from tests.rules.addresses import ADMINISTRATION, OF_AN_OFFICE, PORTAL, PUBLIC, Address
from tests.walks.conftest import STRANGERS, World, send

# One of a kind with the rest of the suite: else those without it are put last, and the walk is walked twice.
pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("access_matrix.txt")
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


def ask(client: Client, method: str, path: str) -> str:
    return word(send(client, method, path))


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

    def go(self, world: World) -> None:
        for address in PORTAL:
            for about, ids in world.variants(address):
                for method in ("GET", "POST"):
                    self.words[address, about, method] = {
                        who: word(self.ask(who, client, method, address.path(ids)))
                        for who, client in world.clients.items()
                    }

    def follow(self, world: World) -> None:
        """Where the links on the pages lead, one of each kind, as long as there are new ones."""
        for who, client in world.clients.items():
            seen: set[tuple] = set()
            while new := [path for path in sorted(self.links[who]) if kind(path) not in seen]:
                seen.add(kind(new[0]))
                got = word(self.ask(who, client, "GET", new[0]))
                if got not in {"200", "302", *WAYS.values()}:
                    self.astray.append((who, new[0], got))

    def ask(self, who: str, client: Client, method: str, path: str):
        response = send(client, method, path)
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
        return response


def kind(path: str) -> tuple:
    """Pages that come from one view, chosen by the same kinds of choice."""
    parts = urlsplit(path)
    return resolve(parts.path).route, *sorted(parse_qs(parts.query, keep_blank_values=True))


@pytest.fixture(scope="module")
def walk(world: World) -> Walk:
    walk = Walk()
    walk.go(world)
    walk.follow(world)
    return walk


@pytest.fixture
def matrix(walk: Walk) -> dict[tuple[Address, str, str], dict[str, str]]:
    """Address, what it is about and method, with what each person gets."""
    return walk.words


def as_text(matrix: dict[tuple[Address, str, str], dict[str, str]]) -> str:
    people = list(next(iter(matrix.values())))
    width = max(len(f"/{address.route} {about}") for address, about, _method in matrix)
    lines = [f"{'':{width}} {'':4} " + " ".join(f"{who:13}" for who in people)]
    for (address, about, method), row in sorted(
        matrix.items(), key=lambda item: (item[0][0].route, item[0][1:])
    ):
        what = f"/{address.route} {about}".strip()
        lines.append(f"{what:{width}} {method:4} " + " ".join(f"{row[who]:13}" for who in people))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def test_everybody_gets_what_has_been_agreed(matrix):
    text = as_text(matrix)
    if os.environ.get("ACCESS_MATRIX") == "write":
        GOLDEN.write_text(text)
    assert text.splitlines() == GOLDEN.read_text().splitlines()
    for (address, about, method), row in matrix.items():
        where = (address.route, about, method)
        assert not any(got.startswith("5") for got in row.values()), where
        if address.name not in PUBLIC:
            # The front page shows whoever has not signed in what the portal is.
            assert row["visitor"] == ("about" if address.name == "home" else "sign-in"), where
            allowed = (
                {"2nd-factor"} if address.name not in SETTING_UP else {"200", "302", "403", "404", "405"}
            )
            assert row["krem_1_factor"] in allowed, where
        if address.ids & OF_AN_OFFICE:
            assert {row[who] for who in STRANGERS} <= {"404", "405"}, where


def test_every_link_on_a_page_leads_somewhere(walk):
    assert walk.astray == []


def test_no_answer_lacks_a_header_or_a_variable(walk):
    assert walk.wrong == []


def test_what_does_not_exist_is_not_found(world, walk):
    """Or refused in the same way as what does exist."""
    for address in PORTAL:
        if not address.ids or address.name in PUBLIC:
            continue
        nowhere = address.path(dict.fromkeys(address.ids, uuid.uuid4()))
        about, _ids = world.variants(address)[0]
        for method in ("GET", "POST"):
            for who, existing in walk.words[address, about, method].items():
                # What may not be asked in this way at all has been refused before anything is looked up.
                if who in {"visitor", "krem_1_factor"} or existing == "405":
                    continue
                got = ask(world.clients[who], method, nowhere)
                assert got == "404" or got == existing == "403", (who, method, nowhere, got, existing)


def test_only_krem_gets_into_the_administration(clients):
    """Its door sends people to the sign-in page, or away (403). What is inside: tests/clusters/test_admin.py."""
    methods = itertools.cycle(("GET", "POST"))
    for address in ADMINISTRATION:
        path = "/" + re.sub(r"<path:\w+>", str(uuid.uuid4()), address.route)
        path = path.replace("^(?P<app_label>clusters|accounts|reports)/$", "clusters/").replace(
            "(?P<url>.*)$", "x"
        )
        # The door is before the views and asks nobody how: one by GET and the next by POST, the other way round
        # at the next address.
        for who, method in zip(sorted(clients.keys() - {"krem"}), methods, strict=False):
            expected = {"visitor": {"sign-in"}, "krem_1_factor": {"2nd-factor"}}.get(
                who, {"sign-in", "302", "403", "404"}
            )
            if address.name == "login":
                expected = {"sign-in"} if who == "visitor" else {"302", "403"}
            assert ask(clients[who], method, path) in expected, (who, method, path)
