"""Where the journey and the ladder do not say the same.

A venture that pays no wage is not work, and somebody who moved to a venture of their own has one. Nobody is
refused for it: the office is asked, and either puts right what is wrong or says why it is so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from entrepreneurs.enums import LADDER, NUMBERED, PAYS_WAGE, QuestionKind, Rung
from entrepreneurs.models import Answer, Climb, Founder
from participants.enums import ON_THE_WAY, State
from participants.models import Move, Participant, Whereabouts
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
    people = list(_people(user, today, person).order_by("whereabouts__since", "reference", "pk"))
    founded = _founded([each.pk for each in people], today)
    asked = []
    for participant in people:
        question, venture = _question(participant, founded.get(participant.pk, []))
        if question is not None and question not in participant.answered:
            asked.append(
                OpenQuestion(participant, participant.move, participant.whereabouts.since, question, venture)
            )
    return asked


@dataclass(frozen=True, slots=True)
class Founded:
    """A venture somebody is behind today, and how far it has come."""

    venture: UUID
    name: str
    rung: str


def _people(user: User, today: date, person: Participant | None) -> QuerySet[Participant]:
    """Of whom something may have to be asked: with the last move and what has been answered about it.

    That a place of work has the name of the venture is for `_question` to see.
    """
    last = Move.objects.standing().filter(participant=OuterRef("pk")).order_by("-day")
    answers = Answer.objects.filter(participant=OuterRef("pk"), move=OuterRef("move")).order_by("question")
    of_person = {} if person is None else {"participant": person}
    founders = _founders(today).filter(rung__in=LADDER, **of_person)
    at_venture = Whereabouts.objects.filter(state=State.VENTURE, **of_person)
    without = at_venture.filter(~Exists(founders.filter(participant=OuterRef("participant"))))
    # Founders are few and everybody is many: whoever is elsewhere is found from the venture.
    elsewhere = founders.filter(participant__whereabouts__state__in=(State.WORK, *ON_THE_WAY))
    return (
        Participant.objects.visible_to(user, today)
        .filter(
            pk__in=without.values("participant").union(elsewhere.values("participant")), is_shielded=False
        )
        .select_related("office", "whereabouts")
        .annotate(
            move=Subquery(last.values("pk")[:1]),
            workplace=Subquery(last.values("workplace")[:1]),
            answered=ArraySubquery(answers.values("question")),
        )
    )


def _founders(today: date) -> QuerySet[Founder]:
    """Whoever is behind a venture today, with the `rung` it has reached."""
    climbs = Climb.objects.standing().filter(venture=OuterRef("venture"), day__lte=today).order_by("-day")
    return Founder.objects.on(today).annotate(rung=Subquery(climbs.values("rung")[:1]))


def _founded(people: Collection[UUID], today: date) -> dict[UUID, list[Founded]]:
    rows = (
        _founders(today)
        .filter(participant__in=people)
        .order_by("starts_on", "pk")
        .values_list("participant", "venture", "venture__name", "rung")
    )
    found: dict[UUID, list[Founded]] = {}
    for participant, venture, name, rung in rows:
        found.setdefault(participant, []).append(Founded(venture, name, rung or ""))
    return found


def _question(person: Participant, founded: list[Founded]) -> tuple[QuestionKind | None, UUID | None]:
    """What to ask about one person, and the venture it is about."""
    state = person.whereabouts.state
    standing = [each for each in founded if each.rung and each.rung != Rung.CLOSED]
    if state == State.VENTURE and not founded:
        return QuestionKind.NO_VENTURE, None
    if state == State.VENTURE and not standing:
        return QuestionKind.CLOSED_VENTURE, founded[-1].venture
    for each in standing:
        is_own = same_key(each.name) == same_key(person.workplace)
        if state == State.WORK and is_own and each.rung not in PAYS_WAGE:
            return QuestionKind.UNPAID_WORK, each.venture
        # Followed up beside the venture: the journey knows nothing of it.
        if state in ON_THE_WAY and each.rung in NUMBERED:
            return QuestionKind.NOT_MOVED, each.venture
    return None, None
