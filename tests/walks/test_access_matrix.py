"""One walk over the portal: every address, for every role, by GET and by POST, and where the links on the pages lead.

It asks who gets in where, whether every answer carries its headers, and whether a page wants a variable that is not
there. (The journeys look at every page in a browser.) Who gets in has been read by a person and stands in
`access_matrix.txt`. After a change that is meant, write it anew with
`ACCESS_MATRIX=write pytest tests/walks/test_access_matrix.py` and read the difference.
"""

import itertools
import os
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client

from accounts.middleware import SETTING_UP
from tests.rules.addresses import ADMINISTRATION, OF_AN_OFFICE, PORTAL, PUBLIC, Address
from tests.walks.walking import STRANGERS, Walk, World, send, word

# One of a kind with the rest of the suite: else those without it are put last, and the walk is walked twice.
pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("access_matrix.txt")


def ask(client: Client, method: str, path: str) -> str:
    return word(send(client, method, path))


@pytest.fixture(scope="module")
def followed(world: World, walk: Walk) -> Walk:
    """The same once everybody has gone where the links lead."""
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


def test_every_link_on_a_page_leads_somewhere(followed):
    assert followed.astray == []


def test_no_answer_lacks_a_header_or_a_variable(followed):
    assert followed.wrong == []


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
