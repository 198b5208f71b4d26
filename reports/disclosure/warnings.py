"""What no mask can mend: shown to a person at KREM before a report goes out."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.disclosure.issues import Issue, Place
from reports.figures.tables import TOTAL


def warnings_of(
    issue: Issue, values: Mapping[Place, int], earlier: Sequence[Issue], k: int
) -> dict[str, list[dict[str, Any]]]:
    """Rows that tell the outcome of everybody in them, and small changes since the former edition."""
    return {
        "alike": [
            {"table": table, "row": row, "column": column}
            for table, row, column in _rows_of_one_outcome(issue, values)
        ],
        "changes": _small_changes(issue, values, earlier, k),
    }


def _rows_of_one_outcome(issue: Issue, values: Mapping[Place, int]) -> list[Place]:
    """Rows with persons in one column only: the zeros beside it are printed, whether or not it is hidden."""
    found = []
    for spec in issue.specs:
        for row in (*(line.code for line in spec.rows), TOTAL):
            held = [line.code for line in spec.columns if values[spec.id, row, line.code]]
            if len(held) == 1:
                found.append((spec.id, row, held[0]))
    return found


def _small_changes(
    issue: Issue, values: Mapping[Place, int], earlier: Sequence[Issue], k: int
) -> list[dict[str, Any]]:
    """Counts of the same days that differ by 1 to k-1 from what an earlier edition printed."""
    found = []
    for other in earlier:
        if (other.period.start, other.period.end) != (issue.period.start, issue.period.end):
            continue
        if set(other.offices) != set(issue.offices) or not other.printed:
            continue
        for place, before in other.printed.items():
            now = values.get(place)
            if before is not None and now is not None and 0 < abs(now - before) < k:
                table, row, column = place
                found.append(
                    {
                        "table": table,
                        "row": row,
                        "column": column,
                        "before": before,
                        "now": now,
                        "in": other.label,
                    }
                )
    return found
