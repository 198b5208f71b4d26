"""Reports: KREM asks for, reviews and publishes them; everybody reads what is out."""

from datetime import date
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.enums import Role
from accounts.models import User
from audit.deeds import Refused
from audit.doors import found
from audit.enums import Action, Decision
from audit.forms import data_of, done
from audit.recording import record
from reports.actions import discard_edition, publish_edition, request_edition, retry_edition
from reports.course import before_of, course_of, former_of, unsigned
from reports.document.beside import Beside, Changes, read_changes
from reports.document.wording import listed
from reports.downloads import CONTENT_TYPES, file_name
from reports.enums import DOCUMENTS, FileKind
from reports.figures.tables import Layout
from reports.forms import EditionForm, PublishForm
from reports.layouts import layout_choices, way_out_of
from reports.models import Edition, EditionFile, EditionQuerySet, Series, SignOff
from reports.narrative import read_narrative
from reports.permissions import (
    may_compare,
    may_discard,
    may_download,
    may_make_again,
    may_publish,
    may_request,
    may_retry,
    may_review,
    may_see_course,
)
from reports.protected import ProtectedReport, read_protected
from reports.reading import loss_of, read_report, warnings_of

PAGE_LENGTH = 50


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """KREM's desk with every edition, and the shelf of what is out for everybody else."""
    editions = editions_for(request.user).newest_first()
    if may_request(request.user):
        return render(
            request,
            "reports/shelf.html",
            {
                "shelf": shelf_of(editions),
                "takes_part": not may_see_course(request.user),
                "to_sign": sign_offs_waiting(request.user, timezone.localdate()),
            },
        )
    page = Paginator(editions, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "reports/desk.html", {"page": page})


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    """Choose what the report is about."""
    require_krem(request.user)
    series = Series.objects.select_related("cluster").order_by("cluster__name", "name", "pk")
    return render(request, "reports/series_list.html", {"series": series})


