"""The course of reports: the calendar, the leaders' sign-off, KREM's review."""

from datetime import UTC
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.languages import in_the_language_of
from accounts.models import User
from accounts.scope import acting_for
from audit.access import get_visible_or_404, no_such, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from reports.actions.review import (
    ask_for_simulation,
    keep_plan,
    make_again,
    measure_layouts,
    review_edition,
    send_back,
    sign_off,
    write_narrative,
)
from reports.document.words.narrative import narrative_of
from reports.document.words.unprintable import unprintable_in_words
from reports.document.words.wording import listed
from reports.editions.calendar import reports_in_hand, reports_to_come
from reports.editions.corrections import AT_A_TIME, corrections_of
from reports.editions.given_away import given_away as what_is_given_away
from reports.editions.own_numbers import own_numbers
from reports.editions.plan import Plan, plan_of, planned_reports, promised_in
from reports.editions.review import texts_of
from reports.editions.simulation.outlook import outlook_of
from reports.editions.subscriptions import calendar_for, user_of
from reports.enums import EditionState, PeriodKind, SignOffState
from reports.forms.editions import LayoutForm
from reports.forms.review import AgainForm, NarrativeForm, PlanForm, SendBackForm
from reports.models import Edition, Series, SignOff, Simulation
from reports.permissions import refusal_to_answer, refusal_to_request, refusal_to_see_course
from reports.views.editions import edition_or_404, require_krem

MOST_ANSWERED = 20


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is due and who must do what: every report for KREM, what is to sign for a leader."""
    require(refusal_to_see_course(request.user), by=request.user.pk, subject="edition")
    today = timezone.localdate()
    if refusal_to_request(request.user):
        mine = SignOff.objects.visible_to(request.user, today).select_related("office", "series__cluster")
        return render(
            request,
            "reports/sign_offs.html",
            {
                "waiting": mine.open().due_first(),
                "answered": mine.exclude(closed_at=None).order_by("-closed_at", "pk")[:MOST_ANSWERED],
                "today": today,
            },
        )
    return render(
        request,
        "reports/calendar.html",
        {"in_hand": reports_in_hand(today), "to_come": reports_to_come(today)},
    )


@login_not_required
@require_safe
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Due days for a calendar elsewhere. Programs cannot sign in, so the address itself is the key."""
    now = timezone.now()
    user = user_of(token, timezone.localdate(now))
    if user is None:
        no_such("calendar")
    with acting_for(user), in_the_language_of(user):
        text = calendar_for(user, now.astimezone(UTC), timezone.localdate(now))
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store, private"}
    )


@require_safe
def sign_off_page(request: HttpRequest, sign_off_id: UUID) -> HttpResponse:
    """The own office's numbers in a draft, and the two answers to them. Each look is logged."""
    row = _sign_off_or_404(request.user, sign_off_id)
    return _show(request, row, SendBackForm())


