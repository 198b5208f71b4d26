"""A report as a page shows it: the same sentences, tables and charts as the document.

Made from protected numbers only. What is hidden and why is for KREM before publishing: it names
cells and reasons, and leaves the hidden values where they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reports.document.beside import Beside
from reports.document.chapter import Chapter
from reports.document.chapters import read_chapters
from reports.document.findings import Findings, find
from reports.document.tables.grids import read_grids
from reports.document.tables.notes import note_under
from reports.document.tables.tabular import Grid
from reports.document.words.free_text import few_people_in
from reports.document.words.labels import row_label, state_label
from reports.document.words.narrative import Narrative
from reports.document.words.unprintable import unprintable_in, unprintable_in_words
from reports.document.words.wording import number, percent
from reports.document.yardstick_findings import shortfalls
from reports.figures.tables import TABLE_IDS
from reports.protected.report import ProtectedReport


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A cell that is not shown, and why; never its value."""

    row: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """One table, and for KREM why numbers in it are hidden."""

    grid: Grid
    hidden: tuple[HiddenCell, ...]

    @property
    def note(self) -> str:
        """What stands under it."""
        return note_under(self.grid)


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter of the document on a page."""

    chapter: Chapter
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a page shows of a report."""

    alerts: tuple[str, ...]
    findings: Findings
    parts: tuple[Part, ...]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Every table, in reading order."""
        return tuple(section for part in self.parts for section in part.sections)


@dataclass(frozen=True, slots=True)
class Warnings:
    """What a person has to weigh, in words: rows in which everybody had the same outcome, small changes since an
    earlier edition, texts that speak of few people, and characters that the document cannot print."""

    alike: tuple[str, ...]
    changes: tuple[str, ...]
    texts: tuple[str, ...]
    characters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """How much of a report is hidden, in words."""

    cells: str
    persons: str


def read_report(
    report: ProtectedReport, suppression: Mapping[str, Any] | None, beside: Beside | None = None
) -> Reading:
    """`suppression` is given for KREM's eyes only."""
    beside = beside or Beside()
    told = (suppression or {}).get("hidden", ())
    parts = tuple(
        Part(chapter, tuple(Section(grid, tuple(_hidden_in(report, grid, told))) for grid in chapter.grids))
        for chapter in read_chapters(report, beside.earlier)
    )
    return Reading(
        alerts=tuple(shortfalls(report)),
        findings=find(report, beside.earlier),
        parts=parts,
    )


def loss_of(suppression: Mapping[str, Any] | None) -> Loss | None:
    """How much protection has cost, None where nothing is hidden."""
    loss = (suppression or {}).get("loss")
    # Drafts from before reports were protected as they are now tell it another way, and are made again.
    if not loss or not loss["hidden_cells"]:
        return None
    return Loss(
        cells=_share(loss["hidden_cells"], loss["cells"]),
        persons=_share(loss["hidden_persons"], loss["persons"]),
    )


def warnings_of(
    report: ProtectedReport, told: Mapping[str, Any], narrative: Narrative | None = None
) -> Warnings:
    """What no hiding can mend, for a person to weigh before the report goes out."""
    captions: dict[str, str] = {}
    for grid in read_grids(report):
        # What is counted beside the tables has no table of its own: it is told of by the one that shows it.
        for source in (grid.id, *grid.sources):
            captions.setdefault(source, grid.caption)
    return Warnings(
        alike=tuple(
            _("%(row)s: everybody is in “%(column)s” (%(table)s)")
            % {
                "row": row_label(report, cell["table"], cell["row"]),
                "column": state_label(cell["column"]),
                "table": captions[_plain(cell["table"])],
            }
            for cell in told.get("alike", ())
            if _plain(cell["table"]) in captions
        ),
        changes=tuple(
            _("%(row)s, %(column)s: %(before)s was printed, now it is %(now)s (%(table)s)")
            % {
                "row": row_label(report, cell["table"], cell["row"]),
                "column": state_label(cell["column"]),
                "before": number(cell["before"]),
                "now": number(cell["now"]),
                "table": captions[_plain(cell["table"])],
            }
            for cell in told.get("changes", ())
            if _plain(cell["table"]) in captions
        ),
        texts=tuple(_few_people_in_the_annex(report)),
        characters=(*unprintable_in(report), *unprintable_in_words(narrative or Narrative())),
    )


def _plain(table: str) -> str:
    """What a table is known by in print: `at-exit` for `yardstick:at-exit`."""
    return table.partition(":")[2] or table


def _few_people_in_the_annex(report: ProtectedReport) -> Iterator[str]:
    for lesson in report.work.lessons:
        text = "\n".join((lesson.title, lesson.what, lesson.takes, lesson.evidence))
        for words in few_people_in(text, report.k):
            yield _("“%(lesson)s”: %(words)s") % {"lesson": lesson.title, "words": words}


def _share(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s (%(share)s)") % {
        "part": number(part),
        "whole": number(whole),
        "share": percent(part, whole),
    }


def _hidden_in(
    report: ProtectedReport, grid: Grid, told: Iterable[Mapping[str, Any]]
) -> Iterator[HiddenCell]:
    """Why numbers in this table are hidden, by the words it has for them."""
    reasons = {
        "primary": _("Few people"),
        "secondary": _("Guards another number, which could otherwise be worked out"),
        "corrected": _("An urgent correction of a few people touches it"),
    }
    for cell in told:
        words = _place_in(report, grid, cell)
        if words is not None:
            yield HiddenCell(*words, reason=reasons[cell["reason"]])


def _place_in(report: ProtectedReport, grid: Grid, cell: Mapping[str, Any]) -> tuple[str, str] | None:
    """The row and the column of a cell in the words of a table, None where it does not stand there."""
    table, column = _plain(cell["table"]), cell["column"]
    if grid.window and grid.window != cell["row"]:
        return None
    if table == grid.id and table in TABLE_IDS:
        return row_label(report, table, cell["row"]), state_label(column)
    rows = {row.code: row.label for row in grid.rows}
    columns = {head.code: head.label for head in grid.columns}
    if table.startswith(f"{grid.id}-"):
        # What a curve is made of: `first-paid-work-24` counts `work-12`, `state-occupation-12` counts `work`.
        outcome, _dash, month = column.rpartition("-")
        place = (month, outcome) if outcome else (table.removeprefix(f"{grid.id}-"), column)
    elif table in grid.sources and table in rows:
        place = table, column
    elif table in grid.sources:
        place = column, grid.columns[0].code
    else:
        return None
    if place[0] not in rows or place[1] not in columns:
        return None
    return rows[place[0]], columns[place[1]]
