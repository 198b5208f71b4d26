"""Published tables with known answers, put to the auditor."""

import json
from pathlib import Path

import pytest

from cell_suppression.atoms.cases import audit_cases

KNOWN = Path(__file__).with_name("known_tables.json")

# A row printed whole but for one cell; the cell follows by subtraction.
ONE_HOLE = {
    "id": "one-hole",
    "k": 5,
    "hidden_lower_bound": 1,
    "atoms": [3, 8, 0],
    "cells": [
        {"label": "a", "value": 3, "atoms": [0]},
        {"label": "b", "value": 8, "atoms": [1]},
        {"label": "c", "value": 0, "atoms": [2]},
        {"label": "total", "value": 11, "atoms": [0, 1, 2]},
    ],
}


def _write(folder: Path, *cases: dict) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    return path


def _expected() -> list[tuple[str, str, list[int | None]]]:
    cases = json.loads(KNOWN.read_text(encoding="utf-8"))
    return [(case["id"], label, ends) for case in cases for label, ends in case["expected_intervals"].items()]


@pytest.fixture(scope="module")
def known_ranges() -> dict[str, dict[str, list[int | None]]]:
    return audit_cases(KNOWN)


@pytest.mark.parametrize(("case", "label", "ends"), _expected())
def test_ranges_of_tables_from_statistics_offices(known_ranges, case, label, ends):
    assert known_ranges[case][label] == ends


def test_every_hidden_cell_of_every_known_table_has_a_range(known_ranges):
    cases = json.loads(KNOWN.read_text(encoding="utf-8"))

    assert {case: set(ranges) for case, ranges in known_ranges.items()} == {
        case["id"]: set(case["hidden"]) for case in cases
    }


def test_a_single_hole_in_a_row_is_computed(tmp_path):
    path = _write(tmp_path, {**ONE_HOLE, "hidden": ["a"]})

    assert audit_cases(path) == {"one-hole": {"a": [3, 3]}}


def test_a_hidden_cell_is_at_least_its_lower_bound(tmp_path):
    path = _write(
        tmp_path,
        {**ONE_HOLE, "hidden": ["a", "b"]},
        {**ONE_HOLE, "id": "zeros-hidden", "hidden": ["a", "b"], "hidden_lower_bound": 0},
    )

    assert audit_cases(path) == {
        "one-hole": {"a": [1, 10], "b": [1, 10]},
        "zeros-hidden": {"a": [0, 11], "b": [0, 11]},
    }


def test_a_count_without_a_printed_total_has_no_upper_end(tmp_path):
    path = _write(tmp_path, {**ONE_HOLE, "hidden": ["a", "total"]})

    assert audit_cases(path) == {"one-hole": {"a": [1, None], "total": [9, None]}}


@pytest.mark.parametrize("bound", [0, 1])
def test_values_that_cannot_all_be_true_are_refused(tmp_path, bound):
    cells = [{**cell, "value": 2} if cell["label"] == "total" else cell for cell in ONE_HOLE["cells"]]
    path = _write(tmp_path, {**ONE_HOLE, "cells": cells, "hidden": ["a"], "hidden_lower_bound": bound})

    with pytest.raises(ValueError, match="No numbers agree"):
        audit_cases(path)
