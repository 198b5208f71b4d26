"""`docs/mutants.md`: what was tried, what survived, and what a person has said about it."""

import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "mutants.md"
UNEXPLAINED = "Not looked at yet."


def write(area: str, tried: int, seed: int, seconds: int, survivors: list[str]) -> None:
    """Write down what an area's run gave; what was said before stays."""
    page = PAGE.read_text()
    numbers = f"{tried} | {tried - len(survivors)} | {len(survivors)} | {seconds} s"
    row = f"| {area} | {numbers} | {datetime.now(UTC).date()}, seed {seed} |\n"
    page, was_there = re.subn(rf"^\| {area} \|.*\n", lambda _found: row, page, flags=re.MULTILINE)
    assert was_there == 1, f"{area} has no row in {PAGE}"
    for survivor in survivors:
        if f"- `{survivor}`\n" not in page:
            page = f"{page.rstrip()}\n- `{survivor}`\n  {UNEXPLAINED}\n"
    PAGE.write_text(page)
