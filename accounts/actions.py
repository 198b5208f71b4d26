"""What is done with accounts. Each deed checks who asks, and is recorded in its own transaction."""

from datetime import date, datetime
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.invitations import LASTS, find_open, hash_of, new_token
from accounts.languages import OWN_NAMES, in_the_language_of
from accounts.letters import write_letter
from accounts.models import Invitation, User
from accounts.permissions import may_administer, may_invite, may_remove_second_factor
from accounts.scope import acting_as_system
from accounts.tasks import send_letters
from audit.deeds import Refused, deed, refuse_if
from audit.enums import Action
from audit.recording import record


class LinkOpensNothing(Refused):
    """The link is unknown, used, replaced or too old, or the account is closed: nobody is told which."""


@deed
def invite(*, user: User, by: User, now: datetime) -> Invitation:
    """Send somebody a single-use link to set a password with. An earlier link stops working."""
    refuse_if(may_administer(by), action=Action.INVITED, subject="user", ids=[user.pk], by=by.pk)
    # Two invitations of the same person at once queue up here.
    user = User.objects.select_for_update().get(pk=user.pk)
    if reason := may_invite(by, user, timezone.localdate(now)):
        raise Refused(reason)
    user.invitations.not_answered().update(closed_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        user=user, token_hash=hash_of(token), invited_by=by, invited_at=now, expires_at=now + LASTS
    )
    _write_invitation(invitation, token)
    record(Action.INVITED, "user", [user.pk], by=by.pk)
    # Only a hint, so that nobody waits for the next round: the letter in the outbox is what counts.
    transaction.on_commit(send_letters.delay, robust=True)
    return invitation


@deed
def choose_language(*, language: str, by: User) -> None:
    """From now on the portal's pages, and its letters, come to this person in this language."""
    if language not in OWN_NAMES:
        raise Refused(
            _("The portal has no pages in this language. Choose one of those at the foot of the page.")
        )
    by.language = language
    by.save(update_fields=["language"])
    record(Action.RECORDED, "user", [by.pk], by=by.pk)


@deed
def remove_second_factor(*, user: User, by: User, now: datetime) -> User:
    """Let somebody who has lost both phone and recovery codes set up a new second factor, and end their sessions.

    The password is still asked for. The person is told by letter, in case it was somebody else who asked.
    """
    refuse_if(
        may_remove_second_factor(by, user),
        action=Action.CLOSED,
        by=by.pk,
        subject="second factor",
        ids=[user.pk],
    )
    removed, _by_kind = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused(_("There is no second factor to remove."))
    user.session_mark = uuid4()
    user.save(update_fields=["session_mark"])
    _write(user, "second_factor_removed", {"name": user.name}, now)
    record(Action.CLOSED, "second factor", [user.pk], by=by.pk)
    transaction.on_commit(send_letters.delay, robust=True)
    return user


@deed
def close_ended_access(*, today: date) -> int:
    """Close the accounts whose last day has passed, and end their sessions. The portal does it by itself, each night.

    Signing in and the database ask the day as well: this leaves nothing that a date put wrong later could open.
    """
    ended = list(
        User.objects.select_for_update().filter(is_active=True, access_ends_on__lt=today).order_by("pk")
    )
    for user in ended:
        user.is_active, user.session_mark = False, uuid4()
        user.save(update_fields=["is_active", "session_mark"])
        record(Action.CLOSED, "user", [user.pk], by=None)
    return len(ended)


def accept_invitation(*, token: str, password: str, now: datetime) -> User:
    """Set the first password. Raises LinkOpensNothing, or ValidationError for a weak password."""
    # A visitor's database role sees no invitation: the token is the permission.
    with acting_as_system():
        found = find_open(token, now)
        if found is None:
            raise LinkOpensNothing
        # Two answers at once: the second finds it accepted.
        invitation = Invitation.objects.select_for_update().get(pk=found.pk)
        if not invitation.is_open(now):
            raise LinkOpensNothing
        user = found.user
        validate_password(password, user)
        user.set_password(password)
        user.save(update_fields=["password"])
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        record(Action.ACCEPTED, "user", [user.pk], by=user.pk)
    return user


def _write_invitation(invitation: Invitation, token: str) -> None:
    user = invitation.user
    context = {
        "name": user.name,
        "address": settings.PORTAL_ADDRESS + reverse("open_invitation", args=[token]),
        "expires_at": invitation.expires_at,
    }
    _write(user, "invitation", context, invitation.invited_at)


def _write(user: User, letter: str, context: dict[str, object], now: datetime) -> None:
    with in_the_language_of(user):
        write_letter(
            to=user.email,
            subject=render_to_string(f"account/email/{letter}_subject.txt", context),
            body=render_to_string(f"account/email/{letter}_message.txt", context),
            now=now,
        )