@require_POST
def sign_off_sign(request: HttpRequest, sign_off_id: UUID) -> HttpResponse:
    """The numbers are right."""
    row = _sign_off_or_404(request.user, sign_off_id)
    try:
        sign_off(sign_off=row, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Thank you. You have signed off the numbers."))
    return redirect("sign_off", row.pk)


@require_POST
def sign_off_send_back(request: HttpRequest, sign_off_id: UUID) -> HttpResponse:
    """The numbers are not right, and why."""
    row = _sign_off_or_404(request.user, sign_off_id)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        send_back(sign_off=row, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
    except Refused as refused:
        form.add_error("reason", str(refused))
        return _show(request, row, form)
    messages.success(request, _("The numbers are sent back. KREM has been told."))
    return redirect("sign_off", row.pk)


@require_POST
def edition_review(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """A second person finds the draft fit to publish."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    try:
        review_edition(edition=edition, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("You have reviewed the report."))
    return redirect("edition", edition.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_again(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Ask once more before a report is made again."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    form = AgainForm(data_of(request))
    if form.is_valid():
        try:
            made = make_again(
                edition=edition,
                by=request.user,
                keep_cutoff="keep_cutoff" in request.POST,
                urgent_because=form.cleaned_data["urgent_because"] if edition.is_out else "",
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("edition", edition.pk)
        return redirect("edition", made.pk)
    return render(request, "reports/again.html", {"edition": edition, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def publication_plan(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """What a series has said that it will print over the grant, and what has come of it."""
    series = _series_or_404(request.user, series_id)
    plan = plan_of(series)
    form = PlanForm(data_of(request), initial=_initial(series, plan))
    if done(form, lambda given: keep_plan(series=series, plan=given["plan"], by=request.user)):
        messages.success(
            request, _("The plan is saved. Drafts that have been asked for keep what was promised then.")
        )
        return redirect("publication_plan", series.pk)
    return render(
        request,
        "reports/plan.html",
        {
            "series": series,
            "form": form,
            "promised": promised_in(plan) if plan else (),
            "planned": planned_reports(series, plan) if plan else [],
            "outlook": outlook_of(series) if plan else None,
        },
    )


@require_POST
def plan_simulate(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """Try out anew what the planned reports will still be able to say."""
    series = _series_or_404(request.user, series_id)
    try:
        ask_for_simulation(series=series, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("publication_plan", series.pk)


@require_safe
def plan_progress(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """How far that has come; when it has ended, the page is asked to show itself again."""
    series = _series_or_404(request.user, series_id)
    outlook = outlook_of(series)
    if outlook is None or not outlook.simulation.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "reports/plan_progress.html", {"series": series, "outlook": outlook})


@require_POST
def edition_simulate(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Try out anew what a draft costs the reports after it."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    try:
        ask_for_simulation(series=edition.series, edition=edition, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("edition", edition.pk)


@require_POST
def edition_layouts(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Measure what a draft would tell with other tables."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    try:
        measure_layouts(edition=edition, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('edition', args=[edition.pk])}#layouts")


@require_safe
def edition_layouts_progress(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """How far that has come; when it has ended, the page is asked to show itself again."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    measuring = Simulation.objects.newest_of_layouts(edition)
    if measuring is None or not measuring.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "reports/layouts_progress.html", {"edition": edition, "measuring": measuring})


def _series_or_404(user: User, series_id: UUID) -> Series:
    """For KREM."""
    require_krem(user)
    return get_visible_or_404(Series.objects.select_related("cluster"), "series", series_id, by=user.pk)


def _initial(series: Series, plan: Plan | None) -> dict[str, object]:
    """The plan there is, or what is known of the grant."""
    if plan is None:
        cluster = series.cluster
        kinds = list(dict.fromkeys([series.period_kind, PeriodKind.YEAR]))
        return {"start": cluster.starts_on, "end": cluster.ends_on, "kinds": kinds, "has_final": True}
    return {
        "start": plan.start,
        "end": plan.end,
        "kinds": plan.kinds,
        "has_final": plan.has_final,
        "detail": plan.detail,
        "tables": plan.tables,
    }


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What has been corrected since a report went out, how many it is about, and whether it may go out."""
    require_krem(request.user)
    out = Edition.objects.filter(state=EditionState.PUBLISHED).newest_first()
    page = Paginator(out.select_related("series__cluster", "suppression"), AT_A_TIME).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "reports/corrections.html",
        {"page": page, "corrections": corrections_of(page.object_list, timezone.now())},
    )


@require_safe
def given_away(request: HttpRequest) -> HttpResponse:
    """Which small numbers can be told from everything that is out together."""
    require_krem(request.user)
    return render(request, "reports/given_away.html", {"told": what_is_given_away()})


@require_POST
def edition_tables(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """Make a draft again with other tables: the same numbers, coarser or finer."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    form = LayoutForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.non_field_errors()) or _("These tables are not known."))
        return redirect("edition", edition.pk)
    try:
        made = make_again(
            edition=edition, by=request.user, keep_cutoff=True, layout=form.cleaned_data["layout"]
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("edition", edition.pk)
    return redirect("edition", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def edition_texts(request: HttpRequest, edition_id: UUID) -> HttpResponse:
    """KREM's own words for the period of a report."""
    require_krem(request.user)
    edition = edition_or_404(request.user, edition_id)
    data = data_of(request)
    form = NarrativeForm(data, initial=texts_of(edition))
    now = timezone.now()
    if done(form, lambda given: write_narrative(edition=edition, texts=given, by=request.user, now=now)):
        messages.success(request, _("The texts are saved. They come into the next draft you make."))
        if characters := list(unprintable_in_words(narrative_of(texts_of(edition)))):
            messages.warning(
                request,
                _("The document cannot print this, and has a question mark instead: %(places)s.")
                % {"places": listed(characters)},
            )
        return redirect("edition_again" if edition.is_draft else "edition", edition.pk)
    return render(request, "reports/texts.html", {"edition": edition, "form": form})


def _show(request: HttpRequest, row: SignOff, form: SendBackForm) -> HttpResponse:
    today = timezone.localdate()
    record(Action.SHOWN, "sign_off", [row.pk], by=request.user.pk, office=row.office_id)
    return render(
        request,
        "reports/sign_off.html",
        {
            "sign_off": row,
            "numbers": own_numbers(row),
            "form": form,
            "can_sign": not refusal_to_answer(request.user, row, SignOffState.SIGNED, today),
            "can_send_back": not refusal_to_answer(request.user, row, SignOffState.SENT_BACK, today),
        },
    )


def _sign_off_or_404(user: User, sign_off_id: UUID) -> SignOff:
    """A leader's own; KREM reads the answers on the draft."""
    visible = SignOff.objects.visible_to(user, timezone.localdate()).select_related(
        "office", "series__cluster", "answered_by"
    )
    return get_visible_or_404(
        visible.none() if user.is_krem else visible, "sign_off", sign_off_id, by=user.pk
    )
