"""Development partnerships: who takes part, and what they have agreed on."""

from clusters.models.agreements import Agreement
from clusters.models.board import LogEntry, StepTask, TemplateTask
from clusters.models.goals import OfficeFigures
from clusters.models.knowledge import Lesson, Project, ProjectParty
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
    "Lesson",
    "LogEntry",
    "Membership",
    "OfficeFigures",
    "Partner",
    "Project",
    "ProjectParty",
    "Seat",
    "StepTask",
    "TemplateTask",
    "ends_after_it_starts",
]
