"""Who starts the servers, who may use them, and who stops them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.local_servers.conftest import User, run

START_AND_SAY = "import local_servers; print(local_servers.ensure(durable=False).database_url)"


def servers_of(state: Path) -> list[str]:
    """The server programs that run on a state folder."""
    return [
        process.info["name"]
        for process in psutil.process_iter(["name", "cwd", "status"])
        if process.info["status"] != psutil.STATUS_ZOMBIE
        and (process.info["cwd"] or "").startswith(f"{state}/")
    ]


def test_a_sibling_joins_and_the_last_one_stops_the_servers(
    state: Path, user: Callable[[Path], User]
) -> None:
    first = user(state)
    second = user(state)
    assert second.servers == first.servers
    assert first.leave() == 0
    assert second.ask("SELECT 1", "database_url") == 1
    assert second.leave() == 0
    assert servers_of(state) == []
    assert not Path(
        first.servers["database_url"].split("host=")[1].split("&")[0].replace("%2F", "/")
    ).exists()


def test_data_stays_when_the_servers_stop(state: Path, user: Callable[[Path], User]) -> None:
    first = user(state)
    first.do("CREATE TABLE kept AS SELECT 7 AS value", "owner_url")
    first.leave()
    assert user(state).ask("SELECT value FROM kept", "owner_url") == 7


def test_a_killed_user_is_not_counted(state: Path, user: Callable[[Path], User]) -> None:
    killed = user(state)
    killed.kill()
    assert servers_of(state)
    last = user(state)
    assert last.servers == killed.servers
    last.leave()
    assert servers_of(state) == []


def test_servers_that_died_are_started_again_where_they_were(
    state: Path, user: Callable[[Path], User]
) -> None:
    first = user(state)
    first.do("CREATE TABLE kept AS SELECT 7 AS value", "owner_url")
    for process in psutil.process_iter(["cwd"]):
        if (process.info["cwd"] or "").startswith(f"{state}/"):
            process.kill()
    second = user(state)
    assert second.ask("SELECT value FROM kept", "owner_url") == 7
    assert first.ask("SELECT value FROM kept", "owner_url") == 7


def test_two_folders_have_servers_of_their_own(place: Path, user: Callable[[Path], User]) -> None:
    one, other = user(place / "one"), user(place / "other")
    one.do("CREATE TABLE here AS SELECT 1", "owner_url")
    assert one.ask("SELECT to_regclass('here')", "owner_url") == "here"
    assert other.ask("SELECT to_regclass('here')", "owner_url") is None
    assert one.servers["redis_url"] != other.servers["redis_url"]


def test_a_copy_of_a_folder_in_use_is_another_folder(
    state: Path, place: Path, user: Callable[[Path], User]
) -> None:
    first = user(state)
    subprocess.run(["cp", "-a", state, place / "copy"], check=True)
    second = user(place / "copy")
    first.do("CREATE TABLE here AS SELECT 1", "owner_url")
    assert second.servers["redis_url"] != first.servers["redis_url"]
    assert second.ask("SELECT to_regclass('here')", "owner_url") is None


@pytest.mark.parametrize("name", ["med mellomrom og æøå", "l" * 200, 'quote\'s "and" $HOME'])
def test_any_path_will_do(place: Path, name: str) -> None:
    finished = run(START_AND_SAY, place / name / "state")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.startswith("postgresql://portal_app@/portal?")


def test_nothing_starts_when_the_addresses_are_given(new_state: Path) -> None:
    finished = run(
        "import local_servers; print(local_servers.ensure())",
        new_state,
        DATABASE_URL="postgresql://app@db.invalid/portal",
        DATABASE_OWNER_URL="postgresql://owner@db.invalid/portal",
        REDIS_URL="redis://redis.invalid/0",
    )
    assert finished.stdout.strip() == (
        "Servers(database_url='postgresql://app@db.invalid/portal', owner_url='postgresql://owner@db.invalid/portal', "
        "superuser_url='', redis_url='redis://redis.invalid/0')"
    )
    assert not new_state.exists()


def test_only_the_missing_server_starts(new_state: Path) -> None:
    script = (
        "import local_servers; s = local_servers.ensure(durable=False);"
        "print(s.database_url); print(s.redis_url.startswith('redis://:'))"
    )
    finished = run(script, new_state, DATABASE_URL="postgresql://app@db.invalid/portal")
    assert finished.stdout.splitlines() == ["postgresql://app@db.invalid/portal", "True"]
    assert not (new_state / "postgres").exists()


def test_forgetting_is_refused_while_somebody_uses_the_data(
    state: Path, user: Callable[[Path], User]
) -> None:
    forget = "import local_servers; local_servers.forget()"
    only = user(state)
    refused = run(forget, state)
    assert (refused.returncode, refused.stderr.strip()) == (1, f"{state} is in use. Stop the portal first.")
    only.leave()
    (state / "note.txt").write_text("not ours")
    assert run(forget, state).returncode == 0
    assert [path.name for path in state.iterdir()] == ["note.txt"]


def test_a_forked_child_is_no_user_of_its_own(state: Path) -> None:
    script = """
import os, time
import local_servers
local_servers.ensure(durable=False)
if os.fork() == 0:
    time.sleep(3)
    os._exit(0)
"""
    finished = run(script, state)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert servers_of(state) == []
