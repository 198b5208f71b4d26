"""Who may do what with clusters and what is written in them: the reason for a refusal, empty when allowed."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.enums import READS_KNOWLEDGE, SITS_IN_CLUSTERS, WORKS_WITH_OFFICES
from accounts.models import User
from accounts.permissions import refusal_to_administer
from clusters.enums import TASK_STEPS, PartnerKind, TaskState
from clusters.half_years import HalfYear
from clusters.models import Cluster, Lesson, Membership, Partner, Seat, StepTask


def refusal_to_end_seat(by: User, seat: Seat, on: date) -> str:
    """Whether a day may become the last one of a seat."""
    if reason := refusal_to_administer(by):
        return reason
    if seat.starts_on > on:
        return _("The seat has not begun yet.")
    if seat.ends_on and seat.ends_on <= on:
        return _("The seat has ended already.")
    return ""


def refusal_to_extend_seat(by: User, seat: Seat, until: date, today: date) -> str:
    """Whether a seat may get a later last day: one that has not ended, and no other begins in between."""
    if reason := refusal_to_administer(by):
        return reason
    if seat.ends_on is None:
        return _("The seat has no last day.")
    if seat.ends_on < today:
        return _("The seat has ended. Make a new one.")
    if until <= seat.ends_on:
        return _("The new last day must be later than the one it has.")
    others = Seat.objects.between(seat.ends_on, until).filter(user=seat.user_id, partner=seat.partner_id)
    if others.exclude(pk=seat.pk).exists():
        return _("Another seat of the same person at the same partner begins before that day.")
    return ""


def refusal_to_hand_over_seat(by: User, seat: Seat, to: User, on: date) -> str:
    """Whether somebody may take over a seat the day after: with the same role, and not there already."""
    if reason := refusal_to_end_seat(by, seat, on):
        return reason
    if to.pk == seat.user_id:
        return _("Choose somebody else than who has the seat now.")
    if to.role != seat.user.role:
        return _("%(name)s has another role in the portal.") % {"name": to}
    if not to.can_sign_in(on):
        return _("The account of %(name)s is closed.") % {"name": to}
    if Seat.objects.between(on, date.max).filter(user=to, partner=seat.partner_id).exists():
        return _("%(name)s has a seat there already.") % {"name": to}
    return ""


def refusal_to_work_in_clusters(user: User) -> str:
    """Whether somebody takes part in the clusters' own work: boards, knowledge, goals."""
    if user.is_krem or user.role in SITS_IN_CLUSTERS:
        return ""
    return _("Only KREM and the clusters’ partners see this.")


def refusal_to_read_knowledge(user: User) -> str:
    """Whether somebody reads what the clusters have learned, and the model they work by."""
    return "" if user.role in READS_KNOWLEDGE else refusal_to_work_in_clusters(user)


def refusal_to_work_on_board(by: User, cluster: Cluster, partner: Partner | None, today: date) -> str:
    """Whether somebody may write on a board: KREM on all, others on that of the partner they have a seat at."""
    if reason := refusal_to_work_in_clusters(by):
        return reason
    if partner and not Membership.objects.on(today).filter(cluster=cluster, partner=partner).exists():
        return _("%(partner)s is not a member of the cluster today.") % {"partner": partner}
    if by.is_krem:
        return ""
    if partner is None:
        return _("Only KREM changes the board of a whole cluster.")
    return sits_at(by, partner, today)


def refusal_to_move_task(by: User, task: StepTask, to: str, evidence: str, today: date) -> str:
    """Whether a task may go to another state: along the table of steps, and done only with something to show."""
    if reason := refusal_to_work_on_board(by, task.cluster, task.partner, today):
        return reason
    if to not in TASK_STEPS[TaskState(task.state)]:
        return _("The task cannot be set to this now: it is %(state)s.") % {
            "state": task.get_state_display().lower()
        }
    if to == TaskState.DONE and not evidence:
        return _("Write what shows that it is done.")
    return ""


def sits_at(by: User, partner: Partner, today: date) -> str:
    """Empty for whoever has a seat at the partner today."""
    if Seat.objects.in_use_by(by, today).filter(partner=partner).exists():
        return ""
    return _("You can only write for %(partner)s with a seat there.") % {"partner": partner}


def refusal_to_add_lesson(by: User, cluster: Cluster, today: date) -> str:
    """Whether somebody may write down what was learned in a cluster."""
    if reason := refusal_to_work_in_clusters(by):
        return reason
    if Cluster.objects.visible_to(by, today).filter(pk=cluster.pk).exists():
        return ""
    return _("You can only write for a cluster that your partner is a member of.")


def refusal_to_change_lesson(by: User, lesson: Lesson, today: date) -> str:
    """Whether somebody may write a lesson otherwise: KREM, and who wrote it until it is for a report."""
    if reason := refusal_to_add_lesson(by, lesson.cluster, today):
        return reason
    if by.is_krem:
        return ""
    if lesson.is_for_annex:
        return _("KREM has chosen this for a report. Ask KREM if it must be changed.")
    if lesson.added_by_id != by.pk:
        return _("Only KREM and whoever wrote this can change it.")
    return ""


def refusal_to_choose_for_annex(by: User) -> str:
    return "" if by.is_krem else _("Only KREM chooses what goes into a report.")


def refusal_to_see_figures(user: User) -> str:
    """Whether somebody works with an office's own figures."""
    if user.role in WORKS_WITH_OFFICES:
        return ""
    return _("Only KREM and NAV leaders see the figures of an office.")


def refusal_to_enter_figures(by: User, office: Partner, half_year: HalfYear, today: date) -> str:
    """Whether somebody may fill in an office's figures: its own leader and KREM, once the half-year is over."""
    if office.kind != PartnerKind.NAV_OFFICE:
        return _("Only NAV offices have these figures.")
    if not Partner.objects.visible_to(by, today).filter(pk=office.pk).exists():
        return _("Only KREM and the office’s own leader fill in its figures.")
    if half_year.last_day >= today:
        return _("The half-year is not over yet.")
    return ""
