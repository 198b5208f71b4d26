"""Ventures: the list by rung, one venture's way, and the forms that write it down."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
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
from entrepreneurs.actions.ventures import (
    add_founder,
    change_venture,
    correct_step,
    end_founder,
    record_bottom_line,
    record_step,
    start_venture,
    withdraw_step,
)
from entrepreneurs.bottom_lines import half_years_of, read_ladder, sums_of, trend_of
from entrepreneurs.enums import Rung
from entrepreneurs.forms.ventures import (
    BecauseForm,
    BottomLineForm,
    CorrectionForm,
    FounderEndForm,
    FounderForm,
    NameForm,
    StepForm,
    VentureForm,
)
from entrepreneurs.models import Climb, Founder, Venture
from entrepreneurs.permissions import refusal_to_enter, refusal_to_follow, refusal_to_keep
from entrepreneurs.views.access import participant_or_404
from participants.models import Participant
from participants.permissions import refusal_to_see_offices
from participants.views.people import record_look

PAGE_LENGTH = 50
EVERY_RUNG = ""
FORM = ["GET", "HEAD", "POST"]


@require_safe
def venture_list(request: HttpRequest) -> HttpResponse:
    """The ventures somebody works with, by how far they have come."""
    require(refusal_to_enter(request.user), by=request.user.pk, subject="venture")
    today = timezone.localdate()
    ventures = Venture.objects.visible_to(request.user, today).with_rung(today)
    code = request.GET.get("rung", EVERY_RUNG)
    if code not in {EVERY_RUNG, *Rung.values}:
        no_such("rung")
    numbers = dict(ventures.order_by().values_list("rung").annotate(Count("pk")))
    chosen = ventures.filter(rung=code) if code else ventures
    page = Paginator(with_founders(chosen, request.user, today).order_by("name", "pk"), PAGE_LENGTH)
    page.count = numbers.get(code, 0) if code else sum(numbers.values())
    page = page.get_page(request.GET.get("page"))
    record_founders(page.object_list, request.user)
    return render(
        request,
        "entrepreneurs/venture_list.html",
        {
            "page": page,
            "counts": rung_counts(numbers, code),
            "can_answer": not refusal_to_see_offices(request.user),
        },
    )


@require_safe
def venture(request: HttpRequest, venture_id: UUID) -> HttpResponse:
    """One venture: its founders, its way up the ladder and what it yields."""
    today = timezone.localdate()
    venture = _venture_or_404(request.user, venture_id, today)
    record_founders([venture], request.user)
    climbs = list(
        venture.climbs.select_related("recorded_by", "superseded_by").order_by("day", "recorded_at", "pk")
    )
    standing = [climb for climb in climbs if climb.superseded_at is None]
    lines = list(venture.bottom_lines.standing().order_by("day", "pk"))
    refusal = refusal_to_keep(request.user, venture.office_id, today)
    return render(
        request,
        "entrepreneurs/venture.html",
        {
            "venture": venture,
            "ladder": read_ladder(standing, today),
            "steps": standing[::-1],
            "superseded": [climb for climb in climbs if climb.superseded_at],
            "yields": half_years_of(lines),
            "sums": sums_of(lines),
            "trend": trend_of(lines),
            "can_keep": not refusal,
            "can_follow": not refusal or not refusal_to_follow(request.user, venture, today),
        },
    )


@require_http_methods(FORM)
def venture_start(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Write down what a participant has begun."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    form = VentureForm(data_of(request), initial={"day": today})
    venture = done(form, lambda given: start_venture(founder=person, by=request.user, today=today, **given))
    if venture:
        messages.success(request, _("The venture is written down."))
        return redirect("venture", venture.pk)
    record_look(request, person)
    return render(request, "entrepreneurs/venture_start.html", {"person": person, "form": form})


@require_http_methods(FORM)
def venture_change(request: HttpRequest, venture_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    venture = _venture_or_404(request.user, venture_id, today)
    require(
        refusal_to_keep(request.user, venture.office_id, today),
        by=request.user.pk,
        subject="venture",
        ids=[venture.pk],
    )
    form = NameForm(data_of(request), initial={"name": venture.name, "lines": venture.lines})
    if done(form, lambda given: change_venture(venture=venture, by=request.user, today=today, **given)):
        return redirect("venture", venture.pk)
    return _venture_form(request, venture, form, _("Name and bottom lines"), _("Save"))


@require_http_methods(FORM)
def venture_step(request: HttpRequest, venture_id: UUID) -> HttpResponse:
    """Take a venture a step up, back or off the ladder."""
    today = timezone.localdate()
    venture = _venture_or_404(request.user, venture_id, today)
    form = StepForm(data_of(request), venture=venture, user=request.user, initial={"day": today})
    if done(form, lambda given: record_step(venture=venture, by=request.user, today=today, **given)):
        messages.success(request, _("The step is written down."))
        return redirect("venture", venture.pk)
    return _venture_form(request, venture, form, _("A step on the ladder"), _("Record"))


@require_http_methods(FORM)
def climb_correct(request: HttpRequest, climb_id: UUID) -> HttpResponse:
    """Put right a step that was written down wrong; what stood stays in the history."""
    today = timezone.localdate()
    climb = _climb_or_404(request.user, climb_id, today)
    form = CorrectionForm(
        data_of(request), initial={"rung": climb.rung, "day": climb.day, "reason": climb.reason}
    )
    if done(form, lambda given: correct_step(climb=climb, by=request.user, today=today, **given)):
        messages.success(request, _("The step is corrected. What stood before is in the history."))
        return redirect("venture", climb.venture_id)
    return _venture_form(request, climb.venture, form, _("Correct a step"), _("Correct it"))


@require_http_methods(FORM)
def climb_withdraw(request: HttpRequest, climb_id: UUID) -> HttpResponse:
    """Take back a step that never happened."""
    today = timezone.localdate()
    climb = _climb_or_404(request.user, climb_id, today)
    form = BecauseForm(data_of(request))
    if done(form, lambda given: withdraw_step(climb=climb, by=request.user, today=today, **given)):
        messages.success(request, _("The step is taken back. It stays in the history."))
        return redirect("venture", climb.venture_id)
    return _venture_form(request, climb.venture, form, _("Take back a step"), _("Take it back"))


@require_http_methods(FORM)
def founder_add(request: HttpRequest, venture_id: UUID) -> HttpResponse:
    """One more founder of the same office, found by reference."""
    today = timezone.localdate()
    venture = _venture_or_404(request.user, venture_id, today)
    require(
        refusal_to_keep(request.user, venture.office_id, today),
        by=request.user.pk,
        subject="venture",
        ids=[venture.pk],
    )
    form = FounderForm(data_of(request), initial={"starts_on": today})
    person = _found_by_reference(form, venture, request.user, today)
    if person and done(
        form,
        lambda given: add_founder(
            venture=venture, founder=person, starts_on=given["starts_on"], by=request.user, today=today
        ),
    ):
        return redirect("venture", venture.pk)
    return _venture_form(request, venture, form, _("Add a founder"), _("Add"))


@require_http_methods(FORM)
def founder_end(request: HttpRequest, founder_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    founders = Founder.objects.visible_to(request.user, today)
    founder = get_visible_or_404(founders, "founder", founder_id, by=request.user.pk)
    venture = _venture_or_404(request.user, founder.venture_id, today)
    require(
        refusal_to_keep(request.user, venture.office_id, today),
        by=request.user.pk,
        subject="venture",
        ids=[venture.pk],
    )
    form = FounderEndForm(data_of(request), initial={"on": today})
    if done(form, lambda given: end_founder(founder=founder, by=request.user, today=today, **given)):
        return redirect("venture", venture.pk)
    return _venture_form(request, venture, form, _("A founder leaves the venture"), _("Save"))


@require_http_methods(FORM)
def bottom_line(request: HttpRequest, venture_id: UUID) -> HttpResponse:
    """Write down what a venture yielded in a half-year, or correct it."""
    today = timezone.localdate()
    venture = _venture_or_404(request.user, venture_id, today)
    form = BottomLineForm(data_of(request), venture=venture, today=today)
    if done(
        form,
        lambda given: record_bottom_line(venture=venture, by=request.user, today=today, **form.arguments()),
    ):
        messages.success(request, _("The half-year is written down."))
        return redirect("venture", venture.pk)
    return _venture_form(request, venture, form, _("Bottom lines of a half-year"), _("Record"))


def with_founders(ventures, user: User, today: date):
    """Ventures with their offices and the founders a user may see."""
    founders = (
        Founder.objects.visible_to(user, today).select_related("participant").order_by("starts_on", "pk")
    )
    return ventures.select_related("office").prefetch_related(
        Prefetch("founders", founders, to_attr="people")
    )


def record_founders(ventures: list[Venture], user: User) -> None:
    """A look at a venture is a look at its founders."""
    ids = [
        founder.participant_id for venture in ventures for founder in venture.people if founder.participant_id
    ]
    record(Action.LISTED, "participant", ids, by=user.pk)


def rung_counts(numbers: dict[str, int], current: str) -> list[dict[str, object]]:
    """Counts that lead to their lists."""
    url = reverse("venture_list")
    everything = {
        "code": EVERY_RUNG,
        "label": _("All ventures"),
        "number": sum(numbers.values()),
        "url": url,
        "is_current": current == EVERY_RUNG,
    }
    return [
        everything,
        *(
            {
                "code": rung.value,
                "label": rung.label,
                "number": numbers.get(rung.value, 0),
                "url": f"{url}?rung={rung.value}",
                "is_current": current == rung.value,
            }
            for rung in Rung
        ),
    ]


def _venture_or_404(user: User, venture_id: UUID, today: date) -> Venture:
    ventures = Venture.objects.visible_to(user, today).with_rung(today)
    return get_visible_or_404(with_founders(ventures, user, today), "venture", venture_id, by=user.pk)


def _climb_or_404(user: User, climb_id: UUID, today: date) -> Climb:
    climbs = Climb.objects.visible_to(user, today).standing().select_related("venture")
    climb = get_visible_or_404(climbs, "step", climb_id, by=user.pk)
    require(
        refusal_to_keep(user, climb.office_id, today), by=user.pk, subject="venture", ids=[climb.venture_id]
    )
    return climb


def _found_by_reference(form: FounderForm, venture: Venture, user: User, today: date) -> Participant | None:
    if not form.is_valid():
        return None
    people = Participant.objects.visible_to(user, today).filter(office=venture.office_id)
    person = people.with_reference(form.cleaned_data["reference"]).first()
    record(Action.FOUND, "participant", [person.pk] if person else [], by=user.pk, office=venture.office_id)
    if person is None:
        form.add_error("reference", _("Nobody at this office has this reference."))
    return person


def _venture_form(request: HttpRequest, venture: Venture, form, heading: str, button: str) -> HttpResponse:
    return render(
        request,
        "entrepreneurs/venture_form.html",
        {"venture": venture, "form": form, "heading": heading, "button": button},
    )
