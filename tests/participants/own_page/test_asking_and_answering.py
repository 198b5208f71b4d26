"""What a participant does on the own page: answers the question that is open, and asks for what is held to be mended."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from audit.models import Event
from participants.actions.own_page import (
    MOST_WAITING,
    answer_data_request,
    answer_for_oneself,
    ask_office,
)
from participants.enums import DataRequestKind, FollowUpAnswer, FollowUpMonth
from participants.models import DataRequest, FollowUp, Question
from participants.queries.whereabouts import ASKS
from tests.participants.office_workbooks import national_id
from tests.participants.own_page.visits import link_for, visit

pytestmark = pytest.mark.usefixtures("in_english")


def test_the_open_question_is_answered_by_the_participant(cast, person, visitor):
    visit(visitor, link_for(person, cast))
    assert "How is it going?" in visitor.get(reverse("own_page")).content.decode()
    answer = visitor.post(reverse("own_page_answer"), {"month": "6", "answer": "work", "hours_percent": "50"})
    assert answer.status_code == 302
    follow_up = FollowUp.objects.get()
    assert (follow_up.answer, follow_up.source, follow_up.recorded_by) == ("work", "participant", None)
    assert Question.objects.get(month=6).answer == "work"
    again = visitor.post(reverse("own_page_answer"), {"month": "6", "answer": "other"})
    assert "This question is not open any more" in again.content.decode()
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    "typed", [{}, {"month": "6"}, {"month": "6", "answer": "not_reached"}, {"month": "7", "answer": "work"}]
)
def test_an_answer_is_one_of_the_list(cast, person, visitor, typed):
    visit(visitor, link_for(person, cast))
    assert visitor.post(reverse("own_page_answer"), typed).status_code == 200
    assert not FollowUp.objects.exists()


def test_a_question_that_is_not_open_takes_no_answer(cast, person, today):
    with pytest.raises(Refused, match="not open"):
        answer_for_oneself(
            participant=person,
            month=FollowUpMonth.TWELVE,
            answer=FollowUpAnswer.WORK,
            hours_percent=None,
            today=today,
        )


def test_what_the_office_wrote_today_is_not_answered_beside(cast, person, today):
    FollowUp.objects.create(office=cast.bjerke, participant=person, day=today, month=6, answer="not_reached")
    with pytest.raises(Refused, match="written down something about this today"):
        answer_for_oneself(
            participant=person,
            month=FollowUpMonth.SIX,
            answer=FollowUpAnswer.WORK,
            hours_percent=None,
            today=today,
        )


def test_asking_for_correction_arrives_as_a_count_and_is_answered(cast, person, visitor, sign_in):
    visit(visitor, link_for(person, cast))
    visitor.post(reverse("own_page_ask"), {"kind": "correction", "about": "The birth year is wrong"})
    leader = sign_in(cast.bjerke_leader)
    leader.cookies["django_language"] = "en-gb"
    listed = leader.get(reverse("participant_list", args=[cast.bjerke.pk]), {"list": ASKS})
    assert [each.reference for each in listed.context["people"]] == ["B-1"]
    assert "waits for an answer" in leader.get(reverse("participant", args=[person.pk])).content.decode()
    asked = DataRequest.objects.get()
    done = leader.post(reverse("data_request_answer", args=[asked.pk]), {"answer": "It is corrected"})
    assert done["Location"] == reverse("own_page_give", args=[person.pk])
    assert "It is corrected" in visitor.get(reverse("own_page")).content.decode()
    listed = leader.get(reverse("participant_list", args=[cast.bjerke.pk]), {"list": ASKS})
    assert not listed.context["people"]
    again = leader.post(reverse("data_request_answer", args=[asked.pk]), {"answer": "Once more"})
    assert "answered this already" in again.content.decode()


def test_what_is_asked_holds_no_identity_number_and_has_an_end(cast, person):
    with pytest.raises(Refused):
        ask_office(participant=person, kind=DataRequestKind.ERASURE, about=f"I am {national_id(1, 1)}")
    for _number in range(MOST_WAITING):
        ask_office(participant=person, kind=DataRequestKind.ERASURE, about="Everything")
    with pytest.raises(Refused, match="Wait for the answers"):
        ask_office(participant=person, kind=DataRequestKind.ERASURE, about="Everything")


def test_asking_leaves_a_line(cast, person, visitor):
    visit(visitor, link_for(person, cast))
    visitor.post(reverse("own_page_ask"), {"kind": "erasure", "about": "Everything"})
    line = Event.objects.get(action="requested", subject="own page")
    assert (line.subject_ids, line.actor_id, line.office_id) == ([person.pk], None, cast.bjerke.pk)


def test_the_offices_answer_holds_no_identity_number_and_answers_the_one_that_was_asked(cast, person):
    first, second = (
        ask_office(participant=person, kind=DataRequestKind.CORRECTION, about=about)
        for about in ("One", "Two")
    )
    answered = {"by": cast.bjerke_leader, "now": timezone.now()}
    with pytest.raises(NotPermitted):
        answer_data_request(data_request=second, answer="Done", by=cast.ullern_leader, now=timezone.now())
    refused = Event.objects.get(actor_id=cast.ullern_leader.pk, subject="own page")
    assert (refused.action, refused.decision) == ("recorded", "refused")
    with pytest.raises(Refused):
        answer_data_request(data_request=second, answer=f"See {national_id(17, 45)}", **answered)
    assert not DataRequest.objects.exclude(answer="").exists()
    answer_data_request(data_request=second, answer="Done", **answered)
    said = dict(DataRequest.objects.values_list("pk", "answer"))
    assert said == {first.pk: "", second.pk: "Done"}
    assert (
        Event.objects.filter(action="recorded", subject="own page", actor_id=cast.bjerke_leader.pk).count()
        == 1
    )
