"""Decisions can be cited: each number stands once, in the name and in the heading."""

import re
from pathlib import Path

DECISIONS = Path(__file__).resolve().parents[2] / "docs" / "decisions"
NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
HEADING = re.compile(r"# (\d+)\. \S")


def test_each_decision_has_a_number_of_its_own():
    numbers = [NAME.fullmatch(path.name).group(1) for path in sorted(DECISIONS.iterdir())]
    assert len(numbers) == len(set(numbers)), numbers


def test_a_decision_says_the_number_of_its_name():
    for path in DECISIONS.iterdir():
        heading = HEADING.match(path.read_text())
        assert heading, path.name
        assert int(heading.group(1)) == int(path.name[:4]), path.name
