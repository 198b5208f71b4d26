"""A copy of the repository in which things are made wrong, and the tests that are asked what they think of it."""

import compileall
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest

import local_servers
from tests.mutants.code import Mutant
from tests.mutants.database import in_database

REPOSITORY = Path(__file__).resolve().parents[2]
QUIET = ["-n0", "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", "-m", "not browser"]


@dataclass(frozen=True)
class Try:
    """One thing made wrong, in a file or by a statement in the database, and who judges it."""

    name: str
    judges: tuple[str, ...]
    code: Mutant | None = None
    statement: str | None = None


class Court:
    """One run's own copy: what is made wrong in it harms nobody who works in the repository meanwhile."""

    def __init__(self, place: Path) -> None:
        self.copy, self.listing, self.output = place / "copy", place / "database.json", place / "output.txt"
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        answer = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, text=True, check=True)
        known = {REPOSITORY / name for name in answer.stdout.split("\0") if name}
        for file in filter(Path.is_file, known | {*REPOSITORY.glob("locale/*/*/*.mo")}):
            to = self.copy / file.relative_to(REPOSITORY)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
        for made in (".venv", "node_modules", ".build"):
            (self.copy / made).symlink_to(REPOSITORY / made)
        # Told apart by what they hold: two versions of a file may be written in one second.
        compileall.compile_dir(
            self.copy, maxlevels=9, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH
        )

    def judge(self, one: Try, seconds: float) -> int | None:
        """What pytest answers in a process of its own: 0 where it noticed nothing; None where it took too long."""
        with self._in_place(one):
            child = os.fork()
            if not child:
                self._be_judged(one)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                done, status = os.waitpid(child, os.WNOHANG)
                if done:
                    return os.waitstatus_to_exitcode(status)
                time.sleep(0.05)
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
        local_servers.drop_database(f"portal_test_{child}")
        return None

    @contextlib.contextmanager
    def _in_place(self, one: Try) -> Iterator[None]:
        if one.code is None:
            yield
            return
        file = self.copy / one.code.file
        right = file.read_bytes()
        file.write_bytes(one.code.apply(right))
        try:
            yield
        finally:
            file.write_bytes(right)

    def _be_judged(self, one: Try) -> None:
        """In the child: the tests of the copy, which know nothing of this process but its libraries."""
        os.setsid()
        output = os.open(self.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.chdir(self.copy)
        sys.path[:] = [
            str(self.copy),
            *(each for each in sys.path if Path(each or ".").resolve() not in (REPOSITORY, self.copy)),
        ]
        for name in [name for name in sys.modules if name.split(".")[0] in ("tests", "local_servers")]:
            del sys.modules[name]
        code = 3
        with contextlib.suppress(BaseException):
            plugins = [] if one.statement is None else [in_database(one.statement, self.listing)]
            code = pytest.main([*QUIET, *one.judges], plugins=plugins)
        os._exit(code)
