"""What is done on the boards of the step model. Each action checks who asks, and is recorded in its own transaction."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action, refuse_if
from audit.enums import Action
from audit.recording import record
from clusters.enums import CLOSED, Rhythm, TaskState
from clusters.models import Cluster, LogEntry, Partner, StepTask, TemplateTask
from clusters.permissions import refusal_to_move_task, refusal_to_work_on_board


@action
def lay_out_board(*, cluster: Cluster, partner: Partner | None, by: User, today: date) -> int:
    """Put the tasks of the template on a board, those it does not have yet; gives how many."""
    _refuse_strangers(by, cluster, partner, today)
    laid = StepTask.objects.on_board(cluster, partner).exclude(template=None).values("template")
    template = TemplateTask.objects.filter(cluster_kind=cluster.kind, for_whole_cluster=partner is None)
    tasks = [
        StepTask(
            cluster=cluster,
            partner=partner,
            template=each,
            step=each.step,
            level=each.level,
            party=each.party,
            kind=each.kind,
            title=each.title,
            added_on=today,
        )
        for each in template.exclude(pk__in=laid).order_by("pk")
    ]
    if not tasks:
        raise Refused(_("Everything in the template is on the board already."))
    # Two people at once: the second adds nothing.
    StepTask.objects.bulk_create(tasks, ignore_conflicts=True)
    _record([task.pk for task in tasks], by, partner)
    return len(tasks)


@action
def add_task(*, task: StepTask, by: User, today: date) -> StepTask:
    """Write a new task on a board; which board it is stands on the task."""
    _refuse_strangers(by, task.cluster, task.partner, today)
    task.added_on = today
    task.save(force_insert=True)
    _record([task.pk], by, task.partner)
    return task


@action
def change_task(*, task: StepTask, by: User, today: date) -> StepTask:
    """Write a task otherwise: where it stands, what it says, whose it is and when it is due."""
    _refuse_strangers(by, task.cluster, task.partner, today)
    task.save(
        update_fields=["step", "level", "party", "kind", "title", "owner_user", "owner_partner", "due_on"]
    )
    _record([task.pk], by, task.partner)
    return task


@action
def move_task(*, task: StepTask, to: TaskState, evidence: str, by: User, today: date) -> StepTask:
    """Let a task begin, be done with what shows it, be dropped, or be taken up again."""
    _refuse_strangers(by, task.cluster, task.partner, today)
    task = (
        StepTask.objects.select_for_update(of=("self",)).select_related("cluster", "partner").get(pk=task.pk)
    )
    evidence = evidence.strip() or task.evidence
    if reason := refusal_to_move_task(by, task, to, evidence, today):
        raise Refused(reason)
    task.state, task.evidence = to, evidence
    task.closed_on = today if to in CLOSED else None
    task.save(update_fields=["state", "evidence", "closed_on"])
    _record([task.pk], by, task.partner)
    return task


@action
def write_log(*, task: StepTask, rhythm: Rhythm, text: str, day: date, by: User, today: date) -> LogEntry:
    """Write down what was done for a task: listened, involved, coordinated or reflected."""
    _refuse_strangers(by, task.cluster, task.partner, today)
    if day > today:
        raise Refused(_("The day has not come yet."))
    entry = LogEntry.objects.create(task=task, rhythm=rhythm, text=text.strip(), day=day, written_by=by)
    _record([task.pk], by, task.partner)
    return entry


def _refuse_strangers(by: User, cluster: Cluster, partner: Partner | None, today: date) -> None:
    refuse_if(
        refusal_to_work_on_board(by, cluster, partner, today),
        by=by.pk,
        subject="board",
        ids=[cluster.pk],
        office=partner.pk if partner else None,
    )


def _record(ids: list, by: User, partner: Partner | None) -> None:
    record(Action.RECORDED, "step task", ids, by=by.pk, office=partner.pk if partner else None)
