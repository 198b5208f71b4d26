"""The reader's argument in words: which printed numbers, added and taken off, tell a small count.

For KREM's eyes only: it tells which numbers are small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.models import Partner
from reports.attacker.arguments import Argument, Term
from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.exposures import Exposure
from reports.document.tables.measures import FACTS, FIRST, QUESTIONS, month_label
from reports.document.words.labels import LINE_LABELS, STATE_LABELS
from reports.document.words.wording import listed, number
from reports.document.words.yardsticks import YARDSTICKS
from reports.figures.definitions import THE_ROW, TOTAL

_WORDS: Mapping[str, str | Promise] = {
    "other": gettext_lazy("Other"),
    "reached": gettext_lazy("Result"),
    "unknown": gettext_lazy("Not known"),
    "known": gettext_lazy("Known"),
    "observed": gettext_lazy("At risk"),
    "period": gettext_lazy("the period"),
    "twelve": gettext_lazy("the last twelve months"),
    "start": gettext_lazy("since the start"),
}
_YARDSTICK_COUNTS: Mapping[str, str | Promise] = {
    "beside": gettext_lazy("Shown beside the result"),
    "other": gettext_lazy("No result"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What editions and offices are called, by key and by slug."""

    editions: Mapping[str, str]
    offices: Mapping[str, str]

    @classmethod
    def of(cls, editions: Sequence[PrintedEdition], offices: Mapping[str, str]) -> "Names":
        return cls({each.key: each.name for each in editions}, offices)


def office_names() -> dict[str, str]:
    """What every office is called now, by slug."""
    return dict(Partner.objects.values_list("slug", "name"))


def in_words(exposure: Exposure, names: Names) -> str:
    """One sentence: what can be told, and from which printed numbers."""
    argument = exposure.argument
    steps = _steps(argument, names)
    if len(exposure.count) > 1:
        few = exposure.limits[0]
        text = ngettext(
            "%(few)s person is between printed numbers: %(steps)s.",
            "%(few)s people are between printed numbers: %(steps)s.",
            few,
        )
        return text % {"few": number(few), "steps": steps}
    cell = cell_name(exposure.count[0][0], names)
    if argument.is_rounded:
        text = _("%(cell)s can be told, since people are whole, from: %(steps)s.")
        return text % {"cell": cell, "steps": steps}
    if argument.is_at_most:
        text = _("%(cell)s is at most %(end)s: %(steps)s.")
    else:
        text = _("%(cell)s is at least %(end)s: %(steps)s.")
    return text % {"cell": cell, "end": number(argument.end), "steps": steps}


def _steps(argument: Argument, names: Names) -> str:
    """`26 (in 2024), less 9 (in T1) and 10 (in T3)`."""
    if argument.is_rounded:
        return listed([_term(term, names) for term in argument.terms])
    added = [_term(term, names) for term in argument.terms if term.times > 0]
    taken = [_term(term, names) for term in argument.terms if term.times < 0]
    each_one = sum(times for _cell, times in argument.hidden)
    if each_one > 0:
        added.append(_("%(count)s since hidden numbers are at least 1") % {"count": number(each_one)})
    if each_one < 0:
        taken.append(_("%(count)s since hidden numbers are at least 1") % {"count": number(-each_one)})
    text = listed(added) if added else number(0)
    if taken:
        text = _("%(added)s, less %(taken)s") % {"added": text, "taken": listed(taken)}
    if argument.times > 1:
        text = _("%(sum)s, divided by %(times)s") % {"sum": text, "times": number(argument.times)}
    return text


def _term(term: Term, names: Names) -> str:
    value = number(term.value)
    if abs(term.times) > 1:
        value = _("%(times)s times %(value)s") % {"times": number(abs(term.times)), "value": value}
    return _("%(value)s (%(cell)s)") % {"value": value, "cell": cell_name(term.cell, names)}


def cell_name(cell: Cell, names: Names) -> str:
    """A cell by its row and column, or what it measures, and the edition it is printed in."""
    key, (table, row, column) = cell
    words = [*_measure(table), *([] if row == THE_ROW else [_row(table, row, names)]), _column(table, column)]
    text = _("“%(text)s”") % {"text": ", ".join(words)}
    return _("%(cell)s in %(edition)s") % {"cell": text, "edition": names.editions.get(key, key)}


def _measure(table: str) -> list[str]:
    """What a number beside the tables measures; a table is known by its rows and columns."""
    kind, _colon, id = table.partition(":")
    if kind == "yardstick":
        return [str(next((each.name for each in YARDSTICKS if each.id == id), id))]
    if kind == "completeness":
        return [str(FACTS.get(id) or _("Answers to follow-up questions"))]
    if kind == "unseen-by-nav":
        return [_("Exits to education or venture")]
    for prefix, title in (
        ("state-occupation-", _("Where participants are, by months since they enrolled")),
        ("first-paid-work-", _("First paid work, by months since they enrolled")),
    ):
        if table.startswith(prefix):
            return [title, month_label(int(table.removeprefix(prefix)))]
    return []


def _row(table: str, code: str, names: Names) -> str:
    if table.startswith("flow"):
        return _("from %(state)s") % {"state": _word(code)}
    return names.offices.get(code) or _word(code)


def _column(table: str, code: str) -> str:
    if table.startswith("yardstick:") and code in _YARDSTICK_COUNTS:
        return str(_YARDSTICK_COUNTS[code])
    if table == "completeness:follow-ups":
        return str(QUESTIONS.get(code) or _word(code))
    if table.startswith("first-paid-work") and code in FIRST:
        return str(FIRST[code])
    if table == "unseen-by-nav" and code != TOTAL:
        return _("Not seen by NAV")
    return _word(code)


def _word(code: str) -> str:
    known = STATE_LABELS.get(code) or LINE_LABELS.get(code) or _WORDS.get(code)
    return str(known or code)
