"""The CSV: one line for each cell of each table, for Norwegian spreadsheets."""

import csv
import io

from django.utils.translation import gettext as _

from reports.document.grids import read_grids
from reports.document.labels import state_label
from reports.protected import HIDDEN_STATUS, SHOWN_STATUS, ProtectedReport

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a text that begins like this for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(report: ProtectedReport) -> bytes:
    """Semicolons, quotes round everything, UTF-8 with a byte order mark."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [_("Table"), _("Row code"), _("Row"), _("Column code"), _("Column"), _("Persons"), _("Status")]
    )
    for grid in read_grids(report):
        for row, values in zip(grid.rows, grid.table.cells, strict=True):
            for column, value in zip(grid.table.columns, values, strict=True):
                words = [grid.table.id, row.code, row.label, column, state_label(column)]
                shown = ["", HIDDEN_STATUS] if value is None else [str(value), SHOWN_STATUS]
                writer.writerow([*(_harmless(word) for word in words), *shown])
    return (BYTE_ORDER_MARK + page.getvalue()).encode()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
