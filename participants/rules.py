"""The rules of a journey, for what is recorded by hand. They are the workbook's own rules, with the same sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clusters.national_id import holds_national_id
from participants.enums import LeftReason, State
from participants.workbook import cells
from participants.workbook.cells import NATIONAL_ID, Wrong
from participants.workbook.findings import Findings
from participants.workbook.journeys import Journeys

REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """What somebody says about a move."""

    day: date
    target: State
    left_reason: LeftReason = LeftReason.UNKNOWN
    workplace: str = ""
    hours_percent: Decimal | None = None


def wrong_facts(facts: MoveFacts, today: date) -> list[str]:
    """What is wrong with a move in itself, each as a sentence."""
    tries = [lambda: cells.day(today)(facts.day)]
    if facts.workplace:
        tries.append(lambda: cells.workplace(facts.workplace))
    if facts.hours_percent is not None:
        tries.append(lambda: cells.percent(facts.hours_percent))
    wrong = [sentence for sentence in map(_said, tries) if sentence]
    return [*wrong, *wrong_text(facts.workplace)]


def wrong_person(reference: str, birth_year: int, informed_on: date | None, today: date) -> list[str]:
    """What is wrong with what an office writes down about somebody, each as a sentence."""
    tries = [lambda: cells.reference(reference), lambda: cells.birth_year(today)(birth_year)]
    if informed_on is not None:
        tries.append(lambda: cells.day(today)(informed_on))
    wrong = [sentence for sentence in map(_said, tries) if sentence]
    return [*wrong, *wrong_text(reference)]


def wrong_answer(day: date, hours_percent: Decimal | None, today: date) -> list[str]:
    """What is wrong with an answer in itself."""
    return wrong_facts(MoveFacts(day, State.WORK, hours_percent=hours_percent), today)


def wrong_text(text: str) -> list[str]:
    """What may not stand in any text about a person."""
    return [str(NATIONAL_ID)] if holds_national_id(text) else []


def broken_rules(
    birth_year: int, steps: Iterable[tuple[date, str]], new: tuple[date, str] | None
) -> list[str]:
    """What keeps the steps from being a journey; `new` is the one somebody is writing about.

    Where another step is at fault, the sentence says which.
    """
    ordered = sorted(steps)
    journeys, findings = Journeys(), Findings()
    for row, (day, target) in enumerate(ordered):
        journeys.add("", row, day, State(target))
    journeys.check([("", 0, birth_year)], findings)
    return [_about(ordered[problem.row], str(problem.message), new) for problem in findings.problems()]


def _about(step: tuple[date, str], sentence: str, new: tuple[date, str] | None) -> str:
    if step == new:
        return sentence
    day, target = step
    return _("%(day)s, %(state)s: %(sentence)s") % {
        "day": date_format(day),
        "state": State(target).label,
        "sentence": sentence,
    }


def _said(try_it) -> str:
    try:
        try_it()
    except Wrong as wrong:
        return str(wrong.message)
    return ""
