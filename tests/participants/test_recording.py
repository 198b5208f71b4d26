"""Recording by hand: the rules of the import, corrections that keep what stood, and two who record at once."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts.scope import acting_as_system, acting_for
from audit.actions import NotPermitted, Refused
from audit.enums import Action, Decision
from audit.models import Event
from participants.actions.records import (
    UNDONE,
    AnswerFacts,
    Overtaken,
    correct_answer,
    correct_move,
    record_answer,
    record_move,
    remove_move,
    undo_answer,
    undo_move,
)
from participants.enums import FollowUpAnswer, FollowUpMonth, LeftReason, State
from participants.models import FollowUp, Move
from participants.queries.journeys import mark_of
from participants.rules import MoveFacts
from participants.workbook.cells import FUTURE, NATIONAL_ID, NO_PERCENT, TOO_EARLY
from participants.workbook.journeys import ALREADY_THERE, NOT_ENROLLED_FIRST, TWO_ON_ONE_DAY, WRONG_AGE
from tests.at_once import at_once
from tests.conftest import make_cast
from tests.participants.office_workbooks import national_id
from tests.participants.people import enrol

TODAY = date(2026, 11, 1)

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def person(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "training"))


def seen(person) -> str:
    return mark_of(person.moves.standing())


def record_one(person, by, day="2025-01-01", target=State.WORK, **facts):
    facts = MoveFacts(date.fromisoformat(day), target, **facts)
    return record_move(participant=person, facts=facts, seen=seen(person), by=by, today=TODAY)


def targets(person) -> list[str]:
    return list(person.moves.standing().order_by("day").values_list("target", flat=True))


def test_a_move_is_added_and_logged(cast, person):
    move = record_one(person, cast.bjerke_leader, workplace="Vintage Baby", hours_percent=80)
    assert targets(person) == ["enrolled", "training", "work"]
    assert (move.recorded_by, move.office) == (cast.bjerke_leader, cast.bjerke)
    line = Event.objects.get(action=Action.RECORDED)
    assert (line.subject_ids, line.actor_id, line.office_id) == (
        [person.pk],
        cast.bjerke_leader.pk,
        cast.bjerke.pk,
    )


@pytest.mark.parametrize(
    ("day", "target", "facts", "sentence"),
    [
        ("2026-11-02", State.WORK, {}, FUTURE),
        ("2004-12-31", State.WORK, {}, TOO_EARLY),
        ("2025-01-01", State.TRAINING, {}, ALREADY_THERE),
        ("2024-06-01", State.WORK, {}, TWO_ON_ONE_DAY),
        ("2023-06-01", State.WORK, {}, NOT_ENROLLED_FIRST),
        ("2025-01-01", State.WORK, {"hours_percent": 140}, NO_PERCENT),
        ("2025-01-01", State.WORK, {"workplace": national_id(17, 45)}, NATIONAL_ID),
    ],
)
def test_it_is_refused_with_the_sentences_of_the_import(cast, person, day, target, facts, sentence):
    with pytest.raises(Refused) as refused:
        record_one(person, cast.bjerke_leader, day, target, **facts)
    assert str(sentence) in str(refused.value)
    assert targets(person) == ["enrolled", "training"]


def test_where_another_move_is_at_fault_the_sentence_says_which(cast, person):
    with pytest.raises(Refused, match=r"1 Jun 2024, Work training: .*already here"):
        record_one(person, cast.bjerke_leader, "2024-03-01", State.TRAINING)


def test_nobody_is_enrolled_at_a_wrong_age(cast):
    child = enrol(cast.bjerke, "B-2", birth_year=2015)
    with pytest.raises(Refused) as refused:
        record_one(child, cast.bjerke_leader, "2025-01-01", State.ENROLLED)
    assert str(WRONG_AGE) in str(refused.value)


def test_a_reason_belongs_to_leaving(cast, person):
    move = record_one(person, cast.bjerke_leader, left_reason=LeftReason.MOVED)
    assert move.left_reason == ""
    left = record_one(person, cast.bjerke_leader, "2025-02-01", State.LEFT, left_reason=LeftReason.MOVED)
    assert left.left_reason == "moved"


@pytest.mark.parametrize("who", ["krem", "ullern_leader", "former_leader", "mentor", "imdi"])
def test_only_the_own_office_records(cast, person, who):
    with pytest.raises(NotPermitted):
        record_one(person, getattr(cast, who))
    assert Event.objects.get(decision=Decision.REFUSED).actor_id == getattr(cast, who).pk


def test_nothing_is_recorded_about_a_shielded_person(cast):
    hidden = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"), is_shielded=True)
    with pytest.raises(NotPermitted, match="shielded"):
        record_one(hidden, cast.bjerke_leader)


def test_a_correction_replaces_and_keeps(cast, person):
    move = person.moves.get(target="training")
    corrected = correct_move(
        move=move,
        facts=MoveFacts(date(2024, 7, 1), State.EDUCATION),
        because="Read the wrong line",
        seen=seen(person),
        by=cast.bjerke_leader,
        today=TODAY,
    )
    move.refresh_from_db()
    assert targets(person) == ["enrolled", "education"]
    assert (move.superseded_by, move.superseded_because) == (cast.bjerke_leader, "Read the wrong line")
    assert move.superseded_at == corrected.recorded_at
    assert corrected.replaces == move


@pytest.mark.parametrize("because", ["", "  ", national_id(17, 45)])
def test_a_correction_needs_a_reason_that_names_nobody(cast, person, because):
    move = person.moves.get(target="training")
    with pytest.raises(Refused):
        remove_move(move=move, because=because, seen=seen(person), by=cast.bjerke_leader, today=TODAY)
    assert move.stands


def test_a_move_can_be_taken_out_if_the_rest_is_still_a_journey(cast, person):
    first, second = person.moves.order_by("day")
    with pytest.raises(Refused) as refused:
        remove_move(move=first, because="x", seen=seen(person), by=cast.bjerke_leader, today=TODAY)
    assert str(NOT_ENROLLED_FIRST) in str(refused.value)
    remove_move(move=second, because="Never began", seen=seen(person), by=cast.bjerke_leader, today=TODAY)
    assert targets(person) == ["enrolled"]


def test_what_was_recorded_today_can_be_undone_and_later_not(cast, person):
    move = record_one(person, cast.bjerke_leader)
    with pytest.raises(Refused, match="Correct it instead"):
        undo_move(move=move, by=cast.bjerke_leader, now=timezone.now() + timedelta(days=1))
    assert undo_move(move=move, by=cast.bjerke_leader, now=timezone.now()) is None
    move.refresh_from_db()
    assert move.superseded_because == UNDONE
    assert targets(person) == ["enrolled", "training"]
    with pytest.raises(Refused, match="changed already"):
        undo_move(move=move, by=cast.bjerke_leader, now=timezone.now())


def test_what_somebody_else_recorded_is_corrected_and_not_undone(cast, person):
    with pytest.raises(Refused, match="Somebody else recorded this"):
        undo_move(move=person.moves.get(target="training"), by=cast.bjerke_leader, now=timezone.now())


def test_undoing_a_correction_brings_back_what_stood(cast, person):
    move = person.moves.get(target="training")
    facts = MoveFacts(date(2024, 7, 1), State.EDUCATION)
    corrected = correct_move(
        move=move, facts=facts, because="x", seen=seen(person), by=cast.bjerke_leader, today=TODAY
    )
    again = undo_move(move=corrected, by=cast.bjerke_leader, now=timezone.now())
    assert (again.day, again.target, again.replaces) == (move.day, "training", corrected)
    assert targets(person) == ["enrolled", "training"]


def test_undoing_may_not_break_the_journey(cast):
    newcomer = enrol(cast.bjerke, "B-2")
    first = record_one(newcomer, cast.bjerke_leader, "2024-01-01", State.ENROLLED)
    record_one(newcomer, cast.bjerke_leader, "2024-02-01", State.WORK)
    with pytest.raises(Refused) as refused:
        undo_move(move=first, by=cast.bjerke_leader, now=timezone.now())
    assert str(NOT_ENROLLED_FIRST) in str(refused.value)
    assert targets(newcomer) == ["enrolled", "work"]


def test_whoever_comes_second_is_told_by_whom_and_what(cast, person):
    as_it_was = seen(person)
    record_one(person, cast.bjerke_leader)
    facts = MoveFacts(date(2025, 2, 1), State.EDUCATION)
    with pytest.raises(Overtaken, match="bjerke leader, says Ordinary work") as overtaken:
        record_move(participant=person, facts=facts, seen=as_it_was, by=cast.bjerke_leader, today=TODAY)
    assert "kept" in str(overtaken.value)


def test_a_corrected_move_cannot_be_corrected_again(cast, person):
    move = person.moves.get(target="training")
    action = {"because": "x", "by": cast.bjerke_leader, "today": TODAY}
    remove_move(move=move, seen=seen(person), **action)
    with pytest.raises(Overtaken, match="changed already"):
        remove_move(move=move, seen=seen(person), **action)


def answer_facts(day="2025-03-01", answer=FollowUpAnswer.WORK, month=FollowUpMonth.SIX):
    return AnswerFacts(month, date.fromisoformat(day), answer)


def test_an_answer_is_recorded_corrected_and_undone(cast, person):
    by = cast.bjerke_leader
    first = record_answer(participant=person, facts=answer_facts(), seen=mark_of([]), by=by, today=TODAY)
    facts = answer_facts(answer=FollowUpAnswer.NOT_REACHED)
    second = correct_answer(follow_up=first, facts=facts, because="Mixed up", by=by, today=TODAY)
    assert FollowUp.objects.standing().get() == second
    again = undo_answer(follow_up=second, by=by, now=timezone.now())
    assert FollowUp.objects.standing().get() == again
    assert again.answer == "work"


def test_one_answer_a_day_and_none_in_the_future(cast, person):
    by = cast.bjerke_leader
    first = record_answer(participant=person, facts=answer_facts(), seen=mark_of([]), by=by, today=TODAY)
    for facts, sentence in (
        (answer_facts(), "already"),
        (answer_facts("2026-12-01"), "future"),
    ):
        with pytest.raises(Refused, match=sentence):
            record_answer(participant=person, facts=facts, seen=mark_of([first]), by=by, today=TODAY)


def test_of_two_at_the_same_moment_one_wins_and_the_other_is_told(committed):
    """Real transactions, really at once."""
    with acting_as_system():
        cast = make_cast()
        person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
        as_seen = seen(person)

    def try_to(target: State) -> str:
        facts = MoveFacts(date(2025, 1, 1), target)
        with acting_for(cast.bjerke_leader):
            record_move(participant=person, facts=facts, seen=as_seen, by=cast.bjerke_leader, today=TODAY)
        return "recorded"

    both = [partial(try_to, target) for target in (State.WORK, State.TRAINING)]
    outcomes = [str(outcome) for outcome in at_once(*both, refusals=(Overtaken,))]
    assert len(outcomes) == 2
    assert outcomes.count("recorded") == 1
    assert any("The newest record" in outcome or "Noen andre" in outcome for outcome in outcomes)
    with acting_as_system():
        assert Move.objects.filter(participant=person).count() == 2
