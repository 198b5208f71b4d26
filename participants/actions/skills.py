"""What is written down of a participant's skills."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from audit.actions import Refused, action
from audit.enums import Action
from audit.recording import record
from participants.actions.refusals import refuse_about
from participants.models import Participant
from participants.models.skills import MOST_HOURS, Availability, ParticipantSkill, Skill
from participants.permissions import refusal_to_record


@action
def record_skills(
    *,
    participant: Participant,
    skills: Collection[Skill],
    hours: tuple[int, int] | None,
    by: User,
    today: date,
) -> Participant:
    """Let these be the skills of a participant, and these the hours they want; no hours: not known."""
    refuse_about(participant, refusal_to_record(by, participant, today), by=by)
    if hours and not 1 <= hours[0] <= hours[1] <= MOST_HOURS:
        raise Refused(
            _("Write the hours a week from 1 to %(most)s, the smaller number first.") % {"most": MOST_HOURS}
        )
    Participant.objects.select_for_update().get(pk=participant.pk)
    held = participant.skills.all()
    held.exclude(skill__in=skills).delete()
    known = set(held.values_list("skill", flat=True))
    ParticipantSkill.objects.bulk_create(
        ParticipantSkill(
            office_id=participant.office_id, participant=participant, skill=skill, recorded_by=by
        )
        for skill in skills
        if skill.pk not in known
    )
    if hours:
        Availability.objects.update_or_create(
            participant=participant,
            defaults={"office_id": participant.office_id, "hours_from": hours[0], "hours_to": hours[1]},
        )
    else:
        Availability.objects.filter(participant=participant).delete()
    record(
        Action.RECORDED,
        "participant",
        [participant.pk],
        by=by.pk,
        office=participant.office_id,
        reason="skills",
    )
    return participant
