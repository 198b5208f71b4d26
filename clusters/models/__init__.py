"""Development partnerships: who takes part, and what they have agreed on."""

from clusters.models.agreements import Agreement
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
    "Membership",
    "Partner",
    "Seat",
    "ends_after_it_starts",
]
