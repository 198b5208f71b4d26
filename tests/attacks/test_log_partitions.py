"""The log lies in partitions: none of them is a way around what the table above asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.scope import acting_as_system
from audit.retention import make_months
from tests.owner import as_owner
from tests.rules.test_grants import ROLES

WHOSE = ("krem", "bjerke_leader", "mentor", "imdi")
# Of each partition; and of the table above, what would make or empty one.
ATTACKS = (
    "SELECT * FROM TARGET",
    "SELECT count(*) FROM TARGET",
    "SELECT * FROM ONLY TARGET",
    "INSERT INTO TARGET (id, at, action, decision, subject, subject_ids, reason, path)"
    " VALUES (gen_random_uuid(), now(), 'shown', 'permitted', 'x', '{}', '', '')",
    "UPDATE TARGET SET reason = 'x'",
    "DELETE FROM TARGET",
    "TRUNCATE TARGET",
    "COPY TARGET TO STDOUT",
    "LOCK TABLE TARGET",
    "DROP TABLE TARGET",
    "ALTER TABLE TARGET DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE audit_event DETACH PARTITION TARGET",
    "CREATE POLICY mine ON TARGET USING (true)",
    "GRANT SELECT ON TARGET TO PUBLIC",
    "CREATE TABLE mine PARTITION OF audit_event FOR VALUES FROM ('2099-01-01') TO ('2099-02-01')",
    "CREATE TABLE public.audit_event_2099_01 (LIKE audit_event)",
    "TRUNCATE ONLY audit_event",
)
REFUSED = "permission denied|must be owner"


def partitions() -> list[str]:
    return as_owner(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'public.audit_event'::regclass"
    )


def attacked(statement: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def also_made_later(db) -> None:
    """The last month, made anew as the clock makes it."""
    newest = max(name for name in partitions() if name[-1].isdigit())
    as_owner(f"DROP TABLE public.{newest}")
    with acting_as_system():
        assert make_months() >= 1
    assert newest in partitions()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_gets_at_a_partition(also_made_later, role):
    assert {"audit_event_default", "audit_event_first"} < set(partitions())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [f"portal_{role}"])
        for partition in partitions():
            for attack in ATTACKS:
                attacked(attack.replace("TARGET", partition))


@pytest.mark.parametrize("who", WHOSE)
def test_nobody_gets_at_a_partition(cast, scope_for, who):
    found = partitions()
    with scope_for(getattr(cast, who)):
        for partition in found:
            for attack in ATTACKS:
                attacked(attack.replace("TARGET", partition))


def test_each_partition_is_walled_off_by_itself_and_granted_to_nobody(also_made_later):
    """Also where a later migration were to open one: row security is on, and knows nobody but the owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relrowsecurity AND relforcerowsecurity,
                array(SELECT DISTINCT unnest(roles)::text FROM pg_policies WHERE tablename = relname),
                array(SELECT DISTINCT grantee::regrole::text FROM aclexplode(relacl) WHERE grantee <> relowner),
                array(SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND attacl IS NOT NULL)
            FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid WHERE inhparent = 'public.audit_event'::regclass
            """
        )
        found = cursor.fetchall()
    assert len(found) > 12
    assert all(each == (True, ["portal_owner"], [], []) for each in found), found
