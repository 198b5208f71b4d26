"""Who looks for something and what is open, as the matching takes them."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, QuerySet

from accounts.models import User
from entrepreneurs.matching import Side
from entrepreneurs.models import Opening
from participants.enums import State
from participants.models import Participant
from participants.skills import ParticipantSkill

# Whoever is in work, education or a venture, or has left, looks for nothing here.
LOOKING = (State.ENROLLED, State.TRAINING)


class BandOf(Func):
    """How many participants of all offices fit, in bands: the database tells nobody more."""

    function = "portal_band_of"
    output_field = IntegerField()


def looking(user: User, today: date) -> QuerySet[Participant]:
    """A user's own people who look for something and have said what they can. Never the shielded."""
    skilled = ParticipantSkill.objects.visible_to(user, today).values("participant")
    return Participant.objects.visible_to(user, today).filter(
        is_shielded=False, whereabouts__state__in=LOOKING, pk__in=skilled
    )


def people_side(people: QuerySet[Participant]) -> list[Side]:
    """One query, however many people."""
    skills = ParticipantSkill.objects.filter(participant=OuterRef("pk")).order_by("skill")
    rows = people.annotate(has=ArraySubquery(skills.values("skill"))).order_by("reference", "pk")
    return [
        Side(key, frozenset(has), None if first is None else (first, last))
        for key, has, first, last in rows.values_list(
            "pk", "has", "availability__hours_from", "availability__hours_to"
        )
    ]


def openings_side(openings: QuerySet[Opening]) -> list[Side]:
    """One query, however many openings."""
    through = Opening.skills.through.objects.filter(opening=OuterRef("pk")).order_by("skill")
    rows = openings.annotate(needs=ArraySubquery(through.values("skill"))).order_by("pk")
    return [
        Side(key, frozenset(needs), (first, last))
        for key, needs, first, last in rows.values_list("pk", "needs", "hours_from", "hours_to")
    ]
