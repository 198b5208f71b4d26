"""Mail on its way out."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LetterQuerySet(models.QuerySet):
    def due(self, now: datetime) -> Self:
        """What waits to be sent, longest due first: one on which the server hangs up does not stay in front."""
        return self.filter(sent_at=None, due_at__lte=now).order_by("due_at", "written_at", "pk")

    def given_up(self) -> Self:
        """What was refused so often that nobody tries any more, oldest first."""
        return self.filter(sent_at=None, due_at=None).order_by("written_at", "pk")

    def waiting(self) -> Self:
        """What has not left and is still being tried, oldest first."""
        return self.filter(sent_at=None, due_at__isnull=False).order_by("written_at", "pk")


class Letter(models.Model):
    """A mail to be sent: written in the transaction of the action, sent by a worker afterwards.

    The body is dropped when the letter has left: it may carry a link that opens an account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField(_("written"), editable=False)
    # Empty when it has been refused too often: somebody must look at the address, and have it sent again.
    due_at = models.DateTimeField(_("next attempt"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(body=""), name="a_sent_letter_keeps_no_body"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="letters_to_send")]

    def __str__(self) -> str:
        return self.subject
