"""Letters about what the portal could not do by itself: to those who can act, and to whoever waits."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.languages import in_the_language_of
from accounts.letters.outbox import write_letter
from accounts.models import User

Words = Callable[[], str]


def tell_krem(*, subject: Words, text: Words, path: str, now: datetime, also: Iterable[User] = ()) -> None:
    """Write to all of KREM, and to whoever else waits, each in their own language."""
    people = {person.pk: person for person in User.objects.krem_on(timezone.localdate(now))}
    people |= {person.pk: person for person in also if person.can_sign_in(timezone.localdate(now))}
    for person in people.values():
        tell(person, subject=subject, text=text, path=path, now=now)


def tell(person: User, *, subject: Words, text: Words, path: str, now: datetime) -> None:
    """Write to somebody, in their language, about a page of the portal."""
    with in_the_language_of(person):
        context = {"name": person.name, "text": text(), "address": settings.PORTAL_ADDRESS + path}
        write_letter(
            to=person.email,
            subject=subject(),
            body=render_to_string("account/email/alarm.txt", context),
            now=now,
        )
