"""What every action here begins with: who may, and whether what is to be written can be."""

from datetime import date
from typing import TypeVar

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused
from participants.models import Participant, Record

Row = TypeVar("Row", bound=models.Model)

# Who, when and whose are the action's own to say.
NOT_FILLED_IN = {
    "office",
    "partner",
    "venture",
    "recorded_by",
    "superseded_at",
    "superseded_by",
    "superseded_because",
}


def refuse_shielded(participant: Participant) -> None:
    """Nothing new is tied to somebody of whom only the reference and the office may be shown."""
    if participant.is_shielded:
        raise Refused(_("This person is shielded. Nothing can be recorded about them here."))


def refuse_future(day: date, today: date) -> None:
    """Only what has happened is recorded."""
    if day > today:
        raise Refused(_("This day has not come yet. Record it when it has happened."))


def checked(row: Row) -> Row:
    """The row, if its own rules hold; else the first thing that is wrong, in words."""
    try:
        row.clean_fields(exclude=NOT_FILLED_IN)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error
    return row


def supersede(row: Record, *, by: User, because: str) -> None:
    """Let a record stand no longer: who, when and why stay with it."""
    if not because.strip():
        raise Refused(_("Say why you correct it."))
    done = type(row).objects.standing().filter(pk=row.pk)
    if not done.update(superseded_at=TransactionNow(), superseded_by=by, superseded_because=because.strip()):
        raise Refused(_("Somebody else has corrected this in the meantime. Look at it again."))
