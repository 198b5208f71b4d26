"""Whoever works in these tests, and a log that has been kept for years."""

from collections.abc import Iterator

import pytest

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from audit.retention import make_months
from tests.audit.lines import as_owner, sealed, write, write_at


@pytest.fixture
def actor(committed) -> User:
    with acting_as_system():
        return User.objects.create_user("krem@example.invalid", name="K", role=Role.KREM_STAFF)


@pytest.fixture
def months(actor) -> Iterator[None]:
    """A log whose past lies in months, too: what stood before there were partitions is put aside."""
    [ends] = as_owner("SELECT ends FROM portal_log_partitions() WHERE name = 'audit_event_first'")
    as_owner("ALTER TABLE audit_event DETACH PARTITION audit_event_first")
    try:
        yield
    finally:
        as_owner("TRUNCATE audit_event")
        for name in as_owner("SELECT name FROM portal_log_partitions() WHERE ends <= %s", [ends]):
            as_owner(f"DROP TABLE {name}")
        as_owner(
            f"ALTER TABLE audit_event ATTACH PARTITION audit_event_first FOR VALUES FROM (MINVALUE) TO ('{ends}')"
        )
        with acting_as_system():
            make_months()


@pytest.fixture
def years_of_log(months, actor) -> None:
    """A batch of March and one of April 2012, sealed then, and one of today."""
    write_at("2012-03-05 12:00+00", "March a", "March b")
    write_at("2012-04-01 00:00+00", "April")
    write(actor, "today")
    with acting_as_system():
        make_months()
    assert sealed() == 3
    as_owner("UPDATE audit_seal SET sealed_at = '2012-05-01' WHERE number < 3")
