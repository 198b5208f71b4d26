"""Proposals about one person: what waits, what was answered, and a form for a new one."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.unsaved_forms import keeps_unsaved_form, take_unsaved_form
from audit.access import get_visible_or_404, require
from audit.actions import Refused
from audit.enums import Action
from audit.forms import done
from audit.recording import record
from clusters.models import Partner
from participants.actions.proposals import approve, mark_read, propose, reject, withdraw
from participants.forms.proposals import ProposalForm, in_place_of, shown_to
from participants.models import Participant, Proposal, ProposalQuerySet
from participants.permissions import refusal_to_propose
from participants.queries.journeys import RecordedJourney
from participants.views.people import participant_or_404

HOME, NEXT = "home", "next"
MOST_WAITING = 50


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The history of what both sides have proposed about a person, newest first, and a form to propose."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = participant_or_404(request.user, participant_id, today)
    require(
        refusal_to_propose(request.user, person, today),
        by=request.user.pk,
        subject="participant",
        ids=[person.pk],
        office=person.office_id,
    )
    typed = request.POST or take_unsaved_form(request, now)
    before = person.proposals.waiting().from_side_of(request.user)
    form = ProposalForm(
        typed or None, initial={"day": today, **in_place_of(request.GET, before)}, today=today
    )
    if request.method == "POST" and done(form, lambda _given: _propose(form, person, request.user)):
        messages.success(request, _("The proposal is sent to the other side."))
        return redirect("proposals", person.pk)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    context = {
        "person": person,
        "form": form,
        "journey": RecordedJourney(tuple(person.moves.standing().order_by("day", "pk")), ()),
        "proposals": shown_to(request.user, person.proposals.all(), "proposal_withdraw"),
    }
    return render(request, "participants/proposals.html", context)


@require_POST
def proposal_approve(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    return _do(request, proposal_id, approve, _("The proposal is approved, and the journey has the move."))


@require_POST
def proposal_reject(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    because = request.POST.get("because", "")[:200]
    return _do(request, proposal_id, reject, _("The proposal is rejected."), because=because)


@require_POST
def proposal_withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    return _do(request, proposal_id, withdraw, _("The proposal is withdrawn."))


@require_POST
def proposals_read(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    now = timezone.now()
    person = participant_or_404(request.user, participant_id, timezone.localdate(now))
    try:
        mark_read(participant=person, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("proposals", person.pk)


def _do(request: HttpRequest, proposal_id: UUID, action: Callable, done: str, **more: object) -> HttpResponse:
    """One answer, and back to the person it is about."""
    now = timezone.now()
    proposal = _proposal_or_404(request.user, proposal_id, timezone.localdate(now))
    try:
        action(proposal=proposal, by=request.user, now=now, **more)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return after_answer(request, proposal, timezone.localdate(now))


def after_answer(request: HttpRequest, answered: Proposal, today: date) -> HttpResponse:
    """Where the answer was given, to the next that waits: the front page, or the next person of the same office."""
    then = request.POST.get("then", "")
    if then == HOME:
        return redirect("home")
    if then != NEXT:
        return redirect("proposals", answered.participant_id)
    waiting = [
        each
        for each in proposals_waiting(request.user, today).filter(office=answered.office_id)[:MOST_WAITING]
        if each.waits_for_side_of(request.user)
    ]
    return redirect("participant", waiting[0].participant_id if waiting else answered.participant_id)


def _propose(form: ProposalForm, person: Participant, by: User) -> Proposal:
    replaces = person.proposals.filter(pk=form.cleaned_data["replaces"]).first()
    return propose(
        participant=person,
        facts=form.facts(),
        because=form.cleaned_data["because"],
        by=by,
        now=timezone.now(),
        replaces=replaces,
    )


def proposals_waiting(user: User, today: date) -> ProposalQuerySet:
    """What waits for an answer about people that are not shielded, the longest first."""
    waiting = Proposal.objects.visible_to(user, today).waiting().filter(participant__is_shielded=False)
    return waiting.select_related("proposed_by").order_by("proposed_at", "pk")


def _proposal_or_404(user: User, proposal_id: UUID, today: date) -> Proposal:
    # A mentor sees the own proposals, but answers none.
    offices = Partner.objects.visible_to(user, today)
    visible = Proposal.objects.visible_to(user, today).filter(office__in=offices)
    return get_visible_or_404(
        visible.select_related("participant__office"), "proposal", proposal_id, by=user.pk
    )
