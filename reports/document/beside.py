"""What stands beside the numbers in the document: KREM's own words, and what changed since the former edition."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.tables.grids import read_grids
from reports.document.words.labels import row_label, state_label
from reports.document.words.narrative import Block, Items, Narrative
from reports.document.words.ranges import written
from reports.document.words.sign_offs import Answer
from reports.document.words.wording import number, printable
from reports.protected.changes import Change, what_changed
from reports.protected.ranges import Range, says_nothing
from reports.protected.report import ProtectedReport

Data = dict[str, Any]

# A correction that touches more is read from the data files.
MOST_LINES = 60
# From here on a list of short lines stands in two columns.
LONG_LIST = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """What a document holds beside its numbers."""

    narrative: Narrative = field(default_factory=Narrative)
    # The edition that this one will replace.
    former: ProtectedReport | None = None
    audience: str | Promise = "IMDi"
    # The newest published report of each earlier period of the same kind, oldest first.
    earlier: tuple[ProtectedReport, ...] = ()
    # Where anybody can have a file checked.
    verification_address: str = ""
    # What each office's leader had answered when it was published; none in a draft.
    answers: tuple[Answer, ...] = ()
    # Where a reader can ask KREM.
    contact: str = ""
    # What the files are called on a disk, without their endings.
    file_stem: str = "report"


@dataclass(frozen=True, slots=True)
class ChangedTable:
    """The changes in one table, a line for each cell."""

    caption: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new edition shows otherwise than the one before."""

    introduction: str
    tables: tuple[ChangedTable, ...]


def read_changes(former: ProtectedReport, current: ProtectedReport) -> Changes:
    """The changes in words."""
    changes = what_changed(former, current)
    by_table: dict[str, list[Change]] = {}
    for change in changes[:MOST_LINES]:
        by_table.setdefault(change.table, []).append(change)
    tables = tuple(
        ChangedTable(
            _("Table %(number)s. %(caption)s") % {"number": grid.number, "caption": grid.caption},
            tuple(_line(current, change) for change in by_table[grid.id]),
        )
        for grid in read_grids(current)
        if grid.id in by_table
    )
    return Changes(_introduction(former, len(changes)), tables)


def chapters_beside(report: ProtectedReport, beside: Beside) -> list[Data]:
    """The chapters a document gets for what stands beside its numbers; none where there is nothing."""
    chapters = []
    if beside.narrative.passages:
        chapters.append({"title": in_krems_words(), "blocks": list(_narrative(beside.narrative))})
    if beside.former is not None:
        changes = read_changes(beside.former, report)
        chapters.append({"title": _("What has changed"), "blocks": list(_changes(changes))})
    return chapters


def in_krems_words() -> str:
    """The heading over KREM's own text."""
    return _("In KREM’s own words")


def _narrative(narrative: Narrative) -> Iterator[Data]:
    for passage in narrative.passages:
        yield {"kind": "heading", "title": passage.title}
        yield from words_as_data(passage.blocks)


def words_as_data(blocks: Iterable[Block]) -> Iterator[Data]:
    """Somebody's own words as the template takes them."""
    for block in blocks:
        if isinstance(block, Items):
            items = [printable(item) for item in block.items]
            yield {"kind": "list", "items": items, "numbered": block.is_numbered}
        else:
            yield {"kind": "text", "text": printable(block.text)}


def _changes(changes: Changes) -> Iterator[Data]:
    yield {"kind": "text", "text": changes.introduction, "sticky": True}
    for table in changes.tables:
        yield {"kind": "heading", "title": table.caption}
        is_long = len(table.lines) >= LONG_LIST
        yield {"kind": "list", "items": list(table.lines), "numbered": False, "parted": is_long}


def _introduction(former: ProtectedReport, changed: int) -> str:
    if not changed:
        text = _("No number shown is different from those in edition %(edition)s.")
        return text % {"edition": number(former.edition)}
    text = ngettext(
        "%(changed)s number is shown otherwise than in edition %(edition)s.",
        "%(changed)s numbers are shown otherwise than in edition %(edition)s.",
        changed,
    ) % {"changed": number(changed), "edition": number(former.edition)}
    if changed <= MOST_LINES:
        return text
    return f"{text} " + _("The first %(most)s are listed here.") % {"most": number(MOST_LINES)}


def _line(report: ProtectedReport, change: Change) -> str:
    return _("%(row)s, %(column)s: from %(was)s to %(now)s") % {
        "row": row_label(report, change.table, change.row),
        "column": state_label(change.column),
        "was": _shown(change.was),
        "now": _shown(change.now),
    }


def _shown(of: Range) -> str:
    return _("hidden") if says_nothing(of) else written(of)
