"""What is done with accounts. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import ADDRESS, SECOND_FACTOR, former_addresses, mark_of_address
from accounts.languages import OWN_NAMES, in_the_language_of
from accounts.letters.outbox import write_letter
from accounts.models import Invitation, Letter, User
from accounts.permissions import (
    needs_a_second_person,
    refusal_to_administer,
    refusal_to_change_address,
    refusal_to_invite,
    refusal_to_remove_second_factor,
    refusal_to_send_again,
)
from accounts.scope import acting_as_system
from accounts.signing_in.invitations import LASTS, find_open, hash_of, new_token
from accounts.tasks import send_letters
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record


class InvitationOpensNothing(Refused):
    """The link is unknown, used, replaced or too old, or the account is closed: nobody is told which."""


@action
def invite(*, user: User, by: User, now: datetime) -> Invitation:
    """Send somebody a single-use link to set a password with. An earlier link stops working."""
    refuse_if(refusal_to_administer(by), action=Action.INVITED, subject="user", ids=[user.pk], by=by.pk)
    # Two invitations of the same person at once queue up here.
    user = User.objects.select_for_update().get(pk=user.pk)
    if reason := refusal_to_invite(by, user, timezone.localdate(now)):
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


@action
def choose_language(*, language: str, by: User) -> None:
    """From now on the portal's pages, and its letters, come to this person in this language."""
    if language not in OWN_NAMES:
        raise Refused(
            _("The portal has no pages in this language. Choose one of those at the foot of the page.")
        )
    by.language = language
    by.save(update_fields=["language"])
    record(Action.RECORDED, "user", [by.pk], by=by.pk)


@action
def remove_second_factor(*, user: User, by: User, now: datetime) -> bool:
    """Let somebody who has lost both phone and recovery codes set up a new second factor, and end their sessions.

    The password is still asked for. The person is told by letter, in case it was somebody else who asked. Where the
    account sees people the first of KREM only asks: false, until a second one does the same.
    """
    refuse_if(
        refusal_to_remove_second_factor(by, user),
        action=Action.CLOSED,
        by=by.pk,
        subject=SECOND_FACTOR,
        ids=[user.pk],
    )
    # Two at once come one after the other.
    User.objects.select_for_update().get(pk=user.pk)
    if needs_a_second_person(by, user, SECOND_FACTOR):
        record(Action.REQUESTED, SECOND_FACTOR, [user.pk], by=by.pk)
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.portal_remove_second_factor(%s)", [user.pk])
        (removed,) = cursor.fetchone()
    if not removed:
        raise Refused(_("There is no second factor to remove."))
    user.session_mark = uuid4()
    user.save(update_fields=["session_mark"])
    # To where it was told from before as well: an address that was changed lately may be somebody else's.
    for address in (user.email, *former_addresses(user, now)):
        _write(user, "second_factor_removed", {"name": user.name}, now, to=address)
    record(Action.CLOSED, SECOND_FACTOR, [user.pk], by=by.pk)
    transaction.on_commit(send_letters.delay, robust=True)
    return True


@action
def account_written(*, user: User, what: str, by: User) -> None:
    """Put on record that an account has been made, or what about it has been changed."""
    refuse_if(refusal_to_administer(by), subject="user", ids=[user.pk], by=by.pk)
    if what:
        record(Action.RECORDED, "user", [user.pk], by=by.pk, reason=what)


@action
def ask_for_address(*, user: User, wanted: str, by: User) -> bool:
    """Whether an account may get another address now. Where it is in use and sees people, the first of KREM only asks."""
    refuse_if(refusal_to_change_address(by, user), subject=ADDRESS, ids=[user.pk], by=by.pk)
    what = mark_of_address(wanted)
    if not user.has_usable_password() or not needs_a_second_person(by, user, ADDRESS, what):
        return True
    record(Action.REQUESTED, ADDRESS, [user.pk], by=by.pk, reason=what)
    return False


@action
def address_changed(*, user: User, former: str, by: User, now: datetime) -> User:
    """An account has another address: its sessions end, and both addresses are told, whoever asked for it."""
    refuse_if(refusal_to_change_address(by, user), subject=ADDRESS, ids=[user.pk], by=by.pk)
    user.session_mark = uuid4()
    user.save(update_fields=["session_mark"])
    words = {"name": user.name, "former": former, "current": user.email}
    for address in (former, user.email):
        _write(user, "address_changed", words, now, to=address)
    record(Action.RECORDED, ADDRESS, [user.pk], by=by.pk)
    transaction.on_commit(send_letters.delay, robust=True)
    return user


@action
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


@action
def send_again(*, letter: Letter, by: User, now: datetime) -> None:
    """Try a letter once more that was refused too often: the address has been looked at, or the mail server."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    refuse_if(refusal_to_send_again(by, letter), subject="letter", ids=[letter.pk], by=by.pk)
    letter.due_at, letter.attempts = now, 0
    letter.save(update_fields=["due_at", "attempts"])
    record(Action.RECORDED, "letter", [letter.pk], by=by.pk, reason="sent again")


def accept_invitation(*, token_hash: str, password: str, now: datetime) -> User:
    """Set the first password. Raises LinkOpensNothing, or ValidationError for a weak password."""
    # A visitor's database role sees no invitation: the token is the permission.
    with acting_as_system():
        found = find_open(token_hash, now)
        if found is None:
            raise InvitationOpensNothing
        # Two answers at once: the second finds it accepted.
        invitation = Invitation.objects.select_for_update().get(pk=found.pk)
        if not invitation.is_open(now):
            raise InvitationOpensNothing
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


def _write(user: User, letter: str, context: dict[str, object], now: datetime, to: str = "") -> None:
    with in_the_language_of(user):
        write_letter(
            to=to or user.email,
            subject=render_to_string(f"account/email/{letter}_subject.txt", context),
            body=render_to_string(f"account/email/{letter}_message.txt", context),
            now=now,
        )
