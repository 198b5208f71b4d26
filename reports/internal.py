"""The unprotected numbers in the form of report.json: for control at the command line, nowhere else."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.figures.tables import Atom, table_specs, tabulate
from reports.protected import SHOWN_STATUS


def internal_report(
    published: Mapping[str, Any], offices: Sequence[str], atoms: Sequence[Atom]
) -> dict[str, Any]:
    """Every table, every cell with its true number; the rest as in the published report."""
    return {
        **published,
        "tables": [
            {
                "id": table.id,
                "rows": list(table.rows),
                "columns": list(table.columns),
                "cells": [
                    {"row": row, "column": column, "value": count, "shown": SHOWN_STATUS}
                    for row, counts in zip(table.rows, table.counts, strict=True)
                    for column, count in zip(table.columns, counts, strict=True)
                ],
            }
            for table in (tabulate(spec, atoms) for spec in table_specs(offices))
        ],
    }
