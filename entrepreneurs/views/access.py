"""How a page gets its row."""

from datetime import date
from uuid import UUID

from accounts.models import User
from audit.access import get_visible_or_404
from participants.models import Participant


def participant_or_404(user: User, participant_id: UUID, today: date) -> Participant:
    """Somebody of the user's own offices, who is not shielded."""
    people = (
        Participant.objects.visible_to(user, today)
        .filter(is_shielded=False)
        .select_related("office", "availability", "whereabouts")
    )
    return get_visible_or_404(people, "participant", participant_id, by=user.pk)
