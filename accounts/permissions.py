"""Who may do what with an account: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User


def may_administer(by: User) -> str:
    """Whether somebody may look after accounts, clusters and partners."""
    return "" if by.is_krem and by.is_staff else _("Only KREM can do this.")


def may_remove_second_factor(by: User, user: User) -> str:
    """Whether somebody who has lost the phone may start anew. Nobody lifts their own lock."""
    if reason := may_administer(by):
        return reason
    if by.pk == user.pk:
        return _("Somebody else at KREM must do this for you.")
    return ""


def may_invite(by: User, user: User, today: date) -> str:
    """Whether an invitation may be sent: to an open account that nobody has taken into use."""
    if reason := may_administer(by):
        return reason
    if not user.can_sign_in(today):
        return _("The account is closed.")
    if user.has_usable_password():
        return _("The account is in use already. A forgotten password is reset on the sign-in page.")
    return ""
