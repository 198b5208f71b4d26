"""An office's workbook on its way in: sent, read, shown, confirmed."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from clusters.models import Partner
from participants.actions.imports import cancel_import, confirm_import, start_import
from participants.enums import ImportChangeKind
from participants.forms.offices import WorkbookForm
from participants.intake.preview import kinds_of, told
from participants.intake.questions import QUESTIONS, questions_about
from participants.models import ImportChange, ImportRun
from participants.permissions import (
    refusal_to_cancel,
    refusal_to_confirm,
    refusal_to_import,
    refusal_to_see_offices,
)
from participants.views.people import office_or_404
from participants.workbook.template import empty_workbook
from participants.workbook.writing import CONTENT_TYPE

PAGE_LENGTH = 20
CHANGES_A_PAGE = 50
YES, NO = "yes", "no"


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Choose an office; whoever has one goes straight there."""
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="office", action=Action.LISTED)
    today = timezone.localdate()
    offices = list(Partner.objects.visible_to(request.user, today).order_by("name", "pk"))
    if len(offices) == 1:
        return redirect("office_imports", offices[0].pk)
    page = Paginator(ImportRun.objects.visible_to(request.user, today).for_lists(), PAGE_LENGTH).get_page(
        request.GET.get("page")
    )
    return render(request, "imports/import_list.html", {"offices": offices, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def office_imports(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Send in a workbook for one office, and see those that came before."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    refusal = refusal_to_import(request.user, office, today)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        try:
            run = start_import(office=office, data=form.cleaned_data["workbook"].read(), by=request.user)
        except Refused as refused:
            form.add_error("workbook", str(refused))
        else:
            return redirect("import_run", run.pk)
    runs = ImportRun.objects.visible_to(request.user, today).for_lists().filter(office=office)
    page = Paginator(runs, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/office_imports.html",
        {"office": office, "form": form, "refusal": refusal, "page": page},
    )


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook. It holds no data, so it is for everybody who may send one in."""
    require(
        refusal_to_see_offices(request.user), by=request.user.pk, subject="office", action=Action.DOWNLOADED
    )
    name = _("krem-workbook.xlsx")
    return HttpResponse(
        empty_workbook(),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_safe
def import_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    run = _run_or_404(request.user, run_id, today)
    return render(
        request,
        "imports/import_run.html",
        {
            "run": run,
            "preview": preview_of(run),
            **_changes_for(request, run, today),
            "hidden_problems": run.summary.get("problem_count", 0) - len(run.problems),
            "can_confirm": not refusal_to_confirm(request.user, run, today),
            "can_cancel": not refusal_to_cancel(request.user, run, today),
        },
    )


@require_safe
def import_progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far the work has come; when it has ended, the page is asked to show itself again."""
    run = _run_or_404(request.user, run_id, timezone.localdate())
    if not run.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "imports/import_progress.html", {"run": run})


@require_POST
def import_confirm(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = _run_or_404(request.user, run_id, timezone.localdate())
    try:
        confirm_import(run=run, by=request.user, answers=_answers_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("import_run", run.pk)


@require_POST
def import_cancel(request: HttpRequest, run_id: UUID) -> HttpResponse:
    run = _run_or_404(request.user, run_id, timezone.localdate())
    try:
        cancel_import(run=run, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The workbook was put away. Nothing was taken in."))
    return redirect("office_imports", run.office_id)


def _answers_in(request: HttpRequest) -> dict[str, bool]:
    """What the office has answered; what is neither yes nor no is no answer."""
    given = {question.choice: request.POST.get(question.choice) for question in QUESTIONS}
    return {choice: answer == YES for choice, answer in given.items() if answer in (YES, NO)}


def _changes_for(request: HttpRequest, run: ImportRun, today: date) -> dict[str, object]:
    """The rows that would change, person by person, and what is asked about them."""
    if run.is_under_way:
        return {}
    questions = questions_about(run.summary.get("asked", {}))
    visible = ImportChange.objects.visible_to(request.user, today).filter(run=run)
    if not visible.exists():
        return {"questions": questions}
    kind = request.GET.get("kind", "")
    chosen = visible.filter(kind=kind) if kind in ImportChangeKind.values else visible
    page = Paginator(chosen.order_by("reference", "sheet", "row", "pk"), CHANGES_A_PAGE)
    page = page.get_page(request.GET.get("page"))
    return {
        "kinds": kinds_of(visible, kind),
        "kind": kind,
        "page": page,
        "changes": [told(change) for change in page],
        "questions": questions,
    }


def preview_of(run: ImportRun) -> list[dict[str, object]]:
    """What a workbook means, sheet by sheet; empty before it has been compared."""
    sheets = {
        "participants": _("Participants"),
        "moves": _("Journeys"),
        "follow_ups": _("Follow-ups"),
    }
    return [{"label": label, **run.summary[sheet]} for sheet, label in sheets.items() if sheet in run.summary]


def _run_or_404(user: User, run_id: UUID, today: date) -> ImportRun:
    visible = ImportRun.objects.visible_to(user, today).select_related("office", "requested_by")
    return get_visible_or_404(visible.defer("workbook"), "import", run_id, by=user.pk)
