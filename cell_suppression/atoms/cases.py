"""Published tables with known answers, as JSON, put to the auditor."""

import json
from pathlib import Path
from typing import Any

from cell_suppression.atoms.auditor import audit
from cell_suppression.atoms.publication import Published, PublishedCell


def audit_cases(path: Path | str) -> dict[str, dict[str, list[int | None]]]:
    """The exact range of every hidden cell of every case in a file, by case and label.

    A case has `cells` (label, value, atoms), the labels that are `hidden`, and a `hidden_lower_bound`:
    1 when the reader knows that zeros are printed. True atoms in the file are not looked at.
    """
    cases = json.loads(Path(path).read_text(encoding="utf-8"))
    return {
        case["id"]: {label: [found.low, found.high] for label, found in audit(_published(case)).items()}
        for case in cases
    }


def _published(case: dict[str, Any]) -> Published:
    hidden = frozenset(case["hidden"])
    least = case["hidden_lower_bound"]
    return Published(
        cells=tuple(
            PublishedCell(cell["label"], tuple(cell["atoms"]), None, least)
            if cell["label"] in hidden
            else PublishedCell(cell["label"], tuple(cell["atoms"]), cell["value"])
            for cell in case["cells"]
        )
    )
