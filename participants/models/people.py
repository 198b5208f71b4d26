"""Participants, and how to reach them."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from participants.enums import (
    EffortGroup,
    LegalBasis,
    Sex,
    TargetGroup,
)
from spelling.keys import InOrder, OrderKey, SameKey
from spelling.sameness import same_key


class OfficeQuerySet(InOrder):
    """Rows that belong to an office."""

    def visible_to(self, user: User, today: date) -> Self:
        """The only door to rows about people: KREM sees all, a NAV leader the offices of open seats."""
        if user.role == Role.KREM_STAFF:
            return self
        return self.filter(office__in=Partner.objects.visible_to(user, today))


class ParticipantQuerySet(OfficeQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """Whoever has been stripped to statistics is on no page, KREM's included."""
        return super().visible_to(user, today).filter(stripped_on=None)

    def with_reference(self, reference: str) -> Self:
        """Whoever an office knows by what to the eye is this reference."""
        return self.filter(reference_key=same_key(reference))

    def with_name_index(self, indexes: list[bytes]) -> Self:
        """Whoever holds a name with one of these blind indexes. Nobody learns a shielded person's reference so."""
        return self.filter(contact__name_index__in=indexes, is_shielded=False)


@pghistory.track(exclude=["reference_key", "reference_order"])
class Participant(models.Model):
    """Somebody an office follows, known by the office's own reference and never by name here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="participants", verbose_name=_("office"))
    reference = models.CharField(_("reference"), max_length=40)
    reference_key = SameKey("reference")
    reference_order = OrderKey("reference")
    birth_year = models.PositiveSmallIntegerField(_("birth year"))
    sex = models.CharField(_("sex"), max_length=20, choices=Sex, blank=True)
    target_group = models.CharField(_("target group"), max_length=30, choices=TargetGroup, blank=True)
    effort_group = models.CharField(_("effort group"), max_length=30, choices=EffortGroup, blank=True)
    informed_on = models.DateField(_("informed on"), null=True, blank=True)
    is_shielded = models.BooleanField(_("shielded"), default=False)
    shielded_because = models.CharField(_("why shielded"), max_length=200, blank=True, db_default="")
    legal_basis = models.CharField(
        _("legal basis"), max_length=20, choices=LegalBasis, blank=True, db_default=LegalBasis.UNKNOWN
    )
    delete_on = models.DateField(_("delete on"), null=True, blank=True)
    # Written where somebody has chosen another day than the office's rule gives.
    delete_because = models.CharField(_("why another day"), max_length=200, blank=True, db_default="")
    # Nobody's any more: what is left counts in reports and belongs to no page.
    stripped_on = models.DateField(null=True, editable=False)
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [
            models.Index(fields=["office", "reference_order"], name="participant_in_order"),
            # The few of an office whom numbers leave out.
            models.Index(fields=["office"], condition=Q(is_shielded=True), name="shielded_of_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "reference_key"], name="reference_is_unique_in_its_office"
            ),
            # What the composite foreign keys of moves and follow-ups point at.
            models.UniqueConstraint(fields=["id", "office"], name="participant_with_office"),
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="birth_year_is_a_year"
            ),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="sex_is_known_word"),
            models.CheckConstraint(
                condition=Q(legal_basis__in=LegalBasis.values), name="legal_basis_is_known_word"
            ),
            models.CheckConstraint(
                condition=Q(target_group__in=TargetGroup.values), name="target_group_is_known_word"
            ),
            models.CheckConstraint(
                condition=Q(effort_group__in=EffortGroup.values), name="effort_group_is_known_word"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RetentionRule(models.Model):
    """How long an office holds people after the last follow-up that can be due, and by what right."""

    office = models.OneToOneField(Partner, models.CASCADE, primary_key=True, related_name="retention_rule")
    months = models.PositiveSmallIntegerField(
        _("months after the last follow-up"), default=3, help_text=_("Then the participant is deleted.")
    )
    legal_basis = models.CharField(
        _("legal basis"), max_length=200, help_text=_("The rule in law that the time rests on.")
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(months__lte=120), name="nobody_is_held_for_ever"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Contact(models.Model):
    """Name and one way to reach somebody, sealed with keys of their own. Erased first."""

    participant = models.OneToOneField(Participant, models.CASCADE, primary_key=True, related_name="contact")
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    name_index = models.BinaryField(help_text="Blind index: finds an exact name without holding it")
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["office", "name_index"])]

    def __str__(self) -> str:
        return str(self.pk)
