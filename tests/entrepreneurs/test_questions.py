"""Where journeys and ventures do not say the same: each kind once, and silence where they agree."""

from datetime import date

import pytest
from django.urls import reverse

from audit.enums import Action
from audit.models import Event
from entrepreneurs.actions.ventures import record_step
from entrepreneurs.enums import QuestionKind, Rung, StepReason
from entrepreneurs.questions import questions_for
from entrepreneurs.views import people
from tests.entrepreneurs.beginnings import NUMBER, TODAY, begin
from tests.participants.people import enrol
from tests.queries import at_most

pytestmark = pytest.mark.usefixtures("cast")
START = ("2024-01-01", "enrolled")


def asked(user):
    return {(each.participant.reference, each.question) for each in questions_for(user, TODAY)}


def work_at(person, workplace):
    person.moves.create(office_id=person.office_id, day=date(2025, 6, 1), target="work", workplace=workplace)


def test_a_move_to_a_venture_without_one(cast):
    enrol(cast.bjerke, "B-1", START, ("2025-01-01", "venture"))
    begin(enrol(cast.bjerke, "B-2", START, ("2025-01-01", "venture")), cast.krem)
    assert asked(cast.krem) == {("B-1", QuestionKind.NO_VENTURE)}


def test_a_venture_that_has_closed_while_the_journey_goes_on(cast):
    venture = begin(enrol(cast.bjerke, "B-1", START, ("2025-01-01", "venture")), cast.krem)
    record_step(
        venture=venture,
        rung=Rung.CLOSED,
        day=date(2025, 5, 1),
        reason=StepReason.MONEY,
        by=cast.krem,
        today=TODAY,
    )
    assert asked(cast.krem) == {("B-1", QuestionKind.CLOSED_VENTURE)}


def test_a_venture_that_pays_no_wage_is_not_work(cast):
    unpaid, paid, elsewhere = (enrol(cast.bjerke, f"B-{number}", START) for number in (1, 2, 3))
    begin(unpaid, cast.krem, name="Systua", rung=Rung.FIRST_SALE, organisation_number=NUMBER)
    begin(paid, cast.krem, name="Bakeriet", rung=Rung.OWN_WAGE, organisation_number=NUMBER)
    begin(elsewhere, cast.krem, name="Hagen", rung=Rung.FIRST_SALE, organisation_number=NUMBER)
    work_at(unpaid, " systua ")
    work_at(paid, "Bakeriet")
    work_at(elsewhere, "A shop")
    assert asked(cast.krem) == {("B-1", QuestionKind.UNPAID_WORK)}


def test_a_registered_venture_the_journey_does_not_know(cast):
    begin(enrol(cast.bjerke, "B-1", START), cast.krem, rung=Rung.REGISTERED, organisation_number=NUMBER)
    begin(enrol(cast.bjerke, "B-2", START), cast.krem, rung=Rung.PLAN)
    begin(enrol(cast.bjerke, "B-3"), cast.krem, rung=Rung.REGISTERED, organisation_number=NUMBER)
    assert asked(cast.krem) == {("B-1", QuestionKind.NOT_MOVED)}


def test_each_office_is_asked_about_its_own_and_nobody_about_the_shielded(cast):
    enrol(cast.bjerke, "B-1", START, ("2025-01-01", "venture"))
    enrol(cast.ullern, "U-1", START, ("2025-01-01", "venture"))
    enrol(cast.bjerke, "B-2", START, ("2025-01-01", "venture"), is_shielded=True)
    assert asked(cast.bjerke_leader) == {("B-1", QuestionKind.NO_VENTURE)}
    with at_most(2):
        assert len(questions_for(cast.krem, TODAY)) == 2


def test_many_questions_stand_on_pages_and_only_what_is_shown_is_a_look(cast, sign_in, monkeypatch):
    monkeypatch.setattr(people, "PAGE_LENGTH", 2)
    for number in (1, 2, 3):
        enrol(cast.bjerke, f"B-{number}", START, (f"2025-01-0{number}", "venture"))
    client = sign_in(cast.bjerke_leader)
    first, second = (client.get(reverse("question_list"), {"page": page}).content.decode() for page in (1, 2))
    assert ["B-1" in first, "B-2" in first, "B-3" in first] == [True, True, False]
    assert ["B-1" in second, "B-2" in second, "B-3" in second] == [False, False, True]
    looks = Event.objects.filter(action=Action.LISTED, subject="participant").order_by("at")
    assert [len(look.subject_ids) for look in looks] == [2, 1]
