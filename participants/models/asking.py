"""What one office asks of another, and who sees it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from participants.enums import TransferState


class AskedQuerySet(models.QuerySet):
    """Rows with a `from_office` that asks, a `to_office` that answers, and a `state` of TransferState."""

    def visible_to(self, user: User, today: date) -> Self:
        """Both offices see what is asked; of the people each only its own."""
        if user.role == Role.KREM_STAFF:
            return self
        offices = Partner.objects.visible_to(user, today)
        return self.filter(Q(from_office__in=offices) | Q(to_office__in=offices))

    def open(self) -> Self:
        return self.filter(state__in=(TransferState.WAITING, TransferState.ACCEPTED))

    def done(self) -> Self:
        return self.filter(state=TransferState.DONE)
