"""Whoever lets data out, publishes, or changes who may come in, has proved a short while ago who they are.

Which addresses these are is not written down: every download, every page of one's own account, and whatever reaches
an action that leaves such a line in the log. A new one fails here until its view asks (`accounts.signing_in.stepping_up`),
or until it is said below why it need not.
"""

import ast
import importlib
import inspect
import textwrap
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import resolve, reverse

from accounts.models import Identity
from accounts.scope import acting_for
from tests.conftest import prove
from tests.rules.addresses import ADMINISTRATION, PORTAL, Address
from tests.walks.walking import World, undone

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
# What a line in the log of a grave action says was done, and where actions change who may come in.
GRAVE = {"EXPORTED", "PUBLISHED", "INVITED"}
ACCOUNTS = ("accounts.actions.", "clusters.actions.seats", "clusters.actions.setting_up")
NOT_GRAVE = {
    "accept_invitation": "whoever holds the link from the letter has nothing yet to prove it by",
    "add_members": "partners, and no people",
    "choose_language": "of one's own pages",
    "end_seat": "only takes away, and must not be held up",
    "send_again": "the same letter to the same address",
    "share_person": "skills and hours under a made-up name, inside the portal",
    "take_copy": "by a participant, who has no account: a link from the office opened the page a moment ago",
}
# Downloads, and pages of an account, where nobody is asked again.
WITHOUT = {
    "account_change_password": "asks for the password itself",
    "account_logout": "ends the session",
    "account_openid_return": "connects for whoever set out from the page that asks, and for nobody else",
    "account_reauthenticate": "the proof",
    "choose_post": "what the account has anyway",
    "edition_file": "a report holds no person",
    "end_other_sessions": "only takes away, and must not be held up",
    "end_session": "only takes away, and must not be held up",
    "import_template": "an empty workbook",
    "mfa_index": "a list",
    "mfa_reauthenticate": "the proof",
    "mfa_reauthenticate_webauthn": "the proof",
    "my_sessions": "a list",
    "own_page_letter": "only for whoever was given the link that stands in it a moment ago, having proved it",
}
PACKAGES = ("accounts.", "clusters.", "participants.", "entrepreneurs.", "reports.", "front_pages.")


def all_of_us() -> Iterator[str]:
    for package in PACKAGES:
        for file in sorted((ROOT / package[:-1]).rglob("*.py")):
            yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


@cache
def grave_actions() -> frozenset[str]:
    """By what they write into the log, and by where they stand."""
    found = set()
    for module in all_of_us():
        if ".actions." in module and not module.endswith("__init__"):
            tree = ast.parse(inspect.getsource(importlib.import_module(module)))
            for each in tree.body:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                    said = {node.attr for node in ast.walk(each) if isinstance(node, ast.Attribute)}
                    if said & GRAVE or module.startswith(ACCOUNTS):
                        found.add(each.name)
    assert found > NOT_GRAVE.keys(), NOT_GRAVE.keys() - found
    return frozenset(found - NOT_GRAVE.keys())


def reached(function: Callable, owner: type | None = None, seen: set | None = None) -> set[str]:
    """The grave actions that a view comes to, by way of its own helpers and of those of other views."""
    seen = set() if seen is None else seen
    function = inspect.unwrap(function) if callable(function) else function
    if not inspect.isfunction(function) or function in seen or not function.__module__.startswith(PACKAGES):
        return set()
    seen.add(function)
    if ".actions." in function.__module__:
        return {function.__name__} & grave_actions()
    found = set()
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Name):
            found |= reached(function.__globals__.get(node.id), None, seen)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self" and owner:
            found |= reached(getattr(owner, node.attr, None), owner, seen)
    return found


@pytest.fixture
def left_open(world: World, cast) -> dict[str, Client]:
    """Browsers in which somebody signed in an hour ago, with everything that there is to be had in place."""
    RecoveryCodes.activate(cast.krem)
    [identity] = world.ids["identity_id"].values()
    with acting_for(cast.krem):
        Identity.objects.create(pk=identity, user=cast.krem, issuer="https://x.invalid", subject_hash="x")
    people = {
        "krem": cast.krem,
        "bjerke_leader": cast.bjerke_leader,
        "mentor": cast.mentor,
        "imdi": cast.imdi,
    }
    clients = {}
    for who, user in people.items():
        clients[who] = Client()
        clients[who].force_login(user, backend="accounts.backends.OpenAccess")
        prove(clients[who], user, at=time.time() - 3600)
    return clients


