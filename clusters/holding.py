"""What holds a step of the model back. Two rules, from counts of tasks alone.

Order: a step rests on those before it. It cannot hold while an earlier step is unfinished.
Simultaneity: the levels go together. A level is left behind when another one on the same step is
ahead of it by half of its tasks or more, or has begun where it has agreed on nothing at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from clusters.enums import Level, Step

# How far ahead another level may be, as a part of its tasks, before a level counts as left behind.
TOO_FAR_AHEAD = Fraction(1, 2)


class HoldingRule(StrEnum):
    ORDER = "order"
    LEFT_BEHIND = "left_behind"
    NOTHING_AGREED = "nothing_agreed"


class Standing(StrEnum):
    """How far a step has come."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    FINISHED = "finished"
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks there are somewhere, how many of them somebody has taken up, and how many are done."""

    total: int = 0
    begun: int = 0
    done: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.total + other.total, self.begun + other.begun, self.done + other.done)

    @property
    def is_finished(self) -> bool:
        """Nothing agreed is nothing finished."""
        return self.total > 0 and self.done == self.total

    @property
    def share_done(self) -> Fraction:
        return Fraction(self.done, self.total) if self.total else Fraction(0)


Levels = Mapping[Level, Tally]
Model = Mapping[Step, Levels]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why a step cannot hold yet: the step and level that must come along, and by which rule."""

    rule: HoldingRule
    step: Step
    level: Level
    tally: Tally


def what_holds_back(step: Step, model: Model) -> list[Obstacle]:
    """Every obstacle of a step: earlier steps first, then the levels of its own."""
    earlier = [before for before in Step if before < step]
    obstacles = [
        Obstacle(HoldingRule.ORDER, before, level, tally)
        for before in earlier
        for level, tally in model[before].items()
        if not tally.is_finished
    ]
    return obstacles + list(_levels_behind(step, model[step]))


def what_holds_cell_back(step: Step, level: Level, model: Model) -> list[Obstacle]:
    """The obstacles of one level of a step: all that the step rests on, and where the level itself lies behind."""
    obstacles = what_holds_back(step, model)
    return [each for each in obstacles if each.rule == HoldingRule.ORDER or each.level == level]


def standing_of(step: Step, model: Model) -> Standing:
    """A step holds when it is finished and so is everything it rests on."""
    levels = model[step].values()
    if all(tally.is_finished for tally in levels):
        return Standing.FINISHED if what_holds_back(step, model) else Standing.HOLDS
    return Standing.UNDER_WAY if any(tally.begun for tally in levels) else Standing.NOT_BEGUN


def _levels_behind(step: Step, levels: Levels) -> Iterator[Obstacle]:
    furthest = max((tally.share_done for tally in levels.values()), default=Fraction(0))
    somebody_has_begun = any(tally.begun for tally in levels.values())
    for level, tally in levels.items():
        if tally.total == 0:
            if somebody_has_begun:
                yield Obstacle(HoldingRule.NOTHING_AGREED, step, level, tally)
        elif furthest - tally.share_done >= TOO_FAR_AHEAD:
            yield Obstacle(HoldingRule.LEFT_BEHIND, step, level, tally)
