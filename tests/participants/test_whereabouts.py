"""Where people are, as the database keeps it: always what the journey says, and never written by anybody else."""

import random
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import DatabaseError, transaction
from django.utils import timezone

from participants.enums import FollowUpAnswer, State
from participants.intake.run import take_in
from participants.models import FollowUp, Move, Participant, Question, Whereabouts
from participants.queries.journeys import journey_of
from tests.conftest import SAMPLES
from tests.participants.people import enrol

TODAY = date(2026, 11, 1)
STAYS = {State.ENROLLED, State.TRAINING}


def by_definition(person: Participant) -> tuple:
    """The whereabouts as one would say them, from the journey itself."""
    journey = journey_of(Participant(pk=person.pk))
    last = journey.moves[-1] if journey.moves else None
    exit_on = None
    for move in reversed(journey.moves):
        if move.target in STAYS:
            break
        exit_on = move.day
    return (
        last.target if last else "",
        last.day if last else None,
        last.left_reason if last else "",
        exit_on,
    )


def questions_by_definition(person: Participant) -> dict[int, tuple]:
    exit_on = by_definition(person)[3]
    if exit_on is None:
        return {}
    asked = {}
    for month in (6, 12, 24):
        answers = [
            each
            for each in person.follow_ups.standing().order_by("day")
            if each.month == month and each.day > exit_on
        ]
        due_on = exit_on + relativedelta(months=month)
        asked[month] = (due_on, answers[-1].answer, answers[-1].day) if answers else (due_on, "", None)
    return asked


def assert_kept() -> None:
    places = Whereabouts.objects.in_bulk()
    people = Participant.objects.order_by("pk")
    assert len(places) == len(people)
    for person in people:
        place = places[person.pk]
        assert (place.state, place.since, place.left_reason, place.exit_on) == by_definition(person)
        assert place.office_id == person.office_id
        kept = {
            each.month: (each.due_on, each.answer, each.asked_on)
            for each in person.questions.order_by("month")
        }
        assert kept == questions_by_definition(person)


def test_a_workbook_leaves_everybody_where_the_journeys_say(cast):
    data = (SAMPLES / "ullensvang.xlsx").read_bytes()
    outcome = take_in(office=cast.bjerke.pk, data=data, by=None, today=TODAY, dry_run=False)
    assert not outcome.problems
    assert Question.objects.exists()
    assert_kept()


def test_whatever_happens_to_the_records_the_whereabouts_follow(cast):
    chance = random.Random(7)
    people = [enrol(cast.bjerke, f"B-{number}") for number in range(6)]
    for _step in range(60):
        person = chance.choice(people)
        what = chance.random()
        standing = list(person.moves.standing().order_by("day"))
        day = date(2024, 1, 1) + timedelta(days=chance.randrange(900))
        if what < 0.5 and day not in {move.day for move in standing}:
            target = chance.choice(list(State))
            Move.objects.create(office=cast.bjerke, participant=person, day=day, target=target)
        elif what < 0.7 and standing:
            Move.objects.filter(pk=chance.choice(standing).pk).update(
                superseded_at=timezone.now(), superseded_because="test"
            )
        elif not FollowUp.objects.filter(participant=person, month=6, day=day).exists():
            answer = chance.choice(list(FollowUpAnswer))
            FollowUp.objects.create(office=cast.bjerke, participant=person, month=6, day=day, answer=answer)
        assert_kept()


def test_they_go_with_the_participant(cast):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    assert person.questions.count() == 3
    person.delete()
    assert not Whereabouts.objects.exists()
    assert not Question.objects.exists()


@pytest.mark.parametrize("who", ["krem", "bjerke_leader"])
def test_nobody_writes_them_by_hand(cast, scope_for, who):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    with scope_for(getattr(cast, who)), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic():
            Whereabouts.objects.filter(participant=person).update(state="work")
    with scope_for(getattr(cast, who)), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic():
            Question.objects.all().delete()


def test_an_office_sees_its_own_only(cast, scope_for):
    own = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    with scope_for(cast.bjerke_leader):
        assert {place.participant_id for place in Whereabouts.objects.all()} == {own.pk}
        assert {question.participant_id for question in Question.objects.all()} == {own.pk}