def answers(clients: dict[str, Client], path: str, method: str, **given: object) -> list:
    got = []
    for client in clients.values():
        with undone(client):
            got.append(getattr(client, method)(path, given))
    return got


def asks(clients: dict[str, Client], path: str, **given: object) -> bool:
    """Whether somebody is asked, and nobody is let through."""
    got = answers(clients, path, "post", **given)
    if {each.status_code for each in got} == {405}:
        got = answers(clients, path, "get", **given)
    asked = [each.get("Location", "").startswith(reverse("account_reauthenticate")) for each in got]
    return any(asked) and all(
        was or each.status_code in (403, 404, 405) for was, each in zip(asked, got, strict=True)
    )


def paths(address: Address, world: World) -> list[str]:
    return [address.path(ids) for _about, ids in world.variants(address)]


def test_no_download_leaves_a_browser_that_was_left_open(world, left_open):
    let_out = {
        address.name
        for address in PORTAL
        for path in paths(address, world)
        for method in ("get", "post")
        if any(each.has_header("Content-Disposition") for each in answers(left_open, path, method))
    }
    assert let_out <= WITHOUT.keys(), let_out - WITHOUT.keys()
    assert {"edition_file", "import_template"} <= let_out


def test_every_page_of_an_account_asks_again(world, left_open):
    signed_in = [
        address
        for address in PORTAL
        if address.route.startswith("account/") and getattr(view_of(address, world), "login_required", True)
    ]
    silent = {
        each.name for each in signed_in if not all(asks(left_open, path) for path in paths(each, world))
    }
    assert silent == WITHOUT.keys() & {each.name for each in signed_in}
    assert len(signed_in) > 15


def view_of(address: Address, world: World) -> Callable:
    return resolve(paths(address, world)[0]).func


def test_every_view_that_does_something_grave_asks_again(world, left_open):
    grave = {address: found for address in PORTAL if (found := reached(view_of(address, world)))}
    silent = {
        address.name: found
        for address, found in grave.items()
        if address.name not in WITHOUT and not any(asks(left_open, path) for path in paths(address, world))
    }
    assert silent == {}
    assert {address.name for address in grave} >= {"participant_export", "edition_publish", "own_page_give"}


def test_so_does_every_page_of_the_administration(world, left_open):
    krem, silent, tried = {"krem": left_open["krem"]}, [], 0
    for address in ADMINISTRATION:
        row, path = None, "/" + address.route
        view = (
            resolve(path.replace("<path:object_id>", "x").replace("^(?P<app_label>", "").split("|")[0]).func
            if "(" not in path
            else None
        )
        page = getattr(view, "model_admin", None)
        if page is None:
            continue
        row = page.model._default_manager.order_by("pk").first()
        if row is None:
            continue
        path, owner = path.replace("<path:object_id>", str(row.pk)), type(page)
        method = inspect.unwrap(view)
        if address.name.endswith("_changelist"):
            for name in page.actions:
                if reached(getattr(owner, name), owner):
                    tried += 1
                    given = {"action": name, ACTION_CHECKBOX_NAME: [row.pk]}
                    silent += [] if asks(krem, path, **given) else [(path, name)]
        elif address.name.endswith(("_add", "_change")):
            saving = ("save_model", "save_formset", "save_related")
            if any(reached(getattr(owner, name), owner) for name in saving):
                tried += 1
                silent += [] if asks(krem, path) else [path]
        elif reached(getattr(method, "__func__", method), owner):
            tried += 1
            silent += [] if asks(krem, path) else [path]
    assert silent == []
    assert tried >= 8


def test_nothing_is_excused_that_is_not_there(world):
    names = {address.name for address in PORTAL}
    assert WITHOUT.keys() <= names
