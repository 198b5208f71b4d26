"""The ledger of jobs that did not exist before."""

import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Dated, Partner, ends_after_it_starts
from participants.models import OfficeQuerySet, Participant


@pghistory.track()
class Job(Dated):
    """One line of the ledger: a job that did not exist before, and who holds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        Partner, models.PROTECT, related_name="jobs_created", verbose_name=_("created by")
    )
    holder = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="jobs", verbose_name=_("held by")
    )
    need = models.CharField(_("need it fills"), max_length=200)
    hours_percent = models.DecimalField(_("percentage of full time"), max_digits=5, decimal_places=2)
    has_wage_subsidy = models.BooleanField(_("wage subsidy"), default=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            ends_after_it_starts("job_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(hours_percent__gt=0, hours_percent__lte=100), name="job_percent_is_1_to_100"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
