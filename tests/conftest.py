"""The database behind its walls, and the fixed cast of people who appear in the tests."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils.translation import override
from hypothesis import settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

import local_servers
from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system, acting_for
from clusters.enums import ClusterKind, PartnerKind
from clusters.models import Cluster, Membership, Partner, Seat
from local_servers.schema import bring_up_to_date
from reports.models import Series
from tests.owner import let_tests_ask_the_owner

SAMPLES = Path(__file__).parents[1] / "samples"
JOURNEYS = "tests/journeys/"
# Walked by one process each: the journeys through one portal, the walks over one of everything.
WHOLE = (JOURNEYS, "tests/walks/")
# The dearest of the rest: begun early, so that no process is left alone with one of them in the end.
DEAR = ("tests/reports/", "tests/chaos/", "tests/machines/", "tests/portal/", "tests/audit/")
KEPT = {"django_migrations", "django_content_type", "auth_permission"}

# A slow machine is no wrong answer.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


class PartScheduling(LoadScopeScheduling):
    """Several processes share the suite by files, and by folders where all files need one thing that is dear."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return next((folder for folder in WHOLE if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PartScheduling:
    return PartScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What cannot be shared out goes first: the journeys, which take longest and wait most, then the walks, then what is dear."""
    parts = (*WHOLE, *DEAR)
    items.sort(
        key=lambda item: next(
            (at for at, part in enumerate(parts) if item.nodeid.startswith(part)), len(parts)
        )
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """A fresh database made by its owner; the tests then sign in as the application."""
    name = f"portal_test_{os.getpid()}"
    local_servers.create_database(name)
    with django_db_blocker.unblock():
        for each in connections.all():
            each.close()
            each.settings_dict["NAME"] = name
        bring_up_to_date()
        let_tests_ask_the_owner()
        connections["owner"].close()
        assert_behind_the_walls()
    yield
    with django_db_blocker.unblock():
        for each in connections.all():
            each.close()
    local_servers.drop_database(name)


def assert_behind_the_walls() -> None:
    """Tests that run as a superuser pass for the wrong reason."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("portal_app", False, False)


@pytest.fixture
def system(db) -> Iterator[None]:
    """The test itself sees all, as the seeds do. Requests made inside it run in their own scope."""
    with acting_as_system():
        yield


@pytest.fixture(scope="module")
def standing(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What is made in this scope stands for all tests of a module. Each test undoes what it does itself."""
    yield from standing_in(django_db_blocker)


def standing_in(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For what takes long to make: a transaction around those of the tests, seen as the system.

    Not for tests that also use `committed`, which would wait for this transaction for ever.
    """
    with blocker.unblock():
        with transaction.atomic(), acting_as_system():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """For what needs real commits: everything is removed again by the owner."""
    with django_db_blocker.unblock():
        yield
        remove_everything()


def remove_everything() -> None:
    """By the owner, what was committed in earnest."""
    connection.close()
    with connections["owner"].cursor() as cursor:
        tables = set(connections["owner"].introspection.table_names(cursor)) - KEPT
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in sorted(tables)) + " CASCADE")
    connections["owner"].close()


@dataclass(frozen=True)
class Cast:
    """The people and places of the tests."""

    krem: User
    bjerke_leader: User
    ullern_leader: User
    former_leader: User
    mentor: User
    imdi: User
    bjerke: Partner
    ullern: Partner
    merk: Partner
    cluster: Cluster
    series: Series


def make_cast() -> Cast:
    bjerke, ullern, merk = Partner.objects.bulk_create(
        [
            Partner(slug="bjerke", name="NAV Bjerke", kind=PartnerKind.NAV_OFFICE),
            Partner(slug="ullern", name="NAV Ullern", kind=PartnerKind.NAV_OFFICE),
            Partner(slug="merk", name="MERK", kind=PartnerKind.SOCIAL_ENTREPRENEUR),
        ]
    )
    cluster = Cluster.objects.create(
        slug="pa-tvers", name="På tvers", kind=ClusterKind.CITY, starts_on=date(2018, 1, 1)
    )
    Membership.objects.bulk_create(
        Membership(cluster=cluster, partner=partner, starts_on=date(2019, 1, 1))
        for partner in (bjerke, ullern, merk)
    )
    people = {
        name: User.objects.create_user(f"{name}@example.invalid", name=name.replace("_", " "), role=role)
        for name, role in {
            "krem": Role.KREM_STAFF,
            "bjerke_leader": Role.NAV_LEADER,
            "ullern_leader": Role.NAV_LEADER,
            "former_leader": Role.NAV_LEADER,
            "mentor": Role.ENTREPRENEUR,
            "imdi": Role.IMDI_READER,
        }.items()
    }
    User.objects.filter(pk=people["krem"].pk).update(is_staff=True)
    people["krem"].refresh_from_db()
    start = date(2020, 1, 1)
    Seat.objects.create(user=people["bjerke_leader"], partner=bjerke, starts_on=start)
    Seat.objects.create(user=people["ullern_leader"], partner=ullern, starts_on=start)
    Seat.objects.create(
        user=people["former_leader"], partner=bjerke, starts_on=start, ends_on=date(2024, 12, 31)
    )
    Seat.objects.create(user=people["mentor"], partner=merk, starts_on=start)
    return Cast(
        **people,
        bjerke=bjerke,
        ullern=ullern,
        merk=merk,
        cluster=cluster,
        # Most tests are about something else than who has looked at a report before it is out.
        series=Series.objects.create(
            cluster=cluster, name="Resultatrapport til IMDi", needs_sign_off=False, needs_review=False
        ),
    )


@pytest.fixture
def cast(system) -> Cast:
    return make_cast()


@pytest.fixture
def sign_in(client):
    """Sign a person in with a second factor in place; gives back the client."""

    def signed_in(user: User):
        give_second_factor(user)
        client.force_login(user, backend="accounts.backends.OpenAccess")
        prove(client, user)
        return client

    return signed_in


def prove(client: Client, user: User, at: float | None = None) -> None:
    """As after a sign-in with the second factor, now or at another moment."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": at or time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def give_second_factor(user: User) -> None:
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the apps to be ready

    from accounts.signing_in.second_factor_secrets import seal  # noqa: PLC0415 - likewise

    Authenticator.objects.get_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": seal("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")}},
    )


@pytest.fixture
def in_english() -> Iterator[None]:
    """The words of the code itself, whatever catalogues are there."""
    with override("en-gb"):
        yield


@pytest.fixture
def scope_for():
    """Run as somebody: `with scope_for(cast.imdi): ...`."""
    return acting_for
