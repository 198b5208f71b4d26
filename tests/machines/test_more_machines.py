"""Two machines at one PostgreSQL and one Redis, behind a pooler and with a standby: nothing is lost, nothing done twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    not shutil.which("pgbouncer"), reason="needs pgbouncer, in Debian's package of that name"
)

REPOSITORY = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--machines=2", "--kills=0", "--builds=12", "--imports=6", "--drain=180"]
SECONDS = 600


def test_two_machines_lose_nothing_and_do_nothing_twice():
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos.run", *ARGUMENTS],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )

    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert run.stdout.splitlines()[-1] == "0 lost, 0 twice", said
    assert "asked for: 12" in said
