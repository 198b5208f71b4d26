"""One page of plain sentences, made by rules from the numbers that are shown.

A sentence whose numbers are not all shown is not written. A sum is printed only where every
cell in it is shown, a share only where the rest of the row is shown too and the whole is large
enough for a per cent to mean something.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.labels import MOST_NAMES, office_names
from reports.document.wording import day, listed, number, percent
from reports.document.yardstick_findings import changes_since, paid_work_sentences, yardstick_sentences
from reports.figures.measures import UNSEEN as UNSEEN_MEASURE
from reports.figures.tables import TOTAL
from reports.protected import ProtectedReport, ProtectedTable

SMALLEST_WHOLE_FOR_A_SHARE: Final = 30
RESULT: Final = ("work", "education", "venture")
UNSEEN: Final = ("education", "venture")


@dataclass(frozen=True, slots=True)
class Persons:
    """How many of how many, and whether the rest of the row is shown as well."""

    count: int
    whole: int | None
    rest_is_shown: bool

    def in_words(self) -> dict[str, str]:
        """The count, and the share in brackets to stand behind it where there may be one."""
        whole = self.whole or 0
        may_share = self.rest_is_shown and whole >= SMALLEST_WHOLE_FOR_A_SHARE
        return {
            "count": number(self.count),
            "share": f" ({percent(self.count, whole)})" if may_share else "",
        }


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number to be seen from across the table."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the report says in words."""

    key_figures: tuple[KeyFigure, ...]
    sentences: tuple[str, ...]


def find(report: ProtectedReport, before: ProtectedReport | None = None) -> Findings:
    """Everything that may be said of the shown numbers, and nothing about the others.

    `before` is the report of the period before, where there is one to compare with.
    """
    if not report.population:
        return Findings((), tuple(_who_counts(report)))
    return Findings(
        tuple(_key_figures(report)),
        (
            *_who_counts(report),
            *_where_they_ended(report),
            *_where_the_others_are(report),
            *_who_is_new(report),
            *_exits_taken(report),
            *_what_nav_does_not_see(report),
            *yardstick_sentences(report),
            *paid_work_sentences(report),
            *changes_since(before, report),
        ),
    )


def closing(report: ProtectedReport, *codes: str) -> Persons | None:
    """How many were in one of these states on the last day, None where that is hidden."""
    tables = [table for table in report.tables if table.id == "flow" or table.id.startswith("closing-")]
    return _persons(tables, codes, TOTAL)


def exits(report: ProtectedReport, *codes: str) -> Persons | None:
    """How many had one of these as their last exit, None where that is hidden."""
    return _persons([table for table in report.tables if table.id.startswith("exits-")], codes, TOTAL)


def opening(report: ProtectedReport, *codes: str) -> int | None:
    """How many were in one of these states when the period began, None where that is hidden."""
    for table in report.tables:
        if table.id == "flow":
            return _sum(table.cell(code, TOTAL) for code in codes)
    return None


def _persons(tables: Sequence[ProtectedTable], codes: Sequence[str], row: str) -> Persons | None:
    for table in tables:
        if not set(codes) <= set(table.columns):
            continue
        total = _sum(table.cell(row, code) for code in codes)
        if total is not None:
            whole = table.cell(row, TOTAL)
            rest = (table.cell(row, code) for code in table.columns if code not in codes)
            return Persons(total, whole, all(value is not None for value in rest))
    return None


def _sum(values: Iterator[int | None]) -> int | None:
    shown = list(values)
    return None if None in shown else sum(shown)


def _result(report: ProtectedReport) -> Persons | None:
    return closing(report, *RESULT) or closing(report, "result")


def _on_the_way(report: ProtectedReport) -> Persons | None:
    return closing(report, "enrolled", "training") or closing(report, "on-the-way")


def _all_exits(report: ProtectedReport) -> Persons | None:
    return exits(report, *RESULT, "training") or exits(report, "result", "training")


def _key_figures(report: ProtectedReport) -> Iterator[KeyFigure]:
    yield KeyFigure(number(report.population), _("participants in the report"))
    for persons, label in (
        (_result(report), _("in work, education or a venture of their own at the end")),
        (_on_the_way(report), _("in follow-up or work training at the end")),
        (_all_exits(report), _("took an exit in the period")),
    ):
        if persons is not None:
            yield KeyFigure(number(persons.count), label)


def _who_counts(report: ProtectedReport) -> Iterator[str]:
    if report.population == 0:
        yield _("Nobody was in follow-up at the offices of this report in the period.")
    elif report.population is None:
        yield _("The number of participants is not shown, for the sake of privacy.")
    else:
        yield ngettext(
            "The report counts %(count)s participant.",
            "The report counts %(count)s participants.",
            report.population,
        ) % {"count": number(report.population)}
    if len(report.offices) <= MOST_NAMES:
        yield _("In the report: %(offices)s.") % {"offices": office_names(report)}
    if report.population == 0:
        yield _("That is why every table about participants shows zeros.")


