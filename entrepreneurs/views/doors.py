"""How a page gets its row."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from accounts.models import User
from audit.enums import Action, Decision
from audit.recording import record
from participants.models import Participant


def found(visible: QuerySet, subject: str, pk: UUID, user: User) -> Any:
    """A row a user may see. A refusal looks like a page that is not there, and is in the log."""
    row: Model | None = visible.filter(pk=pk).first()
    if row is None:
        record(Action.SHOWN, subject, [pk], by=user.pk, decision=Decision.REFUSED)
        raise Http404(f"No such {subject}.")
    return row


def participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    """Somebody of the user's own offices, who is not shielded."""
    people = (
        Participant.objects.visible_to(user, today)
        .filter(is_shielded=False)
        .select_related("office", "availability", "whereabouts")
    )
    return found(people, "participant", participant_id, user)


def require(reason: str, user: User, subject: str, ids: list[UUID] | None = None) -> None:
    """Go no further where there is a reason not to; the attempt is in the log."""
    if reason:
        record(Action.SHOWN, subject, ids or [], by=user.pk, decision=Decision.REFUSED, reason=reason)
        raise PermissionDenied(reason)


def data_of(request: HttpRequest):
    """What was sent, None where a form is only looked at."""
    return request.POST if request.method == "POST" else None
