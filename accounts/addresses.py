"""What has been done lately with the address of an account, and with its second factor, and by whom.

KREM changes addresses and removes second factors. One person alone who did that would be half way to taking the account
over: so where an account sees people two of KREM do it, the first asks and the second does the same, and letters go to
the address from before as well. That the first has asked stands in the log, which is where it is looked up.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

from accounts.enums import SEES_PEOPLE
from accounts.models import User
from accounts.scope import posts_of
from audit.enums import Action, Decision
from audit.models import Event

LATELY = timedelta(days=30)
# How long what one of KREM has asked waits for the second.
WAITS = timedelta(days=7)
ADDRESS, SECOND_FACTOR = "e-mail address", "second factor"


def former_addresses(user: User, now: datetime) -> list[str]:
    """The addresses the account had within the last weeks, besides the one it has."""
    told = {address.lower() for address, _by in _addresses(user, now)}
    return sorted(told - {user.email.lower()})


def sees_people(user: User, now: datetime) -> bool:
    """Whether an account sees people by any of its posts, or did lately: nobody changes a role for a day to get round it."""
    if any(post.role in SEES_PEOPLE for post in posts_of(user)):
        return True
    lately = user.events.filter(pgh_created_at__gte=now - LATELY).values_list("role", flat=True)
    return any(role in SEES_PEOPLE for role in lately)


def mark_of_address(email: str) -> str:
    """Tells whether two people mean the same address, without saying which in the log."""
    return salted_hmac("accounts.addresses", email.lower(), algorithm="sha256").hexdigest()[:32]


def has_asked(by: User, user: User, subject: str, now: datetime, what: str = "") -> bool:
    """Whether somebody has asked for just this, and nobody has done it since."""
    return by.pk in _asked(user, subject, now, what)


def has_been_asked(by: User, user: User, subject: str, now: datetime, what: str = "") -> bool:
    """Whether another of KREM has asked for just this, and nobody has done it since."""
    return bool(_asked(user, subject, now, what) - {by.pk})


def _asked(user: User, subject: str, now: datetime, what: str) -> set[UUID]:
    about = Event.objects.filter(
        decision=Decision.PERMITTED, subject=subject, subject_ids=[user.pk], at__gte=now - WAITS
    )
    done = about.exclude(action=Action.REQUESTED).order_by("-at").values_list("at", flat=True).first()
    asked = about.filter(action=Action.REQUESTED, reason=what)
    asked = asked.filter(at__gt=done) if done else asked
    return set(asked.values_list("actor_id", flat=True))


def _addresses(user: User, now: datetime) -> list[tuple[str, str]]:
    """Each address of the account, with who gave it: all of the last weeks, and the one from before them."""
    events = user.events.order_by("-pgh_id").values_list("email", "pgh_context", "pgh_created_at")
    found = []
    for email, context, at in events:
        found.append((email, (context or {}).get("actor", "")))
        if at < now - LATELY:
            break
    return found[::-1]
