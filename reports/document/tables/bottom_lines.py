"""The table of the ventures' bottom lines: sums of all of them together, half-year by half-year."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reports.document.tables.amounts import Amount, Column, Unit
from reports.document.tables.tabular import Grid, GridRow
from reports.protected.bottom_lines import LINES
from reports.protected.report import ProtectedReport

BOTTOM_LINES = "bottom-lines"
UNITS = {
    "turnover": Unit.KRONER,
    "wages": Unit.KRONER,
    "own_funding": Unit.KRONER,
    "people": Unit.COUNT,
    "hours": Unit.ROUNDED,
    "tonnes_reused": Unit.TONNES,
}


def yield_grid(report: ProtectedReport) -> Grid | None:
    """None where no sum may be told: a table of colons says less than a sentence."""
    if not any(each.is_told for each in report.yields):
        return None
    labels = {
        "turnover": _("Turnover, kroner"),
        "wages": _("Wages paid, kroner"),
        "own_funding": _("Own funding, kroner"),
        "people": _("People employed from the target group"),
        "hours": _("Hours they worked"),
        "tonnes_reused": _("Tonnes reused"),
    }
    return Grid(
        id=BOTTOM_LINES,
        caption=_("What the ventures yielded, all of them together"),
        heading=_("Half-year"),
        columns=tuple(Column(line, labels[line], UNITS[line]) for line in LINES),
        rows=tuple(
            GridRow(
                each.half_year.code,
                capfirst(each.half_year.label),
                tuple(
                    Amount(each.sums[line], UNITS[line], is_hidden=each.sums[line] is None) for line in LINES
                ),
            )
            for each in report.yields
        ),
        sources=(BOTTOM_LINES,),
    )
