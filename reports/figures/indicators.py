"""Everything a report counts beside its tables, before protection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from reports.figures.completeness import CompletenessCount, count_completeness
from reports.figures.counting import Office
from reports.figures.curves import Curves, count_curves
from reports.figures.journeys import known_journeys
from reports.figures.tallies import Person
from reports.figures.yardsticks import YardstickCount, count_yardsticks
from reports.periods import Period


@dataclass(frozen=True)
class Indicators:
    """Yardsticks, curves and completeness of one scope and period, each with the persons behind it."""

    yardsticks: tuple[YardstickCount, ...]
    curves: Curves
    completeness: tuple[CompletenessCount, ...]


def count_indicators(offices: Sequence[Office], period: Period, cutoff: datetime) -> Indicators:
    """Count what was known at the cutoff about everybody of the offices, shielded persons included.

    Raises no error for nobody: every count is 0 then, and no share is said.
    """
    people = [Person(journey, journey.place_in(period)) for journey in known_journeys(offices, cutoff)]
    return Indicators(
        yardsticks=count_yardsticks(people, period),
        curves=count_curves(people, period),
        completeness=count_completeness(people, period, timezone.localdate(cutoff)),
    )
