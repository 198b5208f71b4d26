"""Who may do what with ventures, mentors and jobs: the reason for a refusal, empty when allowed."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from clusters.models import Partner
from entrepreneurs.enums import FOR_NAV, Rung
from entrepreneurs.models import Mentorship, Venture


def may_enter(user: User) -> str:
    """Whether a user has anything to do with ventures and jobs at all; IMDi reads about them in reports."""
    return "" if user.sees_people else _("Ventures and jobs are for those who work with them.")


def may_keep(user: User, office: UUID, today: date) -> str:
    """Whether a user keeps the books of an office: its ventures, founders, mentors and answers."""
    if user.role not in (Role.KREM_STAFF, Role.NAV_LEADER):
        return _("Only KREM and the office itself can do this.")
    if not Partner.objects.visible_to(user, today).filter(pk=office).exists():
        return _("You can only do this for your own office.")
    return ""


def may_follow(user: User, venture: Venture, today: date) -> str:
    """Whether a user may write down how a venture goes: its office, KREM, and a founder's mentor."""
    if user.role != Role.ENTREPRENEUR:
        return may_keep(user, venture.office_id, today)
    if Venture.objects.visible_to(user, today).filter(pk=venture.pk).exists():
        return ""
    return _("You can only do this for the ventures of people you follow.")


def may_record_step(user: User, venture: Venture, rung: Rung, today: date) -> str:
    """Whether a user may take a venture to a rung."""
    if user.role == Role.ENTREPRENEUR and rung in FOR_NAV:
        return _("Only NAV and KREM record this: “%(rung)s”.") % {"rung": rung.label}
    return may_follow(user, venture, today)


def may_hold_session(user: User, mentorship: Mentorship, today: date) -> str:
    """Whether a user may write down a session: only the mentor was there."""
    if user.pk != mentorship.mentor_id:
        return _("Only the mentor can write down a session.")
    if mentorship.starts_on > today or (mentorship.ends_on and mentorship.ends_on < today):
        return _("The mentorship has ended or has not begun.")
    return ""
