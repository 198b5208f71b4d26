"""Report series: reports of one kind about one cluster, and what is agreed about all of them."""

import uuid
from datetime import date, timedelta
from functools import reduce
from operator import and_

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clusters.models import Cluster
from reports.enums import Audience, PeriodKind, ReportLanguage
from reports.periods import Period
from reports.protected.agreed import Agreed
from spelling.keys import InOrder, OrderKey

MOST_REMINDERS = 5
FURTHEST_REMINDER = 60


# The field that holds the target of each yardstick.
TARGETS = {
    "at-exit": "target_at_exit",
    "six-months": "target_six_months",
    "november": "target_november",
    "after-training-12": "target_after_training_12",
    "after-training-24": "target_after_training_24",
}


def usual_reminder_days() -> list[int]:
    """A week before the due day, on it, and a week after."""
    return [-7, 0, 7]


def target_field(label: str) -> models.PositiveSmallIntegerField:
    """What share is to have a result by one yardstick, in per cent; empty where nothing is agreed."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )


def is_a_target(field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__range": (1, 100)})


class SeriesQuerySet(InOrder):
    def main_of(self, cluster: str) -> "Series | None":
        """The series a cluster's reports belong to where none is chosen: the first by name."""
        return self.filter(cluster__slug=cluster).order_by("name", "pk").first()


@pghistory.track(exclude=["name_order"])
class Series(models.Model):
    """Reports of one kind about one cluster: how often, in what language, how finely."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="series", verbose_name=_("cluster"))
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    period_kind = models.CharField(_("period"), max_length=1, choices=PeriodKind, default=PeriodKind.TERTIAL)
    language = models.CharField(
        _("language"), max_length=2, choices=ReportLanguage, default=ReportLanguage.BOKMAL
    )
    smallest_count = models.PositiveSmallIntegerField(
        _("smallest number shown"),
        default=5,
        help_text=_("Counts of persons from 1 up to this number are not shown. At least 3."),
    )
    audience = models.CharField(
        _("prepared for"),
        max_length=10,
        choices=Audience,
        default=Audience.IMDI,
        help_text=_("Who is told by e-mail when a report is published."),
    )
    drafts_from = models.DateField(
        _("make drafts from"),
        null=True,
        blank=True,
        help_text=_(
            "A draft is made by itself when a period that begins on this day or later is over. "
            "Empty: only when somebody asks for it."
        ),
    )
    due_after_days = models.PositiveSmallIntegerField(
        _("days until due"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Counted from the last day of the period."),
    )
    reminder_days = ArrayField(
        models.SmallIntegerField(
            validators=[MinValueValidator(-FURTHEST_REMINDER), MaxValueValidator(FURTHEST_REMINDER)]
        ),
        verbose_name=_("reminders"),
        default=usual_reminder_days,
        blank=True,
        help_text=_(
            "Days from the due day, with a comma between: -7 is a week before it, 0 the day itself. At most five."
        ),
    )
    complete_from = models.PositiveSmallIntegerField(
        _("complete enough from"),
        default=80,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "In per cent. Where less than this is recorded, the report says so on its first page. 0: never."
        ),
    )
    target_at_exit = target_field(_("when follow-up ended"))
    target_six_months = target_field(_("six months after"))
    target_november = target_field(_("in November the year after"))
    target_after_training_12 = target_field(_("one year after work training"))
    target_after_training_24 = target_field(_("two years after work training"))
    needs_sign_off = models.BooleanField(
        _("the leaders sign off"),
        default=True,
        help_text=_("Each office’s leader looks at the office’s own numbers before the report is published."),
    )
    needs_review = models.BooleanField(
        _("a second person reviews"),
        default=True,
        help_text=_("Somebody at KREM other than the one who asked for the report looks through it first."),
    )

    # What the series has said that it will print, see `reports.editions.plan`. What it said before stands in its history.
    plan = models.JSONField(null=True, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("report series")
        verbose_name_plural = pgettext_lazy("plural", "report series")
        constraints = [
            models.UniqueConstraint(fields=["cluster", "name"], name="one_series_per_name"),
            models.CheckConstraint(
                condition=Q(smallest_count__gte=3),
                name="smallest_count_is_at_least_3",
                violation_error_message=_("The smallest number shown must be 3 or more."),
            ),
            models.CheckConstraint(
                condition=Q(reminder_days__len__lte=MOST_REMINDERS),
                name="reminders_are_few",
                violation_error_message=_("Five reminders are enough."),
            ),
            models.CheckConstraint(condition=Q(complete_from__lte=100), name="complete_is_a_share"),
            models.CheckConstraint(
                condition=reduce(and_, map(is_a_target, TARGETS.values())), name="targets_are_shares"
            ),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="audience_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.cluster}: {self.name}"

    @property
    def agreed(self) -> Agreed:
        """What an edition made now is held against, for good."""
        targets = {yardstick: getattr(self, field) for yardstick, field in TARGETS.items()}
        return Agreed(self.complete_from, {id: share for id, share in targets.items() if share is not None})

    def due_on(self, period: Period) -> date:
        """The day a period's report is owed. It follows from the period alone, so delays never add up."""
        return period.end + timedelta(days=self.due_after_days)
