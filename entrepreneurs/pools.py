"""Who looks for something and what is open, as the matching takes them."""

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef, QuerySet

from accounts.models import User
from entrepreneurs.matching import MatchSide
from entrepreneurs.models import Opening
from participants.enums import ON_THE_WAY
from participants.models import Participant
from participants.models.skills import ParticipantSkill


class BandOf(Func):
    """How many participants of all offices fit, in bands: the database tells nobody more."""

    function = "portal_band_of"
    output_field = IntegerField()


def looking(user: User, today: date) -> QuerySet[Participant]:
    """A user's own people who look for something and have said what they can. Never the shielded."""
    skilled = ParticipantSkill.objects.visible_to(user, today).values("participant")
    return Participant.objects.visible_to(user, today).filter(
        is_shielded=False, whereabouts__state__in=ON_THE_WAY, pk__in=skilled
    )


def people_side(people: QuerySet[Participant]) -> list[MatchSide]:
    """One query, however many people."""
    skills = ParticipantSkill.objects.filter(participant=OuterRef("pk")).order_by("skill")
    rows = people.annotate(has=ArraySubquery(skills.values("skill"))).order_by("reference", "pk")
    return [
        MatchSide(key, frozenset(has), None if first is None else (first, last))
        for key, has, first, last in rows.values_list(
            "pk", "has", "availability__hours_from", "availability__hours_to"
        )
    ]


def openings_side(openings: QuerySet[Opening]) -> list[MatchSide]:
    """One query, however many openings."""
    through = Opening.skills.through.objects.filter(opening=OuterRef("pk")).order_by("skill")
    rows = openings.annotate(needs=ArraySubquery(through.values("skill"))).order_by("pk")
    return [
        MatchSide(key, frozenset(needs), (first, last))
        for key, needs, first, last in rows.values_list("pk", "needs", "hours_from", "hours_to")
    ]
