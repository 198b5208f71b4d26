"""The CSV: one line for each number of each table, for Norwegian spreadsheets."""

import csv
import io
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.document.tables.amounts import Unit, spread
from reports.document.tables.grids import read_grids
from reports.protected.report import ProtectedReport

BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a text that begins like this for a formula.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(report: ProtectedReport) -> bytes:
    """Semicolons, quotes round everything, UTF-8 with a byte order mark."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(
        [
            *(_("Table"), _("Row code"), _("Row"), _("Column code"), _("Column")),
            *(_("Number"), _("Status"), _("Unit"), _("At least"), _("At most")),
        ]
    )
    units = {
        Unit.COUNT: _("number"),
        Unit.PER_CENT: _("per cent"),
        Unit.ROUNDED: _("number, to the nearest ten"),
        Unit.KRONER: _("kroner"),
        Unit.TONNES: _("tonnes"),
        Unit.SCALE: _("points, from 1 to 5"),
        Unit.RATE: _("per cent"),
        Unit.POINTS: _("percentage points"),
    }
    for grid in read_grids(report):
        for row in grid.rows:
            for head, whole in zip(grid.columns, row.amounts, strict=True):
                for column, amount in zip(head.spread(), spread(head, whole), strict=True):
                    words = [grid.id, row.code, row.label, column.code, column.label]
                    low, high = amount.between or (amount.value, amount.value)
                    numbers = [
                        _plain(amount.value),
                        amount.status,
                        units[column.unit],
                        _plain(low),
                        _plain(high),
                    ]
                    writer.writerow([*map(_harmless, words), *numbers])
    return (BYTE_ORDER_MARK + page.getvalue()).encode()


def _plain(value: int | Decimal | None) -> str:
    """Digits alone, with a comma before the decimal."""
    return "" if value is None else str(value).replace(".", ",")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
