"""One page of plain sentences, made by rules from what is told of each number.

A number that is not shown exactly is said as the range it lies in; where even that says nothing, the sentence is not
written. A sum is told within what its parts and the rest of its row leave. A share without limits is told only where the
rest of the row is shown too and the whole is large enough for a per cent to mean something.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.document.words.labels import MOST_NAMES, office_names
from reports.document.words.ranges import said, written, written_share
from reports.document.words.windows import in_window
from reports.document.words.wording import day, listed, percent
from reports.document.words.yardsticks import reach_of, yardsticks_in
from reports.document.yardstick_findings import (
    changes_since,
    paid_work_sentences,
    says_enough,
    yardstick_sentences,
)
from reports.figures.definitions import TOTAL
from reports.figures.measures import UNSEEN as UNSEEN_MEASURE
from reports.protected.ranges import Range, is_exact, says_nothing, share_between, summed, within, without
from reports.protected.report import ProtectedReport, ProtectedTable

SMALLEST_WHOLE_FOR_A_SHARE: Final = 30
RESULT: Final = ("work", "education", "venture")
UNSEEN: Final = ("education", "venture")


@dataclass(frozen=True, slots=True)
class Persons:
    """How many of how many, each between two numbers, and whether the rest of the row is shown as well."""

    count: Range
    whole: Range
    rest_is_shown: bool

    @property
    def nobody(self) -> bool:
        return self.count == (0, 0)

    @property
    def plural(self) -> int:
        """What the words around the number agree with."""
        return 1 if self.count == (1, 1) else 2

    def in_words(self) -> dict[str, str]:
        """The count, and the share in brackets to stand behind it where there may be one."""
        return {"count": said(self.count), "share": self._share()}

    def _share(self) -> str:
        (low, high), (least, whole) = self.count, self.whole
        if least != whole or whole is None or whole < SMALLEST_WHOLE_FOR_A_SHARE or high is None:
            return ""
        if low == high:
            return f" ({percent(low, whole)})" if self.rest_is_shown else ""
        between = share_between(self.count, without(self.whole, self.count), self.whole)
        return f" ({written_share(*between)})" if between else ""


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


def find(report: ProtectedReport, earlier: Sequence[ProtectedReport] = ()) -> Findings:
    """Everything that may be said of the shown numbers, and nothing about the others.

    `earlier`: the reports of the periods before, oldest first, where there are any to compare with.
    """
    if _says_nobody(report):
        return Findings((), tuple(_who_counts(report)))
    # What is asked first stands first: where they are now, then what came of it, then the rest of the period.
    sentences = (
        " ".join(_who_counts(report)),
        " ".join(_where_they_ended(report)),
        *yardstick_sentences(report, earlier),
        *changes_since(earlier[-1] if earlier else None, report),
        *_what_nav_does_not_see(report),
        *_exits_taken(report),
        *_where_the_others_are(report),
        *_who_is_new(report),
        *paid_work_sentences(report),
    )
    return Findings(key_figures(report), tuple(capfirst(text) for text in sentences if text))


def key_figures(report: ProtectedReport) -> tuple[KeyFigure, ...]:
    """What the first page shows large; nothing where nobody was counted, or nothing is told of how many."""
    return () if _says_nobody(report) else tuple(_key_figures(report))


def _says_nobody(report: ProtectedReport) -> bool:
    return report.population == 0 or says_nothing(report.population_range)


def closing(report: ProtectedReport, *codes: str) -> Persons | None:
    """How many were in one of these states on the last day, None where nothing is told of it."""
    tables = [table for table in report.tables if table.id == "flow" or table.id.startswith("closing-")]
    return _persons(tables, codes, TOTAL)


def exits(report: ProtectedReport, *codes: str) -> Persons | None:
    """How many had one of these as their last exit, None where nothing is told of it."""
    return _persons([table for table in report.tables if table.id.startswith("exits-")], codes, TOTAL)


def opening(report: ProtectedReport, *codes: str) -> Range | None:
    """How many were in one of these states when the period began, None where next to nothing is told of it."""
    for table in report.tables:
        if table.id == "flow":
            # Every table has the same total.
            whole = within(*(each.range(TOTAL, TOTAL) for each in report.tables))
            rest = [table.range(row, TOTAL) for row in table.rows if row not in (*codes, TOTAL)]
            of = within(
                summed([table.range(code, TOTAL) for code in codes]), without(whole, summed(rest or [(0, 0)]))
            )
            return None if says_nothing(of, whole) or _says_little(of, whole) else of
    return None


def _says_little(of: Range, whole: Range) -> bool:
    """From a few to nearly all: true, and not worth a sentence beside those that say more."""
    return of[1] is None or (whole[1] is not None and 2 * (of[1] - of[0]) > whole[1])


def _persons(tables: Sequence[ProtectedTable], codes: Sequence[str], row: str) -> Persons | None:
    """The same number stands in several tables: what any of them tells holds."""
    found = [_in_table(table, codes, row) for table in tables if set(codes) <= set(table.columns)]
    if not found:
        return None
    count = within(*(each.count for each in found))
    whole = within(*(each.whole for each in found))
    if says_nothing(count, whole):
        return None
    return Persons(count, whole, any(each.rest_is_shown for each in found if is_exact(each.count)))


def _in_table(table: ProtectedTable, codes: Sequence[str], row: str) -> Persons:
    rest = [code for code in table.columns if code not in (*codes, TOTAL)]
    whole = table.range(row, TOTAL)
    others = summed([table.range(row, code) for code in rest] or [(0, 0)])
    count = within(summed([table.range(row, code) for code in codes]), without(whole, others))
    return Persons(count, whole, all(table.cell(row, code) is not None for code in rest))


def _either(one: Persons | None, other: Persons | None) -> Persons | None:
    """The same people counted in two ways: what both tell holds."""
    if one is None or other is None:
        return one or other
    return Persons(
        within(one.count, other.count),
        within(one.whole, other.whole),
        one.rest_is_shown or other.rest_is_shown,
    )


def _result(report: ProtectedReport) -> Persons | None:
    return _either(closing(report, *RESULT), closing(report, "result"))


def _on_the_way(report: ProtectedReport) -> Persons | None:
    return _either(closing(report, "enrolled", "training"), closing(report, "on-the-way"))


def _all_exits(report: ProtectedReport) -> Persons | None:
    return _either(exits(report, *RESULT, "training"), exits(report, "result", "training"))


def _key_figures(report: ProtectedReport) -> Iterator[KeyFigure]:
    """The headline: where they are, and how it went with those whose follow-up ended."""
    yield KeyFigure(written(report.population_range), _("participants in the report"))
    result, on_the_way, taken = _result(report), _on_the_way(report), _all_exits(report)
    if result is not None:
        yield KeyFigure(written(result.count), _("in work, education or a venture of their own at the end"))
    at_exit = list(_at_exit(report))
    yield from at_exit
    if on_the_way is not None and not at_exit:
        yield KeyFigure(written(on_the_way.count), _("in follow-up or work training at the end"))
    if taken is not None:
        yield KeyFigure(written(taken.count), _("took an exit in the period"))


def _at_exit(report: ProtectedReport) -> Iterator[KeyFigure]:
    """The share that was reached at exit, over the newest window, from the least to the most."""
    for yardstick, (measure, *_others) in yardsticks_in(report):
        reach = reach_of(measure)
        if yardstick.id == "at-exit" and says_enough(measure) and reach:
            label = _("of follow-up that ended %(window)s led to work, education or a venture")
            yield KeyFigure(written_share(*reach), label % {"window": in_window(report, measure.window)})


def _who_counts(report: ProtectedReport) -> Iterator[str]:
    if report.population == 0:
        yield _("Nobody was in follow-up at the offices of this report in the period.")
    elif says_nothing(report.population_range):
        yield _("The number of participants is not shown, for the sake of privacy.")
    else:
        yield ngettext(
            "The report counts %(count)s participant.",
            "The report counts %(count)s participants.",
            report.population or 2,
        ) % {"count": said(report.population_range)}
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
    if result.nobody:
        yield _("On %(day)s nobody was in ordinary work, in education or in a venture of their own.") % {
            "day": last
        }
    else:
        yield ngettext(
            "On %(day)s, %(count)s participant%(share)s was in ordinary work, in education or in a venture of their own.",
            "On %(day)s, %(count)s participants%(share)s were in ordinary work, in education or in a venture of their own.",
            result.plural,
        ) % {"day": last, **result.in_words()}
        yield from _what_the_result_was(report, result.count, parts)
    before = opening(report, *RESULT)
    if before == (0, 0):
        yield _(
            "When the period began, none of the participants in the report were in ordinary work, in education or in a "
            "venture of their own."
        )
    elif before is not None:
        yield _(
            "When the period began, %(count)s of the participants in the report were in ordinary work, in "
            "education or in a venture of their own."
        ) % {"count": said(before)}


def _what_the_result_was(report: ProtectedReport, whole: Range, parts: Sequence[str]) -> Iterator[str]:
    """Which of the three states it was; one word where everybody was in the same."""
    all_alike = {
        "work": _("All of them were in ordinary work."),
        "education": _("All of them were in education."),
        "venture": _("All of them were in a venture of their own."),
    }
    for code, text in all_alike.items():
        persons = closing(report, code)
        if persons is not None and persons.count == whole and is_exact(whole) and whole[0] > 1:
            yield text
            return
    if parts:
        yield _("Among them were %(list)s.") % {"list": listed(parts)}


def _parts_of_the_result(report: ProtectedReport) -> list[str]:
    """How many in each of the three states, where that is told and anybody was."""
    counted = (
        (_("%(count)s in ordinary work"), closing(report, "work")),
        (_("%(count)s in education"), closing(report, "education")),
        (_("%(count)s in a venture of their own"), closing(report, "venture")),
    )
    return [
        text % {"count": said(persons.count)} for text, persons in counted if persons and not persons.nobody
    ]


def _where_the_others_are(report: ProtectedReport) -> Iterator[str]:
    on_the_way, left = _on_the_way(report), closing(report, "left")
    if on_the_way is not None and not on_the_way.nobody:
        yield (
            ngettext(
                "%(count)s participant%(share)s was on the way: in follow-up or in work training.",
                "%(count)s participants%(share)s were on the way: in follow-up or in work training.",
                on_the_way.plural,
            )
            % on_the_way.in_words()
        )
    if left is not None and not left.nobody:
        yield (
            ngettext(
                "%(count)s participant%(share)s had left follow-up.",
                "%(count)s participants%(share)s had left follow-up.",
                left.plural,
            )
            % left.in_words()
        )


def _who_is_new(report: ProtectedReport) -> Iterator[str]:
    new = opening(report, "outside")
    if new is not None and new != (0, 0):
        yield ngettext(
            "%(count)s participant was new, or came back after having left, in the period.",
            "%(count)s participants were new, or came back after having left, in the period.",
            1 if new == (1, 1) else 2,
        ) % {"count": said(new)}


def _exits_taken(report: ProtectedReport) -> Iterator[str]:
    taken = _all_exits(report)
    if taken is None:
        return
    if taken.nobody:
        yield _("Nobody took an exit in the period.")
        return
    yield (
        ngettext(
            "%(count)s participant%(share)s took an exit in the period. An exit is a move to ordinary work, "
            "education, work training or a venture of one’s own; the last one counts.",
            "%(count)s participants%(share)s took an exit in the period. An exit is a move to ordinary work, "
            "education, work training or a venture of one’s own; the last one counts.",
            taken.plural,
        )
        % taken.in_words()
    )


def _unseen(report: ProtectedReport) -> Persons | None:
    """Of the exits taken, those that NAV's statistics do not name."""
    measure = report.measure(UNSEEN_MEASURE)
    if measure is not None:
        unseen, taken = measure.range("unseen"), measure.range(TOTAL)
        nothing = says_nothing(taken) or says_nothing(unseen, taken)
        return None if nothing else Persons(unseen, taken, rest_is_shown=False)
    taken, unseen = _all_exits(report), exits(report, *UNSEEN)
    return (
        None if taken is None or unseen is None else Persons(unseen.count, taken.count, rest_is_shown=False)
    )


def _what_nav_does_not_see(report: ProtectedReport) -> Iterator[str]:
    unseen = _unseen(report)
    if unseen is not None and not unseen.nobody:
        yield ngettext(
            "What NAV’s statistics do not see: of %(all)s exits, %(count)s was to education or a venture "
            "of one’s own. NAV’s own statistics count both as “other”.",
            "What NAV’s statistics do not see: of %(all)s exits, %(count)s were to education or a venture "
            "of one’s own. NAV’s own statistics count both as “other”.",
            unseen.plural,
        ) % {"all": said(unseen.whole), "count": said(unseen.count)}
        return
    at_the_end = closing(report, *UNSEEN)
    if at_the_end is not None and not at_the_end.nobody:
        yield ngettext(
            "What NAV’s statistics do not see: %(count)s participant was in education or in a venture of "
            "their own on %(day)s. NAV’s own statistics count both as “other”.",
            "What NAV’s statistics do not see: %(count)s participants were in education or in a venture of "
            "their own on %(day)s. NAV’s own statistics count both as “other”.",
            at_the_end.plural,
        ) % {"count": said(at_the_end.count), "day": day(report.period.end)}
