"""How a page gets its row."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.doors import found
from audit.enums import Action, Decision
from audit.recording import record
from participants.models import Participant


def participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    """Somebody of the user's own offices, who is not shielded."""
    people = (
        Participant.objects.visible_to(user, today)
        .filter(is_shielded=False)
        .select_related("office", "availability", "whereabouts")
    )
    return found(people, "participant", participant_id, by=user.pk)


def require(reason: str, user: User, subject: str, ids: list[UUID] | None = None) -> None:
    """Go no further where there is a reason not to; the attempt is in the log."""
    if reason:
        record(Action.SHOWN, subject, ids or [], by=user.pk, decision=Decision.REFUSED, reason=reason)
        raise PermissionDenied(reason)
