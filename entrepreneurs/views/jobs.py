"""The ledger of jobs: what was created, who holds it, whether they are still there."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, no_such, require
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from entrepreneurs.actions.jobs import create_job, end_holding, end_job, fill_job, record_check
from entrepreneurs.due import checks_due
from entrepreneurs.enums import CheckMonth
from entrepreneurs.forms.jobs import CheckForm, EndForm, HolderForm, JobForm
from entrepreneurs.models import Holding, Job, JobCheck
from entrepreneurs.models.jobs import JobQuerySet
from entrepreneurs.permissions import refusal_to_enter, refusal_to_follow_up, refusal_to_manage
from entrepreneurs.views.ventures import FORM, PAGE_LENGTH
from participants.models import Participant
from participants.permissions import refusal_to_see_offices

ALL, VACANT, HELD, ENDED = "", "vacant", "held", "ended"


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """The ledger, by whether somebody holds the job, and the questions that are due."""
    require(refusal_to_enter(request.user), by=request.user.pk, subject="job")
    today = timezone.localdate()
    visible = Job.objects.visible_to(request.user, today)
    groups = {
        ALL: visible,
        VACANT: visible.vacant(today),
        HELD: visible.held(today),
        ENDED: visible.ended(today),
    }
    code = request.GET.get("state", ALL)
    if code not in groups:
        no_such("jobs")
    numbers = visible.aggregate(**{name or "all": _how_many(jobs) for name, jobs in groups.items()})
    paginator = Paginator(
        with_holders(groups[code], request.user, today).order_by("-starts_on", "pk"), PAGE_LENGTH
    )
    paginator.count = numbers[code or "all"]
    page = paginator.get_page(request.GET.get("page"))
    record_holders(page.object_list, request.user)
    checks = checks_due(request.user, today)
    return render(
        request,
        "entrepreneurs/job_list.html",
        {
            "page": page,
            "counts": job_counts(numbers, code),
            "checks": checks[:PAGE_LENGTH],
            "checks_due": len(checks),
            "checks_left": len(checks[PAGE_LENGTH:]),
        },
    )


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One line of the ledger."""
    today = timezone.localdate()
    job = _job_or_404(request.user, job_id, today)
    record_holders([job], request.user)
    is_open = job.ends_on is None
    return render(
        request,
        "entrepreneurs/job.html",
        {
            "job": job,
            "can_end": is_open and not refusal_to_manage(request.user, job, today),
            "can_fill": is_open and not refusal_to_see_offices(request.user) and not job.is_taken,
        },
    )


@require_http_methods(FORM)
def job_create(request: HttpRequest) -> HttpResponse:
    """Write a new job in the ledger."""
    require(refusal_to_enter(request.user), by=request.user.pk, subject="job")
    today = timezone.localdate()
    form = JobForm(data_of(request), user=request.user, today=today, initial={"starts_on": today})
    job = done(form, lambda given: create_job(by=request.user, today=today, **given))
    if job:
        messages.success(request, _("The job is registered."))
        return redirect("job", job.pk)
    return render(request, "entrepreneurs/job_create.html", {"form": form})


