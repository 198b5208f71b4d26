"""An office's list of people narrowed to those with one mentor, or with none. Named in the settings."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clusters.models import Partner
from entrepreneurs.models import Mentorship
from participants.forms.listing import FurtherChoice
from participants.models import ParticipantQuerySet

NOBODY = "nobody"


def mentors_at(office: Partner, today: date) -> list[tuple[str, str]]:
    """Everybody who follows somebody of the office today."""
    links = Mentorship.objects.on(today).filter(office=office)
    mentors = User.objects.filter(pk__in=links.values("mentor")).order_by("name", "pk")
    return [(NOBODY, _("Without a mentor")), *((str(mentor.pk), mentor.name) for mentor in mentors)]


def mentored_by(
    people: ParticipantQuerySet, chosen: str, office: Partner, today: date
) -> ParticipantQuerySet:
    links = Mentorship.objects.on(today).filter(office=office)
    if chosen == NOBODY:
        return people.exclude(pk__in=links.values("participant"))
    return people.filter(pk__in=links.filter(mentor=UUID(chosen)).values("participant"))


BY_MENTOR = FurtherChoice(
    name="mentor",
    label=gettext_lazy("Mentor"),
    anything=gettext_lazy("With or without a mentor"),
    choices=mentors_at,
    narrow=mentored_by,
)
