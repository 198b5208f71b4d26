"""What a person at a terminal is told when the servers cannot start."""

import errno
import getpass
import os
import platform
from pathlib import Path


class CannotStart(SystemExit):
    """A reason that a person can act on: ends the program with these words, exit code 1 and no traceback."""


def missing_wheel(package: str, server: str, variable: str) -> CannotStart:
    """No build of this server came with the installed packages."""
    return CannotStart(
        f"No {server} for this machine: the package {package} holds no program that runs on "
        f"{platform.system()} {platform.machine()} with Python {platform.python_version()}.\n"
        f"Run 'make setup' again if the installation was cut short. Otherwise set {variable} "
        f"to the address of a {server} of your own."
    )


def will_not_run(program: str | Path, error: OSError) -> CannotStart:
    """The program is there, but it was built for another kind of machine."""
    return CannotStart(
        f"{program} does not run on {platform.system()} {platform.machine()}: {error.strerror}.\n"
        "Set DATABASE_URL and REDIS_URL to servers of your own."
    )


def disk_full(folder: Path, needed: int) -> CannotStart:
    """Too little room to start safely."""
    return CannotStart(
        f"The disk is full: {folder} needs {needed // 1_000_000} MB free.\n"
        "Make room, or set PORTAL_STATE to a folder on another disk."
    )


def not_writable(folder: Path) -> CannotStart:
    """The state folder belongs to somebody else, or to a read-only disk."""
    return CannotStart(
        f"The state folder {folder} is not writable by {_who()}.\n"
        "Set PORTAL_STATE to a folder that is, or change the owner of this one."
    )


def from_os_error(error: OSError, folder: Path, needed: int) -> CannotStart:
    """The nearest plain reason for what the operating system refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder, needed)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return not_writable(folder)
    return CannotStart(f"Cannot use the state folder {folder}: {error}")


def from_log(server: str, log: Path, folder: Path, needed: int) -> CannotStart:
    """What the server said before it gave up."""
    lines = log.read_text(errors="replace").splitlines()[-12:]
    if any("No space left on device" in line for line in lines):
        return disk_full(folder, needed)
    return CannotStart("\n".join([f"{server} did not start. Its log, {log}, ends with:", *lines]))


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.geteuid()}"
