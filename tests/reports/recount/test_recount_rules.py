"""Whether a person keeps the rules of journeys, and whether the second count keeps to itself."""

import ast
import sys
from pathlib import Path

import pytest

from reports.recount import Rule, rules_broken
from tests.reports.recount.people import person

ROOT = Path(__file__).parents[3]
TODAY = "2026-11-01"
GOOD = "2025-01-01 enrolled, 2025-06-01 work, 2025-07-01 enrolled"


@pytest.mark.parametrize(
    "someone",
    [
        person(GOOD),
        person(GOOD, stays="2025-01-01 alfa, 2025-06-01 beta, 2025-07-02 alfa"),
        # An answer may come before anything else, and on the very last day.
        person(GOOD, answers="2024-01-01 not-reached, 2026-11-01 work"),
        person("2005-01-01 enrolled, 2026-11-01 left"),
        person("2025-01-01 enrolled", birth_year=2010),
        person("2025-01-01 enrolled", birth_year=1945),
        person(""),
    ],
)
def test_a_journey_that_keeps_the_rules_breaks_none(someone):
    assert rules_broken(someone, TODAY) == []


@pytest.mark.parametrize(
    ("someone", "broken"),
    [
        (person("2025-01-01 training"), Rule.FIRST_MOVE_NOT_ENROLLED),
        (person("2025-01-01 enrolled, 2025-02-01 work, 2025-02-01 left"), Rule.TWO_MOVES_ON_ONE_DAY),
        (person("2025-01-01 enrolled, 2025-02-01 enrolled"), Rule.ALREADY_IN_THAT_STATE),
        (person("2025-01-01 enrolled, 2026-11-02 work"), Rule.DAY_IN_THE_FUTURE),
        (person(GOOD, answers="2026-11-02 work"), Rule.DAY_IN_THE_FUTURE),
        (person(GOOD, stays="2025-01-01 alfa, 2026-11-02 beta"), Rule.DAY_IN_THE_FUTURE),
        (person("2004-12-31 enrolled"), Rule.DAY_BEFORE_2005),
        (person(GOOD, answers="2004-12-31 work"), Rule.DAY_BEFORE_2005),
        (person("2025-01-01 enrolled", birth_year=2011), Rule.AGE_AT_ENROLMENT),
        (person("2025-01-01 enrolled", birth_year=1944), Rule.AGE_AT_ENROLMENT),
        (person(GOOD, stays="2025-01-02 alfa"), Rule.FIRST_STAY_NOT_FROM_FIRST_MOVE),
        (person(GOOD, stays="2024-12-31 alfa"), Rule.FIRST_STAY_NOT_FROM_FIRST_MOVE),
        (person(GOOD, stays="2025-01-01 alfa, 2025-02-01 beta, 2025-02-01 alfa"), Rule.TWO_STAYS_ON_ONE_DAY),
        (person(GOOD, stays="2025-01-01 alfa, 2025-02-01 alfa"), Rule.ALREADY_AT_THAT_OFFICE),
        (person(GOOD, sex="Kvinne"), Rule.UNKNOWN_WORD),
        (person(GOOD, group="Ungdom"), Rule.UNKNOWN_WORD),
        (person(GOOD, answers="2026-01-01 training"), Rule.UNKNOWN_WORD),
        (person(GOOD) | {"answers": [["2026-01-01", 18, "work"]]}, Rule.UNKNOWN_WORD),
        (person("2025-01-01 enrolled, 2025-02-01 retired"), Rule.UNKNOWN_WORD),
    ],
)
def test_each_rule_that_is_broken_is_named(someone, broken):
    assert rules_broken(someone, TODAY) == [broken]


def test_rules_hold_in_order_of_day_however_the_moves_are_listed():
    moves = "2025-06-01 work, 2025-01-01 enrolled"
    assert rules_broken(person(moves, stays="2025-01-01 alfa"), TODAY) == []


def imported_by(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            found.add(node.module or "")
    return found


def test_the_second_count_uses_the_standard_library_and_itself_only():
    modules = sorted((ROOT / "reports" / "recount").glob("**/*.py"))
    names = {name for path in modules for name in imported_by(path)}
    foreign = {name for name in names if name.split(".")[0] not in sys.stdlib_module_names}
    assert foreign
    assert {name for name in foreign if not f"{name}.".startswith("reports.recount.")} == set()
    assert not (ROOT / "reports" / "__init__.py").read_text().strip()


def test_what_it_checks_does_not_count_with_it():
    for folder in ("figures", "statistics"):
        for path in (ROOT / "reports" / folder).glob("**/*.py"):
            assert not any(name.startswith("reports.recount") for name in imported_by(path)), path