@require_http_methods(FORM)
def job_fill(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Let a participant take the job."""
    today = timezone.localdate()
    job = _job_or_404(request.user, job_id, today)
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="job", ids=[job.pk])
    form = HolderForm(data_of(request), user=request.user, today=today, initial={"starts_on": today})
    person = _holder(form, request.user, today)
    if person and done(
        form,
        lambda given: fill_job(
            job=job, participant=person, starts_on=given["starts_on"], by=request.user, today=today
        ),
    ):
        messages.success(request, _("The job is taken."))
        return redirect("job", job.pk)
    return _job_form(request, job, form, _("Somebody takes the job"), _("Record"))


@require_http_methods(FORM)
def job_end(request: HttpRequest, job_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    job = _job_or_404(request.user, job_id, today)
    require(refusal_to_manage(request.user, job, today), by=request.user.pk, subject="job", ids=[job.pk])
    form = EndForm(data_of(request), initial={"on": today})
    if done(form, lambda given: end_job(job=job, by=request.user, today=today, **given)):
        messages.success(request, _("The job has ended. It stays on record."))
        return redirect("job", job.pk)
    return _job_form(request, job, form, _("The job ends"), _("Record"))


@require_http_methods(FORM)
def holding_end(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    holding = _holding_or_404(request.user, holding_id, today)
    form = EndForm(data_of(request), initial={"on": today})
    if done(form, lambda given: end_holding(holding=holding, by=request.user, today=today, **given)):
        return redirect("job", holding.job_id)
    return _job_form(request, holding.job, form, _("Somebody leaves the job"), _("Record"))


@require_http_methods(FORM)
def holding_check(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    """Write down whether the person is still there."""
    today = timezone.localdate()
    holding = _holding_or_404(request.user, holding_id, today)
    month = request.GET.get("month", "")
    initial = {
        "day": today,
        "month": int(month) if month in map(str, CheckMonth.values) else CheckMonth.THREE,
    }
    form = CheckForm(data_of(request), initial=initial)
    if done(form, lambda given: record_check(holding=holding, by=request.user, today=today, **given)):
        messages.success(request, _("The answer is written down."))
        return redirect("job", holding.job_id)
    return _job_form(request, holding.job, form, _("Still in the job?"), _("Record"))


def with_holders(jobs: JobQuerySet, user: User, today: date) -> JobQuerySet:
    """Jobs with their owners, and the holders a user may know of, newest first."""
    checks = JobCheck.objects.standing().order_by("month", "day", "pk")
    holdings = (
        Holding.objects.visible_to(user, today)
        .select_related("participant", "office")
        .prefetch_related(Prefetch("checks", checks, to_attr="answered"))
        .order_by("-starts_on", "pk")
    )
    return (
        jobs.with_taken(today)
        .select_related("partner", "venture")
        .prefetch_related(Prefetch("holdings", holdings, to_attr="holders"))
    )


def record_holders(jobs: list[Job], user: User) -> None:
    """A look at a job is a look at those who hold it, where the page names them."""
    ids = [
        holding.participant_id
        for job in jobs
        for holding in job.holders
        # Of anybody else the wall gives the job and not the holder.
        if holding.participant is not None
    ]
    record(Action.LISTED, "participant", ids, by=user.pk)


def _how_many(jobs: JobQuerySet):
    """How many of the visible jobs are in a group."""
    return Count("pk", filter=Q(pk__in=jobs.order_by().values("pk")))


def job_counts(numbers: dict[str, int], current: str) -> list[dict[str, object]]:
    """Counts that lead to their lists."""
    url = reverse("job_list")
    labels = {
        ALL: _("All jobs"),
        VACANT: _("Held by nobody"),
        HELD: _("Held by a participant"),
        ENDED: _("Ended"),
    }
    return [
        {
            "code": code,
            "label": label,
            "number": numbers[code or "all"],
            "url": f"{url}?state={code}" if code else url,
            "is_current": code == current,
        }
        for code, label in labels.items()
    ]


def _job_or_404(user: User, job_id: UUID, today: date) -> Job:
    return get_visible_or_404(
        with_holders(Job.objects.visible_to(user, today), user, today), "job", job_id, by=user.pk
    )


def _holding_or_404(user: User, holding_id: UUID, today: date) -> Holding:
    holdings = Holding.objects.visible_to(user, today).select_related("job__partner", "job__venture")
    holding = get_visible_or_404(holdings, "holding", holding_id, by=user.pk)
    require(refusal_to_follow_up(user, holding, today), by=user.pk, subject="holding", ids=[holding.pk])
    return holding


def _holder(form: HolderForm, user: User, today: date) -> Participant | None:
    if not form.is_valid():
        return None
    office = form.cleaned_data["office"]
    people = Participant.objects.visible_to(user, today).filter(office=office)
    person = people.with_reference(form.cleaned_data["reference"]).first()
    record(Action.FOUND, "participant", [person.pk] if person else [], by=user.pk, office=office)
    if person is None:
        form.add_error("reference", _("Nobody at this office has this reference."))
    return person


def _job_form(request: HttpRequest, job: Job, form, heading: str, button: str) -> HttpResponse:
    return render(
        request,
        "entrepreneurs/job_form.html",
        {"job": job, "form": form, "heading": heading, "button": button},
    )