@require_http_methods(["GET", "HEAD", "POST"])
def edition_request(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """Ask for a report: a period, and how finely."""
    require_krem(request.user)
    series = get_object_or_404(Series.objects.select_related("cluster"), pk=series_id)
    data = data_of(request)
    form = EditionForm(data, series=series, today=timezone.localdate())
    edition = done(
        form,
        lambda given: request_edition(
            series=series, period=given["period"], layout=Layout(given["detail"]), by=request.user
        ),
    )
    if edition:
        return redirect("edition", edition.pk)
    return render(request, "reports/request.html", {"series": series, "form": form})


@require_safe
def edition(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """One edition: how the work goes, or what it says."""
    edition = edition_or_404(request.user, edition_id)
    # Which cells are small is for those who prepare the report.
    suppression = None if may_request(request.user) else edition.told
    report = read_protected(edition.report) if edition.report else None
    return render(
        request,
        "reports/edition.html",
        {
            "edition": edition,
            "reading": read_report(report, suppression, beside_on_page(edition)) if report else None,
            "narrative": read_narrative(edition.narrative),
            "changes": changes_since(former_of(edition), report) if report else None,
            "loss": loss_of(suppression),
            "can_download": not may_download(request.user, edition),
            "can_compare": not may_compare(request.user, edition),
            "can_publish": not may_publish(request.user, edition),
            "can_discard": not may_discard(request.user, edition),
            "can_retry": not may_retry(request.user, edition),
            "can_review": not may_review(request.user, edition),
            "can_make_again": not may_make_again(request.user, edition),
            "way_out": way_out_of(edition.way_out),
            "warnings": warnings_of(report, suppression) if suppression else None,
            "layouts": layout_choices(report, edition.layout, suppression)
            if suppression and edition.is_draft
            else [],
            "course": None if may_request(request.user) else course_of(edition),
        },
    )


@require_safe
def edition_progress(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """How far the work has come; when it has ended, the page is asked to show itself again."""
    edition = edition_or_404(request.user, edition_id)
    if not edition.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "reports/edition_progress.html", {"edition": edition})


@require_http_methods(["GET", "HEAD", "POST"])
def edition_publish(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Ask once more before a report goes out for good."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    waiting = unsigned(edition.sign_offs.select_related("office"))
    data = data_of(request)
    form = PublishForm(data, must_say_why=bool(waiting) and not may_publish(request.user, edition))
    if form.is_valid():
        try:
            publish_edition(edition=edition, by=request.user, despite=form.cleaned_data["despite"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The report is published. Those it was prepared for have been told."))
        return redirect("edition", edition.pk)
    context = {
        "edition": edition,
        "refusal": may_publish(request.user, edition),
        "loss": loss_of(edition.told),
        "form": form,
        "unsigned": listed(waiting),
    }
    return render(request, "reports/publish.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_discard(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Ask once more before a draft is put away."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    if request.method == "POST":
        try:
            discard_edition(edition=edition, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The draft was put away. Nothing was published."))
        return redirect("edition", edition.pk)
    refusal = may_discard(request.user, edition)
    return render(request, "reports/discard.html", {"edition": edition, "refusal": refusal})


@require_POST
def edition_retry(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Have a failed edition built again."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    try:
        retry_edition(edition=edition, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("edition", edition.pk)


@require_safe
def edition_file(request: HttpRequest, edition_id: UUID, kind: str) -> HttpResponse:
    """One of an edition's files, byte for byte as it was made. Each download is logged."""
    edition = edition_or_404(request.user, edition_id)
    if refusal := may_download(request.user, edition):
        refuse(Action.DOWNLOADED, request.user, edition_id, refusal)
    file = get_object_or_404(EditionFile, edition=edition, kind=kind if kind in DOCUMENTS else "")
    record(Action.DOWNLOADED, "edition", [edition.pk], by=request.user.pk, reason=kind)
    return HttpResponse(
        bytes(file.content),
        content_type=CONTENT_TYPES[FileKind(kind)],
        headers={"Content-Disposition": f'attachment; filename="{file_name(edition, kind)}"'},
    )


@require_safe
def edition_picture(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """The first page, for the shelf. It holds no number, so a look is not a download."""
    edition = edition_or_404(request.user, edition_id)
    picture = get_object_or_404(EditionFile, edition=edition, kind=FileKind.PNG)
    return HttpResponse(bytes(picture.content), content_type="image/png")


def editions_for(user: User) -> EditionQuerySet:
    """Editions as a list shows them: with their files' sizes, without what is in them."""
    files = EditionFile.objects.defer("content").order_by("kind")
    return (
        Edition.objects.visible_to(user)
        .select_related("series__cluster")
        .prefetch_related(Prefetch("files", files))
        .defer("report")
    )


def beside_on_page(edition: Edition) -> Beside:
    """What the findings of an edition are held against: the same as when it was built."""
    before = before_of(edition, edition.built_at) if edition.built_at else None
    return Beside(period_before=before and read_protected(before.report))


def changes_since(former: Edition | None, report: ProtectedReport) -> Changes | None:
    """What a newer edition shows otherwise than the one before it, None for the first."""
    return read_changes(read_protected(former.report), report) if former else None


def sign_offs_waiting(user: User, today: date) -> int:
    """How many drafts wait for a leader's answer; nobody else is ever asked."""
    if user.role != Role.NAV_LEADER:
        return 0
    return SignOff.objects.visible_to(user, today).waiting().count()


def shelf_of(editions: EditionQuerySet) -> list[dict[str, object]]:
    """Editions by cluster, in the order they come in each."""
    by_cluster = sorted(editions, key=lambda edition: edition.series.cluster.name)
    return [
        {"cluster": cluster, "editions": list(group)}
        for cluster, group in groupby(by_cluster, key=lambda edition: edition.series.cluster)
    ]


def edition_or_404(user: User, edition_id: UUID) -> Edition:
    """An edition a user may read."""
    files = EditionFile.objects.defer("content").order_by("kind")
    visible = Edition.objects.visible_to(user).select_related(
        "series__cluster", "requested_by", "reviewed_by"
    )
    return found(visible.prefetch_related(Prefetch("files", files)), "edition", edition_id, by=user.pk)


def require_krem(user: User) -> None:
    if refusal := may_request(user):
        refuse(Action.REQUESTED, user, None, refusal)


def refuse(action: Action, user: User, edition_id: UUID | None, reason: str) -> None:
    ids = [edition_id] if edition_id else []
    record(action, "edition", ids, by=user.pk, decision=Decision.REFUSED, reason=reason)
    raise PermissionDenied(reason)
