"""Behind a real PgBouncer in transaction mode nobody gets what another's transaction has left."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.scope import acting_as_system, acting_for, acting_for_nobody
from participants.models import Participant
from tests.conftest import Cast, give_second_factor, prove
from tests.machines.servers import Pooler, needs_pgbouncer
from tests.participants.people import enrol

pytestmark = needs_pgbouncer

# Fewer than the browsers, so that each connection goes from hand to hand.
SHARED, BROWSERS, ROUNDS = 2, 6, 8


@pytest.fixture(scope="module")
def server(there: Cast, sockets: Path) -> Iterator[Pooler]:
    with acting_as_system():
        for office, letter in ((there.bjerke, "B"), (there.ullern, "U")):
            for number in range(3):
                enrol(office, f"{letter}-{number}", ("2024-01-01", "enrolled"))
    made = Pooler(sockets, size=SHARED)
    yield made
    made.remove()


@pytest.fixture
def pooled(server: Pooler, monkeypatch, django_db_blocker) -> Iterator[Pooler]:
    """The portal's way to its database, also that of threads to come."""
    connection.close()
    usual = connections.settings["default"]
    options = {key: value for key, value in usual["OPTIONS"].items() if key not in ("host", "port")}
    other = {
        **usual,
        "HOST": "127.0.0.1",
        "PORT": str(server.port),
        "OPTIONS": options,
        "NAME": connection.settings_dict["NAME"],
    }
    monkeypatch.setitem(connections.settings, "default", other)
    kept = connection.settings_dict
    connection.settings_dict = other
    with django_db_blocker.unblock():
        yield server
        connection.close()
    connection.settings_dict = kept


def test_each_browser_gets_its_own_office_and_no_other(pooled, there):
    def work(user: User, own: str, other: str) -> int:
        try:
            with acting_as_system():
                give_second_factor(user)
            browser = Client()
            with acting_as_system():
                browser.force_login(user, backend="accounts.backends.OpenAccess")
                prove(browser, user)
            for _ in range(ROUNDS):
                office = there.bjerke if own == "B" else there.ullern
                page = browser.get(reverse("participant_list", args=[office.pk]))
                text = page.content.decode()
                assert page.status_code == 200
                assert f"{own}-1" in text
                assert f"{other}-1" not in text
                refused = browser.get(
                    reverse("participant_list", args=[(there.ullern if own == "B" else there.bjerke).pk])
                )
                assert refused.status_code in (403, 404)
            return ROUNDS
        finally:
            connection.close()

    people = [(there.bjerke_leader, "B", "U"), (there.ullern_leader, "U", "B")] * (BROWSERS // 2)
    with ThreadPoolExecutor(BROWSERS) as threads:
        done = list(threads.map(lambda each: work(*each), people))
    assert done == [ROUNDS] * BROWSERS


def test_roles_and_people_end_with_their_transaction(pooled, there):
    for _ in range(2 * SHARED):
        with acting_for(there.bjerke_leader):
            assert set(Participant.objects.values_list("office", flat=True)) == {there.bjerke.pk}
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('role'), current_setting('app.actor', true)")
            role, actor = cursor.fetchone()
        assert (role, actor or "") == ("none", "")
        with pytest.raises(DatabaseError, match="permission denied"), acting_for_nobody():
            list(Participant.objects.all())


def test_the_server_is_asked_by_no_more_connections_than_it_lends(pooled, there):
    with ThreadPoolExecutor(BROWSERS) as threads:

        def ask(_number: int) -> int:
            try:
                with acting_as_system(), connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.05), pg_backend_pid()")
                    return cursor.fetchone()[1]
            finally:
                connection.close()

        assert len(set(threads.map(ask, range(4 * BROWSERS)))) <= SHARED
