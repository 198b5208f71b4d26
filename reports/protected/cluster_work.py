"""What a report tells of the cluster itself: its boards, its offices' goals, and what others can take over.

Boards and lessons count no people. An office's goals speak of those who work there, so they are sealed like
every other number. Kept with the edition, so that a later correction changes no report that is out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clusters.enums import Level, Step
from clusters.half_years import HalfYear
from clusters.holding import HoldingRule, Obstacle, Standing, Tally
from reports.protected.seal import SEAL, require_seal

GOALS = COST, SATISFACTION, SICK_LEAVE = "cost", "satisfaction", "sick_leave"


@dataclass(frozen=True, slots=True)
class BoardStep:
    """A step of one board: its tasks by level, how far it is, and what holds it back."""

    step: Step
    levels: Mapping[Level, Tally]
    standing: Standing
    obstacles: tuple[Obstacle, ...]

    @property
    def whole(self) -> Tally:
        return sum(self.levels.values(), Tally())


@dataclass(frozen=True, slots=True)
class Board:
    """How far a partner has come on the last day of the period; the cluster's own board has no slug."""

    slug: str
    name: str
    steps: tuple[BoardStep, ...]

    @property
    def has_tasks(self) -> bool:
        return any(step.whole.total for step in self.steps)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its change since the half-year before. Without a value it is hidden, or nobody knows it."""

    value: Decimal | None
    change: Decimal | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class ProtectedGoals:
    """What an office may be said to have come to in a half-year."""

    office: str
    half_year: HalfYear
    goals: Mapping[str, Goal]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)


@dataclass(frozen=True, slots=True)
class Learned:
    """Something that others can take over, as it was written down."""

    title: str
    what: str
    takes: str
    evidence: str
    learned_on: date
    step: Step | None
    level: Level | None


@dataclass(frozen=True, slots=True)
class ClusterWork:
    """Everything of this kind in one report."""

    boards: tuple[Board, ...] = ()
    goals: tuple[ProtectedGoals, ...] = ()
    lessons: tuple[Learned, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As report.json has it, in codes."""
        return {
            "boards": [_board_as_json(board) for board in self.boards],
            "goals": [_goals_as_json(goals) for goals in self.goals],
            "lessons": [_lesson_as_json(lesson) for lesson in self.lessons],
        }


def _board_as_json(board: Board) -> dict[str, Any]:
    return {
        "board": board.slug,
        "name": board.name,
        "steps": [
            {
                "step": step.step.value,
                "standing": step.standing.value,
                "levels": {
                    level.value: {"total": tally.total, "begun": tally.begun, "done": tally.done}
                    for level, tally in step.levels.items()
                },
                "held_back_by": [
                    {"rule": each.rule.value, "step": each.step.value, "level": each.level.value}
                    for each in step.obstacles
                ],
            }
            for step in board.steps
        ],
    }


def _goals_as_json(goals: ProtectedGoals) -> dict[str, Any]:
    return {
        "office": goals.office,
        "half_year": goals.half_year.code,
        "goals": {
            code: {"value": _plain(goal.value), "change": _plain(goal.change), "hidden": goal.is_hidden}
            for code, goal in goals.goals.items()
        },
    }


def _lesson_as_json(lesson: Learned) -> dict[str, Any]:
    return {
        "title": lesson.title,
        "what": lesson.what,
        "takes": lesson.takes,
        "evidence": lesson.evidence,
        "learned_on": lesson.learned_on.isoformat(),
        "step": lesson.step and lesson.step.value,
        "level": lesson.level and lesson.level.value,
    }


def _plain(value: Decimal | None) -> int | float | None:
    """A number as JSON has it: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def read_work(data: Mapping[str, Any]) -> ClusterWork:
    """What `as_json` wrote."""
    return ClusterWork(
        tuple(map(_read_board, data.get("boards", ()))),
        tuple(map(_read_goals, data.get("goals", ()))),
        tuple(map(_read_lesson, data.get("lessons", ()))),
    )


def _read_board(data: Mapping[str, Any]) -> Board:
    tallies = {
        each["step"]: {level: Tally(**each["levels"][level.value]) for level in Level}
        for each in data["steps"]
    }
    steps = (
        BoardStep(
            Step(each["step"]),
            tallies[each["step"]],
            Standing(each["standing"]),
            tuple(
                Obstacle(
                    HoldingRule(one["rule"]),
                    Step(one["step"]),
                    Level(one["level"]),
                    tallies[one["step"]][one["level"]],
                )
                for one in each["held_back_by"]
            ),
        )
        for each in data["steps"]
    )
    return Board(data["board"], data["name"], tuple(steps))


def _read_goals(data: Mapping[str, Any]) -> ProtectedGoals:
    goals = {
        code: Goal(_exact(each["value"]), _exact(each["change"]), each["hidden"])
        for code, each in ((code, data["goals"][code]) for code in GOALS)
    }
    return ProtectedGoals(data["office"], HalfYear.read(data["half_year"]), goals, SEAL)


def _read_lesson(data: Mapping[str, Any]) -> Learned:
    return Learned(
        title=data["title"],
        what=data["what"],
        takes=data["takes"],
        evidence=data["evidence"],
        learned_on=date.fromisoformat(data["learned_on"]),
        step=data["step"] and Step(data["step"]),
        level=data["level"] and Level(data["level"]),
    )
