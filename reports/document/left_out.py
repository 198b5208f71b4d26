"""What a report leaves out for the sake of privacy, by the names that its readers know."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reports.document.tables.grids import silent_grids
from reports.document.tables.measures import FACTS, QUESTIONS_DUE, month_label
from reports.document.words.labels import row_label, table_title
from reports.document.words.windows import window_label
from reports.document.words.yardsticks import yardstick_name
from reports.figures.measures import STATE_CURVE, UNSEEN, WORK_CURVE
from reports.figures.tables import TABLE_IDS
from reports.protected.report import ProtectedReport


def names_of_left_out(report: ProtectedReport) -> tuple[str, ...]:
    """Tables, rows, yardsticks and horizons that are not in the report because they would tell of somebody, or say nothing."""
    curves = [_CURVES[curve.id]() for curve in report.curves if curve.points and not curve.told]
    tables = [grid.caption for grid in silent_grids(report)]
    return tuple(dict.fromkeys([*_protected(report), *tables, *curves]))


def _protected(report: ProtectedReport) -> Iterator[str]:
    printed = {table.id for table in report.tables}
    for table, row in report.left_out:
        kind, _colon, id = table.partition(":")
        curve, _dash, month = table.rpartition("-")
        if kind == "yardstick":
            yield _("%(yardstick)s, %(window)s") % {
                "yardstick": yardstick_name(id),
                "window": window_label(row),
            }
        elif kind == "completeness":
            yield str(FACTS.get(id, QUESTIONS_DUE))
        elif table == UNSEEN:
            yield _("What NAV’s statistics do not see")
        elif curve in _CURVES:
            yield _("%(curve)s: %(months)s") % {"curve": _CURVES[curve](), "months": month_label(int(month))}
        elif table in TABLE_IDS and table not in printed:
            yield table_title(report, table)
        else:
            yield _("%(row)s in the table “%(table)s”") % {
                "row": row_label(report, table, row),
                "table": table_title(report, table),
            }


_CURVES = {
    STATE_CURVE: lambda: _("Month by month"),
    WORK_CURVE: lambda: _("The way to paid work"),
}
