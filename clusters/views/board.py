"""The step model: boards of clusters and partners, and the tasks on them."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import done
from clusters.actions.board import add_task, change_task, lay_out_board, move_task, write_log
from clusters.board import (
    cell_to_open,
    quarter_ends,
    read_board,
    share_done_on,
    standings_on,
    tasks_to_do,
)
from clusters.enums import BoardFilter, Level, Step
from clusters.forms.board import LogForm, StateForm, TaskForm
from clusters.models import Cluster, Partner, Seat, StepTask, TemplateTask
from clusters.permissions import refusal_to_see_figures, refusal_to_work_in_clusters, refusal_to_work_on_board
from clusters.pictures import Picture, PlottedLine, draw_lines, month_name
from clusters.wording import per_cent

PAGE_LENGTH = 50


@require_safe
def board_list(request: HttpRequest) -> HttpResponse:
    """The clusters somebody works in; whoever has one goes straight there."""
    clusters = clusters_for(request.user, timezone.localdate()).order_by("starts_on", "name", "pk")
    page = Paginator(clusters, PAGE_LENGTH).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("cluster_board", page.object_list[0].pk)
    context = {"page": page, "can_see_figures": not refusal_to_see_figures(request.user)}
    return render(request, "clusters/board_list.html", context)


@require_safe
def cluster_board(request: HttpRequest, cluster_id: UUID) -> HttpResponse:
    """How far the cluster and each partner have come, and what the cluster does as a whole."""
    today = timezone.localdate()
    cluster = cluster_or_404(request.user, cluster_id, today)
    context = _board(request, cluster, None, today)
    _own, *others = standings_on(cluster, today)
    return render(
        request,
        "clusters/cluster_board.html",
        context
        | {
            "standings": others,
            "own": [standing for standing in others if standing.partner.pk in context["seats"]],
            "begun": [standing for standing in others if standing.has_tasks],
            "not_begun": [standing for standing in others if not standing.has_tasks],
            "steps": list(Step),
            "can_see_figures": not refusal_to_see_figures(request.user),
        },
    )


@require_safe
def partner_board(request: HttpRequest, cluster_id: UUID, partner_id: UUID) -> HttpResponse:
    """What one partner does on each step, and what holds it back."""
    today = timezone.localdate()
    cluster = cluster_or_404(request.user, cluster_id, today)
    partner = _member_or_404(request.user, cluster, partner_id)
    return render(request, "clusters/partner_board.html", _board(request, cluster, partner, today))


@require_POST
def lay_out(request: HttpRequest, cluster_id: UUID, partner_id: UUID | None = None) -> HttpResponse:
    """Put the template of the cluster's kind on a board."""
    today = timezone.localdate()
    cluster = cluster_or_404(request.user, cluster_id, today)
    partner = _member_or_404(request.user, cluster, partner_id) if partner_id else None
    _require_writer(request.user, cluster, partner, today)
    try:
        count = lay_out_board(cluster=cluster, partner=partner, by=request.user, today=today)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        text = ngettext(
            "%(count)s task was put on the board.", "%(count)s tasks were put on the board.", count
        )
        messages.success(request, text % {"count": count})
    return _to_board(cluster, partner)


@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: HttpRequest, cluster_id: UUID, partner_id: UUID | None = None) -> HttpResponse:
    """Write a new task in one place of a board."""
    today = timezone.localdate()
    cluster = cluster_or_404(request.user, cluster_id, today)
    partner = _member_or_404(request.user, cluster, partner_id) if partner_id else None
    _require_writer(request.user, cluster, partner, today)
    initial = {name: request.GET.get(name) for name in ("step", "level", "party")}
    form = TaskForm(
        request.POST or None,
        instance=StepTask(cluster=cluster, partner=partner),
        initial=initial,
        today=today,
    )
    task = done(form, lambda _given: add_task(task=form.save(commit=False), by=request.user, today=today))
    if task:
        messages.success(request, _("The task is on the board."))
        return redirect("step_task", task.pk)
    context = {"form": form, "cluster": cluster, "partner": partner}
    return render(request, "clusters/task_new.html", context)


@require_safe
def step_task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """One task: whose, how far, what shows it, and its log."""
    today = timezone.localdate()
    task = _task_or_404(request.user, task_id, today)
    return _task_page(request, task, today, StateForm(task=task), LogForm(initial={"day": today}))


