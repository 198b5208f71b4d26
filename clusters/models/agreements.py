"""What a cluster and a partner have promised each other in writing."""

import uuid
from datetime import date, timedelta
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.enums import AgreementKind
from clusters.models.partnerships import Cluster, Dated, DatedQuerySet, Partner, ends_after_it_starts
from clusters.validators import validate_holds_no_national_id

LONGEST_NOTICE = 365


class AgreementQuerySet(DatedQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """The agreements of the clusters somebody works in; all for KREM."""
        return self.filter(cluster__in=Cluster.objects.visible_to(user, today))

    def up_for_renewal(self, today: date) -> Self:
        """Those that count today and whose last day is so near that KREM asked to be reminded of it."""
        reminder = models.Func(
            F("ends_on"),
            F("reminder_days"),
            arg_joiner=" - ",
            template="(%(expressions)s)",
            output_field=models.DateField(),
        )
        return self.on(today).alias(reminder=reminder).filter(reminder__lte=today)


@pghistory.track()
class Agreement(Dated):
    """A partner of any kind promises places, or other work together, from one day to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="agreements", verbose_name=_("cluster"))
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="agreements", verbose_name=_("partner"))
    kind = models.CharField(_("kind"), max_length=12, choices=AgreementKind)
    training_places = models.PositiveSmallIntegerField(
        _("training places"), default=0, help_text=_("How many can be in work training at the same time.")
    )
    work_places = models.PositiveSmallIntegerField(
        _("work places"), default=0, help_text=_("How many can be employed.")
    )
    contact_role = models.CharField(
        _("contact"),
        max_length=80,
        blank=True,
        validators=[validate_holds_no_national_id],
        help_text=_("The position at the partner, such as “head of personnel”. Not the name of a person."),
    )
    contact_email = models.EmailField(
        _("e-mail of the contact"),
        blank=True,
        help_text=_("An address of the partner. Not a private one."),
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("remind of renewal"),
        default=90,
        help_text=_("So many days before the last day the agreement is put among what needs doing."),
    )
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            ends_after_it_starts("agreement_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(kind__in=AgreementKind.values), name="agreement_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=AgreementKind.PLACES) | Q(training_places__gt=0) | Q(work_places__gt=0),
                name="an_agreement_on_places_has_some",
                violation_error_message=_("An agreement on places needs at least one place."),
            ),
            models.CheckConstraint(
                condition=Q(reminder_days__lte=LONGEST_NOTICE),
                name="agreement_reminder_is_within_a_year",
                violation_error_message=_("Choose a reminder of at most 365 days."),
            ),
        ]
        indexes = [models.Index(fields=["cluster", "ends_on"]), models.Index(fields=["partner", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_kind_display()}"

    @property
    def remind_on(self) -> date | None:
        """The first day it is among what needs doing; none for an agreement until further notice."""
        return self.ends_on - timedelta(days=self.reminder_days) if self.ends_on else None
