"""What a mentor proposes about one person, and what the office has answered."""

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
from entrepreneurs.actions.proposals import mark_read_as_mentor, propose_as_mentor, withdraw_as_mentor
from entrepreneurs.models import Mentorship
from entrepreneurs.permissions import refusal_to_propose_for
from participants.enums import Side
from participants.forms.proposals import ProposalForm, in_place_of, shown_to
from participants.models import Proposal
from participants.queries.journeys import RecordedJourney


@keeps_unsaved_form
@require_http_methods(["GET", "HEAD", "POST"])
def mentor_proposals(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    """The mentor's own proposals about a person, newest first, and a form for a new one."""
    now = timezone.now()
    today = timezone.localdate(now)
    link = _link_or_refusal(request.user, mentorship_id, today)
    person = link.participant
    own = Proposal.objects.visible_to(request.user, today).filter(participant=person)
    typed = request.POST or take_unsaved_form(request, now)
    initial = {"day": today, **in_place_of(request.GET, own.waiting())}
    form = ProposalForm(typed or None, initial=initial, today=today)
    if request.method == "POST" and done(form, lambda _given: _propose(form, link, request.user)):
        messages.success(request, _("The proposal is sent to the office."))
        return redirect("mentor_proposals", link.pk)
    record(Action.SHOWN, "participant", [person.pk], by=request.user.pk, office=link.office_id)
    context = {
        "link": link,
        "person": person,
        "form": form,
        "journey": RecordedJourney(tuple(person.moves.standing().order_by("day", "pk")), ()),
        "proposals": shown_to(request.user, own, "mentor_proposal_withdraw"),
    }
    return render(request, "entrepreneurs/proposals.html", context)


@require_POST
def mentor_proposals_read(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    now = timezone.now()
    link = _link_or_refusal(request.user, mentorship_id, timezone.localdate(now))
    mark_read_as_mentor(mentorship=link, by=request.user, now=now)
    return redirect("mentor_proposals", link.pk)


@require_POST
def mentor_proposal_withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    own = Proposal.objects.visible_to(request.user, today).from_side_of(request.user)
    proposal = get_visible_or_404(own.filter(side=Side.MENTOR), "proposal", proposal_id, by=request.user.pk)
    links = Mentorship.objects.visible_to(request.user, today).filter(participant=proposal.participant_id)
    link = links.select_related("participant__office").order_by("pk").first()
    require(
        "" if link else _("Only the mentor proposes here."),
        by=request.user.pk,
        subject="proposal",
        ids=[proposal_id],
    )
    try:
        withdraw_as_mentor(mentorship=link, proposal=proposal, by=request.user, now=now)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return redirect("mentor_proposals", link.pk)


def _propose(form: ProposalForm, link: Mentorship, by: User) -> Proposal:
    own = Proposal.objects.from_side_of(by).filter(participant=link.participant_id)
    return propose_as_mentor(
        mentorship=link,
        facts=form.facts(),
        because=form.cleaned_data["because"],
        by=by,
        now=timezone.now(),
        replaces=own.filter(pk=form.cleaned_data["replaces"]).first(),
    )


def _link_or_refusal(user: User, mentorship_id: UUID, today: date) -> Mentorship:
    visible = Mentorship.objects.visible_to(user, today).select_related("participant__office", "mentor")
    link = get_visible_or_404(visible, "mentorship", mentorship_id, by=user.pk)
    require(refusal_to_propose_for(user, link, today), by=user.pk, subject="mentorship", ids=[link.pk])
    return link
