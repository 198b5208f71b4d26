"""Registering somebody, changing what is held about them, shielding, and when they are deleted."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.unsaved_forms import keeps_unsaved_form, take_unsaved_form
from audit.access import require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import data_of, done
from audit.recording import record
from clusters.models import Partner
from participants.actions.erasure import choose_delete_day
from participants.actions.people import (
    MayBeTheSame,
    change_person,
    mark_of_facts,
    register,
    shield,
    unshield,
)
from participants.forms.people import FACTS, ParticipantForm, RegisterForm, ShieldForm
from participants.forms.transfers import DeleteDayForm
from participants.models import Participant
from participants.permissions import refusal_to_record, refusal_to_register, refusal_to_shield
from participants.queries.doubles import suggested_reference
from participants.queries.retention import rule_of
from participants.views.people import office_or_404, participant_or_404, record_look


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def participant_new(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """Somebody new. Where the office may have the person already, it is shown who that is, and asked once."""
    now = timezone.now()
    today = timezone.localdate(now)
    office = office_or_404(request.user, office_id, today)
    require(
        refusal_to_register(request.user, office, today),
        by=request.user.pk,
        subject="office",
        ids=[office.pk],
        office=office.pk,
        action=Action.RECORDED,
    )
    typed = request.POST or take_unsaved_form(request, now)
    first = {"reference": suggested_reference(office.pk), "enrolled_on": today, "informed_on": today}
    form = RegisterForm(typed or None, initial=first, today=today)
    doubles: list[Participant] = []
    if request.method == "POST" and form.is_valid():
        try:
            person = _register(form, office, request)
        except MayBeTheSame as same:
            doubles = same.people
            record(
                Action.FOUND,
                "participant",
                [each.pk for each in doubles],
                by=request.user.pk,
                office=office.pk,
            )
            form.add_error(None, str(same))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The participant is registered."))
            return redirect("participant", person.pk)
    context = {"office": office, "form": form, "doubles": doubles}
    return render(request, "participants/participant_new.html", context)


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def participant_change(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """What is held about somebody, to be put right."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = _person_to_record(request, participant_id)
    typed = request.POST or take_unsaved_form(request, now)
    first = {**{name: getattr(person, name) for name in FACTS}, "seen": mark_of_facts(person)}
    form = ParticipantForm(typed or None, initial=first, today=today)
    if request.method == "POST" and done(
        form,
        lambda given: change_person(
            participant=person, facts=form.facts(), seen=given["seen"], by=request.user, today=today
        ),
    ):
        messages.success(request, _("The change is saved, and stays in the history."))
        return redirect("participant", person.pk)
    record_look(request, person)
    return render(request, "participants/participant_change.html", {"person": person, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def participant_shield(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Shield somebody, or show them again, and say why."""
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_shield(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    act: Callable = unshield if person.is_shielded else shield
    form = ShieldForm(data_of(request))
    if done(form, lambda given: act(participant=person, by=request.user, today=today, **given)):
        shielded, shown = _("The participant is shielded."), _("The participant is no longer shielded.")
        messages.success(request, shielded if act is shield else shown)
        return redirect("participant", person.pk)
    record_look(request, person)
    return render(request, "participants/participant_shield.html", {"person": person, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def participant_delete_day(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Until when somebody is held, and another day with a reason."""
    today = timezone.localdate()
    person = _person_to_record(request, participant_id)
    form: forms.Form = DeleteDayForm(
        data_of(request), initial={"day": person.delete_on, "because": person.delete_because}
    )
    if done(form, lambda given: choose_delete_day(participant=person, by=request.user, today=today, **given)):
        messages.success(request, _("The day is saved."))
        return redirect("participant", person.pk)
    record_look(request, person)
    context = {"person": person, "form": form, "rule": rule_of(person.office_id)}
    return render(request, "participants/participant_delete_day.html", context)


def _register(form: RegisterForm, office: Partner, request: HttpRequest) -> Participant:
    return register(
        office=office,
        facts=form.facts(),
        enrolled_on=form.cleaned_data["enrolled_on"],
        contact=form.contact(),
        is_somebody_else=form.cleaned_data["is_somebody_else"],
        by=request.user,
        today=form.today,
    )


def _person_to_record(request: HttpRequest, participant_id: UUID) -> Participant:
    today = timezone.localdate()
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_record(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
        action=Action.RECORDED,
    )
    return person
