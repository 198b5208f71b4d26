"""What stands in the document and in which order, as plain data for the template.

Everything is text or a finished picture. The template sets it as it is, so no name or number can
turn into markup.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reports.document.beside import Beside, chapters_beside, words_as_data
from reports.document.chapter import Chapter, Piece
from reports.document.findings import find
from reports.document.labels import office_names, place_name
from reports.document.method import (
    about_this_edition,
    checksum_entry,
    definitions,
    how_we_counted,
    small_number_note,
)
from reports.document.outline import read_chapters
from reports.document.palette import ACCENT, BRAND, INK, MUTED, RULE, SAND, TINT
from reports.document.sheet import Chart
from reports.document.tabular import Grid
from reports.document.wording import day, locale_in_force, moment, number, period
from reports.document.yardstick_findings import shortfalls
from reports.protected import ProtectedReport

Data = dict[str, Any]

# Longer tables may run over several pages, with their head repeated.
LONGEST_UNBROKEN_TABLE = 28


def document_data(
    report: ProtectedReport, *, checksum: str, issued_on: date | None, beside: Beside | None = None
) -> Data:
    """Everything the template prints."""
    beside = beside or Beside()
    locale = locale_in_force()
    title = document_title(report)
    chapters = read_chapters(report)
    return {
        "language": locale.language,
        "region": locale.territory or "NO",
        "title": title,
        "colours": {
            "ink": INK, "muted": MUTED, "rule": RULE, "tint": TINT, "sand": SAND, "brand": BRAND, "accent": ACCENT,
        },
        "words": _words(report),
        "cover": _cover(report, str(beside.audience), issued_on),
        "findings": _findings(report, beside),
        "chapters": [
            *chapters_beside(report, beside),
            *(_as_data(chapter) for chapter in chapters if not chapter.is_annex),
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
                    *_where_to_check(beside.verification_address),
                ],
            },
            *(_as_data(chapter) for chapter in chapters if chapter.is_annex),
        ],
    }  # fmt: skip


def _where_to_check(address: str) -> list[Data]:
    if not address:
        return []
    text = _("Whether a file is a published report, unaltered, is told at %(address)s.") % {
        "address": address
    }
    return [_text(text)]


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


def _findings(report: ProtectedReport, beside: Beside) -> Data:
    found = find(report, before=beside.period_before)
    notes = []
    if any(part.has_hidden for part in (*report.tables, *report.measures)):
        notes.append(
            _(
                "Small numbers are hidden for the sake of privacy. The sentences here are made from the "
                "numbers that are shown, and say nothing of the others."
            )
        )
    return {
        "title": _("Main findings"),
        "alerts": list(shortfalls(report)),
        "key_figures": [{"value": figure.value, "label": figure.label} for figure in found.key_figures],
        "sentences": list(found.sentences),
        "notes": notes,
    }


def _as_data(chapter: Chapter) -> Data:
    return {
        "title": chapter.title,
        "new_page": chapter.begins_a_page,
        "blocks": [
            *map(_text, chapter.texts[:-1]),
            # The last words before a picture or a table stay on its page.
            *(_text(text) | {"sticky": True} for text in chapter.texts[-1:]),
            *map(_chart, chapter.charts),
            *map(_table, chapter.grids),
            *_entries("section", chapter.entries),
            *(block for piece in chapter.pieces for block in _piece(piece)),
        ],
    }


def _text(text: str) -> Data:
    return {"kind": "text", "text": text}


def _piece(piece: Piece) -> Iterator[Data]:
    yield {"kind": "heading", "title": piece.title}
    if piece.about:
        yield {"kind": "aside", "text": piece.about}
    yield from words_as_data(piece.blocks)


def _entries(kind: str, entries: Iterable[tuple[str, str]]) -> list[Data]:
    return [{"kind": kind, "title": title, "text": text} for title, text in entries]


def _chart(chart: Chart) -> Data:
    return {"kind": "chart", "caption": chart.title, "alt": chart.alt, "svg": chart.svg}


def _table(grid: Grid) -> Data:
    rows = [[row.label, *row.cells] for row in grid.rows]
    return {
        "kind": "table",
        "caption": grid.caption,
        "heading": grid.heading,
        "columns": [column.label for column in grid.columns],
        "rows": rows[:-1] if grid.has_totals else rows,
        "total": rows[-1] if grid.has_totals else [],
        "breakable": len(rows) > LONGEST_UNBROKEN_TABLE,
        "note": small_number_note() if grid.has_hidden else "",
    }
