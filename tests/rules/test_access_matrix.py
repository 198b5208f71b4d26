"""One walk over the portal: every address, for every role, by GET and by POST, and where the links on the pages lead.

It asks who gets in where, whether every answer carries its headers, and whether a page wants a variable that is not
there. (The journeys look at every page in a browser.) Who gets in has been read by a person and stands in `access_matrix.txt`. After a change that is meant,
write it anew with `ACCESS_MATRIX=write pytest tests/rules/test_access_matrix.py` and read the difference.
"""

import copy
import html
import itertools
import os
import re
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django.urls.converters import UUIDConverter
from django.utils import timezone

from accounts.middleware import SETTING_UP
from accounts.models import User
from clusters.models import Lesson, Project, StepTask
from entrepreneurs.actions.ventures import start_venture
from entrepreneurs.enums import Rung, Theme
from entrepreneurs.models import Holding, Job, MentorSession, Mentorship, Opening, Share
from participants.enums import ImportState
from participants.models import (
    DataRequest,
    FollowUp,
    HandoverNote,
    ImportRun,
    Joining,
    Move,
    Participant,
    Proposal,
    Transfer,
)
from reports.actions.editions import publish_edition
from reports.enums import EditionState
from reports.models import Edition, SignOff
from tests.conftest import Cast, give_second_factor, make_cast, prove
from tests.participants.people import enrol
from tests.reports.editions import draft_of
from tests.rules.addresses import WORDS, Address, addresses

# One of a kind with the rest of the suite: else those without it are put last, and the walk is walked twice.
pytestmark = pytest.mark.django_db

GOLDEN = Path(__file__).with_name("access_matrix.txt")
BACKEND = "accounts.backends.OpenAccess"

# Whoever has not signed in gets further than to the sign-in page here, and nowhere else.
PUBLIC = {
    "about",
    "accessibility",
    "accept_invitation",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "open_invitation",
    # Whoever holds a link that a participant was given; each of these opens nothing without it.
    "own_page",
    "own_page_answer",
    "own_page_json",
    "own_page_pdf",
    "own_page_ask",
    "own_page_leave",
    "own_page_link",
    "own_page_open",
    "privacy",
    "healthz",
    "metrics",
    "readyz",
    "robots",
    "security_txt",
    "set_language",
    "verification",
    "sitemap",
    # Whoever holds the address that a reader was given; a program cannot sign in.
    "subscription",
}
# What belongs to one office: strangers must not learn that it exists.
OF_AN_OFFICE = {
    "climb_id",
    "data_request_id",
    "follow_up_id",
    "founder_id",
    "mentorship_id",
    "move_id",
    "note_id",
    "office_id",
    "participant_id",
    "proposal_id",
    "run_id",
    "session_id",
    "holding_id",
    "share_id",
    "sign_off_id",
    "venture_id",
}
STRANGERS = ("ullern_leader", "former_leader", "imdi")
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


PORTAL = [address for address in addresses() if not address.is_admin]
ADMINISTRATION = [address for address in addresses() if address.is_admin]
BY_NAME = {address.name: address for address in PORTAL}


@dataclass(frozen=True)
class World:
    """One of everything, at NAV Bjerke, and somebody signed in for each role."""

    ids: dict[str, dict[str, object]]
    clients: dict[str, Client]

    def variants(self, address: Address) -> list[tuple[str, dict[str, object]]]:
        """The things an address can be about, by name."""
        missing = address.ids - self.ids.keys()
        assert not missing, f"say in this file what {missing} of /{address.route} is"
        chosen = [("", {})]
        for key in sorted(address.ids):
            chosen = [
                (f"{words} {what}".strip(), {**ids, key: pk})
                for words, ids in chosen
                for what, pk in self.ids[key].items()
            ]
        return chosen


