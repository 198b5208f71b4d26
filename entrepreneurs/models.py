"""Ventures that participants start, the mentors who follow them, and the jobs that come of it."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_organisation_number
from entrepreneurs.enums import Rung
from participants.models import OfficeQuerySet, Participant


@pghistory.track()
class Venture(models.Model):
    """Something a participant starts on their own: KREM's fourth exit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("office"))
    founder = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="ventures", verbose_name=_("founder")
    )
    name = models.CharField(_("name"), max_length=120)
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, blank=True, validators=[validate_organisation_number]
    )
    started_on = models.DateField(_("started"))
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("venture")
        verbose_name_plural = _("ventures")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=models.F("started_on")),
                name="venture_closes_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Climb(models.Model):
    """A venture reaches a rung of the ladder on a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    venture = models.ForeignKey(Venture, models.CASCADE, related_name="climbs")
    rung = models.CharField(_("rung"), max_length=12, choices=Rung)
    day = models.DateField(_("day"))

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["venture", "day"], name="one_climb_a_day"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="rung_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MentorshipQuerySet(DatedQuerySet, OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        if user.role == Role.ENTREPRENEUR:
            return self.on(today).filter(mentor=user)
        return super().visible_to(user, today)


@pghistory.track()
class Mentorship(Dated):
    """A member of the SE-senter follows a participant; it is what lets them see that one person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mentorships")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="mentorships")

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        constraints = [ends_after_it_starts("mentorship_ends_after_it_starts")]
        indexes = [models.Index(fields=["mentor", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return str(self.pk)


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
