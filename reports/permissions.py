"""Who may do what with a report: the reason for a refusal, empty when allowed."""

from django.utils.translation import gettext as _

from accounts.models import User
from reports.enums import STEPS, EditionState
from reports.models import Edition


def may_request(user: User) -> str:
    """Whether a user may ask for a report, and see those that are not out."""
    return "" if user.is_krem else _("Only KREM can prepare reports.")


def may_publish(user: User, edition: Edition) -> str:
    """Whether a user may let an edition out: a draft, and for good."""
    return _only_krem_publishes(user) or _step_refused(edition, EditionState.PUBLISHED)


def may_discard(user: User, edition: Edition) -> str:
    """Whether a user may put a draft away unpublished."""
    return may_request(user) or _step_refused(edition, EditionState.DISCARDED)


def may_retry(user: User, edition: Edition) -> str:
    """Whether a user may have a failed edition built again."""
    return may_request(user) or _step_refused(edition, EditionState.QUEUED)


def may_download(user: User, edition: Edition) -> str:
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
