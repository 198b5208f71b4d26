"""Who may do what with an account: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.addresses import SECOND_FACTOR, has_asked, has_been_asked, sees_people
from accounts.models import Identity, Letter, User


def refusal_to_administer(by: User) -> str:
    """Whether somebody may look after accounts, clusters and partners."""
    return "" if by.is_krem and by.is_staff else _("Only KREM can do this.")


def refusal_to_remove_second_factor(by: User, user: User) -> str:
    """Whether somebody who has lost the phone may start anew. Nobody lifts their own lock."""
    if reason := refusal_to_administer(by):
        return reason
    if by.pk == user.pk:
        return _("Somebody else at KREM must do this for you.")
    if has_asked(by, user, SECOND_FACTOR, timezone.now()):
        return _("You have asked for this already. Somebody else at KREM must do the same.")
    return ""


def refusal_to_change_address(by: User, user: User) -> str:
    """Whether an account may get another address. Nobody takes an account over alone."""
    return refusal_to_administer(by)


def needs_a_second_person(by: User, user: User, subject: str, what: str = "") -> bool:
    """Whether what is done with an account waits for another of KREM: where it sees people, until two have said so."""
    now = timezone.now()
    return sees_people(user, now) and not has_been_asked(by, user, subject, now, what)


def refusal_to_invite(by: User, user: User, today: date) -> str:
    """Whether an invitation may be sent: to an open account that nobody has taken into use."""
    if reason := refusal_to_administer(by):
        return reason
    if not user.can_sign_in(today):
        return _("The account is closed.")
    if user.has_usable_password():
        return _("The account is in use already. A forgotten password is reset on the sign-in page.")
    return ""


def refusal_to_change_password(user: User) -> str:
    """Whether somebody has a password to change: those who come by way of another sign-in have none."""
    if user.has_usable_password():
        return ""
    return _("You sign in without a password, so there is none to change.")


def refusal_to_disconnect(by: User, identity: Identity) -> str:
    """Whether somebody may take away a way to sign in: one's own."""
    return "" if identity.user_id == by.pk else _("Only whoever has connected it can do this.")


def refusal_to_send_again(by: User, letter: Letter) -> str:
    """Whether a letter that was given up may be tried once more."""
    if reason := refusal_to_administer(by):
        return reason
    if letter.sent_at:
        return _("The letter has been sent.")
    return _("The letter is still being tried.") if letter.due_at else ""
