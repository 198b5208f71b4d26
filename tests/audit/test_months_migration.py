"""A log from before there were months comes over whole: every line, every seal, and who may do what with it."""

import os
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

import local_servers
from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system, acting_for
from audit.models import Event
from local_servers.schema import fill, fingerprint
from tests.audit.lines import as_owner, sealed, verify, write, write_at

BEFORE = "0013_joinings"
LINES = "SELECT event::text FROM audit_event event ORDER BY id"
SEALS = "SELECT seal::text FROM audit_seal seal ORDER BY number"
# What the table has, in words that do not say its kind; the key is another one, and two indexes have come.
SHAPE = {
    "columns": """
        SELECT format('%s %s %s %s %s', attnum, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid))
        FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE attrelid = 'audit_event'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
    "indexes": """
        SELECT replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE tablename = 'audit_event'
        AND indexname NOT IN ('audit_event_pkey', 'events_by_subject', 'events_by_ids_in_path') ORDER BY 1""",
    "checks": """
        SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'audit_event'::regclass AND contype IN ('c', 'f', 'u', 'x') ORDER BY 1""",
    "keys that point at it": "SELECT conname::text FROM pg_constraint WHERE confrelid = 'audit_event'::regclass",
    "triggers": "SELECT tgname::text FROM pg_trigger WHERE tgrelid = 'audit_event'::regclass",
    "policies": """
        SELECT format('%s %s %s %s %s %s', policyname, permissive, cmd, roles, qual, with_check) FROM pg_policies
        WHERE tablename = 'audit_event' ORDER BY 1""",
    "row security": """
        SELECT format('%s %s %s', relowner::regrole, relrowsecurity, relforcerowsecurity) FROM pg_class
        WHERE oid = 'audit_event'::regclass""",
    "grants": """
        SELECT format('%s %s', grantee::regrole, privilege_type) FROM pg_class, aclexplode(relacl)
        WHERE pg_class.oid = 'audit_event'::regclass ORDER BY 1""",
    "column grants": """
        SELECT format('%s %s %s', attname, grantee::regrole, privilege_type) FROM pg_attribute, aclexplode(attacl)
        WHERE attrelid = 'audit_event'::regclass ORDER BY 1""",
}


def migrate(*, audit: str | None = None) -> None:
    """Everything, the log as far as is said."""
    executor = MigrationExecutor(connections["owner"])
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([("audit", audit) if audit and app == "audit" else (app, name) for app, name in leaves])
    connections["owner"].close()


def shape() -> dict[str, list[object]]:
    return {name: as_owner(question) for name, question in SHAPE.items()}


@pytest.fixture
def before(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A database of its own, with the log as it was."""
    name, of_tests = f"portal_months_{os.getpid()}", connections["default"].settings_dict["NAME"]
    local_servers.create_database(name)
    with django_db_blocker.unblock():
        try:
            use(name)
            # Put aside like the tables of today: to carry out all that came before takes half a minute.
            made_of = fingerprint(MigrationExecutor(connections["owner"]))
            fill(name, f"{made_of}-audit-{BEFORE}", lambda: migrate(audit=BEFORE))
            yield
        finally:
            use(of_tests)
    local_servers.drop_database(name)


def use(database: str) -> None:
    for each in connections.all():
        each.close()
        each.settings_dict["NAME"] = database


def test_an_old_log_comes_over_whole(before):
    with acting_as_system():
        krem = User.objects.create_user("krem@example.invalid", name="K", role=Role.KREM_STAFF)
    write_at("2024-01-31 23:59+00", "a")
    write_at("2024-02-01 00:00+00", "b")
    assert sealed() == 1
    write(krem, "c", "d")
    assert sealed() == 2
    as_owner(
        "UPDATE audit_event SET subject_ids = '{}', reason = '', path = '', seal_salt = NULL WHERE reason = 'd'"
    )
    write(krem, "e")
    lines, seals, looks = as_owner(LINES), as_owner(SEALS), shape()

    # Interrupted halfway, people go on, and it is begun anew.
    migrate(audit="0014_months_prepared")
    write(krem, "meanwhile")
    MigrationRecorder(connections["owner"]).record_unapplied("audit", "0014_months_prepared")
    migrate()

    assert [line for line in as_owner(LINES) if "meanwhile" not in line] == lines
    assert as_owner(SEALS) == seals
    assert shape() == looks
    assert set(as_owner("SELECT tableoid::regclass::text FROM audit_event")) == {"audit_event_first"}
    said = verify()
    assert "4 lines in 2 batches, 2 lines not sealed yet" in said
    assert "1 sealed lines have lost" in said
    # And on it goes, in the same chain; the batch of two months is one still.
    write(krem, "f")
    assert sealed() == 3
    assert "7 lines in 3 batches, 0 lines" in verify()
    with acting_for(krem), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Event.objects.all().delete()
