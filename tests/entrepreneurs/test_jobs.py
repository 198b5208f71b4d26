"""The ledger of jobs: who writes in it, who holds a job, whether they are still there; nothing is ever deleted."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import NotPermitted, Refused
from entrepreneurs.actions.jobs import create_job, end_holding, end_job, fill_job, record_check
from entrepreneurs.enums import CheckAnswer, CheckMonth, JobEnd, Rung
from entrepreneurs.models import Holding, Job, JobCheck
from entrepreneurs.months import month_after
from participants.models import Participant
from tests.entrepreneurs.beginnings import NUMBER, TODAY, begin, follow
from tests.participants.people import enrol

START = date(2025, 1, 15)


def a_job(cast, by=None, owner=None, **fields):
    given = {"need": "Ombruk av møbler", "hours_percent": Decimal(50), "starts_on": START, **fields}
    return create_job(owner=owner or cast.merk, by=by or cast.krem, today=TODAY, **given)


@pytest.fixture
def job(cast):
    return a_job(cast)


@pytest.fixture
def holding(cast, job, person):
    return fill_job(job=job, participant=person, starts_on=START, by=cast.bjerke_leader, today=TODAY)


def ask(holding, by, month=CheckMonth.THREE, day=date(2025, 4, 20), answer=CheckAnswer.THERE):
    return record_check(holding=holding, month=month, day=day, answer=answer, by=by, today=TODAY)


def test_who_may_write_a_job_in_the_ledger(cast, person, scope_for):
    with scope_for(cast.mentor):
        a_job(cast, by=cast.mentor)
    with scope_for(cast.bjerke_leader):
        a_job(cast, by=cast.bjerke_leader)
    venture = begin(person, cast.krem, rung=Rung.OWN_WAGE, organisation_number=NUMBER)
    with pytest.raises(NotPermitted):
        a_job(cast, by=cast.mentor, owner=venture)
    follow(cast.mentor, person, cast.krem)
    with scope_for(cast.mentor):
        assert a_job(cast, by=cast.mentor, owner=venture).office_id == cast.bjerke.pk
    for stranger, owner in (
        (cast.imdi, cast.merk),
        (cast.former_leader, cast.merk),
        (cast.ullern_leader, venture),
        (cast.krem, cast.bjerke),
    ):
        with pytest.raises(NotPermitted):
            a_job(cast, by=stranger, owner=owner)


@pytest.mark.parametrize("percent", [0, -1, 101])
def test_a_job_is_more_than_nothing_and_at_most_full_time(cast, percent):
    with pytest.raises(Refused):
        a_job(cast, hours_percent=Decimal(percent))


def test_a_job_of_a_partner_is_open_to_all_offices_and_a_ventures_to_its_own(cast, person, scope_for):
    open_job = a_job(cast)
    own = a_job(cast, owner=begin(person, cast.krem))
    for user, seen in (
        (cast.krem, {open_job, own}),
        (cast.bjerke_leader, {open_job, own}),
        (cast.ullern_leader, {open_job}),
        (cast.mentor, {open_job}),
    ):
        with scope_for(user):
            assert set(Job.objects.visible_to(user, TODAY)) == seen, user
            assert set(Job.objects.all()) == seen, user
    for user in (cast.former_leader, cast.imdi):
        assert not Job.objects.visible_to(user, TODAY).exists()


def test_an_office_lets_its_own_people_take_a_job(cast, job, person, scope_for):
    stranger = enrol(cast.ullern, "U-1")
    with scope_for(cast.bjerke_leader):
        with pytest.raises(NotPermitted):
            fill_job(job=job, participant=stranger, starts_on=START, by=cast.bjerke_leader, today=TODAY)
        fill_job(job=job, participant=person, starts_on=START, by=cast.bjerke_leader, today=TODAY)
    for other in (cast.krem, cast.ullern_leader):
        with scope_for(other), pytest.raises(Refused):
            fill_job(job=job, participant=stranger, starts_on=START, by=other, today=TODAY)
    with scope_for(cast.ullern_leader):
        assert not Holding.objects.exists()
        assert set(Job.objects.held(TODAY)) == {job}
    assert not Job.objects.vacant(TODAY).exists()


def test_an_office_does_not_end_a_partners_job_and_cannot(cast, job, scope_for):
    with scope_for(cast.bjerke_leader):
        with pytest.raises(NotPermitted):
            end_job(job=job, on=TODAY, reason=JobEnd.NEED, by=cast.bjerke_leader, today=TODAY)
        assert not Job.objects.filter(pk=job.pk).update(need="x")


def test_the_owner_sees_that_a_job_is_held_and_nothing_of_the_person(cast, job, holding, person, scope_for):
    with scope_for(cast.mentor):
        assert set(Holding.objects.visible_to(cast.mentor, TODAY)) == {holding}
        assert not Participant.objects.exists()
        ask(holding, cast.mentor)
    assert JobCheck.objects.get().recorded_by == cast.mentor


def test_another_entrepreneur_sees_neither_job_nor_holder(cast, job, holding, scope_for):
    cast.mentor.seats.update(partner=cast.ullern)
    with scope_for(cast.mentor):
        assert not Job.objects.exists()
        assert not Holding.objects.exists()


def test_asked_too_early_twice_or_after_leaving_is_refused(cast, holding):
    with pytest.raises(Refused):
        ask(holding, cast.krem, day=date(2025, 4, 14))
    ask(holding, cast.krem, answer=CheckAnswer.NOT_REACHED)
    ask(holding, cast.krem, day=date(2025, 4, 28))
    with pytest.raises(Refused):
        ask(holding, cast.krem, day=date(2025, 4, 29))
    end_holding(holding=holding, on=date(2025, 6, 1), reason=JobEnd.OWN_WISH, by=cast.krem, today=TODAY)
    with pytest.raises(Refused):
        ask(holding, cast.krem, CheckMonth.SIX, date(2025, 7, 20))
    ask(holding, cast.krem, CheckMonth.SIX, date(2025, 7, 20), CheckAnswer.NOT_THERE)


def test_who_is_no_longer_there_has_left_and_the_job_is_free(cast, job, holding):
    ask(holding, cast.krem, answer=CheckAnswer.NOT_THERE)
    holding.refresh_from_db()
    assert (holding.ends_on, holding.end_reason) == (date(2025, 4, 20), JobEnd.FOUND_OUT)
    assert set(Job.objects.vacant(TODAY)) == {job}


def test_a_job_that_ends_takes_its_holder_along_and_stays_in_the_ledger(cast, job, holding, scope_for):
    with scope_for(cast.mentor):
        end_job(job=job, on=date(2026, 1, 31), reason=JobEnd.NEED, by=cast.mentor, today=TODAY)
    holding.refresh_from_db()
    assert holding.ends_on == date(2026, 1, 31)
    assert set(Job.objects.ended(TODAY)) == {job}
    with pytest.raises(Refused):
        fill_job(job=job, participant=enrol(cast.bjerke, "B-2"), starts_on=TODAY, by=cast.krem, today=TODAY)


@pytest.mark.parametrize("model", [Job, Holding])
def test_nobody_deletes_a_line(cast, job, holding, model):
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        model.objects.all()._raw_delete("default")


def test_an_erased_holder_leaves_the_line_and_its_count(cast, job, holding, person):
    ask(holding, cast.krem)
    person.delete()
    holding.refresh_from_db()
    assert holding.participant_id is None
    assert (Job.objects.count(), Holding.objects.count(), JobCheck.objects.count()) == (1, 1, 1)


def test_also_erasure_by_sql_keeps_the_line(cast, job, holding, person):
    person.moves.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_participant WHERE id = %s", [person.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    holding.refresh_from_db()
    assert holding.participant_id is None


def test_a_shielded_person_takes_no_job_here(cast, job):
    with pytest.raises(Refused):
        fill_job(
            job=job,
            participant=enrol(cast.bjerke, "B-9", is_shielded=True),
            starts_on=START,
            by=cast.krem,
            today=TODAY,
        )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"hours_percent": 101}, "job_percent_is_1_to_100"),
        ({"partner_id": None}, "job_has_one_owner"),
        ({"end_reason": "x"}, "job_end_is_known"),
        ({"ends_on": date(2024, 1, 1)}, "job_ends_after_it_starts"),
    ],
)
def test_the_database_holds_what_a_job_is(cast, fields, constraint):
    given = {"partner_id": cast.merk.pk, "need": "x", "hours_percent": 50, "starts_on": START, **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.create(**given)


def test_a_job_has_one_holder_at_a_time_also_in_the_database(cast, job, holding):
    with pytest.raises(IntegrityError, match="one_holder_of_a_job_at_a_time"), transaction.atomic():
        Holding.objects.create(office=cast.ullern, job=job, participant=None, starts_on=START)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2025, 1, 15), 12, date(2026, 1, 15)),
        (date(2025, 10, 31), 6, date(2026, 4, 30)),
    ],
)
def test_months_are_counted_as_people_do(day, months, then):
    assert month_after(day, months) == then
