"""The ledger of jobs that did not exist before: never deleted, only ended."""

import uuid
from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_holds_no_national_id
from entrepreneurs.enums import CheckAnswer, CheckMonth, JobEnd
from entrepreneurs.models.owned import Owned, OwnedQuerySet, owned_constraint
from participants.models import (
    OfficeQuerySet,
    Participant,
    Record,
    RecordQuerySet,
    dated_constraints,
    record_triggers,
)


def never_deleted(name: str) -> pgtrigger.Protect:
    return pgtrigger.Protect(name=f"{name}_is_only_ended", operation=pgtrigger.Delete)


class IsTaken(models.Func):
    """Whether somebody holds a job on a day or later, also somebody of an office one does not see."""

    function = "portal_job_is_taken"
    output_field = models.BooleanField()


class JobQuerySet(OwnedQuerySet):
    def with_taken(self, today: date) -> Self:
        """Adds `is_taken`."""
        return self.annotate(is_taken=IsTaken("pk", Value(today, models.DateField())))

    def vacant(self, today: date) -> Self:
        """Those that count today and that nobody holds."""
        return self.on(today).with_taken(today).filter(is_taken=False)

    def held(self, today: date) -> Self:
        return self.on(today).with_taken(today).filter(is_taken=True)

    def ended(self, today: date) -> Self:
        return self.filter(ends_on__lt=today)


@pghistory.track()
class Job(Owned, Dated):
    """One line of the ledger: who created the job, and which need it fills."""

    need = models.CharField(_("need it fills"), max_length=200, validators=[validate_holds_no_national_id])
    hours_percent = models.DecimalField(_("percentage of full time"), max_digits=5, decimal_places=2)
    has_wage_subsidy = models.BooleanField(_("wage subsidy"), default=False)
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=JobEnd, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            ends_after_it_starts("job_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(hours_percent__gt=0, hours_percent__lte=100), name="job_percent_is_1_to_100"
            ),
            models.CheckConstraint(condition=Q(end_reason__in=JobEnd.values), name="job_end_is_known"),
            owned_constraint("job"),
        ]
        indexes = [models.Index(fields=["partner", "starts_on"])]
        triggers = [never_deleted("job")]

    def __str__(self) -> str:
        return str(self.pk)


class HoldingQuerySet(DatedQuerySet, OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """As for people; an entrepreneur sees that their own jobs are held."""
        if user.role == Role.ENTREPRENEUR:
            return self.filter(job__in=Job.objects.visible_to(user, today))
        return super().visible_to(user, today)


@pghistory.track()
class Holding(Dated):
    """A participant holds a job from a day. When the person is erased the line stays, and tells of nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="holdings")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, related_name="holdings", verbose_name=_("held by")
    )
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=JobEnd, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holder of a job")
        verbose_name_plural = _("holders of jobs")
        constraints = [
            ends_after_it_starts("holding_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["job"], condition=Q(ends_on=None), name="one_holder_of_a_job_at_a_time"
            ),
            models.CheckConstraint(condition=Q(end_reason__in=JobEnd.values), name="holding_end_is_known"),
        ]
        indexes = [models.Index(fields=["office", "starts_on"])]
        triggers = [never_deleted("holding")]

    def __str__(self) -> str:
        return str(self.pk)


class JobCheckQuerySet(RecordQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        return self.filter(holding__in=Holding.objects.visible_to(user, today))


class JobCheck(Record):
    """Whether somebody was still in the job some months after taking it, as answered on a day."""

    hours_percent = None
    holding = models.ForeignKey(Holding, models.PROTECT, related_name="checks")
    month = models.PositiveSmallIntegerField(_("month"), choices=CheckMonth)
    answer = models.CharField(_("answer"), max_length=12, choices=CheckAnswer)

    objects = JobCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a job")
        verbose_name_plural = _("questions about jobs")
        constraints = [
            models.UniqueConstraint(
                fields=["holding", "month", "day"],
                condition=Q(superseded_at=None),
                name="one_job_check_a_day",
            ),
            models.CheckConstraint(condition=Q(month__in=CheckMonth.values), name="check_month_is_3_6_or_12"),
            models.CheckConstraint(condition=Q(answer__in=CheckAnswer.values), name="check_answer_is_known"),
            *dated_constraints("job_check"),
        ]
        triggers = record_triggers("job_check")
