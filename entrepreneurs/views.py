"""The people a mentor follows, and nobody else."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from audit.enums import Action, Decision
from audit.recording import record
from entrepreneurs.models import Mentorship
from participants.journeys import journey_of


@require_safe
def mentorship(request: HttpRequest, mentorship_id: UUID) -> HttpResponse:
    """The person a mentor is linked to."""
    today = timezone.localdate()
    link = _mentorship_or_404(request.user, mentorship_id, today)
    journey = journey_of(link.participant)
    record(Action.SHOWN, "participant", [link.participant_id], by=request.user.pk, office=link.office_id)
    return render(
        request,
        "entrepreneurs/mentorship.html",
        {"person": link.participant, "journey": journey, "state": journey.state_on(today)},
    )


def _mentorship_or_404(user: User, mentorship_id: UUID, today: date) -> Mentorship:
    visible = Mentorship.objects.visible_to(user, today).select_related("participant__office")
    link = visible.filter(pk=mentorship_id).first()
    if link is None:
        record(Action.SHOWN, "mentorship", [mentorship_id], by=user.pk, decision=Decision.REFUSED)
        raise Http404("No such mentorship.")
    return link
