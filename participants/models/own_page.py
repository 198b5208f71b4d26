"""The participant's own way in: the link that opens a page once, and what is asked for there."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import DataRequestKind
from participants.models.people import OfficeQuerySet, Participant


class OwnPageLinkQuerySet(OfficeQuerySet):
    def to_spend(self, now: datetime) -> Self:
        """Links that nobody has opened. By columns of their own alone, so that one UPDATE spends one once."""
        return self.filter(opened_at=None, closed_at=None, expires_at__gt=now)

    def unopened(self, now: datetime) -> Self:
        """Links that still open something. Nobody who is shielded has one."""
        return self.to_spend(now).filter(participant__is_shielded=False)

    def visited(self, visit: str, now: datetime) -> Self:
        """The link behind a visit that goes on."""
        return self.filter(visit_hash=visit, visit_ends_at__gt=now).exclude(visit_hash="")


class OwnPageLink(models.Model):
    """A link that opens one participant's own page once. Of the link and of the visit only hashes are kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="own_page_links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(_("works until"))
    closed_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    visit_hash = models.CharField(max_length=64, blank=True, editable=False)
    visit_ends_at = models.DateTimeField(null=True, editable=False)

    objects = OwnPageLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="own_page_link_expires_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, visit_hash="", visit_ends_at=None)
                | Q(opened_at__isnull=False, visit_ends_at__isnull=False) & ~Q(visit_hash=""),
                name="an_opened_link_has_its_visit",
            ),
            models.UniqueConstraint(
                fields=["visit_hash"], condition=~Q(visit_hash=""), name="a_visit_belongs_to_one_link"
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(opened_at=None, closed_at=None),
                name="one_unopened_link_per_participant",
            ),
        ]
        indexes = [models.Index(fields=["office", "participant", "made_at"], name="own_page_link_of_person")]

    def __str__(self) -> str:
        return str(self.pk)


class DataRequestQuerySet(OfficeQuerySet):
    def waiting(self) -> Self:
        return self.filter(answered_at=None)


class DataRequest(models.Model):
    """A participant asks for correction or erasure. The office answers, and the answer stands on the own page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="data_requests")
    kind = models.CharField(_("what is asked for"), max_length=12, choices=DataRequestKind)
    about = models.CharField(_("what it is about"), max_length=200)
    asked_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DataRequestKind.values), name="data_request_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="an_answered_data_request_says_who_when_and_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "participant"],
                condition=Q(answered_at=None),
                name="data_requests_waiting",
            ),
            models.Index(fields=["participant", "asked_at"], name="data_request_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def waits_for_erasure(self) -> bool:
        return self.answered_at is None and self.kind == DataRequestKind.ERASURE
