"""What happens to an edition before it is out: the leaders' sign-off, and KREM's own words."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from reports.enums import NarrativeSection, SignOffState
from reports.models.editions import Edition
from reports.models.series import Series
from reports.periods import Period
from spelling.keys import InOrder

LONGEST_REASON = 500
LONGEST_TEXT = 6000


class SignOffQuerySet(InOrder):
    def visible_to(self, user: User, today: date) -> Self:
        """KREM sees every office's answer, a NAV leader what the own offices are asked."""
        if user.role == Role.KREM_STAFF:
            return self
        return self.filter(office__in=Partner.objects.visible_to(user, today))

    def open(self) -> Self:
        """Those whose draft is still a draft: they can be answered."""
        return self.filter(closed_at=None)

    def waiting(self) -> Self:
        return self.open().filter(state=SignOffState.WAITING)

    def counted_by_office(self) -> Coalesce:
        """How many of these an office has, to be read in one query with the offices themselves."""
        own = self.filter(office=OuterRef("pk")).order_by().values("office")
        return Coalesce(Subquery(own.annotate(count=Count("pk")).values("count")), 0)

    def due_first(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "-period_end", "office__name", "pk")


@pghistory.track()
class SignOff(models.Model):
    """What one office's leader is asked about a draft, and what they answered.

    A leader sees no draft, only this row and the own office's numbers: a draft tells more of other
    offices than what is published in the end. So what the question is about stands here as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sign_offs")
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("office"))
    series = models.ForeignKey(Series, models.PROTECT, related_name="+", verbose_name=_("series"))
    period_label = models.CharField(max_length=24)
    period_start = models.DateField()
    period_end = models.DateField()
    cutoff = models.DateTimeField()
    due_on = models.DateField(null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=SignOffState, default=SignOffState.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    # When the draft was published or put away: from then on the answer stands.
    closed_at = models.DateTimeField(null=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        constraints = [
            models.UniqueConstraint(fields=["edition", "office"], name="one_sign_off_per_office"),
            models.CheckConstraint(
                condition=Q(state__in=SignOffState.values), name="sign_off_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=SignOffState.WAITING, answered_at=None, answered_by=None)
                | ~Q(state=SignOffState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_has_a_person_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=SignOffState.SENT_BACK) & ~Q(reason="")
                | ~Q(state=SignOffState.SENT_BACK) & Q(reason=""),
                name="what_is_sent_back_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["office", "closed_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end, self.period_label)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_signed(self) -> bool:
        return self.state == SignOffState.SIGNED

    @property
    def is_sent_back(self) -> bool:
        return self.state == SignOffState.SENT_BACK


class NarrativeQuerySet(models.QuerySet):
    def of(self, series: Series, period: Period) -> Self:
        """The texts of one period's report, in no order."""
        return self.filter(series=series, period_start=period.start, period_end=period.end)


@pghistory.track()
class Narrative(models.Model):
    """KREM's own words in one section of one period's report. An edition keeps a copy of what stood here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    section = models.CharField(max_length=10, choices=NarrativeSection)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = NarrativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "period_start", "period_end", "section"], name="one_text_per_section"
            ),
            models.CheckConstraint(
                condition=Q(section__in=NarrativeSection.values), name="narrative_section_is_known"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="narrative_period_has_days"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
