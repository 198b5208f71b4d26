"""The lines of somebody who is erased are found by index, however long the log is: by whom they name and by address."""

import uuid

import pytest
from django.db import connection, connections, transaction

from accounts.scope import acting_as_system
from audit.retention import make_months
from tests.audit.lines import as_owner, write_at

ONE, OTHER = (
    uuid.UUID(int=0xF672AC0745934FC6A7396A6299DF324C),
    uuid.UUID(int=0x29D80CCD9EE74BC3887ADAC11470A3E8),
)
# What `portal_strip` asks, of ids that it has in hand.
ASKED = f"subject_ids && ARRAY['{ONE}']::uuid[] OR public.portal_ids_in(path) && ARRAY['{ONE}']::uuid[]"
LACKING = """
SELECT child.relname::text FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
WHERE inhparent = 'audit_event'::regclass AND NOT EXISTS (
    SELECT FROM pg_index WHERE indrelid = child.oid AND indisvalid AND pg_get_indexdef(indexrelid) LIKE '%%portal_ids_in%%'
)
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", []),
        ("/participants/", []),
        (f"/participants/{ONE}/", [ONE]),
        (f"/a/{ONE}/b/{OTHER}/", [ONE, OTHER]),
        (f"/a/{str(ONE).upper()}/", [ONE]),
        # Cut off where the column ends: nobody's id any more.
        (f"/a/{str(ONE)[:-1]}", []),
        (f"/a/0{ONE}-key/", [ONE]),
    ],
)
def test_an_address_gives_the_ids_that_stand_in_it(system, path, found):
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_ids_in(%s)", [path])
        assert cursor.fetchone() == (found,)


def test_every_part_of_the_log_is_indexed_the_months_to_come_as_well(months):
    with acting_as_system():
        make_months()
    assert as_owner(LACKING) == []
    assert as_owner(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'events_by_ids_in_path'::regclass"
    ) == [True]
    write_at("2012-03-05 12:00+00", "a month that nobody has made yet")
    with acting_as_system():
        make_months()
    assert "audit_event_2012_03" in as_owner("SELECT name FROM portal_log_partitions()")
    assert as_owner(LACKING) == []


def test_no_line_is_read_that_is_not_about_them(months):
    """Where the index could not be used, no setting would make the planner use it."""
    [body] = as_owner("SELECT prosrc FROM pg_proc WHERE proname = 'portal_strip'")
    assert "WHERE subject_ids && ids OR public.portal_ids_in(path) && ids;" in body
    with connections["owner"].cursor() as cursor, transaction.atomic(using="owner"):
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN UPDATE audit_event SET path = '' WHERE {ASKED}")  # noqa: S608 - ids made here
        plan = [line for (line,) in cursor.fetchall()]
    connections["owner"].close()
    scans = [line for line in plan if "Scan" in line]
    assert not [line for line in scans if "Seq Scan" in line]
    assert [line for line in scans if "Bitmap Index Scan" in line and "ids_in" in line]