def send(client: Client, method: str, path: str):
    """What one person gets; whatever it changed is undone."""
    cookies = copy.copy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method.lower())(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def ask(client: Client, method: str, path: str) -> str:
    return word(send(client, method, path))


def word(response) -> str:
    if response.status_code != 302:
        return str(response.status_code)
    path = response["Location"].split("?")[0]
    return WAYS.get(path, "302")


@pytest.fixture(scope="module")
def cast(standing) -> Cast:
    return make_cast()


@pytest.fixture(scope="module")
def clients(cast: Cast) -> dict[str, Client]:
    """Somebody signed in for each role, and somebody of KREM who has yet to set up a second factor."""
    without = User.objects.create_user("without@example.invalid", name="x", role="krem_staff", is_staff=True)
    sealed = make_password("fjord and three heron feathers")
    for user in User.objects.all():
        user.password = sealed
        user.save(update_fields=["password"])
    people = {
        "krem": cast.krem,
        "krem_1_factor": without,
        "bjerke_leader": cast.bjerke_leader,
        "ullern_leader": cast.ullern_leader,
        "former_leader": cast.former_leader,
        "mentor": cast.mentor,
        "imdi": cast.imdi,
    }
    clients = {"visitor": Client(raise_request_exception=False)}
    for who, user in people.items():
        user.refresh_from_db()
        clients[who] = Client(raise_request_exception=False)
        clients[who].force_login(user, backend=BACKEND)
        prove(clients[who], user)
        if user not in (without, cast.imdi):
            give_second_factor(user)
        # So that the session is written down as seen now, and not again with each answer that is undone.
        clients[who].get("/about/")
    return clients


def a_working_day(cast: Cast) -> None:
    """Something of everything beside it, so that every part of a page is drawn."""
    enrol(cast.bjerke, "D-1", ("2024-01-01", "enrolled"), ("2024-06-01", "venture"))
    enrol(cast.bjerke, "D-2", ("2024-01-01", "enrolled"))
    enrol(cast.bjerke, "D-3", ("2024-01-01", "enrolled"), ("2024-06-01", "left"))
    enrol(cast.bjerke, "D-4")
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    for state in (ImportState.DONE, ImportState.READY, ImportState.CANCELLED):
        ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=state)
    for state in (EditionState.QUEUED, EditionState.FAILED):
        Edition.objects.create(
            series=cast.series,
            period_label="2025",
            period_start=date(2025, 1, 1),
            period_end=date(2025, 12, 31),
            cutoff=timezone.now(),
            state=state,
            requested_by=cast.krem,
        )


