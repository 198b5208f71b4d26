"""What somebody may not do about a participant."""

from accounts.models import User
from audit.actions import refuse_if
from participants.models import Participant


def refuse_about(person: Participant, reason: str, *, by: User) -> None:
    """End an action about somebody where there is a reason not to do it; the attempt goes into their log."""
    refuse_if(reason, by=by.pk, subject="participant", ids=[person.pk], office=person.office_id)
