"""Programs that use the embedded servers, each in a process of its own as in life."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SERVER_VARIABLES = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORTAL_STATE")

HOLD = """
import dataclasses, json, sys
import local_servers
print(json.dumps(dataclasses.asdict(local_servers.ensure(durable=False))), flush=True)
sys.stdin.read()
"""


def environment(state: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has configured nothing but the state folder."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    return {**kept, "PORTAL_STATE": str(state), **more}


def run(script: str, state: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=REPOSITORY,
        env=environment(state, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class User:
    """A program that uses the servers until told to leave."""

    def __init__(self, state: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", HOLD],
            cwd=REPOSITORY,
            env=environment(state),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.servers: dict[str, str] = json.loads(self.process.stdout.readline())

    def ask(self, statement: str, url: str = "superuser_url") -> object:
        """The one value that a statement gives."""
        with psycopg.connect(self.servers[url], autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]

    def do(self, statement: str, url: str = "superuser_url") -> None:
        """Carry out a statement that gives nothing back."""
        with psycopg.connect(self.servers[url], autocommit=True) as connection:
            connection.execute(statement)

    def leave(self) -> int:
        """End as a program should."""
        self.process.communicate(timeout=30)
        return self.process.returncode

    def kill(self) -> None:
        """End without a word."""
        self.process.kill()
        self.process.communicate(timeout=30)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that others may pass through; pytest closes its own, and root lends PostgreSQL to another account."""
    with tempfile.TemporaryDirectory(prefix="krem-portal-test-") as folder:
        yield Path(folder).resolve()


@pytest.fixture
def new_state(place: Path) -> Path:
    """A state folder that does not exist yet."""
    return place / "state"


@pytest.fixture(scope="session")
def stopped() -> Iterator[Path]:
    """A state folder whose servers have run and stopped."""
    with tempfile.TemporaryDirectory(prefix="krem-portal-test-") as folder:
        state = Path(folder).resolve() / "state"
        assert User(state).leave() == 0
        yield state


@pytest.fixture
def state(stopped: Path, place: Path) -> Path:
    """A state folder with a database, as yet unused."""
    subprocess.run(["cp", "-a", stopped, place / "state"], check=True)
    return place / "state"


@pytest.fixture
def user() -> Iterator[Callable[[Path], User]]:
    """Start users of a state folder; whoever is left at the end leaves."""
    users: list[User] = []

    def start(state: Path) -> User:
        users.append(User(state))
        return users[-1]

    yield start
    for each in users:
        if each.process.poll() is None:
            each.leave()
