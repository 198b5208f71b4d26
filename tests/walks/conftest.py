"""One of everything, at NAV Bjerke, and somebody signed in for each role: for whoever walks over the whole portal.

It takes long to make, so it is made once for all walks; each undoes what it does.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings
from django.utils import timezone

from accounts.middleware import ABSOLUTE, SEEN_AT
from accounts.models import User
from accounts.signing_in.passkeys import passkeys_of
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
from reports.enums import Detail
from reports.figures.tables import Layout
from reports.models import SignOff
from tests.accounts.openid import running
from tests.accounts.security_key import SecurityKey
from tests.conftest import Cast, give_second_factor, make_cast, prove, standing_in
from tests.participants.people import enrol
from tests.reports.editions import draft_of, one_waiting_and_one_failed
from tests.walks.walking import Walk, World

BACKEND = "accounts.backends.OpenAccess"


@pytest.fixture(scope="package")
def standing(django_db_setup, django_db_blocker) -> Iterator[None]:
    yield from standing_in(django_db_blocker)


@pytest.fixture(scope="package", autouse=True)
def provider() -> Iterator[None]:
    """Sign-in by others is set up."""
    with running() as process, override_settings(OPENID_PROVIDERS={"test": process.settings()}):
        yield


@pytest.fixture(scope="package")
def cast(standing) -> Cast:
    return make_cast()


@pytest.fixture(scope="package")
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
    # However long the walks take, nobody is asked for a proof again, or signed out, on the way.
    later = time.time() + ABSOLUTE.total_seconds()
    clients = {"visitor": Client(raise_request_exception=False)}
    for who, user in people.items():
        user.refresh_from_db()
        clients[who] = Client(raise_request_exception=False)
        clients[who].force_login(user, backend=BACKEND)
        prove(clients[who], user, at=later)
        if user not in (without, cast.imdi):
            give_second_factor(user)
        # So that the session is written down as seen, and not again with each answer that is undone.
        session = clients[who].session
        session[SEEN_AT] = later
        session.save()
        clients[who].get("/about/")
    return clients


def give_passkey(user: User) -> uuid.UUID:
    """A passkey beside the app, as it is kept."""
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": SecurityKey().kept()}
    )
    [passkey] = passkeys_of(user)
    return passkey.id


def a_working_day(cast: Cast) -> None:
    """Something of everything beside it, so that every part of a page is drawn."""
    enrol(cast.bjerke, "D-1", ("2024-01-01", "enrolled"), ("2024-06-01", "venture"))
    enrol(cast.bjerke, "D-2", ("2024-01-01", "enrolled"))
    enrol(cast.bjerke, "D-3", ("2024-01-01", "enrolled"), ("2024-06-01", "left"))
    enrol(cast.bjerke, "D-4")
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    for state in (ImportState.DONE, ImportState.READY, ImportState.CANCELLED):
        ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, state=state)
    one_waiting_and_one_failed(cast)


@pytest.fixture(scope="package")
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
    # Every table, of which no form is open: where one is, the whole is protected up to three times. So is the draft beside it.
    published = draft_of(cast, "2026-T1", layout=Layout(Detail.MERGED))
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
        # Somebody else's, for all of them.
        "identity_id": {"": uuid.uuid4()},
        "passkey_id": {"": give_passkey(cast.krem)},
        "uidb36": {"": cast.imdi.pk},
    }
    return World(ids, clients)


@pytest.fixture(scope="package")
def walk(world: World) -> Walk:
    """Everybody has asked for every address, once for all who want to know how that went."""
    walk = Walk()
    walk.go(world)
    return walk
