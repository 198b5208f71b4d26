"""Development partnerships: who takes part, and what they have agreed on."""

from clusters.models.agreements import Agreement
from clusters.models.board import LogEntry, StepTask, TemplateTask
from clusters.models.partnerships import (
    Cluster,
    Dated,
    DatedQuerySet,
    Membership,
    Partner,
    Seat,
    ends_after_it_starts,
)

__all__ = [
    "Agreement",
    "Cluster",
    "Dated",
    "DatedQuerySet",
    "LogEntry",
    "Membership",
    "Partner",
    "Seat",
    "StepTask",
    "TemplateTask",
    "ends_after_it_starts",
]
