"""Who PostgreSQL runs as. It refuses to run as root, so root lends it to the account that owns nothing."""

import os
import pwd
import stat
from pathlib import Path
from typing import Any

from local_servers import failure

NOBODY = "nobody"


def owner_id() -> int:
    """The user id that owns the database's files."""
    return pwd.getpwnam(NOBODY).pw_uid if os.geteuid() == 0 else os.geteuid()


def as_owner() -> dict[str, Any]:
    """Arguments that make subprocess run a program as that account."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(NOBODY)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def hand_over(folder: Path) -> None:
    """Give a folder to that account, and let it walk there: root's own folders are often closed to others."""
    if os.geteuid() != 0:
        return
    entry = pwd.getpwnam(NOBODY)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    open_way(folder)


def open_way(path: Path) -> None:
    """Let others pass through the folders above a path. Passing through is not listing: nothing else opens."""
    if os.geteuid() != 0:
        return
    for folder in path.resolve().parents:
        _add(folder, stat.S_IXOTH)


def open_programs(root: Path) -> None:
    """Let others read and run installed programs, which a strict umask may have closed."""
    if os.geteuid() != 0:
        return
    open_way(root)
    for folder, _, files in os.walk(root):
        _add(Path(folder), stat.S_IXOTH | stat.S_IROTH)
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                _add(path, stat.S_IROTH | (stat.S_IXOTH if path.stat().st_mode & stat.S_IXUSR else 0))


def _add(path: Path, bits: int) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & bits == bits:
        return
    try:
        path.chmod(mode | bits)
    except OSError as error:
        raise failure.CannotStart(
            f"PostgreSQL does not run as root, and the account '{NOBODY}' may not enter {path} ({error.strerror}).\n"
            "Run as an ordinary user, or set PORTAL_STATE to a folder that others may pass through."
        ) from None
