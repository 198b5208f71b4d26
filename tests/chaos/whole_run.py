"""The whole of `make chaos` in a process of its own, for tests: it sets up a portal of its own."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 600


def require_nothing_lost(*arguments: str) -> str:
    """What the run said, where nothing was lost and nothing done twice."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos.run", *arguments],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert run.stdout.splitlines()[-1] == "0 lost, 0 twice", said
    return said