@pytest.fixture(scope="module")
def world(cast: Cast, clients: dict[str, Client]) -> World:
    run = ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem)
    a_working_day(cast)
    person = Participant.objects.create(office=cast.bjerke, reference="B-1", birth_year=1985)
    move = Move.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 1, 1), target="enrolled"
    )
    proposal = Proposal.objects.create(
        office=cast.bjerke,
        participant=person,
        side="mentor",
        day=date(2024, 6, 1),
        target="work",
        because="x",
        proposed_by=cast.mentor,
    )
    follow_up = FollowUp.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 9, 1), month=6, answer="work"
    )
    transfer = Transfer.objects.create(
        participant=person,
        from_office=cast.bjerke,
        to_office=cast.ullern,
        reference="B-1",
        day=date(2024, 10, 1),
        because="x",
        proposed_by=cast.bjerke_leader,
    )
    joining = Joining.objects.create(
        participant=person,
        from_office=cast.bjerke,
        to_office=cast.ullern,
        reference="B-1",
        because="x",
        proposed_by=cast.bjerke_leader,
    )
    asked_for = DataRequest.objects.create(office=cast.bjerke, participant=person, kind="erasure", about="x")
    note = HandoverNote.objects.create(
        office=cast.bjerke, kind="note", text="x", written_by=cast.bjerke_leader
    )
    link = Mentorship.objects.create(
        mentor=cast.mentor, participant=person, office=cast.bjerke, starts_on=date(2024, 1, 1)
    )
    task = StepTask.objects.create(
        cluster=cast.cluster,
        partner=cast.bjerke,
        step=1,
        level="leader",
        party="public",
        title="x",
        added_on=date(2024, 1, 1),
    )
    session = MentorSession.objects.create(
        mentorship=link, office=cast.bjerke, day=date(2024, 2, 1), minutes=60, theme=Theme.IDEA
    )
    venture = start_venture(
        founder=person,
        name="Systua",
        rung=Rung.IDEA,
        day=date(2024, 1, 1),
        by=cast.krem,
        today=timezone.localdate(),
    )
    project = Project.objects.create(slug="x", name="x")
    lesson = Lesson.objects.create(
        cluster=cast.cluster, title="x", what="x", learned_on=date(2024, 1, 1), added_by=cast.bjerke_leader
    )
    job = Job.objects.create(partner=cast.merk, need="Ombruk", hours_percent=50, starts_on=date(2024, 1, 1))
    holding = Holding.objects.create(
        job=job, office=cast.bjerke, participant=person, starts_on=date(2024, 2, 1)
    )
    opening = Opening.objects.create(
        partner=cast.merk,
        kind="job",
        title="Syerske",
        hours_from=10,
        hours_to=20,
        starts_on=date(2024, 1, 1),
    )
    share = Share.objects.create(
        opening=opening,
        participant=person,
        office=cast.bjerke,
        handle="ABC234",
        shared_by=cast.krem,
        starts_on=date(2024, 1, 1),
        ends_on=date(2124, 1, 1),
    )
    published = draft_of(cast, "2026-T1")
    publish_edition(edition=published, by=cast.krem)
    draft = draft_of(cast, "2026-T2")
    asked = SignOff.objects.create(
        edition=draft,
        office=cast.bjerke,
        series=cast.series,
        period_label=draft.period_label,
        period_start=draft.period_start,
        period_end=draft.period_end,
        cutoff=draft.cutoff,
        asked_at=draft.cutoff,
    )
    ids = {
        # Somebody else's, for all of them.
        "browser_id": {"": uuid.uuid4()},
        "office_id": {"": cast.bjerke.pk},
        "cluster_id": {"": cast.cluster.pk},
        "partner_id": {"": cast.bjerke.pk},
        "task_id": {"": task.pk},
        "project_id": {"": project.pk},
        "lesson_id": {"": lesson.pk},
        "participant_id": {"": person.pk},
        "move_id": {"": move.pk},
        "proposal_id": {"": proposal.pk},
        "follow_up_id": {"": follow_up.pk},
        "data_request_id": {"": asked_for.pk},
        "note_id": {"": note.pk},
        "transfer_id": {"": transfer.pk},
        "joining_id": {"": joining.pk},
        "run_id": {"": run.pk},
        "series_id": {"": cast.series.pk},
        "edition_id": {"draft": draft.pk, "published": published.pk},
        "sign_off_id": {"": asked.pk},
        "mentorship_id": {"": link.pk},
        "session_id": {"": session.pk},
        "venture_id": {"": venture.pk},
        "climb_id": {"": venture.climbs.get().pk},
        "founder_id": {"": venture.founders.get().pk},
        "job_id": {"": job.pk},
        "holding_id": {"": holding.pk},
        "opening_id": {"": opening.pk},
        "share_id": {"": share.pk},
        "uidb36": {"": cast.imdi.pk},
    }
    return World(ids, clients)


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


def test_every_id_in_an_address_is_random():
    for address in PORTAL:
        for key, converter in address.converters.items():
            assert isinstance(converter, UUIDConverter) or (address.name, key) in WORDS, address.route
        assert isinstance(BY_NAME[address.name], Address), address.route
        assert "(?P" not in address.route, address.route


def test_every_address_has_one_name():
    assert len(BY_NAME) == len(PORTAL)
    assert BY_NAME.keys() >= PUBLIC


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