@require_http_methods(["GET", "HEAD", "POST"])
def task_edit(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Write a task otherwise."""
    today = timezone.localdate()
    task = _task_or_404(request.user, task_id, today)
    _require_writer(request.user, task.cluster, task.partner, today)
    form = TaskForm(request.POST or None, instance=task, today=today)
    if done(form, lambda _given: change_task(task=form.save(commit=False), by=request.user, today=today)):
        messages.success(request, _("The task is changed."))
        return redirect("step_task", task.pk)
    return render(request, "clusters/task_edit.html", {"form": form, "task": task})


@require_POST
def task_state(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Let a task go on to another state."""
    today = timezone.localdate()
    task = _task_or_404(request.user, task_id, today)
    _require_writer(request.user, task.cluster, task.partner, today)
    form = StateForm(request.POST, task=task)
    if form.is_valid():
        given = form.cleaned_data
        try:
            move_task(task=task, to=given["state"], evidence=given["evidence"], by=request.user, today=today)
        except Refused as refused:
            form.add_error("evidence", str(refused))
        else:
            messages.success(request, _("The task has a new state."))
            return redirect("step_task", task.pk)
    return _task_page(request, task, today, form, LogForm(initial={"day": today}))


@require_POST
def task_log(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Write in the log of a task."""
    today = timezone.localdate()
    task = _task_or_404(request.user, task_id, today)
    _require_writer(request.user, task.cluster, task.partner, today)
    form = LogForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            write_log(
                task=task,
                rhythm=given["rhythm"],
                text=given["text"],
                day=given["day"],
                by=request.user,
                today=today,
            )
        except Refused as refused:
            form.add_error("day", str(refused))
        else:
            messages.success(request, _("It stands in the log."))
            return redirect("step_task", task.pk)
    return _task_page(request, task, today, StateForm(task=task), form)


def clusters_for(user: User, today: date):
    """The clusters somebody works in. IMDi reads what comes of them, and is told so."""
    require(refusal_to_work_in_clusters(user), by=user.pk, subject="cluster", action=Action.LISTED)
    return Cluster.objects.visible_to(user, today)


def cluster_or_404(user: User, cluster_id: UUID, today: date) -> Cluster:
    """A cluster somebody works in."""
    return get_visible_or_404(clusters_for(user, today), "cluster", cluster_id, by=user.pk)


def progress_picture(tasks: list[StepTask], today: date) -> tuple[Picture, list[dict[str, object]]] | None:
    """How the part that is done has grown, quarter by quarter, with the same numbers as rows of a table."""
    if not tasks:
        return None
    days = quarter_ends(min(task.added_on for task in tasks), today)
    shares = share_done_on(tasks, days)
    percent = {
        step: [None if share is None else round(share * 100) for share in shares[step]] for step in Step
    }
    picture = draw_lines(
        id="progress",
        title=_("How much of each step is done, over time"),
        alt=_("Three lines, one for each step. The table below has the same numbers."),
        days=[*(month_name(day) for day in days[:-1]), _("today")],
        lines=[PlottedLine(_("Step %(number)s") % {"number": step.value}, percent[step]) for step in Step],
        ticks=[(value, per_cent(value)) for value in (0, 25, 50, 75, 100)],
        say=per_cent,
    )
    rows = [
        {"day": day, "shares": [(step, percent[step][at]) for step in Step]}
        for at, day in reversed(list(enumerate(days)))
    ]
    return picture, rows


def _board(request: HttpRequest, cluster: Cluster, partner: Partner | None, today: date) -> dict[str, object]:
    """What every board shows: the whole at a glance, and one cell of it or what a filter keeps."""
    user, show = request.user, request.GET.get("show", "")
    parts = read_board(cluster, partner, today)
    seats = set(Seat.objects.in_use_by(user, today).values_list("partner_id", flat=True))
    to_do = tasks_to_do(parts, user, seats)
    kept = BoardFilter(show) if show in BoardFilter.values else None
    tasks = [task for part in parts for cell in part.cells for place in cell.places for task in place.tasks]
    picture = progress_picture(tasks, today)
    can_write = not refusal_to_work_on_board(user, cluster, partner, today)
    laid = {task.template_id for task in tasks}
    template = TemplateTask.objects.filter(cluster_kind=cluster.kind, for_whole_cluster=partner is None)
    cell = cell_to_open(parts, request.GET.get("step", ""), request.GET.get("level", ""))
    return {
        "cluster": cluster,
        "partner": partner,
        "parts": parts,
        "levels": list(Level),
        "counts": [
            {
                "code": each,
                "label": each.label,
                "number": len(found),
                "url": f"?show={each}#kept",
                "is_current": each == kept,
            }
            for each, found in to_do.items()
        ],
        "kept": kept,
        "kept_tasks": to_do[kept] if kept else [],
        "cell": None if kept else cell,
        "seats": seats,
        "has_tasks": bool(tasks),
        "picture": picture[0] if picture else None,
        "picture_rows": picture[1] if picture else [],
        "can_write": can_write,
        "not_laid": template.exclude(pk__in=laid - {None}).count() if can_write else 0,
    }


def _task_page(
    request: HttpRequest, task: StepTask, today: date, state_form: StateForm, log_form: LogForm
) -> HttpResponse:
    refusal = refusal_to_work_on_board(request.user, task.cluster, task.partner, today)
    return render(
        request,
        "clusters/task.html",
        {
            "task": task,
            "log": task.log.select_related("written_by").newest_first(),
            "refusal": refusal,
            "state_form": state_form,
            "log_form": log_form,
            # The summary of errors is for the form that was sent.
            "form": state_form if state_form.is_bound else log_form,
        },
    )


def _task_or_404(user: User, task_id: UUID, today: date) -> StepTask:
    require(refusal_to_work_in_clusters(user), by=user.pk, subject="step task", ids=[task_id])
    visible = StepTask.objects.visible_to(user, today).with_late(today)
    visible = visible.select_related("cluster", "partner", "owner_user", "owner_partner")
    return get_visible_or_404(visible, "step task", task_id, by=user.pk)


def _member_or_404(user: User, cluster: Cluster, partner_id: UUID) -> Partner:
    """A partner that is or was in the cluster."""
    members = Partner.objects.filter(memberships__cluster=cluster).distinct()
    return get_visible_or_404(members, "partner", partner_id, by=user.pk)


def _require_writer(user: User, cluster: Cluster, partner: Partner | None, today: date) -> None:
    require(
        refusal_to_work_on_board(user, cluster, partner, today),
        by=user.pk,
        subject="board",
        ids=[cluster.pk],
        office=partner.pk if partner else None,
        action=Action.RECORDED,
    )


def _to_board(cluster: Cluster, partner: Partner | None) -> HttpResponse:
    if partner:
        return redirect("partner_board", cluster.pk, partner.pk)
    return redirect("cluster_board", cluster.pk)
