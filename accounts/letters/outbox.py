"""The outbox: letters are written in the transaction of the action and sent by a worker afterwards.

No two senders send the same letter. One that dies between sending and noting it leaves the letter
to be sent again, with the same Message-ID, by which mail systems know it for the same letter.
"""

import logging
import smtplib
import time
from contextlib import suppress
from datetime import datetime, timedelta
from enum import Enum, auto
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from accounts.models import Letter
from accounts.scope import acting_as_system

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 15
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# While the mail server is away one letter in each round finds out whether it is back, and none is given up.
PAUSE_WITHOUT_SERVER = timedelta(minutes=1)
# The clock asks each minute: a round that took longer would only be in the way of the next.
ROUND_SECONDS = 45

# What a mail server says about one letter; every other trouble with it is trouble with the server.
ABOUT_ONE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


class Delivery(Enum):
    """What became of one letter."""

    SENT = auto()
    NOT_WAITING = auto()
    REFUSED = auto()
    NO_SERVER = auto()


def write_letter(*, to: str, subject: str, body: str, now: datetime) -> None:
    """Put a letter in the outbox."""
    # Asks for no column back: most database roles may write letters but not read them.
    Letter.objects.bulk_create(
        [Letter(to=to, subject=" ".join(subject.split())[:200], body=body, written_at=now, due_at=now)]
    )


def send_due_letters(*, now: datetime, most: int = 200) -> int:
    """Send what waits, longest due first; gives the number that left.

    Ends at the first sign that no mail server is there: the others would find out the same, slowly.
    """
    with acting_as_system():
        waiting = list(Letter.objects.due(now).values_list("pk", flat=True)[:most])
    began, sent, server = time.monotonic(), 0, get_connection()
    try:
        for letter in waiting:
            outcome = _send(letter, now, server)
            sent += outcome is Delivery.SENT
            if outcome is Delivery.NO_SERVER or time.monotonic() - began > ROUND_SECONDS:
                break
    finally:
        with suppress(OSError):
            server.close()
    return sent


def _send(pk: UUID, now: datetime, server: BaseEmailBackend) -> Delivery:
    with acting_as_system():
        letter = Letter.objects.due(now).filter(pk=pk).select_for_update(skip_locked=True).first()
        if letter is None:
            return Delivery.NOT_WAITING
        outcome = _hand_over(letter, server)
        if outcome is Delivery.SENT:
            letter.attempts += 1
            letter.sent_at, letter.due_at, letter.body = now, None, ""
        elif outcome is Delivery.REFUSED:
            letter.attempts += 1
            letter.due_at = _next_try(letter.attempts, now)
        else:
            letter.due_at = now + PAUSE_WITHOUT_SERVER
        letter.save(update_fields=["attempts", "sent_at", "due_at", "body"])
        return outcome


def _hand_over(letter: Letter, server: BaseEmailBackend) -> Delivery:
    """Give a letter to the mail server. The message of an error names the recipient, so only its kind is logged."""
    try:
        # One connection carries the whole round; opening an open one does nothing.
        server.open()
        _mail(letter, server).send()
    except ABOUT_ONE_LETTER as refusal:
        logger.warning("Letter %s was refused: %s", letter.pk, type(refusal).__name__)
        return Delivery.REFUSED
    except OSError as error:
        logger.warning("The mail server does not take letters: %s", type(error).__name__)
        return Delivery.NO_SERVER
    except Exception as error:  # whatever is wrong with one letter must not hold the others back
        logger.warning("Letter %s cannot be sent: %s", letter.pk, type(error).__name__)
        return Delivery.REFUSED
    return Delivery.SENT


def _mail(letter: Letter, server: BaseEmailBackend) -> EmailMessage:
    host = urlsplit(settings.PORTAL_ADDRESS).hostname
    return EmailMessage(
        letter.subject,
        letter.body,
        to=[letter.to],
        headers={"Message-ID": f"<{letter.pk}@{host}>"},
        connection=server,
    )


def _next_try(attempts: int, now: datetime) -> datetime | None:
    """Twice as long after each attempt, up to six hours; about two days in all."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
