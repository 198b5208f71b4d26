"""Whether a venture's way up and down the ladder holds together. Knows nothing of a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from entrepreneurs.enums import LADDER, STEPS, Rung, StepReason


@dataclass(frozen=True, slots=True)
class LadderStep:
    """A rung reached on a day, and why where it is a step back."""

    day: date
    rung: Rung
    reason: str = StepReason.NONE


def is_back(before: Rung | None, after: Rung) -> bool:
    """Whether a step leads down or off the ladder, and so needs a reason."""
    if after == Rung.CLOSED:
        return True
    if before is None or before == Rung.CLOSED:
        return False
    return LADDER.index(after) < LADDER.index(before)


def next_rungs(before: Rung | None) -> tuple[Rung, ...]:
    """Where a venture may go, in the order of the ladder. A venture may come to us on any rung."""
    allowed = set(LADDER) if before is None else STEPS[before]
    return tuple(rung for rung in Rung if rung in allowed)


def why_not(steps: Sequence[LadderStep]) -> str:
    """What is wrong with a whole way, in a sentence; empty when it holds."""
    before = None
    days = set()
    for step in sorted(steps, key=lambda step: step.day):
        if step.day in days:
            return _("The venture has a step on this day already. Correct that one, or choose another day.")
        days.add(step.day)
        if refusal := _step_refused(before, step):
            return refusal
        before = step.rung
    return ""


def _step_refused(before: Rung | None, step: LadderStep) -> str:
    if step.rung not in next_rungs(before):
        if before is None:
            return _("A venture cannot begin as closed.")
        return _(
            "A venture cannot go from “%(before)s” to “%(after)s”. From there it can go to: %(allowed)s."
        ) % {
            "before": before.label,
            "after": step.rung.label,
            "allowed": ", ".join(str(rung.label) for rung in next_rungs(before)),
        }
    if is_back(before, step.rung) and not step.reason:
        return _("Say why: a step back or off the ladder needs a reason.")
    if step.reason and not is_back(before, step.rung):
        return _("Only a step back or off the ladder has a reason. Leave it out.")
    return ""
