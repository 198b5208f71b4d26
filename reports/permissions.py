"""Who may do what with a report: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.enums import WORKS_WITH_OFFICES, Role
from accounts.models import User
from clusters.models import Seat
from reports.enums import ANSWERS, STEPS, EditionState, SignOffState
from reports.models import Edition, SignOff


def refusal_to_request(user: User) -> str:
    """Whether a user may ask for a report, and see those that are not out."""
    return "" if user.is_krem else _("Only KREM can prepare reports.")


def refusal_to_publish(user: User, edition: Edition) -> str:
    """Whether a user may let an edition out: a draft that a second person has looked through, and for good."""
    return (
        _only_krem_publishes(user)
        or _step_refused(edition, EditionState.PUBLISHED)
        or not_reviewed(edition)
        or _reviewed_alone(user, edition)
        or _urgent_alone(user, edition)
    )


def refusal_to_review(user: User, edition: Edition) -> str:
    """Whether a user may say that a draft is fit to publish: never the one who asked for it."""
    if reason := refusal_to_request(user) or _step_refused(edition, EditionState.PUBLISHED):
        return reason
    if edition.requested_by_id == user.pk:
        return _("You asked for this report yourself. Somebody else at KREM must review it.")
    return _("The report has been reviewed already.") if edition.reviewed_at else ""


def not_reviewed(edition: Edition) -> str:
    """What stands in the way of publishing for as long as no second person has looked through a draft."""
    if edition.reviewed_at or not edition.series.needs_review:
        return ""
    if edition.requested_by is None:
        return _("Somebody at KREM must review the report first.")
    return _("Somebody at KREM other than %(name)s must review the report first.") % {
        "name": edition.requested_by.name
    }


def _reviewed_alone(user: User, edition: Edition) -> str:
    """Two persons always: where the clock asked for a draft, whoever reviewed it is the first of them."""
    is_alone = edition.requested_by_id is None and edition.reviewed_by_id == user.pk
    if is_alone and edition.series.needs_review:
        return _("You have reviewed this report yourself. Somebody else at KREM must publish it.")
    return ""


def _urgent_alone(user: User, edition: Edition) -> str:
    """That a correction cannot wait is for a second person to confirm, whatever the series asks for."""
    if edition.urgent_because and edition.requested_by_id in (None, user.pk):
        return _(
            "You asked for this urgent correction yourself. Somebody else at KREM must confirm and publish it."
        )
    return ""


def refusal_to_answer(user: User, sign_off: SignOff, to: SignOffState, today: date) -> str:
    """Whether a user may sign an office's numbers off or send them back: its own leader, while it is a draft."""
    if user.role != Role.NAV_LEADER:
        return _("Only the office’s own leader can sign off its numbers.")
    if not Seat.objects.on(today).filter(user=user, partner=sign_off.office_id).exists():
        return _("You can only sign off the numbers of your own office.")
    if not sign_off.is_open:
        return _("The report is no longer a draft. What was answered stands.")
    if to not in ANSWERS[SignOffState(sign_off.state)]:
        return _("This is what has been answered already.")
    return ""


def refusal_to_see_course(user: User) -> str:
    """Whether a user takes part in making reports: KREM, and the leaders who sign off."""
    if user.role in WORKS_WITH_OFFICES:
        return ""
    return _("Only KREM and NAV leaders take part in making reports.")


def refusal_to_compare(user: User, edition: Edition) -> str:
    """Whether a user may see the offices of a report beside each other: those who take part, once it is out."""
    if reason := refusal_to_see_course(user):
        return reason
    return "" if edition.is_out else _("This report has not been published.")


def refusal_to_discard(user: User, edition: Edition) -> str:
    """Whether a user may put a draft away unpublished."""
    return refusal_to_request(user) or _step_refused(edition, EditionState.DISCARDED)


def refusal_to_retry(user: User, edition: Edition) -> str:
    """Whether a user may have a failed edition built again."""
    return refusal_to_request(user) or _step_refused(edition, EditionState.QUEUED)


def refusal_to_make_again(user: User, edition: Edition) -> str:
    """Whether a user may have a report made again: in place of a draft, or to correct what is out."""
    if reason := refusal_to_request(user):
        return reason
    if edition.state in (EditionState.DRAFT, EditionState.PUBLISHED, EditionState.FAILED):
        return ""
    return _("Only a draft, a report that failed or the newest published edition is made again.")


def refusal_to_download(user: User, edition: Edition) -> str:
    """Whether a user may take an edition's files: a draft is for KREM, what is out for every reader."""
    if edition.is_out:
        return ""
    if not user.is_krem:
        return _("This report has not been published.")
    return "" if edition.is_draft else _("The report has no files yet.")


def _only_krem_publishes(user: User) -> str:
    return "" if user.is_krem else _("Only KREM can publish reports.")


def _step_refused(edition: Edition, to: EditionState) -> str:
    if to in STEPS[EditionState(edition.state)]:
        return ""
    return _("The report cannot be changed now: %(state)s.") % {"state": edition.get_state_display().lower()}
