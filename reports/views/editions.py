"""Reports: KREM asks for, reviews and publishes them; everybody reads what is out."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.enums import Role
from accounts.models import User
from accounts.signing_in.stepping_up import ask_again
from audit.access import get_visible_or_404, no_such, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from reports.actions.editions import discard_edition, publish_edition, request_edition, retry_edition
from reports.document.beside import Beside, Changes, read_changes
from reports.document.words.narrative import read_narrative
from reports.document.words.wording import listed
from reports.editions.calendar import reports_owed
from reports.editions.corrections import correction_in_words, held_back
from reports.editions.downloads import CONTENT_TYPES, file_name
from reports.editions.given_away import how_many_are_given_away
from reports.editions.layouts import layouts_of
from reports.editions.pages import loss_of, read_report, warnings_of
from reports.editions.plan import layout_for, plan_of, standing_of
from reports.editions.review import course_of, earlier_beside, former_of, unsigned
from reports.editions.shelf import shelf_of
from reports.editions.simulation.outlook import price_of
from reports.editions.subscriptions import token_of
from reports.enums import DOCUMENTS, FileKind
from reports.forms.editions import EditionForm, PublishForm
from reports.models import Edition, EditionFile, Series, SignOff
from reports.permissions import (
    refusal_to_compare,
    refusal_to_discard,
    refusal_to_download,
    refusal_to_make_again,
    refusal_to_publish,
    refusal_to_request,
    refusal_to_retry,
    refusal_to_review,
    refusal_to_see_course,
)
from reports.protected.report import ProtectedReport, read_protected

PAGE_LENGTH = 50
SHELF_LENGTH = 12


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    """KREM's desk with every edition, and the shelf of what is out for everybody else."""
    editions = Edition.objects.visible_to(request.user).for_lists().newest_first()
    today = timezone.localdate()
    if refusal_to_request(request.user):
        page = Paginator(editions, SHELF_LENGTH).get_page(request.GET.get("page"))
        return render(
            request,
            "reports/shelf.html",
            {
                "page": page,
                # What stands on a card is read from the report itself.
                "shelf": shelf_of(page.object_list, Edition.objects.visible_to(request.user)),
                "owed": reports_owed(request.user, today),
                "takes_part": not refusal_to_see_course(request.user),
                "to_sign": sign_offs_waiting(request.user, today),
                "subscription": request.build_absolute_uri(
                    reverse("subscription", args=[token_of(request.user)])
                ),
            },
        )
    page = Paginator(editions, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "reports/desk.html", {"page": page, "given_away": how_many_are_given_away()})


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
    series = get_visible_or_404(
        Series.objects.select_related("cluster"), "series", series_id, by=request.user.pk
    )
    data = data_of(request)
    form = EditionForm(data, series=series, today=timezone.localdate())
    edition = done(
        form,
        lambda given: request_edition(
            series=series,
            period=given["period"],
            layout=layout_for(series, given["period"], given["detail"]),
            by=request.user,
        ),
    )
    if edition:
        return redirect("edition", edition.pk)
    return render(request, "reports/request.html", {"series": series, "form": form, "plan": plan_of(series)})


@require_safe
def edition(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """One edition: how the work goes, or what it says."""
    edition = edition_or_404(request.user, edition_id)
    # Which cells are small is for those who prepare the report.
    prepares = not refusal_to_request(request.user)
    suppression = edition.told if prepares else None
    report = read_protected(edition.report) if edition.report else None
    narrative = read_narrative(edition.narrative)
    return render(
        request,
        "reports/edition.html",
        {
            "edition": edition,
            "reading": read_report(report, suppression, beside_on_page(edition)) if report else None,
            "narrative": narrative,
            "changes": changes_since(former_of(edition), report) if report else None,
            "loss": loss_of(suppression),
            "correction": correction_in_words(suppression) if edition.is_draft else "",
            "can_download": not refusal_to_download(request.user, edition),
            "can_compare": not refusal_to_compare(request.user, edition),
            "can_publish": not refusal_to_publish(request.user, edition),
            "can_discard": not refusal_to_discard(request.user, edition),
            "can_retry": not refusal_to_retry(request.user, edition),
            "can_review": not refusal_to_review(request.user, edition),
            "can_make_again": not refusal_to_make_again(request.user, edition),
            "warnings": warnings_of(report, suppression, narrative) if suppression else None,
            "layouts": layouts_of(edition, suppression) if suppression and edition.is_draft else None,
            "standing": standing_of(edition) if edition.is_draft and prepares else None,
            "price": price_of(edition) if edition.is_draft and prepares else None,
            "course": course_of(edition) if prepares else None,
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
    if again := ask_again(request):
        return again
    waiting = unsigned(edition.sign_offs.select_related("office"))
    data = data_of(request)
    told = edition.told
    refusal = refusal_to_publish(request.user, edition) or held_back(told, edition.urgent_because)
    form = PublishForm(
        data,
        must_say_why=bool(waiting) and not refusal,
        is_urgent=bool(edition.urgent_because) and not refusal,
    )
    if form.is_valid():
        try:
            publish_edition(edition=edition, by=request.user, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The report is published. Those it was prepared for have been told."))
        return redirect("edition", edition.pk)
    context = {
        "edition": edition,
        "refusal": refusal,
        "correction": correction_in_words(told),
        "loss": loss_of(told),
        "warnings": warnings_of(read_protected(edition.report), told, read_narrative(edition.narrative))
        if told
        else None,
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
    refusal = refusal_to_discard(request.user, edition)
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
    require(
        refusal_to_download(request.user, edition),
        by=request.user.pk,
        subject="edition",
        ids=[edition_id],
        action=Action.DOWNLOADED,
    )
    file = _file_of(edition, kind if kind in DOCUMENTS else "")
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
    picture = _file_of(edition, FileKind.PNG)
    return HttpResponse(bytes(picture.content), content_type="image/png")


def beside_on_page(edition: Edition) -> Beside:
    """What the findings of an edition are held against: the same as when it was built."""
    return earlier_beside(edition, edition.built_at) if edition.built_at else Beside()


def changes_since(former: Edition | None, report: ProtectedReport) -> Changes | None:
    """What a newer edition shows otherwise than the one before it, None for the first."""
    return read_changes(read_protected(former.report), report) if former else None


def sign_offs_waiting(user: User, today: date) -> int:
    """How many drafts wait for a leader's answer; nobody else is ever asked."""
    if user.role != Role.NAV_LEADER:
        return 0
    return SignOff.objects.visible_to(user, today).waiting().count()


def edition_or_404(user: User, edition_id: UUID) -> Edition:
    """An edition a user may read."""
    files = EditionFile.objects.defer("content").order_by("kind")
    visible = Edition.objects.visible_to(user).select_related(
        "series__cluster", "requested_by", "reviewed_by"
    )
    return get_visible_or_404(
        visible.prefetch_related(Prefetch("files", files)), "edition", edition_id, by=user.pk
    )


def _file_of(edition: Edition, kind: str) -> EditionFile:
    return edition.files.filter(kind=kind).first() or no_such("file")


def require_krem(user: User) -> None:
    require(refusal_to_request(user), by=user.pk, subject="edition", action=Action.REQUESTED)
