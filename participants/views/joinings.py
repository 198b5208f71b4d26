"""Two records that are one person: ask, look at what they become, join, refuse, withdraw."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import data_of
from audit.recording import record
from clusters.models import Partner
from participants.actions.joinings import (
    accept_joining,
    join_here,
    plan_for,
    propose_joining,
    refuse_joining,
    withdraw_joining,
)
from participants.forms.joinings import JoiningForm, ReferenceForm
from participants.models import Joining, Participant
from participants.permissions import (
    refusal_to_answer_joining,
    refusal_to_record,
    refusal_to_withdraw_joining,
)
from participants.queries.joining import Plan, plan_of, side_of
from participants.views.asking import carry_out, office_looking
from participants.views.people import participant_or_404, record_look


@require_http_methods(["GET", "HEAD", "POST"])
def joining_new(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """Say which other record is this person. Of one's own office it is shown what the two become, and then joined."""
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
    form = JoiningForm(data_of(request), office=person.office)
    plan = None
    if form.is_valid():
        try:
            if answer := _asked_or_joined(request, person, form):
                return answer
        except Refused as refused:
            form.add_error(None, str(refused))
        if form.found:
            plan = plan_of(side_of(person), side_of(form.found))
            record_look(request, form.found)
    record_look(request, person)
    context = {"person": person, "form": form, **_told(plan, form)}
    return render(request, "participants/joining_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def joining(request: HttpRequest, joining_id: UUID) -> HttpResponse:
    """What another office asks; for the office that is asked, which record it is and what the two become."""
    now = timezone.now()
    asked = _joining_or_404(request, joining_id)
    can_answer = not refusal_to_answer_joining(request.user, asked, timezone.localdate(now))
    form = ReferenceForm(
        data_of(request) if can_answer else None,
        initial={"reference": asked.other_reference},
        office=asked.to_office,
    )
    plan = None
    if form.is_valid() and form.found:
        record_look(request, form.found)
        try:
            if form.is_confirmed():
                done = accept_joining(joining=asked, other=form.found, by=request.user, now=now)
                return _joined(request, done)
        except Refused as refused:
            form.add_error(None, str(refused))
        plan = plan_for(asked, form.found)
    office = office_looking(request, asked).pk
    record(Action.SHOWN, "joining", [asked.participant_id], by=request.user.pk, office=office)
    context = {
        "joining": asked,
        "office": office,
        "form": form,
        "can_answer": can_answer,
        "can_withdraw": not refusal_to_withdraw_joining(request.user, asked, timezone.localdate(now)),
        **_told(plan, form),
    }
    return render(request, "participants/joining.html", context)


@require_POST
def joining_refuse(request: HttpRequest, joining_id: UUID) -> HttpResponse:
    because = request.POST.get("because", "")[:200]
    return _do(request, joining_id, refuse_joining, _("Answered: they are not joined."), because=because)


@require_POST
def joining_withdraw(request: HttpRequest, joining_id: UUID) -> HttpResponse:
    return _do(request, joining_id, withdraw_joining, _("Withdrawn."))


def _asked_or_joined(request: HttpRequest, person: Participant, form: JoiningForm) -> HttpResponse | None:
    """Ask another office, or join two of one's own that have been looked at; None where they are to be looked at."""
    given = {"participant": person, "because": form.cleaned_data["because"], "by": request.user}
    if not form.is_here:
        reference = form.cleaned_data["reference"]
        propose_joining(to=form.cleaned_data["to"], reference=reference, now=timezone.now(), **given)
        messages.success(request, _("The other office is asked. You see the answer here."))
        return redirect("transfers", person.office_id)
    if form.is_confirmed():
        return _joined(request, join_here(other=form.found, now=timezone.now(), **given))
    return None


def _joined(request: HttpRequest, done: Joining) -> HttpResponse:
    visible = Participant.objects.visible_to(request.user, timezone.localdate())
    if visible.filter(pk=done.participant_id).exists():
        messages.success(request, _("The two are one journey now."))
        return redirect("participant", done.participant_id)
    messages.success(request, _("The two are one journey now, which the other office follows."))
    return redirect("transfers", done.to_office_id)


def _told(plan: Plan | None, form: JoiningForm | ReferenceForm) -> dict[str, object]:
    """What the two become, for a page: stays with the names of their offices."""
    if plan is None:
        return {"plan": None}
    offices = Partner.objects.in_bulk([office for _day, office in plan.stays])
    # The button that joins says which record was looked at.
    form.data = form.data.copy()
    form.data["seen"] = str(form.found.pk)
    return {"plan": plan, "stays": [(day, offices[office].name) for day, office in plan.stays]}


def _do(request: HttpRequest, joining_id: UUID, action: Callable, said: str, **more: object) -> HttpResponse:
    asked = _joining_or_404(request, joining_id)
    carry_out(request, lambda: action(joining=asked, by=request.user, now=timezone.now(), **more), said)
    return redirect("joining", asked.pk)


def _joining_or_404(request: HttpRequest, joining_id: UUID) -> Joining:
    visible = Joining.objects.visible_to(request.user, timezone.localdate())
    return get_visible_or_404(
        visible.select_related("from_office", "to_office"), "joining", joining_id, by=request.user.pk
    )
