"""Ventures by rung, and jobs created, filled and lasting, as measures: whole persons and lines, unprotected."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from entrepreneurs.figures import OfficeCount, jobs_created, jobs_filled, jobs_lasting, ventures_by_rung
from reports.figures.measures import JOBS_CREATED, JOBS_FILLED, JOBS_LASTING, VENTURES, Measure, measure_spec
from reports.periods import Period

MONTHS = 12


def count_creation(
    offices: Sequence[UUID], partners: Sequence[UUID], period: Period, cutoff: datetime
) -> tuple[Measure, ...]:
    """The fourth exit and job creation of these offices, with the jobs that their partners created."""
    stretch = (period.start, period.end, cutoff)
    counted = {
        VENTURES: _by_code(ventures_by_rung(offices, period.end, cutoff)),
        JOBS_CREATED: _by_code(jobs_created(offices, partners, *stretch)),
        JOBS_FILLED: _by_code(jobs_filled(offices, *stretch)),
        JOBS_LASTING: _by_code(jobs_lasting(offices, MONTHS, *stretch)),
    }
    return tuple(Measure(measure_spec(id), counts) for id, counts in counted.items())


def _by_code(counts: Iterable[OfficeCount]) -> dict[str, int]:
    """All offices together: these are told of the whole cluster only."""
    total: Counter[str] = Counter()
    for count in counts:
        total[count.code] += count.number
    return dict(sorted(total.items()))
