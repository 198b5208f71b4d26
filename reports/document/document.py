"""What stands in the document and in which order, as plain data for the template.

Everything is text or a finished picture. The template sets it as it is, so no name or number can
turn into markup.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from reports.document.beside import Beside, Data, chapters_beside
from reports.document.chapters import read_chapters
from reports.document.charts.palette import ACCENT, BRAND, INK, MUTED, RULE, SAND, TINT
from reports.document.cover import cover_data
from reports.document.findings import find
from reports.document.layout import compose, sections, text_block
from reports.document.method import (
    about_this_edition,
    checksum_entry,
    definitions,
    how_we_counted,
)
from reports.document.words.labels import place_name
from reports.document.words.sign_offs import Answer
from reports.document.words.wording import locale_in_force, moment, number, period
from reports.document.yardstick_findings import shortfalls
from reports.protected.report import ProtectedReport


def document_data(
    report: ProtectedReport, *, checksum: str, issued_on: date | None, beside: Beside | None = None
) -> Data:
    """Everything the template prints."""
    beside = beside or Beside()
    locale = locale_in_force()
    title = document_title(report)
    chapters = read_chapters(report, beside.earlier)
    return {
        "language": locale.language,
        "region": locale.territory or "NO",
        "title": title,
        "colours": {
            "ink": INK, "muted": MUTED, "rule": RULE, "tint": TINT, "sand": SAND, "brand": BRAND, "accent": ACCENT,
        },
        "words": _words(report),
        "cover": cover_data(report, beside, issued_on),
        "findings": _findings(report, beside),
        "chapters": [
            *chapters_beside(report, beside),
            *(compose(chapter) for chapter in chapters if not chapter.is_annex),
            {"title": _("How we counted"), "dense": True, "blocks": [sections(how_we_counted(report))]},
            {"title": _("Words and definitions"), "dense": True, "blocks": [_definitions()]},
            {"title": _("About this edition"), "dense": True, "together": True, "blocks": _about(report, checksum, beside)},
            *(compose(chapter) for chapter in chapters if chapter.is_annex),
        ],
    }  # fmt: skip


def _definitions() -> Data:
    """The words in two columns, each read from top to bottom."""
    entries = [{"title": title, "text": text} for title, text in definitions()]
    half = (len(entries) + 1) // 2
    return {"kind": "definitions", "columns": [entries[:half], entries[half:]]}


def _about(report: ProtectedReport, checksum: str, beside: Beside) -> list[Data]:
    title, text = checksum_entry(checksum, f"{beside.file_stem}.json")
    return [
        text_block(
            _(
                "The same numbers are in %(stem)s.json, %(stem)s.csv and %(stem)s.xlsx. The checksum shows "
                "that the numbers are those of this edition, unaltered."
            )
            % {"stem": beside.file_stem}
        ),
        {"kind": "facts", "facts": [list(fact) for fact in about_this_edition(report)]},
        {"kind": "checksum", "title": title, "text": text},
        *_where_to_check(beside.verification_address),
        *_signed_by(beside.answers),
    ]


def _signed_by(answers: Sequence[Answer]) -> list[Data]:
    """Office by office: who stands behind the numbers."""
    if not answers:
        return []
    facts = [[each.office, each.in_words()] for each in answers]
    return [
        {"kind": "heading", "title": _("Signed off by the offices’ leaders")},
        {"kind": "facts", "facts": facts},
    ]


def _where_to_check(address: str) -> list[Data]:
    if not address:
        return []
    text = _("Whether a file is a published report, unaltered, is told at %(address)s.") % {
        "address": address
    }
    return [text_block(text)]


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


def _findings(report: ProtectedReport, beside: Beside) -> Data:
    found = find(report, beside.earlier)
    notes = []
    if any(part.has_hidden for part in (*report.tables, *report.measures)):
        notes.append(
            _(
                "Some numbers are not shown exactly, for the sake of privacy. They lie somewhere in the range that is told, "
                "and are not necessarily small."
            )
        )
    return {
        "title": _("Main findings"),
        "alerts": list(shortfalls(report)),
        "key_figures": [{"value": figure.value, "label": figure.label} for figure in found.key_figures],
        "sentences": list(found.sentences),
        "notes": notes,
    }
