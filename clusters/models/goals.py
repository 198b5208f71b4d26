"""The organisation's own goals: lower cost, more satisfied staff, less sick leave."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.half_years import HalfYear
from clusters.models.partnerships import Partner

LOWEST_SATISFACTION, HIGHEST_SATISFACTION = 1, 5


class OfficeFiguresQuerySet(models.QuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """An office's own people and KREM: sick leave of a small staff is not for everybody."""
        return self.filter(office__in=Partner.objects.visible_to(user, today))

    def in_half_year(self, half_year: HalfYear) -> Self:
        return self.filter(first_day=half_year.first_day)

    def in_half_years(self, *half_years: HalfYear) -> Self:
        return self.filter(first_day__in=[half_year.first_day for half_year in half_years])


@pghistory.track()
class OfficeFigures(models.Model):
    """One office in one half-year. What nobody knows is empty, and never nought."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="figures", verbose_name=_("office"))
    first_day = models.DateField(_("half-year"))
    staff = models.PositiveSmallIntegerField(
        _("people employed"),
        null=True,
        blank=True,
        help_text=_(
            "How many worked at the office when the half-year ended. A report tells satisfaction and sick leave only "
            "of offices with twenty or more: of fewer they would tell of single colleagues."
        ),
    )
    cost = models.PositiveBigIntegerField(
        _("cost"),
        null=True,
        blank=True,
        help_text=_("What it cost to run the office in the half-year, in whole kroner, from its accounts."),
    )
    satisfaction = models.DecimalField(
        _("staff satisfaction"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(LOWEST_SATISFACTION), MaxValueValidator(HIGHEST_SATISFACTION)],
        help_text=_("The mean of the staff survey, from 1 to 5. Leave it empty if fewer than five answered."),
    )
    sick_leave = models.DecimalField(
        _("sick leave"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Days of sick leave as per cent of agreed days, for the whole staff."),
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OfficeFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = _("figures of an office")
        verbose_name_plural = _("figures of offices")
        constraints = [
            models.UniqueConstraint(fields=["office", "first_day"], name="one_set_of_figures_per_half_year"),
            models.CheckConstraint(
                condition=Q(first_day__day=1, first_day__month__in=(1, 7)), name="figures_are_of_a_half_year"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None)
                | Q(satisfaction__gte=LOWEST_SATISFACTION, satisfaction__lte=HIGHEST_SATISFACTION),
                name="satisfaction_is_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(sick_leave=None) | Q(sick_leave__gte=0, sick_leave__lte=100),
                name="sick_leave_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=False) | Q(satisfaction__isnull=False) | Q(sick_leave__isnull=False),
                name="figures_say_something",
                violation_error_message=_("Fill in at least one of the three."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.half_year.label}"

    @property
    def half_year(self) -> HalfYear:
        return HalfYear.of(self.first_day)
