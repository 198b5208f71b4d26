"""The tables in docs/methods.md are the tables in the code."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from reports.enums import ANSWERS, STEPS

METHODS = Path(__file__).resolve().parents[2] / "docs" / "methods.md"


def rows_after(head: str) -> dict[str, set[str]]:
    lines = METHODS.read_text().partition(f"| {head} | can become |\n")[2].splitlines()[1:]
    rows = {}
    for line in lines:
        if not line.startswith("|"):
            break
        state, steps = (cell.strip() for cell in line.strip("|").split("|"))
        rows[state] = set(steps.split(", "))
    return rows


@pytest.mark.parametrize(("head", "steps"), [("an edition that is", STEPS), ("a sign-off that is", ANSWERS)])
def test_the_course_is_written_down_as_it_is(head: str, steps: Mapping[str, set[str]]):
    assert rows_after(head) == {str(state): set(map(str, to)) for state, to in steps.items() if to}
