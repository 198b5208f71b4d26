"""Two records of one person, and what is made of them."""

from django.db import connection
from django.utils import timezone

from participants.actions.joinings import accept_joining, join_here, propose_joining
from participants.models import Joining, Move, Participant, Stay
from participants.queries.joining import plan_of, side_of

TODAY = timezone.localdate()
WENT = ("2024-06-01", "left")
CAME = ("2024-06-10", "enrolled")
WORKED = ("2024-09-01", "work")
ENROLLED = ("2024-01-01", "enrolled")


def moved_away(person: Participant) -> Participant:
    """As if the last move had the reason: the office wrote that somebody moved."""
    last = person.moves.order_by("-day").first()
    last.pk, day, target = None, last.day, last.target
    person.moves.filter(day=day).update(superseded_at=timezone.now(), superseded_because="x")
    Move.objects.create(office=person.office, participant=person, day=day, target=target, left_reason="moved")
    return person


def asked(cast, person, reference="U-7") -> Joining:
    return propose_joining(
        participant=person,
        to=cast.ullern,
        reference=reference,
        because="She told us",
        by=cast.bjerke_leader,
        now=timezone.now(),
    )


def joined(cast, one, two) -> Participant:
    done = accept_joining(joining=asked(cast, one), other=two, by=cast.ullern_leader, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Participant.objects.get(pk=done.participant_id)


def here(cast, one, two) -> Participant:
    done = join_here(participant=one, other=two, because="x", by=cast.bjerke_leader, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return Participant.objects.get(pk=done.participant_id)


def way_of(person) -> list[tuple[str, str]]:
    standing = Move.objects.standing().filter(participant=person).order_by("day")
    return [(str(day), target) for day, target in standing.values_list("day", "target")]


def stays_of(person) -> list[tuple[str, str]]:
    standing = Stay.objects.standing().filter(participant=person).order_by("day")
    return [(str(day), slug) for day, slug in standing.values_list("day", "office__slug")]


def contradictions(one, two) -> list[str]:
    return plan_of(side_of(one), side_of(two)).contradictions