def _where_they_ended(report: ProtectedReport) -> Iterator[str]:
    last = day(report.period.end)
    result = _result(report)
    parts = _parts_of_the_result(report)
    if result is None:
        if parts:
            yield _("On %(day)s there were %(list)s.") % {"day": last, "list": listed(parts)}
        return
    if result.count == 0:
        yield _("On %(day)s nobody was in ordinary work, in education or in a venture of their own.") % {
            "day": last
        }
    else:
        yield ngettext(
            "On %(day)s, %(count)s participant%(share)s was in ordinary work, in education or in a venture of their own.",
            "On %(day)s, %(count)s participants%(share)s were in ordinary work, in education or in a venture of their own.",
            result.count,
        ) % {"day": last, **result.in_words()}
        yield from _what_the_result_was(report, result.count, parts)
    before = opening(report, *RESULT)
    if before == 0:
        yield _(
            "When the period began, none of the participants in the report were in ordinary work, in education or in a "
            "venture of their own."
        )
    elif before is not None:
        yield _(
            "When the period began, %(count)s of the participants in the report were in ordinary work, in "
            "education or in a venture of their own."
        ) % {"count": number(before)}


def _what_the_result_was(report: ProtectedReport, whole: int, parts: Sequence[str]) -> Iterator[str]:
    """Which of the three states it was; one word where everybody was in the same."""
    all_alike = {
        "work": _("All of them were in ordinary work."),
        "education": _("All of them were in education."),
        "venture": _("All of them were in a venture of their own."),
    }
    for code, text in all_alike.items():
        persons = closing(report, code)
        if persons is not None and persons.count == whole > 1:
            yield text
            return
    if parts:
        yield _("Among them were %(list)s.") % {"list": listed(parts)}


def _parts_of_the_result(report: ProtectedReport) -> list[str]:
    """How many in each of the three states, where that is shown and anybody was."""
    counted = (
        (_("%(count)s in ordinary work"), closing(report, "work")),
        (_("%(count)s in education"), closing(report, "education")),
        (_("%(count)s in a venture of their own"), closing(report, "venture")),
    )
    return [
        text % {"count": number(persons.count)} for text, persons in counted if persons and persons.count > 0
    ]


def _where_the_others_are(report: ProtectedReport) -> Iterator[str]:
    on_the_way, left = _on_the_way(report), closing(report, "left")
    if on_the_way is not None and on_the_way.count > 0:
        yield (
            ngettext(
                "%(count)s participant%(share)s was on the way: in follow-up or in work training.",
                "%(count)s participants%(share)s were on the way: in follow-up or in work training.",
                on_the_way.count,
            )
            % on_the_way.in_words()
        )
    if left is not None and left.count > 0:
        yield (
            ngettext(
                "%(count)s participant%(share)s had left follow-up.",
                "%(count)s participants%(share)s had left follow-up.",
                left.count,
            )
            % left.in_words()
        )


def _who_is_new(report: ProtectedReport) -> Iterator[str]:
    new = opening(report, "outside")
    if new:
        yield ngettext(
            "%(count)s participant was new, or came back after having left, in the period.",
            "%(count)s participants were new, or came back after having left, in the period.",
            new,
        ) % {"count": number(new)}


def _exits_taken(report: ProtectedReport) -> Iterator[str]:
    taken = _all_exits(report)
    if taken is None:
        return
    if taken.count == 0:
        yield _("Nobody took an exit in the period.")
        return
    yield (
        ngettext(
            "%(count)s participant%(share)s took an exit in the period. An exit is a move to ordinary work, "
            "education, work training or a venture of one’s own; the last one counts.",
            "%(count)s participants%(share)s took an exit in the period. An exit is a move to ordinary work, "
            "education, work training or a venture of one’s own; the last one counts.",
            taken.count,
        )
        % taken.in_words()
    )


def _unseen(report: ProtectedReport) -> tuple[int | None, int | None]:
    """How many exits were taken, and how many of them NAV's statistics do not name."""
    measure = report.measure(UNSEEN_MEASURE)
    if measure is not None:
        return measure.cells[TOTAL], measure.cells["unseen"]
    taken, unseen = _all_exits(report), exits(report, *UNSEEN)
    return taken and taken.count, unseen and unseen.count


def _what_nav_does_not_see(report: ProtectedReport) -> Iterator[str]:
    taken, unseen = _unseen(report)
    if taken is not None and unseen:
        yield ngettext(
            "What NAV’s statistics do not see: of %(all)s exits, %(count)s was to education or a venture "
            "of one’s own. NAV’s own statistics count both as “other”.",
            "What NAV’s statistics do not see: of %(all)s exits, %(count)s were to education or a venture "
            "of one’s own. NAV’s own statistics count both as “other”.",
            unseen,
        ) % {"all": number(taken), "count": number(unseen)}
        return
    at_the_end = closing(report, *UNSEEN)
    if at_the_end is not None and at_the_end.count > 0:
        yield ngettext(
            "What NAV’s statistics do not see: %(count)s participant was in education or in a venture of "
            "their own on %(day)s. NAV’s own statistics count both as “other”.",
            "What NAV’s statistics do not see: %(count)s participants were in education or in a venture of "
            "their own on %(day)s. NAV’s own statistics count both as “other”.",
            at_the_end.count,
        ) % {"count": number(at_the_end.count), "day": day(report.period.end)}
