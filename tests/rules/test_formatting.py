"""Days and numbers are written one way: by the formats of the language, never by hand."""

import ast
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
APPS = ("accounts", "audit", "background", "clusters", "demo", "entrepreneurs", "front_pages", "participants")


def by_hand(tree: ast.Module) -> list[int]:
    """Lines that write a day with a format of their own, or swap a decimal point for a comma."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            node.func.attr == "strftime"
            or (
                node.func.attr == "replace" and [getattr(arg, "value", "") for arg in node.args] == [".", ","]
            )
        )
    ]


@pytest.mark.parametrize("app", APPS)
def test_days_and_numbers_are_written_by_the_formats_of_the_language(app: str):
    written = {
        str(file.relative_to(REPOSITORY)): by_hand(ast.parse(file.read_text()))
        for file in (REPOSITORY / app).rglob("*.py")
        if "migrations" not in file.parts
    }
    assert {file: lines for file, lines in written.items() if lines} == {}


@pytest.mark.parametrize("line", ['day.strftime("%d.%m.%Y")', 'f"{value:f}".replace(".", ",")'])
def test_what_is_written_by_hand_would_be_found(line: str):
    assert by_hand(ast.parse(line)) == [1]
