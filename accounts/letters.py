"""The outbox: letters are written in the transaction of the deed and sent by a worker afterwards.

No two senders send the same letter. One that dies between sending and noting it leaves the letter
to be sent again, with the same Message-ID, by which mail systems know it for the same letter.
"""

import logging
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import Letter
from accounts.scope import acting_as_system

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 15
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


def write_letter(*, to: str, subject: str, body: str, now: datetime) -> None:
    """Put a letter in the outbox."""
    # Asks for no column back: most database roles may write letters but not read them.
    Letter.objects.bulk_create(
        [Letter(to=to, subject=" ".join(subject.split())[:200], body=body, written_at=now, due_at=now)]
    )


def send_due_letters(*, now: datetime, most: int = 200) -> int:
    """Send what waits, oldest first; gives the number that left."""
    with acting_as_system():
        waiting = list(Letter.objects.due(now).values_list("pk", flat=True)[:most])
    return sum(_send(letter, now) for letter in waiting)


def _send(pk: UUID, now: datetime) -> bool:
    with acting_as_system():
        letter = Letter.objects.due(now).filter(pk=pk).select_for_update(skip_locked=True).first()
        if letter is None:
            return False
        letter.attempts += 1
        try:
            _mail(letter).send()
        except Exception as error:  # whatever is wrong with one letter must not hold the others back
            # The message of a mail error names the recipient, so only its kind is logged.
            logger.warning("Letter %s was not sent: %s", letter.pk, type(error).__name__)
            letter.due_at = _next_try(letter.attempts, now)
        else:
            letter.sent_at, letter.due_at, letter.body = now, None, ""
        letter.save(update_fields=["attempts", "sent_at", "due_at", "body"])
        return letter.sent_at is not None


def _mail(letter: Letter) -> EmailMessage:
    host = urlsplit(settings.PORTAL_ADDRESS).hostname
    return EmailMessage(
        letter.subject, letter.body, to=[letter.to], headers={"Message-ID": f"<{letter.pk}@{host}>"}
    )


def _next_try(attempts: int, now: datetime) -> datetime | None:
    """Twice as long after each attempt, up to six hours; about two days in all."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return now + min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
