"""What a cluster has written down of its own work, as the books stood at the cutoff, before anything is protected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clusters.annex import LessonEvent, annex_known
from clusters.board import BoardStanding, standings_known
from clusters.goals import FiguresChange, changes_known
from clusters.half_years import HalfYear
from clusters.models import Cluster, Partner
from reports.periods import Period


@dataclass(frozen=True, slots=True)
class WorkCount:
    """Boards on the last day of the period, offices' figures of the half-years it touches, lessons of its days."""

    standings: Sequence[BoardStanding] = ()
    changes: Sequence[FiguresChange] = ()
    lessons: Sequence[LessonEvent] = ()


NO_WORK = WorkCount()


def count_work(cluster: Cluster, offices: Sequence[Partner], period: Period, cutoff: datetime) -> WorkCount:
    """Everything of this kind; half-years that are not over, or for which an office has filled in nothing, are left out."""
    changes = (
        change
        for half_year in HalfYear.touched_by(period.start, period.end)
        if half_year.last_day <= timezone.localdate(cutoff)
        for change in changes_known(offices, half_year, cutoff)
        if change.now is not None
    )
    return WorkCount(
        standings=standings_known(cluster, period.end, cutoff),
        changes=tuple(changes),
        lessons=annex_known(cluster, period.start, period.end, cutoff),
    )
