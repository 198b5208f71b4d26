"""The organisation's goals: an office's cost, staff satisfaction and sick leave, half-year by half-year."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import done
from clusters.actions.goals import enter_figures
from clusters.forms.goals import FiguresForm, HalfYearForm
from clusters.half_years import HalfYear
from clusters.models import OfficeFigures, Partner
from clusters.permissions import refusal_to_see_figures
from clusters.pictures import Picture, PlottedLine, draw_lines, round_up, scale

PAGE_LENGTH = 50
MOST_CHANGES = 20


@require_safe
def office_goals_list(request: HttpRequest) -> HttpResponse:
    """Choose an office; whoever has one goes straight there."""
    today = timezone.localdate()
    offices = _offices_for(request.user, today).order_by("name", "pk")
    page = Paginator(offices, PAGE_LENGTH).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("office_goals", page.object_list[0].pk)
    return render(request, "clusters/goals_list.html", {"page": page})


@require_safe
def office_goals(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """What an office has filled in, how it has gone, and who has changed what."""
    today = timezone.localdate()
    office = _office_or_404(request.user, office_id, today)
    figures = list(
        OfficeFigures.objects.visible_to(request.user, today).filter(office=office).order_by("first_day")
    )
    context = {
        "office": office,
        "figures": figures[::-1],
        "pictures": [picture for picture in pictures_of(figures) if picture],
        "form": HalfYearForm(today=today),
        "changes": _changes_of(office),
    }
    return render(request, "clusters/goals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def office_figures(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Fill in one half-year, or correct it. Which one stands in the address."""
    today = timezone.localdate()
    office = _office_or_404(request.user, office_id, today)
    chosen = HalfYearForm(request.GET, today=today)
    if not chosen.is_valid():
        return redirect("office_goals", office.pk)
    half_year = HalfYear.of(chosen.cleaned_data["half_year"])
    figures = OfficeFigures.objects.filter(office=office)
    stands = figures.in_half_year(half_year).first()
    form = FiguresForm(
        request.POST or None,
        instance=stands or OfficeFigures(office=office, first_day=half_year.first_day),
        before=figures.in_half_year(half_year.before).first(),
    )
    if done(
        form, lambda _given: enter_figures(figures=form.save(commit=False), by=request.user, today=today)
    ):
        messages.success(request, _("The figures are saved."))
        return redirect("office_goals", office.pk)
    return render(request, "clusters/figures.html", {"form": form, "office": office, "half_year": half_year})


def pictures_of(figures: list[OfficeFigures]) -> list[Picture | None]:
    """One picture for each figure, where it is known at least twice."""
    return [
        _picture("cost", _("Cost, million kroner"), figures, 1_000_000),
        _picture("satisfaction", _("Staff satisfaction, 1 to 5"), figures, 1),
        _picture("sick_leave", _("Sick leave, per cent"), figures, 1),
    ]


def _picture(name: str, title: str, figures: list[OfficeFigures], unit: int) -> Picture | None:
    values = [getattr(each, name) for each in figures]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    ends = (Decimal(1), Decimal(5)) if name == "satisfaction" else (Decimal(0), round_up(max(known) / unit))
    return draw_lines(
        id=name.replace("_", "-"),
        title=title,
        alt=_("A line through the half-years. The table has the same numbers."),
        days=[each.half_year.short for each in figures],
        lines=[PlottedLine("", [None if value is None else float(value) / unit for value in values])],
        ticks=scale(*ends),
        say=lambda value: localize(round(value, 1)),
    )


def _changes_of(office: Partner) -> list[dict[str, object]]:
    """Who has filled in what when, newest first. What stands in the history is not written by anybody."""
    events = OfficeFigures.pgh_event_model.objects.filter(office=office).order_by(
        "-pgh_created_at", "-pgh_id"
    )
    events = list(events.select_related("entered_by")[:MOST_CHANGES])
    return [{"event": event, "half_year": HalfYear.of(event.first_day)} for event in events]


def _offices_for(user: User, today: date):
    require(refusal_to_see_figures(user), by=user.pk, subject="figures", action=Action.LISTED)
    return Partner.objects.visible_to(user, today)


def _office_or_404(user: User, office_id: UUID, today: date) -> Partner:
    """An office whose figures somebody may see."""
    return get_visible_or_404(Partner.objects.visible_to(user, today), "figures", office_id, by=user.pk)
