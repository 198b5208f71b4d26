"""The people a mentor follows, and what the two talk about."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from audit.access import get_visible_or_404, require
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from entrepreneurs.actions.mentoring import (
    begin_mentorship,
    end_mentorship,
    record_session,
    withdraw_session,
)
from entrepreneurs.forms.mentoring import MentorshipForm, SessionForm
from entrepreneurs.forms.ventures import BecauseForm, FounderEndForm
from entrepreneurs.models import MentorSession, Mentorship, Venture
from entrepreneurs.permissions import refusal_to_hold_session, refusal_to_keep, refusal_to_propose_for
from entrepreneurs.views.access import participant_or_404
from entrepreneurs.views.ventures import FORM, with_founders
from participants.queries.journeys import journey_of
from participants.views.people import record_look


@require_safe
def mentorship(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    """The person a mentor is linked to: the journey, the ventures, the sessions."""
    today = timezone.localdate()
    link = _mentorship_or_404(request.user, mentorship_id, today)
    person = link.participant
    journey = journey_of(person)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=link.office_id)
    ventures = Venture.objects.visible_to(request.user, today).with_rung(today)
    ventures = with_founders(ventures.filter(founders__participant=person), request.user, today)
    return render(
        request,
        "entrepreneurs/mentorship.html",
        {
            "link": link,
            "person": person,
            "journey": journey,
            "state": journey.state_on(today),
            "ventures": ventures.order_by("name", "pk"),
            "sessions": [] if person.is_shielded else link.standing_sessions,
            "can_hold_session": not person.is_shielded
            and not refusal_to_hold_session(request.user, link, today),
            "can_propose": not refusal_to_propose_for(request.user, link, today),
            "can_end": not link.ends_on and not refusal_to_keep(request.user, link.office_id, today),
        },
    )


@require_http_methods(FORM)
def mentorship_begin(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Let a mentor follow a participant."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    form = MentorshipForm(data_of(request), today=today, initial={"starts_on": today})
    if done(form, lambda given: begin_mentorship(participant=person, by=request.user, today=today, **given)):
        messages.success(request, _("The mentor sees the person from the first day on."))
        return redirect("prospects", person.pk)
    record_look(request, person)
    return render(request, "entrepreneurs/mentorship_begin.html", {"person": person, "form": form})


@require_http_methods(FORM)
def mentorship_end(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    """Let a day be the last one on which the mentor sees the person."""
    today = timezone.localdate()
    link = _mentorship_or_404(request.user, mentorship_id, today)
    require(
        refusal_to_keep(request.user, link.office_id, today),
        by=request.user.pk,
        subject="mentorship",
        ids=[link.pk],
    )
    form = FounderEndForm(data_of(request), initial={"on": today})
    if done(form, lambda given: end_mentorship(mentorship=link, by=request.user, today=today, **given)):
        messages.success(request, _("The last day of the mentorship is written down."))
        return redirect("prospects", link.participant_id)
    return _form(request, link, form, _("End the mentorship"), _("Save"))


@require_http_methods(FORM)
def session_record(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    """The mentor writes down that the two have met."""
    today = timezone.localdate()
    link = _mentorship_or_404(request.user, mentorship_id, today)
    require(
        refusal_to_hold_session(request.user, link, today),
        by=request.user.pk,
        subject="mentorship",
        ids=[link.pk],
    )
    form = SessionForm(data_of(request), initial={"day": today})
    if done(form, lambda given: record_session(mentorship=link, by=request.user, today=today, **given)):
        messages.success(request, _("The session is written down."))
        return redirect("mentorship", link.pk)
    return _form(request, link, form, _("Record a session"), _("Record"))


@require_http_methods(FORM)
def session_withdraw(request: HttpRequest, session_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    sessions = MentorSession.objects.visible_to(request.user, today).standing()
    session = get_visible_or_404(sessions, "session", session_id, by=request.user.pk)
    link = _mentorship_or_404(request.user, session.mentorship_id, today)
    require(
        refusal_to_hold_session(request.user, link, today),
        by=request.user.pk,
        subject="mentorship",
        ids=[link.pk],
    )
    form = BecauseForm(data_of(request))
    if done(form, lambda given: withdraw_session(session=session, by=request.user, today=today, **given)):
        return redirect("mentorship", link.pk)
    return _form(request, link, form, _("Take back a session"), _("Take it back"))


def _form(request: HttpRequest, link: Mentorship, form, heading: str, button: str) -> HttpResponse:
    record_look(request, link.participant)
    return render(
        request,
        "entrepreneurs/mentorship_form.html",
        {"link": link, "form": form, "heading": heading, "button": button},
    )


def _mentorship_or_404(user: User, mentorship_id: UUID, today: date) -> Mentorship:
    sessions = MentorSession.objects.standing().order_by("-day", "-recorded_at", "pk")
    visible = Mentorship.objects.visible_to(user, today).select_related("participant__office", "mentor")
    visible = visible.prefetch_related(Prefetch("sessions", sessions, to_attr="standing_sessions"))
    return get_visible_or_404(visible, "mentorship", mentorship_id, by=user.pk)
