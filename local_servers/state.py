"""The state folder: where the data lives, who uses the servers, and where they answer."""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local_servers import failure

REPOSITORY = Path(__file__).resolve().parents[1]
NEEDED_BYTES = 300_000_000
LOCK_SECONDS = 90

# The system limits the path of a socket to some hundred bytes; the folder of the portal may be anywhere.
LONGEST_RUNTIME_FOLDER = 70
SHORT_FOLDER = "/tmp"  # noqa: S108 - mkdtemp makes a private folder in it


def state_dir() -> Path:
    """Where the embedded servers keep their data: PORTAL_STATE, or .local in the repository."""
    chosen = os.environ.get("PORTAL_STATE")
    return Path(os.path.abspath(chosen)) if chosen else REPOSITORY / ".local"


class ServerState:
    """One state folder.

    Users are counted by a lock that each holds shared: the kernel drops it when a process dies,
    however it dies, so the count is never wrong.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.postgres = self.folder / "postgres"
        self.redis = self.folder / "redis"
        self.logs = self.folder / "log"
        self._record = self.folder / "servers.json"
        self._lock = self.folder / "lock"
        self._users = self.folder / "users"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ServerState) and other.folder == self.folder

    def __hash__(self) -> int:
        return hash(self.folder)

    def prepare(self) -> None:
        """Make the folder, and find out now whether it can be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            os.close(_open(self._lock))
            os.close(_open(self._users))
        except OSError as error:
            raise failure.from_os_error(error, self.folder, NEEDED_BYTES) from None

    def require_space(self) -> None:
        """A database that runs out of disk half-way is worse than one that does not start."""
        if shutil.disk_usage(self.folder).free < NEEDED_BYTES:
            raise failure.disk_full(self.folder, NEEDED_BYTES)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time starts, stops or sets up."""
        handle = _open(self._lock)
        try:
            deadline = time.monotonic() + LOCK_SECONDS
            while not _try_lock(handle):
                if time.monotonic() > deadline:
                    raise failure.CannotStart(
                        f"Another process has held {self._lock} for {LOCK_SECONDS} seconds."
                    )
                time.sleep(0.01)
            yield
        finally:
            os.close(handle)

    def join(self) -> int:
        """Become a user, until the handle is given back or the process dies."""
        handle = _open(self._users)
        fcntl.flock(handle, fcntl.LOCK_SH)
        return handle

    def leave(self, handle: int) -> None:
        """Be a user no more, also where a forked child has not yet closed its copy of the handle."""
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)

    def in_use(self) -> bool:
        """Does any process still use the servers? Asked under the lock."""
        handle = _open(self._users)
        try:
            return not _try_lock(handle)
        finally:
            os.close(handle)

    def read(self) -> dict[str, Any]:
        """What the last start wrote down; empty when this folder is new, or a copy of another."""
        try:
            record: dict[str, Any] = json.loads(self._record.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return record if record.get("folder") == str(self.folder) else {}

    def write(self, record: dict[str, Any]) -> None:
        """Tell the siblings. Readable by this user only, as it holds the password of Redis."""
        draft = self._record.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({**record, "folder": str(self.folder)}, indent=1))
        draft.replace(self._record)

    def clear(self, *beside: str) -> None:
        """Remove what this package made and what is named, and nothing else that may lie in the folder."""
        made = (self.postgres, self.postgres.with_suffix(".new"), self.redis, self.logs)
        for path in (*made, self._record, self._users, self._lock, *(self.folder / name for name in beside)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        if not any(self.folder.iterdir()):
            self.folder.rmdir()


def runtime_folder(previous: str | None, owner: int) -> Path:
    """A private folder with a short path for sockets; the previous one while it is still ours."""
    if previous is not None:
        folder = Path(previous)
        if folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == owner:
            return folder
    places = (tempfile.gettempdir(), SHORT_FOLDER)
    roomy = [place for place in places if len(os.fsencode(place)) < LONGEST_RUNTIME_FOLDER]
    folder = Path(tempfile.mkdtemp(prefix="krem-portal-", dir=roomy[0]))
    if owner != os.geteuid():
        os.chown(folder, owner, -1)
    return folder


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
