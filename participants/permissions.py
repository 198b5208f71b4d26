"""Who may do what with an office's people: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from clusters.enums import PartnerKind
from clusters.models import Partner, Seat
from participants.enums import STEPS, ImportState
from participants.models import ImportRun

IMPORTERS = frozenset({Role.KREM_STAFF, Role.NAV_LEADER})


def may_see_offices(user: User) -> str:
    """Whether a user works with whole offices; mentors follow single persons, IMDi sees none."""
    if user.role in IMPORTERS:
        return ""
    return _("Only KREM and NAV leaders see the participants of an office.")


def may_import(user: User, office: Partner, today: date) -> str:
    """Whether a user may send in a workbook for an office, and see the imports it has had."""
    if user.role not in IMPORTERS:
        return _("Only KREM and the office's own leader can send in a workbook.")
    if office.kind != PartnerKind.NAV_OFFICE:
        return _("Only NAV offices have participants.")
    if user.role == Role.NAV_LEADER and not _sits_at(user, office, today):
        return _("You can only send in workbooks for your own office.")
    return ""


def may_confirm(user: User, run: ImportRun, today: date) -> str:
    """Whether a user may have a workbook that has been checked taken in."""
    return may_import(user, run.office, today) or _step_refused(run, ImportState.CONFIRMED)


def may_cancel(user: User, run: ImportRun, today: date) -> str:
    """Whether a user may put a workbook away without taking it in."""
    return may_import(user, run.office, today) or _step_refused(run, ImportState.CANCELLED)


def _sits_at(user: User, office: Partner, today: date) -> bool:
    return Seat.objects.on(today).filter(user=user, partner=office).exists()


def _step_refused(run: ImportRun, to: ImportState) -> str:
    if to in STEPS[ImportState(run.state)]:
        return ""
    return _("The import cannot be changed now: %(state)s.") % {"state": run.get_state_display().lower()}
