"""Each promise in docs/security.md is held by tests that are there."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)[1:]
ROWS = [(promise, holders) for promise, holders in ROWS if not promise.startswith("---")]


def holders_of(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize(("promise", "cell"), ROWS)
def test_a_promise_is_held_by_what_is_there(promise, cell):
    holders = holders_of(cell)
    assert holders, promise
    for holder in holders:
        if holder.startswith("make "):
            target = holder.split()[1]
            assert re.search(rf"^{target}:", (REPOSITORY / "Makefile").read_text(), re.MULTILINE), holder
        else:
            path = REPOSITORY / holder
            assert path.exists(), holder
            tests = [path] if path.is_file() else list(path.rglob("test_*.py"))
            assert any(each.suffix == ".txt" or "def test_" in each.read_text() for each in tests), holder


def test_no_promise_is_made_twice():
    promises = [promise for promise, _cell in ROWS]
    assert len(promises) == len(set(promises)) > 35
