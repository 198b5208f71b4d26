"""Proposals about one person: what waits, what was answered, and a form for a new one."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.typed import keeps_typed, take_typed
from audit.deeds import Refused
from audit.enums import Action, Decision
from audit.recording import record
from participants.enums import LeftReason, State
from participants.journeys import Journey
from participants.models import Participant, Proposal
from participants.permissions import may_propose
from participants.proposing import approve, mark_read, propose, reject, withdraw
from participants.record_forms import PlainText, RecordForm, select
from participants.rules import MoveFacts
from participants.views import participant_or_404


class ProposalForm(RecordForm):
    """What is proposed. Leaving with another reason is proposed for the day somebody left."""

    target = forms.TypedChoiceField(
        label=gettext_lazy("Where to?"),
        choices=State.choices,
        coerce=State,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose where the participant goes.")},
    )
    left_reason = forms.TypedChoiceField(
        label=gettext_lazy("Reason, when somebody leaves"),
        choices=LeftReason.choices,
        coerce=LeftReason,
        empty_value=LeftReason.UNKNOWN,
        required=False,
        widget=select(LeftReason.choices),
    )
    because = PlainText(
        label=gettext_lazy("Why do you propose it?"),
        help_text=gettext_lazy("Never write health information or names here."),
        error_messages={"required": gettext_lazy("Write why.")},
    )
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def facts(self) -> MoveFacts:
        data = self.cleaned_data
        reason = data["left_reason"] if data["target"] == State.LEFT else LeftReason.UNKNOWN
        return MoveFacts(day=data["day"], target=data["target"], left_reason=reason)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    """The history of what both sides have proposed about a person, newest first, and a form to propose."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = participant_or_404(request.user, participant_id, today)
    if refusal := may_propose(request.user, person, today):
        raise PermissionDenied(refusal)
    typed = request.POST or take_typed(request, now)
    form = ProposalForm(typed or None, initial={"day": today, **_in_place_of(request, person)}, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            _propose(form, person, request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The proposal is sent to the other side."))
            return redirect("proposals", person.pk)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=person.office_id)
    context = {
        "person": person,
        "form": form,
        "journey": Journey(tuple(person.moves.standing().order_by("day", "pk")), ()),
        "proposals": _shown(person, request.user),
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


def _do(request: HttpRequest, proposal_id: UUID, deed: Callable, done: str, **more: object) -> HttpResponse:
    """One answer, and back to the person it is about."""
    now = timezone.now()
    proposal = _proposal_or_404(request.user, proposal_id, timezone.localdate(now))
    try:
        deed(proposal=proposal, by=request.user, now=now, **more)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("proposals", proposal.participant_id)


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


def _in_place_of(request: HttpRequest, person: Participant) -> dict[str, object]:
    """The form begins with what an earlier proposal said, where the address names one to replace."""
    try:
        wanted = UUID(request.GET.get("replace", ""))
    except ValueError:
        return {}
    before = person.proposals.waiting().filter(pk=wanted).first()
    if before is None:
        return {}
    names = ("day", "target", "left_reason", "because")
    return {**{name: getattr(before, name) for name in names}, "replaces": before.pk}


def _shown(person: Participant, user: User) -> list[dict[str, object]]:
    """Each proposal with what this reader can do about it; who reads here may propose, so only the side matters."""
    found = person.proposals.select_related("proposed_by", "answered_by").order_by("-proposed_at", "pk")
    return [
        {
            "proposal": proposal,
            "can_answer": proposal.answered_at is None and not proposal.is_by_side_of(user),
            "can_withdraw": proposal.answered_at is None and proposal.is_by_side_of(user),
            "is_unread": proposal.is_unread_by(user),
        }
        for proposal in found
    ]


def _proposal_or_404(user: User, proposal_id: UUID, today: date) -> Proposal:
    visible = Proposal.objects.visible_to(user, today).select_related("participant__office")
    proposal = visible.filter(pk=proposal_id).first()
    if proposal is None:
        record(Action.SHOWN, "proposal", [proposal_id], by=user.pk, decision=Decision.REFUSED)
        raise Http404("No such proposal.")
    return proposal
