"""An office's workbook on its way in: sent, read, shown, confirmed."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.models import User
from audit.deeds import Refused
from audit.doors import found
from clusters.models import Partner
from participants.actions import cancel_import, confirm_import, start_import
from participants.forms import WorkbookForm
from participants.models import ImportRun, ImportRunQuerySet
from participants.permissions import may_cancel, may_confirm, may_import, may_see_offices
from participants.views import office_or_404
from participants.workbook.template import empty_workbook
from participants.workbook.writing import CONTENT_TYPE

PAGE_LENGTH = 20


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    """Choose an office; whoever has one goes straight there."""
    if refusal := may_see_offices(request.user):
        raise PermissionDenied(refusal)
    today = timezone.localdate()
    offices = list(Partner.objects.visible_to(request.user, today).order_by("name", "pk"))
    if len(offices) == 1:
        return redirect("office_imports", offices[0].pk)
    page = Paginator(runs_for(request.user, today), PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "imports/import_list.html", {"offices": offices, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def office_imports(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Send in a workbook for one office, and see those that came before."""
    today = timezone.localdate()
    office = office_or_404(request.user, office_id, today)
    refusal = may_import(request.user, office, today)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        try:
            run = start_import(office=office, data=form.cleaned_data["workbook"].read(), by=request.user)
        except Refused as refused:
            form.add_error("workbook", str(refused))
        else:
            return redirect("import_run", run.pk)
    runs = runs_for(request.user, today).filter(office=office)
    page = Paginator(runs, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(
        request,
        "imports/office_imports.html",
        {"office": office, "form": form, "refusal": refusal, "page": page},
    )


@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook. It holds no data, so it is for everybody who may send one in."""
    if refusal := may_see_offices(request.user):
        raise PermissionDenied(refusal)
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
            "hidden_problems": run.summary.get("problem_count", 0) - len(run.problems),
            "can_confirm": not may_confirm(request.user, run, today),
            "can_cancel": not may_cancel(request.user, run, today),
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
        confirm_import(run=run, by=request.user)
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


def runs_for(user: User, today: date) -> ImportRunQuerySet:
    """Imports as a list shows them, newest first, without what is in them."""
    runs = ImportRun.objects.visible_to(user, today).select_related("office", "requested_by")
    return runs.defer("workbook", "problems", "notices").order_by("-requested_at", "pk")


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
    return found(visible.defer("workbook"), "import", run_id, by=user.pk)
