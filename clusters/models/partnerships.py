"""Development partnerships across geography: who is in them, from when, and who sits where."""

import uuid
from datetime import date
from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import SITS_IN_CLUSTERS, Role
from accounts.models import User
from clusters.enums import ClusterKind, LanguageForm, PartnerKind
from clusters.validators import validate_organisation_number
from spelling.keys import InOrder, OrderKey

# Those who work in clusters through a seat at a partner. IMDi reads what comes of it.


class DatedQuerySet(InOrder):
    """Rows that count from one day to another; no last day means until further notice."""

    def on(self, day: date) -> Self:
        return self.between(day, day)

    def between(self, first: date, last: date) -> Self:
        """Those that counted on at least one day of the stretch, both days included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=first), starts_on__lte=last)


class SeatQuerySet(DatedQuerySet):
    def in_use_by(self, user: User, day: date) -> Self:
        """Those that give the post somebody works under."""
        return self.on(day).filter(user=user, role=user.role)


class Dated(models.Model):
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message=_("The last day cannot be before the first."),
    )


class PartnerQuerySet(InOrder):
    def offices(self) -> Self:
        return self.filter(kind=PartnerKind.NAV_OFFICE)

    def visible_to(self, user: User, today: date) -> Self:
        """The offices whose people a user may see: all for KREM, a NAV leader's own seats."""
        if user.role == Role.KREM_STAFF:
            return self.offices()
        if user.role == Role.NAV_LEADER:
            return self.offices().filter(seats__in=Seat.objects.in_use_by(user, today)).distinct()
        return self.none()


@pghistory.track(exclude=["name_order"])
class Partner(models.Model):
    """Anybody who takes part: a NAV office, a municipality, a social entrepreneur, a company ..."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True, help_text=_("Used in addresses and files."))
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind)
    organisation_number = models.CharField(
        _("organisation number"), max_length=9, blank=True, validators=[validate_organisation_number]
    )
    region = models.CharField(_("region"), max_length=60, blank=True)
    language_form = models.CharField(
        _("language form"), max_length=2, choices=LanguageForm, default=LanguageForm.BOKMAL
    )
    since_year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_number", "kind"],
                condition=~Q(organisation_number=""),
                name="one_partner_per_organisation_number",
            ),
            models.CheckConstraint(condition=Q(kind__in=PartnerKind.values), name="partner_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language_of_newcomers(self) -> str:
        """What those who begin here read until they choose: empty where the partner writes as the portal does."""
        return "" if self.language_form == settings.LANGUAGE_CODE else self.language_form


class ClusterQuerySet(InOrder):
    def running(self, today: date) -> Self:
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)

    def visible_to(self, user: User, today: date) -> Self:
        """All for KREM; for leaders and entrepreneurs those their partner is a member of today."""
        if user.role == Role.KREM_STAFF:
            return self
        if user.role not in SITS_IN_CLUSTERS:
            return self.none()
        seats = Seat.objects.in_use_by(user, today)
        members = Membership.objects.on(today).filter(partner__in=seats.values("partner"))
        return self.filter(pk__in=members.values("cluster"))


@pghistory.track(exclude=["name_order"])
class Cluster(models.Model):
    """A development partnership between public offices and social entrepreneurs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True, help_text=_("Used in addresses and files."))
    name = models.CharField(_("name"), max_length=120)
    name_order = OrderKey("name")
    kind = models.CharField(_("kind"), max_length=10, choices=ClusterKind)
    purpose = models.TextField(_("purpose"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    partners = models.ManyToManyField(Partner, through="Membership", related_name="clusters")

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        constraints = [
            ends_after_it_starts("cluster_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(kind__in=ClusterKind.values), name="cluster_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def offices_between(self, first: date, last: date) -> models.QuerySet[Partner]:
        """The offices that were members on at least one day of the stretch, oldest member first."""
        return (
            Partner.objects.offices()
            .filter(memberships__in=self.memberships.between(first, last))
            .annotate(member_since=models.Min("memberships__starts_on"))
            .order_by("member_since", "name", "pk")
        )


@pghistory.track()
class Membership(Dated):
    """A partner takes part in a cluster from one day to another. No two stretches may overlap."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(
        Cluster, models.PROTECT, related_name="memberships", verbose_name=_("cluster")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="memberships", verbose_name=_("partner")
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [ends_after_it_starts("membership_ends_after_it_starts")]

    def __str__(self) -> str:
        return f"{self.partner} – {self.cluster}"


@pghistory.track()
class Seat(Dated):
    """Somebody works for a partner from one day to another; access closes by itself on the last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name=_("user")
    )
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="seats", verbose_name=_("partner"))
    # What the seat gives. Where nothing is said, what the account itself is.
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            ends_after_it_starts("seat_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="seat_role_is_known"),
        ]
        indexes = [models.Index(fields=["user", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.user} – {self.partner}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.clean()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        # A form that names nobody is told so by the field itself.
        if not self.role and (user := getattr(self, "user", None)):
            self.role = user.account_role
