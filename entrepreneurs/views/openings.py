"""Openings, and who fits: NAV sees its own people, an owner bands until an office has shared somebody."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from entrepreneurs.actions.openings import close_opening, end_share, offer_opening, share_person
from entrepreneurs.forms.openings import OpeningForm, ShareForm, SkillsForm, skills_found
from entrepreneurs.matching import Match, MatchSide, fitting, matches
from entrepreneurs.models import Opening, Share
from entrepreneurs.permissions import refusal_to_enter, refusal_to_manage
from entrepreneurs.pools import BandOf, looking, openings_side, people_side
from entrepreneurs.views.access import participant_or_404
from entrepreneurs.views.ventures import FORM, PAGE_LENGTH
from participants.actions.skills import record_skills
from participants.enums import ON_THE_WAY
from participants.models import Participant
from participants.models.skills import Availability, ParticipantSkill, Skill, name_field, order_shown
from participants.permissions import refusal_to_record, refusal_to_see_offices
from participants.standard_skills import in_readers_language
from participants.views.people import record_look

SHARED_DAYS = 30
MOST_MATCHES = 50


@require_safe
def opening_list(request: HttpRequest) -> HttpResponse:
    """What is open today, with how many fit: of one's own people for NAV, in bands for owners."""
    require(refusal_to_enter(request.user), by=request.user.pk, subject="opening")
    today = timezone.localdate()
    openings = _with_owner(Opening.objects.visible_to(request.user, today).on(today))
    page = Paginator(openings.order_by("-starts_on", "pk"), PAGE_LENGTH).get_page(request.GET.get("page"))
    if not refusal_to_see_offices(request.user):
        shown = Opening.objects.filter(pk__in=[opening.pk for opening in page.object_list])
        numbers = fitting(people_side(looking(request.user, today)), openings_side(shown))
        for opening in page.object_list:
            opening.fitting = numbers[opening.pk]
    return render(request, "entrepreneurs/opening_list.html", {"page": page})


