"""Where the journey and the ladder do not say the same.

A venture that pays no wage is not work, and somebody who moved to a venture of their own has one. Nobody is
refused for it: the office is asked, and either puts right what is wrong or says why it is so.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from entrepreneurs.enums import NUMBERED, PAYS_WAGE, QuestionKind, Rung
from entrepreneurs.models import Answer, Climb, Founder
from participants.enums import ON_THE_WAY, State
from participants.models import Move, Participant
from spelling.sameness import same_key


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question about one person, and the move that gave rise to it."""

    participant: Participant
    move: UUID
    since: date
    question: QuestionKind
    venture: UUID | None


def questions_for(user: User, today: date, person: Participant | None = None) -> list[OpenQuestion]:
    """Everything to be answered, oldest first. Two queries, however many people."""
    people = _people(user, today)
    if person is not None:
        people = people.filter(pk=person.pk)
    founded = _founded(people, today)
    asked = []
    for participant in people.order_by("since", "reference", "pk"):
        question, venture = _question(participant, founded.get(participant.pk, []))
        if question is not None and question not in participant.answered:
            asked.append(OpenQuestion(participant, participant.move, participant.since, question, venture))
    return asked


@dataclass(frozen=True, slots=True)
class Founded:
    """A venture somebody is behind today, and how far it has come."""

    venture: UUID
    name: str
    rung: str


def _people(user: User, today: date) -> QuerySet[Participant]:
    """Whoever has moved to a venture, or is behind one: with the last move and what has been answered about it."""
    moves = Move.objects.standing()
    last = moves.filter(participant=OuterRef("pk"), day__lte=today).order_by("-day")
    answers = Answer.objects.filter(participant=OuterRef("pk"), move=OuterRef("move")).order_by("question")
    # Asked of each person, not of everybody first: of one person there is one index to look in.
    concerned = Exists(moves.filter(participant=OuterRef("pk"), target=State.VENTURE)) | Exists(
        Founder.objects.on(today).filter(participant=OuterRef("pk"))
    )
    return (
        Participant.objects.visible_to(user, today)
        .filter(concerned, is_shielded=False)
        .select_related("office")
        .annotate(
            move=Subquery(last.values("pk")[:1]),
            since=Subquery(last.values("day")[:1]),
            target=Subquery(last.values("target")[:1]),
            workplace=Subquery(last.values("workplace")[:1]),
            answered=ArraySubquery(answers.values("question")),
        )
        .filter(move__isnull=False)
    )


def _founded(people: QuerySet[Participant], today: date) -> dict[UUID, list[Founded]]:
    climbs = Climb.objects.standing().filter(venture=OuterRef("venture"), day__lte=today).order_by("-day")
    rows = (
        Founder.objects.on(today)
        .filter(participant__in=people.values("pk"))
        .annotate(rung=Subquery(climbs.values("rung")[:1]))
        .order_by("starts_on", "pk")
        .values_list("participant", "venture", "venture__name", "rung")
    )
    found: dict[UUID, list[Founded]] = {}
    for participant, venture, name, rung in rows:
        found.setdefault(participant, []).append(Founded(venture, name, rung or ""))
    return found


def _question(person: Participant, founded: list[Founded]) -> tuple[QuestionKind | None, UUID | None]:
    """What to ask about one person, and the venture it is about."""
    standing = [each for each in founded if each.rung and each.rung != Rung.CLOSED]
    if person.target == State.VENTURE and not founded:
        return QuestionKind.NO_VENTURE, None
    if person.target == State.VENTURE and not standing:
        return QuestionKind.CLOSED_VENTURE, founded[-1].venture
    for each in standing:
        is_own = same_key(each.name) == same_key(person.workplace)
        if person.target == State.WORK and is_own and each.rung not in PAYS_WAGE:
            return QuestionKind.UNPAID_WORK, each.venture
        # Followed up beside the venture: the journey knows nothing of it.
        if person.target in ON_THE_WAY and each.rung in NUMBERED:
            return QuestionKind.NOT_MOVED, each.venture
    return None, None
