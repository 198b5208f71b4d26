"""Databases for tests, on the same server and behind the same roles."""

from pathlib import Path

import pytest

import local_servers
from tests.local_servers.conftest import run

FRESH = """
import psycopg
import local_servers
local_servers.ensure(durable=False)
for _ in range(2):
    servers = local_servers.create_database("portal_test_1")
    with psycopg.connect(servers.owner_url) as connection:
        print(connection.execute("SELECT current_database(), count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone())
        connection.execute("CREATE TABLE one (id int)")
        print(connection.execute("SELECT has_table_privilege('portal_app', 'one', 'SELECT')").fetchone())
        connection.execute("GRANT SELECT ON one TO portal_app")
    with psycopg.connect(servers.database_url) as connection:
        print(connection.execute("SELECT count(*) FROM one").fetchone())
local_servers.drop_database("portal_test_1")
local_servers.drop_database("portal_test_1")
with psycopg.connect(servers.for_database("portal").superuser_url) as connection:
    print(connection.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'portal_test%'").fetchone())
"""


def test_a_database_is_fresh_each_time_and_gone_after(state: Path) -> None:
    finished = run(FRESH, state)
    assert finished.stderr == ""
    assert finished.stdout.splitlines() == ["('portal_test_1', 0)", "(False,)", "(0,)"] * 2 + ["(0,)"]


@pytest.mark.parametrize("action", ["create_database", "drop_database"])
def test_the_portals_own_database_is_not_to_be_dropped(state: Path, action: str) -> None:
    finished = run(f"import local_servers; local_servers.{action}('portal')", state)
    assert "ValueError: Not the name of a spare database: 'portal'" in finished.stderr


def test_the_address_of_another_database() -> None:
    servers = local_servers.Servers(
        "postgresql://a@/portal?host=%2Fx", "postgresql://o:p@h:1/portal", "", "redis://r"
    )
    assert servers.for_database("other") == local_servers.Servers(
        "postgresql://a@/other?host=%2Fx", "postgresql://o:p@h:1/other", "", "redis://r"
    )


@pytest.mark.parametrize("action", ["create_database", "drop_database"])
def test_no_database_is_made_or_dropped_on_a_configured_server(new_state: Path, action: str) -> None:
    finished = run(
        f"import local_servers; local_servers.{action}('portal_test_1')",
        new_state,
        DATABASE_URL="postgresql://app@db.invalid/portal",
        REDIS_URL="redis://redis.invalid/0",
    )
    assert finished.returncode == 1
    assert (
        finished.stderr.strip()
        == "Databases are made on the embedded server only; DATABASE_URL points elsewhere."
    )
