"""In whose care somebody has been, and how one office asks another to take over."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import TransferState
from participants.models.asking import AskedQuerySet
from participants.models.people import Participant
from participants.models.records import dated_constraints
from spelling.keys import OrderKey, SameKey


class StayQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(superseded_at=None)

    def known_at(self, moment: datetime) -> Self:
        """Those that were recorded by then, and not yet superseded."""
        later = Q(superseded_at=None) | Q(superseded_at__gt=moment)
        return self.filter(later, recorded_at__lte=moment)

    def in_order(self) -> Self:
        return self.order_by("participant", "day", "pk")


class Stay(models.Model):
    """From a day on an office has somebody in its care, until the next stay begins.

    The first begins with the journey, and the database keeps it there; each later one comes of a transfer. `office` is
    the office stayed at. Whose rows these are to see follows from the participant, who is always at the last of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="stays")
    office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    day = models.DateField(_("from"))
    recorded_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, editable=False)
    superseded_because = models.CharField(max_length=200, blank=True, db_default="")

    objects = StayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "day"], condition=Q(superseded_at=None), name="one_stay_a_day"
            ),
            *dated_constraints("stay"),
        ]
        indexes = [
            models.Index(fields=["participant", "day"], name="stay_person_day"),
            models.Index(fields=["office", "day"], name="stay_office_day"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Transfer(models.Model):
    """One office asks another to take over the care of somebody from a day on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="transfers")
    from_office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    to_office = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("office"))
    # What the office that lets go calls the person: its workbooks go on naming them so.
    reference = models.CharField(_("reference"), max_length=40)
    # What the office that takes over will call the person.
    new_reference = models.CharField(_("your office’s reference"), max_length=40, blank=True)
    # Both keys follow it, so that the database can give them to the person with the reference.
    new_reference_key = SameKey("new_reference")
    new_reference_order = OrderKey("new_reference")
    day = models.DateField(_("from"))
    passes_contact = models.BooleanField(_("contact data goes along"), default=False)
    because = models.CharField(_("why"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    carried_out_at = models.DateTimeField(null=True, editable=False)

    objects = AskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(state__in=[TransferState.WAITING, TransferState.ACCEPTED]),
                name="one_open_transfer_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TransferState.values), name="transfer_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(from_office=models.F("to_office")), name="a_transfer_goes_somewhere_else"
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.REFUSED) | ~Q(answer=""),
                name="a_transfer_is_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TransferState.ACCEPTED, TransferState.DONE]) | ~Q(new_reference=""),
                name="an_accepted_transfer_has_a_new_reference",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.WAITING, answered_at=None, answered_by=None)
                | ~Q(state=TransferState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_transfer_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.DONE, carried_out_at__isnull=False)
                | ~Q(state=TransferState.DONE) & Q(carried_out_at=None),
                name="a_transfer_is_done_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["from_office", "state"], name="transfer_from"),
            models.Index(fields=["to_office", "state"], name="transfer_to"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
