"""Many wrong passwords for one account: its owner is told, and is not locked out by it.

Attempts are limited for each pair of account and place they come from (`accounts.signing_in.adapters`), so that a stranger
cannot close an account for whoever it belongs to. What is tried from many places at once is told by letter.
"""

import hashlib
from datetime import datetime

from django.core.cache import cache
from django.template.loader import render_to_string

from accounts.languages import in_the_language_of
from accounts.letters.outbox import write_letter
from accounts.signing_in.lookup import account_by_email

TOLD_AFTER = 20
A_DAY = 24 * 60 * 60


def note_wrong_password(email: str, now: datetime) -> None:
    """Count an attempt that failed; write to the account's owner, once a day, when there are many."""
    key = "wrong-passwords:" + hashlib.sha256(email.lower().encode()).hexdigest()
    cache.add(key, 0, timeout=A_DAY)
    if cache.incr(key) != TOLD_AFTER:
        return
    user = account_by_email(email)
    if user is None or not user.has_usable_password():
        return
    words = {"name": user.name, "number": TOLD_AFTER}
    with in_the_language_of(user):
        write_letter(
            to=user.email,
            subject=render_to_string("account/email/wrong_passwords_subject.txt", words),
            body=render_to_string("account/email/wrong_passwords_message.txt", words),
            now=now,
        )
