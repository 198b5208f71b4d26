"""Ventures and jobs as measures: each counts its lines once, under one mark; what is printed of it are sums of marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from entrepreneurs.enums import LADDER, CheckAnswer, Rung
from reports.figures.definitions import TOTAL, Line, lines

VENTURES, JOBS_CREATED, JOBS_FILLED, JOBS_LASTING = "ventures", "jobs-created", "jobs-filled", "jobs-lasting"
CREATION = (VENTURES, JOBS_CREATED, JOBS_FILLED, JOBS_LASTING)
NOT_ASKED_OF_JOB = "not_asked"
UNSEEN = "unseen-by-nav"
STATE_CURVE = "state-occupation"
WORK_CURVE = "first-paid-work"
# Curves are shown where at least so many are at risk.
FEWEST_AT_RISK = 30


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """Which marks a measure gives, and which sums of them are printed. `adds_up`: what is counted in a period is what is counted in its parts."""

    id: str
    marks: tuple[str, ...]
    cells: tuple[Line, ...]
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """The unprotected counts of a measure by mark."""

    spec: MeasureSpec
    counts: Mapping[str, int]

    def value(self, line: Line) -> int:
        """The number in one of its cells."""
        return sum(self.counts.get(mark, 0) for mark in line.members)


@cache
def measure_spec(id: str) -> MeasureSpec:
    """The measure with this id. Raises ValueError for any other."""
    if id == VENTURES:
        marks = tuple(rung.value for rung in Rung)
        return MeasureSpec(id, marks, (*lines(marks), Line("running", frozenset(LADDER))))
    if id == JOBS_LASTING:
        return _with_total(id, (*(answer.value for answer in CheckAnswer), NOT_ASKED_OF_JOB))
    if id in CREATION:
        mark = id.removeprefix("jobs-")
        return MeasureSpec(id, (mark,), lines([mark]), adds_up=True)
    raise ValueError(f"There is no measure {id}.")


def _with_total(id: str, marks: Sequence[str]) -> MeasureSpec:
    return MeasureSpec(id, tuple(marks), (*lines(marks), Line(TOTAL, frozenset(marks))), adds_up=True)


def by_id(measures: Iterable[Measure]) -> dict[str, Mapping[str, int]]:
    """The counts of each measure."""
    return {measure.spec.id: measure.counts for measure in measures}
