"""Who may do what with ventures, mentors and jobs: the reason for a refusal, empty when allowed."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.enums import WORKS_WITH_OFFICES, Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Partner
from entrepreneurs.enums import FOR_NAV, Rung
from entrepreneurs.models import Holding, Job, Mentorship, Venture
from entrepreneurs.models.owned import seats_of


def refusal_to_enter(user: User) -> str:
    """Whether a user has anything to do with ventures and jobs at all; IMDi reads about them in reports."""
    return "" if user.sees_people else _("Ventures and jobs are for those who work with them.")


def refusal_to_keep(user: User, office: UUID, today: date) -> str:
    """Whether a user keeps the books of an office: its ventures, founders, mentors and answers."""
    if user.role not in WORKS_WITH_OFFICES:
        return _("Only KREM and the office itself can do this.")
    if not Partner.objects.visible_to(user, today).filter(pk=office).exists():
        return _("You can only do this for your own office.")
    return ""


def refusal_to_follow(user: User, venture: Venture, today: date) -> str:
    """Whether a user may write down how a venture goes: its office, KREM, and a founder's mentor."""
    if user.role != Role.ENTREPRENEUR:
        return refusal_to_keep(user, venture.office_id, today)
    if Venture.objects.visible_to(user, today).filter(pk=venture.pk).exists():
        return ""
    return _("You can only do this for the ventures of people you follow.")


def refusal_to_record_step(user: User, venture: Venture, rung: Rung, today: date) -> str:
    """Whether a user may take a venture to a rung."""
    if user.role == Role.ENTREPRENEUR and rung in FOR_NAV:
        return _("Only NAV and KREM record this: “%(rung)s”.") % {"rung": rung.label}
    return refusal_to_follow(user, venture, today)


def refusal_to_hold_session(user: User, mentorship: Mentorship, today: date) -> str:
    """Whether a user may write down a session: only the mentor was there."""
    if user.pk != mentorship.mentor_id:
        return _("Only the mentor can write down a session.")
    return _not_on(mentorship, today)


def refusal_to_propose_for(user: User, mentorship: Mentorship, today: date) -> str:
    """Whether a user may propose to the office about somebody: the person's mentor, for as long as the link lasts."""
    if user.pk != mentorship.mentor_id or user.role != Role.ENTREPRENEUR:
        return _("Only the mentor proposes here.")
    if reason := _not_on(mentorship, today):
        return reason
    if mentorship.participant.is_shielded:
        return _("This person is shielded, and nothing is proposed here.")
    return ""


def refusal_to_offer(user: User, owner: Partner | Venture, today: date) -> str:
    """Whether a user may write down a job or an opening for its owner.

    An entrepreneur for the partner they work for and the ventures they follow; an office for its ventures and for
    companies that have told it of a job.
    """
    if isinstance(owner, Venture):
        return refusal_to_follow(user, owner, today)
    if owner.kind == PartnerKind.NAV_OFFICE:
        return _("A NAV office creates no jobs here. Choose a company, a social entrepreneur or a venture.")
    if user.role == Role.ENTREPRENEUR and not seats_of(user, today).filter(partner=owner).exists():
        return _("You can only do this for the partner you work for.")
    if user.role == Role.NAV_LEADER and not Partner.objects.visible_to(user, today).exists():
        return _("You have no office at the moment. Ask KREM if that is wrong.")
    return refusal_to_enter(user)


def refusal_to_manage(user: User, row: Job, today: date) -> str:
    """Whether a user may end a job or close an opening: its owner's people and KREM, and the venture's office."""
    if row.venture_id:
        return refusal_to_follow(user, row.venture, today)
    if user.role == Role.KREM_STAFF:
        return ""
    if user.role == Role.ENTREPRENEUR and seats_of(user, today).filter(partner=row.partner_id).exists():
        return ""
    return _("Only KREM and the owner can do this.")


def refusal_to_fill(user: User, job: Job, office: UUID, today: date) -> str:
    """Whether a user may let somebody of an office take a job."""
    if reason := refusal_to_keep(user, office, today):
        return reason
    if not Job.objects.visible_to(user, today).filter(pk=job.pk).exists():
        return _("The job belongs to a venture of another office.")
    return ""


def refusal_to_follow_up(user: User, holding: Holding, today: date) -> str:
    """Whether a user may write down how it goes: the office of whoever holds the job, KREM, and the job's owner."""
    if user.role == Role.ENTREPRENEUR:
        return refusal_to_manage(user, holding.job, today)
    return refusal_to_keep(user, holding.office_id, today)


def _not_on(mentorship: Mentorship, day: date) -> str:
    if mentorship.starts_on > day or (mentorship.ends_on and mentorship.ends_on < day):
        return _("The mentorship has ended or has not begun.")
    return ""