@require_safe
def opening(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """One opening: what it needs, who fits, whom offices have shared."""
    today = timezone.localdate()
    opening = _opening_or_404(request.user, opening_id, today)
    is_office = not refusal_to_see_offices(request.user)
    shares = list(_shares_of(opening, request.user, today))
    for each in shares:
        each.skill_names = [in_readers_language(name) for name in each.skill_names]
    found_people = _people_for(opening, request.user, today) if is_office else []
    shared = {share.participant_id for share in shares}
    ids = [each["person"].pk for each in found_people]
    record(Action.LISTED, "participant", ids, by=request.user.pk)
    return render(
        request,
        "entrepreneurs/opening.html",
        {
            "opening": opening,
            "is_office": is_office,
            "people": [each | {"is_shared": each["person"].pk in shared} for each in found_people],
            "shares": shares,
            "can_share": opening.ends_on is None and opening.starts_on <= today,
            "can_close": opening.ends_on is None and not refusal_to_manage(request.user, opening, today),
        },
    )


@require_http_methods(FORM)
def opening_offer(request: HttpRequest) -> HttpResponse:
    """Say that somebody could begin."""
    require(refusal_to_enter(request.user), by=request.user.pk, subject="opening")
    today = timezone.localdate()
    form = OpeningForm(data_of(request), user=request.user, today=today, initial={"starts_on": today})
    opening = done(form, lambda _given: offer_opening(by=request.user, today=today, **form.arguments()))
    if opening:
        messages.success(request, _("The opening is there for the offices to see."))
        return redirect("opening", opening.pk)
    return render(request, "entrepreneurs/opening_offer.html", {"form": form})


@require_POST
def opening_close(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    opening = _opening_or_404(request.user, opening_id, today)
    require(
        refusal_to_manage(request.user, opening, today),
        by=request.user.pk,
        subject="opening",
        ids=[opening.pk],
    )
    if opening.ends_on is None:
        close_opening(opening=opening, by=request.user, today=today)
        messages.success(request, _("The opening is closed."))
    return redirect("opening_list")


@require_http_methods(FORM)
def opening_share(request: HttpRequest, opening_id: UUID, participant_id: UUID) -> HttpResponse:
    """Tell the owner of a person who has agreed to it."""
    today = timezone.localdate()
    opening = _opening_or_404(request.user, opening_id, today)
    person = participant_or_404(request.user, participant_id, today)
    form = ShareForm(data_of(request), initial={"ends_on": today + timedelta(days=SHARED_DAYS)})
    if done(
        form,
        lambda given: share_person(
            opening=opening, participant=person, ends_on=given["ends_on"], by=request.user, today=today
        ),
    ):
        messages.success(request, _("The owner sees the person's skills and hours, and nothing else."))
        return redirect("opening", opening.pk)
    record_look(request, person)
    return render(
        request, "entrepreneurs/opening_share.html", {"opening": opening, "person": person, "form": form}
    )


@require_POST
def share_end(request: HttpRequest, share_id: UUID) -> HttpResponse:
    """Take a person back."""
    today = timezone.localdate()
    shares = Share.objects.visible_to(request.user, today).on(today)
    share = get_visible_or_404(shares, "share", share_id, by=request.user.pk)
    require(refusal_to_see_offices(request.user), by=request.user.pk, subject="share", ids=[share.pk])
    end_share(share=share, by=request.user, today=today)
    messages.success(request, _("The owner no longer sees the person."))
    return redirect("opening", share.opening_id)


@require_safe
def skill_search(request: HttpRequest) -> HttpResponse:
    """Skills that hold what has been typed, to tick."""
    words = request.GET.get("look_for", "").strip()[:100]
    found = skills_found(words) if len(words) > 1 else []
    return render(request, "entrepreneurs/skills_found.html", {"skills": found, "words": words})


@require_http_methods(FORM)
def skills(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """What a participant can, and how much they want to work."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
    )
    held = list(person.skills.values_list("skill", flat=True))
    hours = getattr(person, "availability", None)
    side = MatchSide(person.pk, frozenset(held), (hours.hours_from, hours.hours_to) if hours else None)
    form = SkillsForm(
        data_of(request),
        initial={
            "skills": held,
            "hours_from": hours and hours.hours_from,
            "hours_to": hours and hours.hours_to,
        },
    )
    if done(
        form,
        lambda given: record_skills(
            participant=person, skills=given["skills"], hours=form.hours, by=request.user, today=today
        ),
    ):
        messages.success(request, _("The skills are written down."))
        return redirect("prospects", person.pk)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    return render(
        request,
        "entrepreneurs/skills.html",
        {"person": person, "form": form, "openings": openings_for(person, side, request.user, today)},
    )


def openings_for(person: Participant, side: MatchSide, user: User, today: date) -> list[dict[str, object]]:
    """The openings that match one person who looks for something, best first, with the reason."""
    if person.whereabouts.state not in ON_THE_WAY:
        return []
    visible = Opening.objects.visible_to(user, today).on(today)
    best = matches([side], openings_side(visible))[:MOST_MATCHES]
    rows = _with_owner(Opening.objects.filter(pk__in=[match.opening for match in best])).in_bulk()
    return [{"opening": rows[match.opening], "match": match} for match in best]


def _people_for(opening: Opening, user: User, today: date) -> list[dict[str, object]]:
    """A user's own people who match an opening, best first, with the reason."""
    own = looking(user, today)
    if opening.office_id:
        own = own.filter(office=opening.office_id)
    best: list[Match] = matches(people_side(own), openings_side(Opening.objects.filter(pk=opening.pk)))
    best = best[:MOST_MATCHES]
    rows = Participant.objects.visible_to(user, today).select_related("office")
    rows = rows.in_bulk([match.person for match in best])
    return [{"person": rows[match.person], "match": match} for match in best]


def _shares_of(opening: Opening, user: User, today: date) -> QuerySet[Share]:
    """Whom offices share today, with skills and hours. One query."""
    skills = ParticipantSkill.objects.filter(participant=OuterRef("participant"))
    hours = Availability.objects.filter(participant=OuterRef("participant"))
    name = f"skill__{name_field()}"
    return (
        Share.objects.visible_to(user, today)
        .on(today)
        .filter(opening=opening)
        .select_related("office", "shared_by")
        .annotate(
            skill_names=ArraySubquery(skills.order_by(order_shown("skill__")).values(name)),
            hours_from=Subquery(hours.values("hours_from")),
            hours_to=Subquery(hours.values("hours_to")),
        )
        .order_by("starts_on", "pk")
    )


def _with_owner(openings):
    return openings.select_related("partner", "venture").annotate(band=BandOf("pk"))


def _opening_or_404(user: User, opening_id: UUID, today: date) -> Opening:
    skills = Prefetch("skills", Skill.objects.order_by(order_shown(), "pk"))
    openings = _with_owner(Opening.objects.visible_to(user, today)).prefetch_related(skills)
    return get_visible_or_404(openings, "opening", opening_id, by=user.pk)
