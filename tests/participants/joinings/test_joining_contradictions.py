"""Records that contradict each other, or wait for an answer, are not joined."""

from datetime import date

import pytest
from django.utils import timezone

from audit.actions import Refused
from participants.models import DataRequest, FollowUp, Joining, Participant
from tests.participants.joinings.records import ENROLLED, TODAY, WENT, WORKED, contradictions, here, joined
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")

CONTRADICTING = {
    "born in other years": ([ENROLLED], {"birth_year": 1991}, [ENROLLED], {}, "birth years differ"),
    "of another sex": ([ENROLLED], {"sex": "man"}, [ENROLLED], {"sex": "woman"}, "differ in sex"),
    "shielded": ([ENROLLED], {"is_shielded": True}, [ENROLLED], {}, "shielded"),
    "without a journey": ([ENROLLED], {}, [], {}, "no journey"),
    "in two places on a day": (
        [ENROLLED, ("2024-09-01", "work")], {}, [ENROLLED, ("2024-09-01", "education")], {}, "Correct one of them",
    ),
    "gone and still there": ([ENROLLED, WENT], {}, [ENROLLED], {}, "while B-2 goes on"),
    "at work twice": (
        [ENROLLED, ("2024-09-01", "work")], {}, [ENROLLED, ("2024-10-01", "work")], {}, "already here",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTRADICTING)
def test_they_are_not_joined_where_they_are(cast, what):
    moves, facts, other_moves, other_facts, words = CONTRADICTING[what]
    one = enrol(cast.bjerke, "B-1", *moves, **facts)
    two = enrol(cast.bjerke, "B-2", *other_moves, **other_facts)
    found = contradictions(one, two)
    assert any(words in sentence for sentence in found), found
    with pytest.raises(Refused):
        here(cast, one, two)
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 2


def test_two_offices_that_both_have_somebody_from_one_day_are_told(cast):
    one, two = (enrol(office, "X-1", ENROLLED) for office in (cast.bjerke, cast.ullern))
    assert "Both offices have" in contradictions(one, two)[0]


def test_different_answers_of_one_day_contradict(cast):
    one, two = (enrol(cast.bjerke, f"B-{n}", ENROLLED, WORKED) for n in (1, 2))
    for person, answer in ((one, "work"), (two, "other")):
        FollowUp.objects.create(
            office=cast.bjerke, participant=person, day=date(2025, 3, 1), month=6, answer=answer
        )
    assert "different answers" in contradictions(one, two)[0]


def test_nothing_is_joined_while_something_waits(cast, at_bjerke, at_ullern):
    request = DataRequest.objects.create(office=cast.ullern, participant=at_ullern, kind="erasure", about="x")
    with pytest.raises(Refused, match="Answer that first"):
        joined(cast, at_bjerke, at_ullern)
    request.answered_at, request.answered_by, request.answer = timezone.now(), cast.ullern_leader, "x"
    request.save()
    Joining.objects.all().update(
        state="withdrawn", answered_at=timezone.now(), answered_by=cast.bjerke_leader
    )
    assert joined(cast, at_bjerke, at_ullern).data_requests.count() == 1
