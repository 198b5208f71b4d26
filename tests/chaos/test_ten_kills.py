"""A small `make chaos`: ten things go down while people ask, publish and send in, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# As many reports as it takes to ask for every kind of period, the odd ones too.
ARGUMENTS = ["--kills=10", "--builds=13", "--imports=5", "--pause=2", "--drain=120"]
SECONDS = 600


def test_ten_kills_lose_nothing_and_do_nothing_twice():
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
    assert "asked for: 13" in said
    assert "'done': 5" in said
