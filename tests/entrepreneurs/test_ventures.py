"""What is done with ventures: by whom, what is refused, and what stays in the history."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import NotPermitted, Refused
from audit.enums import Action, Decision
from audit.models import Event
from entrepreneurs.actions.ventures import (
    add_founder,
    change_venture,
    correct_step,
    end_founder,
    record_bottom_line,
    record_step,
    start_venture,
    withdraw_step,
)
from entrepreneurs.enums import Lines, Rung, StepReason
from entrepreneurs.models import BottomLine, Climb, Founder, Venture
from tests.entrepreneurs.beginnings import NATIONAL_ID, NUMBER, TODAY, begin, follow
from tests.participants.people import enrol

NUMBERS = {"turnover": 100_000, "wages": 0, "own_funding": 60_000, "people": 0, "hours": 0}


@pytest.fixture
def founder(cast):
    return enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))


@pytest.fixture
def venture(cast, founder):
    return begin(founder, cast.bjerke_leader)


def step(venture, by, rung, day, **fields):
    return record_step(venture=venture, by=by, rung=rung, day=day, today=TODAY, **fields)


def rung_of(venture, day=TODAY):
    return Venture.objects.with_rung(day).get(pk=venture.pk).rung


def test_a_venture_begins_with_a_founder_a_rung_and_a_line_in_the_log(cast, founder, venture):
    assert (rung_of(venture), rung_of(venture, date(2025, 1, 9))) == (Rung.IDEA, None)
    assert [line.participant for line in venture.founders.all()] == [founder]
    line = Event.objects.get(action=Action.RECORDED, subject="venture")
    assert (line.actor_id, line.office_id) == (cast.bjerke_leader.pk, cast.bjerke.pk)


def test_another_office_and_a_mentor_begin_nothing(cast, founder):
    for stranger in (cast.ullern_leader, cast.mentor, cast.imdi):
        with pytest.raises(NotPermitted):
            begin(founder, stranger)
    assert not Venture.objects.exists()
    assert Event.objects.filter(decision=Decision.REFUSED).count() == 3


def test_a_number_is_needed_where_it_belongs_and_must_add_up(cast, venture, in_english):
    step(venture, cast.krem, Rung.PLAN, date(2025, 2, 1))
    with pytest.raises(Refused, match="Write the organisation number"):
        step(venture, cast.krem, Rung.REGISTERED, date(2025, 3, 1))
    with pytest.raises(Refused, match="is not an organisation number"):
        step(venture, cast.krem, Rung.REGISTERED, date(2025, 3, 1), organisation_number="123456789")
    step(venture, cast.krem, Rung.REGISTERED, date(2025, 3, 1), organisation_number=NUMBER)
    step(venture, cast.krem, Rung.FIRST_SALE, date(2025, 4, 1))
    venture.refresh_from_db()
    assert (venture.organisation_number, rung_of(venture)) == (NUMBER, Rung.FIRST_SALE)


def test_a_step_back_has_a_reason_and_a_closed_venture_may_begin_again(cast, venture):
    step(venture, cast.krem, Rung.PLAN, date(2025, 2, 1))
    with pytest.raises(Refused):
        step(venture, cast.krem, Rung.IDEA, date(2025, 3, 1))
    step(venture, cast.krem, Rung.IDEA, date(2025, 3, 1), reason=StepReason.PLANS)
    step(venture, cast.krem, Rung.CLOSED, date(2025, 4, 1), reason=StepReason.WORK)
    assert rung_of(venture) == Rung.CLOSED
    step(venture, cast.krem, Rung.PLAN, date(2025, 5, 1))
    assert rung_of(venture) == Rung.PLAN


def test_nothing_is_recorded_before_it_has_happened(cast, venture):
    with pytest.raises(Refused):
        step(venture, cast.krem, Rung.PLAN, date(2026, 11, 23))


def test_a_step_in_between_must_fit_what_comes_after(cast, venture, in_english):
    step(venture, cast.krem, Rung.PLAN, date(2025, 3, 1))
    with pytest.raises(Refused, match="cannot go from “Plan” to “Plan”"):
        step(venture, cast.krem, Rung.PLAN, date(2025, 2, 1))


def test_a_correction_supersedes_and_says_who_and_why(cast, venture):
    climb = step(venture, cast.krem, Rung.PLAN, date(2025, 2, 1))
    correct_step(
        climb=climb, rung=Rung.PLAN, day=date(2025, 2, 8), because="Wrong week", by=cast.krem, today=TODAY
    )
    climb.refresh_from_db()
    new = Climb.objects.standing().get(venture=venture, rung=Rung.PLAN)
    assert (new.day, climb.superseded_by, climb.superseded_because) == (
        date(2025, 2, 8), cast.krem, "Wrong week",
    )  # fmt: skip
    assert new.recorded_at == climb.superseded_at
    with pytest.raises(Refused):
        correct_step(
            climb=climb, rung=Rung.PLAN, day=date(2025, 2, 9), because="Again", by=cast.krem, today=TODAY
        )


def test_a_step_is_taken_back_but_never_the_only_one(cast, venture):
    climb = step(venture, cast.krem, Rung.PLAN, date(2025, 2, 1))
    withdraw_step(climb=climb, because="It did not happen", by=cast.bjerke_leader, today=TODAY)
    assert rung_of(venture) == Rung.IDEA
    with pytest.raises(Refused):
        withdraw_step(climb=venture.climbs.standing().get(), because="No", by=cast.krem, today=TODAY)


def test_founders_are_of_the_same_office_and_one_is_always_left(cast, venture, founder):
    second, stranger = enrol(cast.bjerke, "B-2"), enrol(cast.ullern, "U-1")
    add = {"venture": venture, "starts_on": date(2025, 6, 1), "by": cast.krem, "today": TODAY}
    with pytest.raises(Refused):
        add_founder(founder=stranger, **add)
    add_founder(founder=second, **add)
    with pytest.raises(Refused):
        add_founder(founder=second, **add)
    first = venture.founders.get(participant=founder)
    end_founder(founder=first, on=date(2025, 7, 1), by=cast.krem, today=TODAY)
    with pytest.raises(Refused):
        end_founder(
            founder=venture.founders.get(participant=second), on=date(2025, 8, 1), by=cast.krem, today=TODAY
        )


def test_the_database_knows_that_founder_and_venture_share_an_office(cast, venture):
    with pytest.raises(IntegrityError), transaction.atomic():
        Founder.objects.create(
            office=cast.ullern, venture=venture, participant=None, starts_on=date(2025, 1, 1)
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_shielded_person_founds_nothing_here_and_hides_what_was(cast, venture, founder):
    shielded = enrol(cast.bjerke, "B-9", is_shielded=True)
    with pytest.raises(Refused):
        start_venture(
            founder=shielded, name="X", rung=Rung.IDEA, day=date(2025, 1, 1), by=cast.krem, today=TODAY
        )
    assert Venture.objects.visible_to(cast.krem, TODAY).get() == venture
    type(founder).objects.filter(pk=founder.pk).update(is_shielded=True)
    assert not Venture.objects.visible_to(cast.krem, TODAY).exists()


def test_no_text_carries_a_national_identity_number(cast, founder, venture, in_english):
    with pytest.raises(Refused, match="national identity number"):
        begin(founder, cast.krem, name=f"Systua til {NATIONAL_ID}")
    with pytest.raises(Refused, match="national identity number"):
        change_venture(venture=venture, name=NATIONAL_ID, lines=Lines.DOUBLE, by=cast.krem, today=TODAY)


def test_an_erased_founder_leaves_the_venture_and_its_count(cast, venture, founder):
    founder.delete()
    line = Founder.objects.get(venture=venture)
    assert line.participant_id is None
    assert rung_of(venture) == Rung.IDEA


def test_also_erasure_by_sql_keeps_the_founders_line(cast, venture, founder):
    founder.moves.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_participant WHERE id = %s", [founder.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert Founder.objects.get(venture=venture).participant_id is None


def test_a_mentor_records_steps_of_those_they_follow_but_not_what_is_navs(cast, venture, founder, scope_for):
    with pytest.raises(NotPermitted):
        step(venture, cast.mentor, Rung.PLAN, date(2025, 2, 1))
    follow(cast.mentor, founder, cast.krem)
    with scope_for(cast.mentor):
        step(venture, cast.mentor, Rung.PLAN, date(2025, 2, 1))
        with pytest.raises(NotPermitted):
            step(venture, cast.mentor, Rung.ASSESSMENT, date(2025, 3, 1))
        step(venture, cast.mentor, Rung.REGISTERED, date(2025, 3, 1), organisation_number=NUMBER)
    assert rung_of(venture) == Rung.REGISTERED
    assert Climb.objects.get(rung=Rung.REGISTERED).recorded_by == cast.mentor


def yields(venture, by, day=date(2026, 1, 1), because="", **fields):
    return record_bottom_line(
        venture=venture, day=day, numbers={**NUMBERS, **fields}, because=because, by=by, today=TODAY
    )


def test_a_half_year_is_counted_once_and_corrected_with_a_reason(cast, venture, founder, scope_for):
    follow(cast.mentor, founder, cast.krem)
    yields(venture, cast.krem)
    with pytest.raises(Refused):
        yields(venture, cast.krem, turnover=120_000)
    with scope_for(cast.mentor):
        yields(venture, cast.mentor, turnover=120_000, because="An invoice was missing")
    assert BottomLine.objects.standing().get().turnover == 120_000
    assert BottomLine.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "fields"),
    [
        (date(2026, 2, 1), {}),
        (date(2027, 1, 1), {}),
        (date(2026, 1, 1), {"hours": 10}),
        (date(2026, 1, 1), {"turnover": -1}),
    ],
)
def test_a_half_year_that_cannot_be_is_refused(cast, venture, day, fields):
    with pytest.raises(Refused):
        yields(venture, cast.krem, day=day, **fields)


def test_tonnes_are_counted_where_the_venture_counts_them(cast, venture):
    assert yields(venture, cast.krem, tonnes_reused="1.5").tonnes_reused is None
    change_venture(venture=venture, name="Systua", lines=Lines.TRIPLE, by=cast.krem, today=TODAY)
    assert yields(venture, cast.krem, tonnes_reused="1.5", because="More").tonnes_reused is not None


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"day": date(2026, 2, 1)}, "a_half_year_starts_in_january_or_july"),
        ({"hours": 5}, "hours_are_worked_by_somebody"),
        ({"tonnes_reused": -1}, "tonnes_are_not_below_nothing"),
    ],
)
def test_the_database_holds_what_a_half_year_is(cast, venture, fields, constraint):
    given = {**NUMBERS, "day": date(2026, 1, 1), **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BottomLine.objects.create(office=cast.bjerke, venture=venture, **given)


def test_an_office_cannot_write_into_anothers_venture(cast, venture, scope_for):
    with scope_for(cast.ullern_leader):
        assert not Venture.objects.exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Climb.objects.create(
                office=cast.bjerke, venture_id=venture.pk, rung=Rung.PLAN, day=date(2025, 2, 1)
            )
