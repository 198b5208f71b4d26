"""The roles of the embedded server are those of production."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.local_servers.conftest import User

SUB_ROLES = ("portal_all", "portal_office", "portal_linked", "portal_none", "portal_self")


@pytest.fixture(scope="module")
def only(stopped: Path) -> Iterator[User]:
    """One user of a state folder."""
    user = User(stopped)
    yield user
    user.leave()


def test_no_role_of_the_portal_stands_above_the_policies(only: User) -> None:
    count = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'portal%%' AND "
    assert only.ask(count + "true") == 7
    assert (
        only.ask(count + "(rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication)") == 0
    )
    assert only.ask(
        "SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper"
    ) == [
        "portal_app",
        "portal_owner",
    ]
    assert only.ask("SELECT rolinherit FROM pg_roles WHERE rolname = 'portal_app'") is False


def test_the_app_may_set_each_sub_role_and_inherits_none(only: User) -> None:
    with psycopg.connect(only.servers["database_url"], autocommit=True) as connection:
        for role in SUB_ROLES:
            row = connection.execute(
                "SELECT pg_has_role('portal_app', %s, 'SET'), pg_has_role('portal_app', %s, 'USAGE')",
                [role, role],
            ).fetchone()
            assert row == (True, False), role
            connection.execute(f"SET ROLE {role}")
            connection.execute("RESET ROLE")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE portal_owner")


def test_only_the_owner_makes_tables(only: User) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        only.do("CREATE TABLE mine (id int)", "database_url")
    only.do("CREATE TABLE ours (id int)", "owner_url")
    assert only.ask("SELECT has_table_privilege('portal_none', 'ours', 'SELECT')") is False
    # What a new table is about nobody knows yet, so whoever is written about gets nothing by default.
    assert only.ask("SELECT has_table_privilege('portal_self', 'ours', 'SELECT')") is False
    assert only.ask("SELECT has_table_privilege('portal_app', 'ours', 'TRUNCATE')") is False


def test_a_table_opened_by_a_migration_needs_a_scope(only: User) -> None:
    only.do("CREATE TABLE people AS SELECT 1 AS id", "owner_url")
    only.do("GRANT SELECT ON people TO portal_all", "owner_url")
    with psycopg.connect(only.servers["database_url"], autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM people")
        connection.execute("SET ROLE portal_all")
        assert connection.execute("SELECT id FROM people").fetchone() == (1,)


def test_strangers_may_not_connect(only: User) -> None:
    only.do("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(only.servers["superuser_url"].replace("postgres@", "stranger@"))
