"""Programs that outlive the process that started them, if others still need them."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from local_servers import failure

Command = Sequence[str | Path]

_started: dict[Path, subprocess.Popen[bytes]] = {}


def environment() -> dict[str, str]:
    """Nobody's PGPORT or PGOPTIONS, and messages in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def run(command: Command, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    try:
        return subprocess.run(command, env=environment(), check=False, **options)  # noqa: S603 - ours, no shell
    except OSError as error:
        raise failure.will_not_run(command[0], error) from None


def spawn(home: Path, command: Command, log: IO[bytes], **options: Any) -> subprocess.Popen[bytes]:
    """Start a server in its folder.

    It gets a session of its own: Ctrl-C in the terminal is for the portal, which stops its servers in order.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 - ours, no shell
            command,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            env=environment(),
            start_new_session=True,
            **options,
        )
    except OSError as error:
        raise failure.will_not_run(command[0], error) from None
    _started[home] = process
    return process


def await_end(home: Path, seconds: float) -> None:
    """Wait for a server that was told to stop, if it was this process that started it."""
    process = _started.pop(home, None)
    if process is not None:
        process.wait(timeout=seconds)


def leave_to_others(home: Path) -> None:
    """Forget a server that siblings go on using."""
    process = _started.pop(home, None)
    if process is not None:
        # Python warns of children that nobody waited for; this one is the siblings' to stop.
        process.returncode = 0
