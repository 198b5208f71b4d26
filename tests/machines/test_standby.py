"""Everybody is counted at a real standby: whatever it knows, and only when it knows enough."""

import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from accounts import standby as reading
from accounts.scope import acting_as_system, acting_for_nobody
from participants.models import Participant
from reports.editions.building import known_aside, known_at
from reports.figures.figures import Office, count_figures
from reports.figures.people import everybody
from reports.periods import parse_period
from tests.conftest import Cast
from tests.machines.servers import Standby
from tests.participants.people import enrol
from tests.reports.test_counting import SINCE

PAUSED, RESUMED = "SELECT pg_wal_replay_pause()", "SELECT pg_wal_replay_resume()"


@pytest.fixture(scope="module")
def server(there: Cast, sockets: Path) -> Iterator[Standby]:
    with acting_as_system():
        enrol(there.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
        enrol(there.ullern, "U-1", ("2024-02-01", "enrolled"))
    made = Standby(sockets)
    yield made
    made.remove()


@pytest.fixture
def standby(server: Standby, django_db_blocker, monkeypatch) -> Iterator[Standby]:
    """Set as the one to count at."""
    monkeypatch.setitem(connections.settings, reading.STANDBY, _settings(server))
    monkeypatch.setitem(settings.DATABASES, reading.STANDBY, connections.settings[reading.STANDBY])
    monkeypatch.setattr(reading, "PATIENCE", 5)
    with django_db_blocker.unblock():
        yield server
        connections[reading.STANDBY].close()
        del connections[reading.STANDBY]


def _settings(at: Standby | None = None, **other: str) -> dict:
    """The portal's own way to its database, at another server."""
    usual = connections.settings["default"]
    options = {**usual["OPTIONS"], **({"host": str(at.sockets)} if at else {})}
    return {**usual, "NAME": connection.settings_dict["NAME"], "OPTIONS": options, **other}


def who_is_there(database: BaseDatabaseWrapper) -> tuple[str, set[str]]:
    with database.cursor() as cursor:
        cursor.execute("SELECT reference FROM participants_participant")
        return database.alias, {reference for (reference,) in cursor.fetchall()}


def test_it_is_read_and_knows_all_that_has_been_written(standby, there):
    for number in range(2, 12):
        with acting_as_system():
            enrol(there.bjerke, f"B-{number}", ("2024-01-01", "enrolled"))
        with acting_as_system():
            alias, references = reading.read_aside(who_is_there)
        assert (alias, f"B-{number}" in references) == ("standby", True)


def test_figures_and_drafts_are_counted_there_and_what_settles_publishing_is_not(standby, there, monkeypatch):
    asked = []
    whole = reading._standby
    monkeypatch.setattr(reading, "_standby", lambda: (asked.append(1), whole())[1])
    offices = [Office(each.pk, each.slug, each.name) for each in (there.bjerke, there.ullern)]
    keys, now = [office.key for office in offices], timezone.now()
    with acting_as_system():
        figures = count_figures(offices, parse_period("2024"), SINCE, now)
        assert len(asked) == 1
        here, _ = everybody([office.id for office in offices], now)
        assert figures.ids == here
        assert len(asked) == 1
    assert known_aside(keys, now)[0] == here
    assert len(asked) == 2
    assert known_at(keys, now)[0] == here
    assert len(asked) == 2


def test_what_it_has_not_yet_is_waited_for(standby, there):
    standby.ask(PAUSED)
    with acting_as_system():
        enrol(there.bjerke, "B-late", ("2024-01-01", "enrolled"))
    Timer(0.5, lambda: standby.ask(RESUMED)).start()
    with acting_as_system():
        alias, references = reading.read_aside(who_is_there)
    assert (alias, "B-late" in references) == ("standby", True)


def test_one_that_stays_behind_is_passed_over_and_the_log_says_so(standby, there, monkeypatch, caplog):
    monkeypatch.setattr(reading, "PATIENCE", 0.3)
    standby.ask(PAUSED)
    try:
        with acting_as_system():
            enrol(there.bjerke, "B-later", ("2024-01-01", "enrolled"))
        with caplog.at_level(logging.WARNING, reading.__name__), acting_as_system():
            alias, references = reading.read_aside(who_is_there)
    finally:
        standby.ask(RESUMED)
    assert (alias, "B-later" in references) == ("default", True)
    assert caplog.messages == ["The standby was passed over: StandbyIsBehind."]


def test_one_that_is_gone_is_passed_over_and_read_again_when_it_is_back(standby):
    standby.stop()
    with acting_as_system():
        assert reading.read_aside(who_is_there)[0] == "default"
    standby.start()
    with acting_as_system():
        assert reading.read_aside(who_is_there)[0] == "standby"


def test_a_server_that_follows_none_is_no_standby(standby, monkeypatch):
    monkeypatch.setitem(connections.settings, reading.STANDBY, _settings())
    with acting_as_system():
        assert reading.read_aside(who_is_there)[0] == "default"


def test_the_wall_stands_there_too(standby):
    with acting_as_system():
        reading.read_aside(who_is_there)
    with acting_for_nobody():
        # The role of the system is that of one transaction: whoever comes without it reads nothing.
        there = connections[reading.STANDBY]
        with there.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
            cursor.execute("SELECT reference FROM participants_participant")


def test_a_login_above_the_walls_is_refused_there_too(standby, monkeypatch):
    monkeypatch.setitem(connections.settings, reading.STANDBY, _settings(standby, USER="postgres"))
    with acting_as_system(), pytest.raises(ImproperlyConfigured, match="DATABASE_STANDBY_URL"):
        reading.read_aside(who_is_there)


def test_without_one_the_database_itself_is_read(there):
    assert reading.STANDBY not in settings.DATABASES
    with acting_as_system():
        assert reading.read_aside(who_is_there)[0] == "default"
        assert Participant.objects.exists()
