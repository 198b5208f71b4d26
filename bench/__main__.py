"""All measurements in one go: `make bench`, or `SCALE=national make bench` for a whole country.

Each script runs in a process of its own and prints what it found; what it ends in failure for is a promise not kept.
Everything goes to bench/results.json, by scale, with the machine and how busy it was, and from there to docs/benchmarks.md.
"""

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "bench" / "results.json"
PAGE = REPOSITORY / "docs" / "benchmarks.md"
SCRIPTS = (
    "intake",
    "preview",
    "identity_numbers",
    "leaderday",
    "matching",
    "estimates",
    "country",
    "protection",
    "document",
    "row_security",
    "throughput",
)
SCALES = {"small": "Small: `make bench`", "national": "A whole country: `SCALE=national make bench`"}
# What a script is given when it is not about a country.
SMALL = {"leaderday": ["100000"]}
# More than this of other work for each processor, and seconds say little; ratios of one run still hold.
BUSY = 0.5


def machine() -> dict[str, object]:
    """What it ran on, and how much else ran there when it began."""
    return {
        "processors": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 1),
    }


def measure(name: str, scale: str) -> dict[str, object]:
    arguments = SMALL.get(name, []) if scale == "small" else []
    begun = time.monotonic()
    finished = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "SCALE": scale},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    sys.stdout.write(f"== {name}\n{finished.stdout}")
    sys.stdout.flush()
    return {
        "name": name,
        "about": (REPOSITORY / "bench" / f"{name}.py").read_text().split('"""')[1].split("\n")[0],
        "seconds": round(time.monotonic() - begun),
        "kept": finished.returncode == 0,
        "lines": finished.stdout.splitlines(),
    }


def page_of(results: dict) -> str:
    """The newest results of each scale as a page to read."""
    lines = ["# Benchmarks", "", "Written by `make bench` from `bench/results.json`."]
    for scale in SCALES:
        if scale in results:
            lines += _chapter(scale, results[scale])
    return "\n".join(lines) + "\n"


def _chapter(scale: str, results: dict) -> list[str]:
    on = results["machine"]
    lines = [
        "",
        f"## {SCALES[scale]}",
        "",
        f"{results['at']}; {on['processors']} processors, {on['memory_gib']} GiB, {on['system']}, Python {on['python']}; "
        f"load before it began: {on['load_before']}.",
    ]
    if on["load_before"] > BUSY * on["processors"]:
        lines += [
            "",
            "**The machine was busy with other things: of these figures only ratios can be trusted.**",
        ]
    for each in results["measurements"]:
        verdict = "" if each["kept"] else " – not as promised"
        lines += ["", f"### {each['name']}{verdict}", "", each["about"], "", "```", *each["lines"], "```"]
        lines += ["", f"Took {each['seconds']} s."]
    return lines


def main() -> None:
    scale = os.environ.get("SCALE", "small")
    if scale not in SCALES:
        sys.exit(f"SCALE is one of {', '.join(SCALES)}.")
    found = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "machine": machine(),
        "measurements": [measure(name, scale) for name in SCRIPTS],
    }
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    results[scale] = found
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page_of(results))
    broken = [each["name"] for each in found["measurements"] if not each["kept"]]
    if broken:
        sys.exit(f"Not as promised: {', '.join(broken)}. See {PAGE}.")


if __name__ == "__main__":
    main()
