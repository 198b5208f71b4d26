"""What the database's own catalogue says of the second wall: names, keys, and who may make what."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.rules.test_grants import ROLES

# A job or an opening may belong to a partner and to no office; then every office may fill it. A stay is at the office
# where somebody was, and no longer need be.
OF_NO_OFFICE = {
    ("participants_stay", "participants_participant"),
    ("entrepreneurs_holding", "entrepreneurs_job"),
    ("entrepreneurs_share", "entrepreneurs_opening"),
}
# Chosen at random or made from what is, so that nobody meets somebody else's by chance.
RANDOM = {
    "participants_ownpagelink_token_hash_key",
    "a_visit_belongs_to_one_link",
    "entrepreneurs_share_handle_key",
}


def rows(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_every_function_of_the_portal_has_a_fixed_search_path(db):
    loose = rows(
        """
        SELECT proname FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'portal\\_%'
          -- Temporary tables last, where they are not looked at before the portal's own.
          AND NOT coalesce(proconfig, '{}') && ARRAY['search_path=pg_catalog, public, pg_temp',
                                                     'search_path=public, pg_temp']
        """
    )
    assert loose == []


def test_whatever_runs_as_its_owner_is_the_portals_own(db):
    """And is called by those named in the list of grants, never by everybody."""
    open_to_all = rows(
        """
        SELECT proname FROM pg_proc function
        WHERE pronamespace = 'public'::regnamespace AND prosecdef
          AND (proname NOT LIKE 'portal\\_%' OR EXISTS (
              SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee = 0
          ))
        """
    )
    assert open_to_all == []


def test_every_function_that_a_policy_asks_names_schemas(db):
    """A table of the same name in another schema must not answer."""
    asked = rows(
        """
        SELECT DISTINCT function.proname, function.prosrc FROM pg_depend link
        JOIN pg_policy policy ON link.classid = 'pg_policy'::regclass AND link.objid = policy.oid
        JOIN pg_proc function ON link.refclassid = 'pg_proc'::regclass AND link.refobjid = function.oid
        WHERE function.pronamespace = 'public'::regnamespace AND NOT function.prosecdef
        """
    )
    assert len(asked) >= 8
    tables = {
        name for (name,) in rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    }
    for name, source in asked:
        for table in tables:
            assert f" {table}" not in source, (name, table)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_may_make_anything(db, role):
    for statement in (
        "CREATE TEMPORARY TABLE clusters_seat (user_id uuid)",
        "CREATE TABLE public.clusters_seat_of_mine (user_id uuid)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('role', %s, true)", [f"portal_{role}"])
                cursor.execute(statement)


def test_temporary_tables_are_looked_at_last(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public, pg_temp",)


def test_a_row_under_another_carries_its_office(db):
    """Every key between two tables behind the wall holds the offices equal."""
    keys = rows(
        """
        WITH walled AS (
            SELECT relation.oid, relation.relname, office.attnum AS office
            FROM pg_class relation JOIN pg_attribute office
              ON office.attrelid = relation.oid AND office.attname = 'office_id'
            WHERE relation.relnamespace = 'public'::regnamespace AND relation.relrowsecurity
        )
        SELECT child.relname, parent.relname, key.conkey[1], bool_or(other.oid IS NOT NULL)
        FROM pg_constraint key
        JOIN walled child ON child.oid = key.conrelid
        JOIN walled parent ON parent.oid = key.confrelid
        LEFT JOIN pg_constraint other
          ON other.contype = 'f' AND other.conrelid = key.conrelid AND other.confrelid = key.confrelid
         AND other.conkey = ARRAY[key.conkey[1], child.office]
        WHERE key.contype = 'f' AND array_length(key.conkey, 1) = 1
        GROUP BY 1, 2, 3
        """
    )
    assert len(keys) > 20
    assert {(child, parent) for child, parent, _column, holds in keys if not holds} == OF_NO_OFFICE


def test_no_unique_index_tells_of_another_office(db):
    """An index without the office answers before the keys do: then the policy must ask for the parent first."""
    telling = rows(
        """
        SELECT index.indexrelid::regclass::text, table_.relname,
               (SELECT pg_get_expr(polwithcheck, polrelid) FROM pg_policy
                WHERE polrelid = table_.oid AND polname = 'own_office'),
               array(SELECT attname::text FROM pg_attribute
                     WHERE attrelid = table_.oid AND attnum = ANY (index.indkey)),
               array(SELECT attribute.attname::text FROM pg_constraint key JOIN pg_attribute attribute
                     ON attribute.attrelid = table_.oid AND attribute.attnum = key.conkey[1]
                     JOIN pg_class parent ON parent.oid = key.confrelid AND parent.relrowsecurity
                     WHERE key.contype = 'f' AND key.conrelid = table_.oid)
        FROM pg_index index JOIN pg_class table_ ON table_.oid = index.indrelid
        WHERE table_.relnamespace = 'public'::regnamespace AND table_.relrowsecurity AND index.indisunique
          AND has_table_privilege('portal_office', table_.oid, 'INSERT')
          AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = table_.oid AND attname = 'office_id')
        """
    )
    checked = 0
    for index, table, check, columns, parents in telling:
        # Which record another takes the place of is a random id as well; a policy cannot ask its own table.
        if "office_id" in columns or columns in (["id"], ["replaces_id"]) or index in RANDOM:
            continue
        for column in set(columns) & set(parents):
            assert f"{table}.{column}" in check, (index, column)
            checked += 1
    assert checked > 8
