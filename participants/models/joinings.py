"""Two records that turn out to be one person, and what the two sides have said about it."""

import uuid

from django.conf import settings
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clusters.models import Partner
from participants.enums import TransferState
from participants.models.asking import AskedQuerySet
from participants.models.people import Participant


class Joining(models.Model):
    """One side says that somebody of theirs is somebody whom the other side has as well; the other side says who.

    The two sides may be one office. Afterwards `participant` is the record that is left; what the other one was called
    stays here, because workbooks go on naming it, and its id, because lines of the log are about it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="joinings")
    from_office = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40)
    other = models.ForeignKey(Participant, models.CASCADE, null=True, related_name="+")
    to_office = models.ForeignKey(Partner, models.PROTECT, related_name="+", verbose_name=_("office"))
    # As the asking side has been told it; then as the other side says it.
    other_reference = models.CharField(_("the other reference"), max_length=40, blank=True)
    because = models.CharField(_("why"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=TransferState, default=TransferState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=TransactionNow(), editable=False)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("answer"), max_length=200, blank=True)
    carried_out_at = models.DateTimeField(null=True, editable=False)
    # No key: there is nobody under this id any more.
    gone_id = models.UUIDField(null=True, editable=False)

    objects = AskedQuerySet.as_manager()

    class Meta:
        verbose_name = _("joining")
        verbose_name_plural = _("joinings")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(state__in=[TransferState.WAITING, TransferState.ACCEPTED]),
                name="one_open_joining_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=TransferState.values), name="joining_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=models.F("participant")), name="a_joining_is_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.REFUSED) | ~Q(answer=""),
                name="a_joining_is_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=TransferState.ACCEPTED) | Q(other__isnull=False) & ~Q(other_reference=""),
                name="an_accepted_joining_says_who",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.WAITING, answered_at=None, answered_by=None)
                | ~Q(state=TransferState.WAITING) & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_joining_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.DONE, carried_out_at__isnull=False, gone_id__isnull=False)
                | ~Q(state=TransferState.DONE) & Q(carried_out_at=None, gone_id=None),
                name="a_joining_is_done_at_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["from_office", "state"], name="joining_from"),
            models.Index(fields=["to_office", "state"], name="joining_to"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
