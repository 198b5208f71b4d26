"""Who may do what with clusters and seats: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import may_administer
from clusters.models import Seat


def may_end_seat(by: User, seat: Seat, on: date) -> str:
    """Whether a day may become the last one of a seat."""
    if reason := may_administer(by):
        return reason
    if seat.starts_on > on:
        return _("The seat has not begun yet.")
    if seat.ends_on and seat.ends_on <= on:
        return _("The seat has ended already.")
    return ""
