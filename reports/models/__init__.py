"""What reports keep: series, their editions, and the course an edition takes before it is out."""

from reports.models.audits import DisclosureAudit
from reports.models.editions import Edition, EditionFile, EditionQuerySet, Suppression
from reports.models.review import Narrative, SignOff
from reports.models.series import Series
from reports.models.simulations import Simulation

__all__ = [
    "DisclosureAudit",
    "Edition",
    "EditionFile",
    "EditionQuerySet",
    "Narrative",
    "Series",
    "SignOff",
    "Simulation",
    "Suppression",
]
