"""What the migrations made is put aside once, and every later empty database is filled from it."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

import local_servers
from accounts import row_security
from local_servers import schema

# PostgreSQL writes down `varchar = ANY (array of varchar)` with its casts now inside the array, now around it.
CASTS = re.compile(r"::character varying|::text|\[\]|[()]")


def dumped(name: str, file: Path) -> list[str]:
    """All that a database holds, without the lines that are others each time."""
    with file.open("wb") as output:
        local_servers.write_database(name, output)
    lines = [line for line in file.read_text().splitlines() if "restrict " not in line]
    return [CASTS.sub("", line) if "= ANY (" in line else line for line in lines]


@pytest.fixture
def migrated(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of the database that the tests use."""
    with django_db_blocker.unblock():
        yield connections["owner"].settings_dict["NAME"]
        connections["owner"].close()


@pytest.fixture
def empty(django_db_setup) -> Iterator[list[str]]:
    """Three databases that hold nothing."""
    names = [f"portal_test_empty_{number}" for number in range(3)]
    for name in names:
        local_servers.create_database(name)
    yield names
    for name in names:
        local_servers.drop_database(name)


@pytest.fixture
def migrations(place: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is migrated while the snapshots are kept in a folder of their own; each takes its time."""
    calls: list[str] = []
    monkeypatch.setattr(schema, "SNAPSHOTS", place / "schema")
    monkeypatch.setattr(schema, "call_command", lambda name, **_: calls.append(name) or time.sleep(0.2))
    return calls


def test_a_database_filled_from_a_snapshot_is_the_same_to_the_last_right(migrated, empty, place) -> None:
    before = dumped(migrated, place / "before.sql")
    with (place / "before.sql").open("rb") as snapshot:
        local_servers.read_database(empty[0], snapshot)
    assert len(before) > 10_000
    assert dumped(empty[0], place / "after.sql") == before


def test_a_database_that_holds_something_is_left_as_it_is(migrated, place) -> None:
    (place / "snapshot.sql").write_text(
        "CREATE TABLE public.first (id int); CREATE TABLE public.django_migrations (id int);"
    )
    with (place / "snapshot.sql").open("rb") as snapshot:
        with pytest.raises(local_servers.CannotStart, match="already exists"):
            local_servers.read_database(migrated, snapshot)
    assert "first" not in connections["owner"].introspection.table_names()


def test_of_several_processes_one_migrates_and_the_others_wait_for_it(empty, migrations) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: schema.fill(name, "one"), empty))
    assert migrations == ["migrate"]
    assert sorted(path.name for path in schema.SNAPSHOTS.iterdir()) == ["lock", "one.sql"]


def test_stale_snapshots_are_dropped(empty, migrations, monkeypatch) -> None:
    monkeypatch.setattr(schema, "KEPT", 3)
    for name in ("first", "second", "third", "fourth"):
        schema.fill(empty[0], name)
    assert sorted(path.stem for path in schema.SNAPSHOTS.glob("*.sql")) == ["fourth", "second", "third"]


def test_a_snapshot_that_was_cut_short_is_made_anew(empty, migrations, monkeypatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            local_servers, "write_database", lambda name, output: output.write(b"CREATE TA") and 1 / 0
        )
        with pytest.raises(ZeroDivisionError):
            schema.fill(empty[0], "one")
    schema.fill(empty[0], "one")
    schema.fill(empty[1], "one")
    assert migrations == ["migrate"] * 2


def test_what_shapes_the_tables_decides_which_snapshot_is_read(migrated) -> None:
    files = schema.shaping_files(MigrationExecutor(connections["owner"]))
    ours = {str(path.relative_to(schema.REPOSITORY)) for path in files if ".venv" not in path.parts}
    assert {
        "requirements.lock",
        "accounts/walls.py",
        "accounts/row_security.py",
        "participants/migrations/0002_walls.py",
    } < ours
    assert local_servers.ROLES in files
    # What they take from elsewhere here would shape the tables too.
    assert list(schema.imported_by(Path(row_security.__file__))) == []


def test_a_changed_migration_is_another_snapshot(migrated, place, monkeypatch) -> None:
    executor = MigrationExecutor(connections["owner"])
    file = place / "0001_initial.py"
    monkeypatch.setattr(schema, "shaping_files", lambda _: [file])
    file.write_text("operations = []")
    before = schema.fingerprint(executor)
    file.write_text("operations = [1]")
    assert schema.fingerprint(executor) != before
