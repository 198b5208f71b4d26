"""What stands in the document and in which order, as plain data for the template.

Everything is text or a finished picture. The template sets it as it is, so no name or number can
turn into markup.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reports.document.beside import Beside, chapters_beside
from reports.document.charts import Chart, draw_charts
from reports.document.findings import find
from reports.document.grids import Grid, read_grids
from reports.document.labels import office_names, place_name
from reports.document.method import (
    about_this_edition,
    checksum_entry,
    definitions,
    how_we_counted,
    small_number_note,
)
from reports.document.palette import ACCENT, BRAND, INK, MUTED, RULE, SAND, TINT
from reports.document.wording import day, locale_in_force, moment, number, period
from reports.protected import ProtectedReport

Data = dict[str, Any]

# Longer tables may run over several pages, with their head repeated.
LONGEST_UNBROKEN_TABLE = 28


def document_data(
    report: ProtectedReport, *, checksum: str, issued_on: date | None, beside: Beside | None = None
) -> Data:
    """Everything the template prints."""
    beside = beside or Beside()
    charts = {chart.id: chart for chart in draw_charts(report)}
    grids = {grid.table.id: grid for grid in read_grids(report)}
    locale = locale_in_force()
    title = document_title(report)
    return {
        "language": locale.language,
        "region": locale.territory or "NO",
        "title": title,
        "colours": {
            "ink": INK, "muted": MUTED, "rule": RULE, "tint": TINT, "sand": SAND, "brand": BRAND, "accent": ACCENT,
        },
        "words": _words(report),
        "cover": _cover(report, str(beside.audience), issued_on),
        "findings": _findings(report, charts.get("closing")),
        "chapters": [
            *chapters_beside(report, beside),
            *_number_chapters(report, grids, charts),
            {"title": _("How we counted"), "new_page": True, "blocks": _entries("section", how_we_counted(report))},
            {"title": _("Words and definitions"), "new_page": True, "blocks": _entries("definition", definitions())},
            {
                "title": _("About this edition"),
                "blocks": [
                    _text(
                        _(
                            "The same numbers are in report.json, report.csv and report.xlsx. The checksum shows "
                            "that the numbers are those of this edition, unaltered."
                        )
                    ),
                    {"kind": "facts", "facts": [list(fact) for fact in about_this_edition(report)]},
                    *_entries("checksum", [checksum_entry(checksum)]),
                    _text(
                        _("Whether a file is a published report, unaltered, is told at %(address)s.")
                        % {"address": settings.PORTAL_ADDRESS + reverse("verification")}
                    ),
                ],
            },
        ],
    }  # fmt: skip


def document_title(report: ProtectedReport) -> str:
    """The title of the file: what, about whom, when."""
    return _("Outcome report – %(cluster)s – %(period)s") % {
        "cluster": place_name(report.cluster),
        "period": period(report.period),
    }


def _words(report: ProtectedReport) -> Data:
    return {
        "contents": _("Contents"),
        "tables": _("Tables"),
        "figures": _("Figures"),
        "table": _("Table"),
        "figure": _("Figure"),
        # The template knows the page numbers and puts them in.
        "page": _("Page {page} of {last}"),
        "header": _("Outcome report · %(cluster)s · %(period)s")
        % {"cluster": place_name(report.cluster), "period": period(report.period)},
        "footer": _("KREM · Edition %(edition)s · Data as of %(cutoff)s")
        % {"edition": number(report.edition), "cutoff": moment(report.cutoff)},
    }


def _cover(report: ProtectedReport, audience: str, issued_on: date | None) -> Data:
    facts = [
        [_("Cluster"), place_name(report.cluster)],
        [_("Offices in the report"), office_names(report)],
        [_("Edition"), number(report.edition)],
        [_("Data cutoff"), moment(report.cutoff)],
        [_("Prepared for"), audience],
    ]
    if issued_on is not None:
        facts.append([_("Issued"), day(issued_on)])
    return {
        "kind": _("Outcome report"),
        "subject": place_name(report.cluster),
        "period": period(report.period),
        "facts": facts,
    }


def _findings(report: ProtectedReport, chart: Chart | None) -> Data:
    found = find(report)
    notes = []
    if any(table.has_hidden for table in report.tables):
        notes.append(
            _(
                "Small numbers are hidden for the sake of privacy. The sentences here are made from the "
                "numbers that are shown, and say nothing of the others."
            )
        )
    return {
        "title": _("Main findings"),
        "key_figures": [{"value": figure.value, "label": figure.label} for figure in found.key_figures],
        "sentences": list(found.sentences),
        "chart": _chart(chart) if chart else None,
        "notes": notes,
    }


def _number_chapters(report: ProtectedReport, grids: dict[str, Grid], charts: dict[str, Chart]) -> list[Data]:
    last = day(report.period.end)
    chapters = [
        (
            _("Where participants were"),
            _("Where everybody was on %(last)s, office by office.") % {"last": last},
            ["closing-by-office"],
            ["closing-by-office-grouped", "opening-by-office", "closing-by-office"],
        ),
        (
            _("Exits"),
            _("Who took an exit in the period. Whoever took several counts once, with the last."),
            ["exits-by-office"],
            ["exits-by-office-grouped", "exits-by-office"],
        ),
        (
            _("From beginning to end"),
            _(
                "Each row is where participants were when the period began, each column where they were on "
                "%(last)s. On the shaded squares nothing changed."
            )
            % {"last": last},
            ["flow"],
            ["flow", "flow-grouped"],
        ),
        (
            _("Sex, age and target group"),
            _("The whole cluster together. Age is %(year)s minus the year of birth.")
            % {"year": report.period.end.year},
            [],
            [
                *("closing-by-sex", "closing-by-sex-grouped", "closing-by-age", "closing-by-age-grouped"),
                *("closing-by-group", "closing-by-group-grouped"),
            ],
        ),
    ]
    return [
        {
            "title": title,
            "new_page": True,
            "blocks": [
                _text(introduction),
                *(_chart(charts[id]) for id in chart_ids if id in charts),
                *(_table(grids[id]) for id in table_ids if id in grids),
            ],
        }
        for title, introduction, chart_ids, table_ids in chapters
        if any(id in grids for id in table_ids)
    ]


def _text(text: str) -> Data:
    return {"kind": "text", "text": text}


def _entries(kind: str, entries: Iterable[tuple[str, str]]) -> list[Data]:
    return [{"kind": kind, "title": title, "text": text} for title, text in entries]


def _chart(chart: Chart) -> Data:
    return {"kind": "chart", "caption": chart.title, "alt": chart.alt, "svg": chart.svg}


def _table(grid: Grid) -> Data:
    return {
        "kind": "table",
        "caption": grid.caption,
        "heading": grid.heading,
        "columns": list(grid.columns),
        "rows": [[row.label, *row.cells] for row in grid.rows[:-1]],
        "total": [grid.rows[-1].label, *grid.rows[-1].cells],
        "breakable": len(grid.rows) > LONGEST_UNBROKEN_TABLE,
        "note": small_number_note() if grid.table.has_hidden else "",
    }
