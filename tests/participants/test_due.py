"""When somebody is asked how it went, and what is not the same as not being asked."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from participants.enums import Asking
from participants.models import FollowUp, Question
from participants.queries.due import asking, is_due, is_not_reached, last_day
from tests.participants.people import enrol


def person_who_left_for_work(cast, day="2024-08-31"):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), (day, "work"))


def answer(person, month, day, answer):
    return FollowUp.objects.create(
        office=person.office, participant=person, month=month, day=date.fromisoformat(day), answer=answer
    )


def months(condition) -> list[int]:
    return list(Question.objects.filter(condition).order_by("month").values_list("month", flat=True))


def test_six_months_after_the_last_of_august_is_the_last_of_february(cast):
    person_who_left_for_work(cast)
    assert Question.objects.get(month=6).due_on == date(2025, 2, 28)
    assert Question.objects.get(month=24).due_on == date(2026, 8, 31)


def test_it_is_due_from_the_day_and_as_long_as_an_answer_counts(cast):
    person_who_left_for_work(cast)
    due_on = date(2025, 2, 28)
    assert months(is_due(due_on - timedelta(days=1))) == []
    assert months(is_due(due_on)) == [6]
    assert months(is_due(due_on + timedelta(days=92))) == [6]
    assert months(is_due(due_on + timedelta(days=93))) == []


def test_not_reached_is_not_the_same_as_not_asked(cast):
    person = person_who_left_for_work(cast)
    today = date(2025, 3, 10)
    answer(person, 6, "2025-03-05", "not_reached")
    assert months(is_due(today)) == []
    assert months(is_not_reached(today)) == [6]
    answer(person, 6, "2025-03-09", "work")
    assert months(is_not_reached(today)) == []


def test_an_answer_that_was_taken_back_makes_it_due_again(cast):
    person = person_who_left_for_work(cast)
    taken_back = answer(person, 6, "2025-03-05", "work")
    FollowUp.objects.filter(pk=taken_back.pk).update(
        superseded_at=timezone.now(), superseded_because="Wrong person"
    )
    assert months(is_due(date(2025, 3, 10))) == [6]


def test_whoever_is_back_in_follow_up_is_not_asked(cast):
    person = enrol(
        cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-08-31", "work"), ("2024-12-01", "enrolled")
    )
    assert not person.questions.exists()


def test_an_answer_from_before_this_exit_does_not_count(cast):
    person = person_who_left_for_work(cast)
    answer(person, 6, "2024-08-30", "work")
    assert months(is_due(date(2025, 3, 10))) == [6]


@pytest.mark.parametrize(
    ("today", "given", "expected"),
    [
        ("2025-02-27", None, Asking.LATER),
        ("2025-02-28", None, Asking.DUE),
        ("2025-06-01", None, Asking.MISSED),
        ("2025-03-10", "not_reached", Asking.TRY_AGAIN),
        ("2025-06-01", "not_reached", Asking.NOT_REACHED_IN_TIME),
        ("2025-06-01", "education", Asking.ANSWERED),
    ],
)
def test_a_page_says_how_far_it_has_come(cast, today, given, expected):
    person = person_who_left_for_work(cast)
    if given:
        answer(person, 6, "2025-03-05", given)
    question = Question.objects.get(month=6)
    assert asking(question, date.fromisoformat(today)) == expected
    assert last_day(question) == date(2025, 5, 31)
