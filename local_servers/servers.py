"""Start the servers or join those that run; the last user stops them."""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit, urlunsplit

from local_servers import account, failure, postgres, program, redis
from local_servers.state import NEEDED_BYTES, ServerState, runtime_folder, state_dir

DATABASE = "portal"


@dataclass(frozen=True)
class Servers:
    """Where the servers answer, and as whom to sign in."""

    database_url: str
    owner_url: str
    superuser_url: str
    redis_url: str

    def for_database(self, name: str) -> "Servers":
        """The same servers, another database."""
        return replace(
            self,
            database_url=_with_database(self.database_url, name),
            owner_url=_with_database(self.owner_url, name),
            superuser_url=_with_database(self.superuser_url, name),
        )


# The state folders whose servers this process uses, each with the handle that says so.
_joined: dict[ServerState, int] = {}


def ensure(*, durable: bool = True) -> Servers:
    """Start or join the servers whose addresses the environment does not give.

    With durable=False, or PORTAL_DURABLE=0, a fresh start of PostgreSQL does not wait for the disk: for data
    that tests make and nobody misses.
    """
    durable = durable and os.environ.get("PORTAL_DURABLE") != "0"
    database_url = os.environ.get("DATABASE_URL", "")
    redis_url = os.environ.get("REDIS_URL", "")
    if database_url and redis_url:
        return Servers(database_url, os.environ.get("DATABASE_OWNER_URL", database_url), "", redis_url)
    state = ServerState(state_dir())
    state.prepare()
    with state.locked():
        _join(state)
        try:
            if not redis_url:
                redis_url = _ensure_redis(state)
            if database_url:
                return Servers(
                    database_url, os.environ.get("DATABASE_OWNER_URL", database_url), "", redis_url
                )
            return _servers(_ensure_postgres(state, durable=durable), redis_url)
        except OSError as error:
            raise failure.from_os_error(error, state.folder, NEEDED_BYTES) from error


def addresses() -> Servers:
    """What settings read: the servers' addresses, once they answer."""
    return ensure()


def release() -> None:
    """Stop using the servers; stop them when nobody else does. Called by itself when the process ends."""
    while _joined:
        state, handle = _joined.popitem()
        with state.locked():
            state.leave(handle)
            if state.in_use():
                program.leave_to_others(state.postgres)
                program.leave_to_others(state.redis)
            else:
                _stop(state)


def forget(*beside: str) -> None:
    """Stop the servers and remove their data, unless somebody uses them; with it what goes by these names."""
    state = ServerState(state_dir())
    if not state.folder.is_dir():
        return
    state.prepare()
    with state.locked():
        if state.in_use():
            raise failure.CannotStart(f"{state.folder} is in use. Stop the portal first.")
        _stop(state)
        state.clear(*beside)


def create_database(name: str) -> Servers:
    """A fresh, empty database with the portal's roles, in place of any with that name."""
    servers = ensure()
    _require_spare(name)
    with _set_up() as sockets:
        postgres.drop(sockets, name)
        postgres.create(sockets, name)
    return servers.for_database(name)


def drop_database(name: str) -> None:
    """Remove a database, whoever is connected to it."""
    ensure()
    _require_spare(name)
    with _set_up() as sockets:
        postgres.drop(sockets, name)


def write_database(name: str, output: IO[bytes]) -> None:
    """Put aside what a database holds, rights and rows included."""
    with _set_up() as sockets:
        postgres.write(sockets, name, output)


def read_database(name: str, statements: IO[bytes]) -> None:
    """Fill an empty database with what another one held. One that holds something already is left as it is."""
    with _set_up() as sockets:
        postgres.read(sockets, name, statements)


def _join(state: ServerState) -> None:
    if state not in _joined:
        _joined[state] = state.join()
        atexit.unregister(release)
        atexit.register(release)


def _leave_to_parent() -> None:
    """A forked child is no user, its parent is; should the child ask for servers, it joins by itself."""
    while _joined:
        os.close(_joined.popitem()[1])


os.register_at_fork(after_in_child=_leave_to_parent)


def _ensure_postgres(state: ServerState, *, durable: bool) -> str:
    record = state.read()
    sockets = record.get("sockets")
    if sockets is None or not (postgres.answers(sockets) and postgres.ready(state.postgres)):
        state.require_space()
        sockets = str(runtime_folder(sockets, account.owner_id()))
        record["sockets"] = sockets
        state.write(record)
        if postgres.initialise(state, durable=durable):
            record.pop("roles", None)
        postgres.start(state, Path(sockets), durable=durable)
    if record.get("roles") != postgres.version():
        postgres.create(sockets, DATABASE)
        state.write({**record, "roles": postgres.version()})
    return sockets


def _ensure_redis(state: ServerState) -> str:
    record = state.read()
    port, password = record.get("redis_port"), record.get("redis_password", "")
    if port is None or not redis.answers(port, password):
        state.require_space()
        port, password = redis.start(state, port)
        state.write({**record, "redis_port": port, "redis_password": password})
    return redis.url(port, password)


def _stop(state: ServerState) -> None:
    """Asked under the lock, when nobody uses the servers."""
    record = state.read()
    if "redis_port" in record:
        redis.stop(state, record["redis_port"], record["redis_password"])
    postgres.stop(state.postgres)
    if "sockets" in record:
        shutil.rmtree(record["sockets"], ignore_errors=True)


def _require_spare(name: str) -> None:
    """A slip of the pen must not drop the portal's own database."""
    if not name.startswith(f"{DATABASE}_"):
        raise ValueError(f"Not the name of a spare database: {name!r}")


@contextmanager
def _set_up() -> Iterator[str]:
    """The embedded server's sockets, with nobody else setting up: two cannot alter one role at once."""
    if os.environ.get("DATABASE_URL"):
        raise failure.CannotStart(
            "Databases are made on the embedded server only; DATABASE_URL points elsewhere."
        )
    state = ServerState(state_dir())
    with state.locked():
        yield state.read()["sockets"]


def _servers(sockets: str, redis_url: str) -> Servers:
    def url(role: str) -> str:
        return f"postgresql://{role}@/{DATABASE}?host={quote(sockets, safe='')}&port={postgres.PORT}"

    return Servers(url("portal_app"), url("portal_owner"), url(postgres.SUPERUSER), redis_url)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")) if url else ""
