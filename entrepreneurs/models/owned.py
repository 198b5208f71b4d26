"""What somebody offers: a partner of the SE-senter, a company, or a participant's own venture."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import DatedQuerySet, Partner, Seat
from entrepreneurs.models.ventures import Venture


class OwnedQuerySet(DatedQuerySet):
    def visible_to(self, user: User, today: date) -> Self:
        """All for KREM; what is open to every office and one's own for NAV; one's own for entrepreneurs."""
        if user.role == Role.KREM_STAFF:
            return self
        ventures = Venture.objects.visible_to(user, today).values("pk")
        if user.role == Role.NAV_LEADER:
            offices = Partner.objects.visible_to(user, today)
            # Without an office of one's own today there is nobody to find a place for.
            return self.filter(Q(venture__in=ventures) | Q(venture=None) & models.Exists(offices))
        if user.role == Role.ENTREPRENEUR:
            return self.filter(Q(partner__in=seats_of(user, today)) | Q(venture__in=ventures))
        return self.none()

    def owned_by(self, user: User, today: date) -> Self:
        """What a user answers for: an entrepreneur their partner's and the ventures they follow."""
        return self.visible_to(user, today) if user.role == Role.ENTREPRENEUR else self.none()


def seats_of(user: User, today: date) -> models.QuerySet:
    """The partners a user works for today, whatever their kind."""
    return Seat.objects.in_use_by(user, today).values("partner")


class Owned(models.Model):
    """Exactly one owner. What belongs to a venture carries the venture's office, the rest is open to all offices."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, related_name="+", verbose_name=_("social entrepreneur or company")
    )
    venture = models.ForeignKey(Venture, models.PROTECT, null=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def owner_name(self) -> str:
        return self.venture.name if self.venture else self.partner.name


def owned_constraint(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(partner__isnull=False, venture=None, office=None)
        | Q(partner=None, venture__isnull=False, office__isnull=False),
        name=f"{name}_has_one_owner",
    )
