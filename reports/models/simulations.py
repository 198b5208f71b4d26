"""What the reports of a plan will still be able to say, as it was last tried out."""

import uuid
from datetime import datetime
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from background.models import Work, WorkQuerySet
from reports.enums import SimulationState
from reports.models.editions import Edition
from reports.models.series import Series


class SimulationQuerySet(WorkQuerySet):
    def newest_of_plan(self, series: Series) -> "Simulation | None":
        """The last one of all that a series has planned."""
        return self._newest(self.filter(series=series, edition=None))

    def newest_of_draft(self, edition: Edition) -> "Simulation | None":
        """The last one of what a draft costs the reports after it."""
        return self._newest(self.filter(edition=edition, of_layouts=False))

    def newest_of_layouts(self, edition: Edition) -> "Simulation | None":
        """The last one of what else a draft could be."""
        return self._newest(self.filter(edition=edition, of_layouts=True))

    def under_way(self) -> Self:
        """Waiting or at work."""
        return self.filter(state__in=(*Simulation.STARTS, *Simulation.STARTS.values()))

    def at_work(self, now: datetime) -> Self:
        """Those that a worker has in hand."""
        return self.filter(state__in=Simulation.STARTS.values(), lease_until__gte=now)

    def _newest(self, of: Self) -> "Simulation | None":
        return of.order_by("-requested_at", "pk").first()


class Simulation(Work):
    """The reports that a series has planned and that are not out, made one after the other in memory and let go again; or one
    draft, with one layout after the other.

    What is kept says how much each would tell, and no number of anybody. It tells where numbers are small all the same, so nobody
    but KREM reads it.
    """

    STARTS = {SimulationState.QUEUED: SimulationState.RUNNING}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="simulations")
    # The draft whose price is asked for, or whose layouts are; None where it is about all that is planned.
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="simulations")
    of_layouts = models.BooleanField(default=False, db_default=False)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=SimulationState, default=SimulationState.QUEUED)
    # The plan it is about; of layouts there is none.
    plan = models.JSONField()
    # When the data was read, and how many days of it the continuation repeats; 0 where nothing could be continued.
    known_at = models.DateTimeField(null=True)
    rests_on = models.PositiveSmallIntegerField(default=0)
    # Each as `reports.editions.simulation` writes it, kept as soon as it is ready.
    results = models.JSONField(default=list)
    # Whether it was ended for its length, with reports left that were not tried.
    is_cut_short = models.BooleanField(default=False)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SimulationState.values), name="simulation_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["series"],
                condition=Q(edition=None, state__in=("queued", "running")),
                name="one_simulation_of_a_plan_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["edition", "of_layouts"],
                condition=Q(state__in=("queued", "running")),
                name="one_simulation_of_a_draft_at_a_time",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="ended_simulation_never_changes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["done", "failed"]),
            ),
            pgtrigger.Protect(name="simulation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.pk)
