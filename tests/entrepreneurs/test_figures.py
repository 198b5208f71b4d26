"""What a report counts of ventures and jobs: as known at a cutoff, without the shielded, with the erased."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from entrepreneurs.actions.jobs import create_job, end_holding, fill_job, record_check
from entrepreneurs.actions.ventures import record_bottom_line, record_step
from entrepreneurs.enums import CheckAnswer, CheckMonth, JobEnd, Rung, StepReason
from entrepreneurs.figures import bottom_lines, jobs_created, jobs_filled, jobs_lasting, ventures_by_rung
from entrepreneurs.models import Climb, JobCheck
from tests.entrepreneurs.beginnings import NUMBER, TODAY, begin
from tests.participants.people import enrol

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture
def offices(cast):
    return [cast.bjerke.pk, cast.ullern.pk]


def later():
    return timezone.now() + timedelta(hours=1)


def read(counts):
    return {(count.office, count.code): count.number for count in counts}


def job(cast, owner=None, starts_on=date(2025, 2, 1)):
    return create_job(
        owner=owner or cast.merk,
        need="Systue",
        hours_percent=Decimal(50),
        starts_on=starts_on,
        by=cast.krem,
        today=TODAY,
    )


def take(cast, job, person, starts_on=date(2025, 2, 1)):
    return fill_job(job=job, participant=person, starts_on=starts_on, by=cast.krem, today=TODAY)


def ask(cast, holding, month, day, answer):
    record_check(holding=holding, month=month, day=day, answer=answer, by=cast.krem, today=TODAY)


def test_ventures_stand_on_the_last_rung_before_the_day(cast, offices):
    venture = begin(enrol(cast.bjerke, "B-1"), cast.krem)
    begin(enrol(cast.ullern, "U-1"), cast.krem, rung=Rung.REGISTERED, organisation_number=NUMBER)
    step = {"venture": venture, "by": cast.krem, "today": TODAY}
    record_step(rung=Rung.PLAN, day=date(2025, 3, 1), **step)
    record_step(rung=Rung.CLOSED, day=date(2025, 6, 1), reason=StepReason.MONEY, **step)
    bjerke, ullern = cast.bjerke.pk, cast.ullern.pk
    assert read(ventures_by_rung(offices, date(2025, 4, 1), later())) == {
        (bjerke, "plan"): 1, (ullern, "registered"): 1,
    }  # fmt: skip
    assert read(ventures_by_rung([bjerke], date(2025, 12, 31), later())) == {(bjerke, "closed"): 1}
    assert ventures_by_rung(offices, date(2025, 1, 9), later()) == []


def test_what_was_recorded_or_corrected_after_the_cutoff_does_not_count(cast, offices):
    venture = begin(enrol(cast.bjerke, "B-1"), cast.krem)
    before, after = (timezone.now() + timedelta(days=days) for days in (-10, 10))
    old = Climb.objects.bulk_create(
        [
            Climb(
                office=cast.bjerke,
                venture=venture,
                day=date(2025, 2, 1),
                rung=Rung.PLAN,
                recorded_at=before,
                superseded_at=after,
                superseded_because="x",
            )
        ]
    )
    assert old
    at = date(2025, 12, 31)
    assert read(ventures_by_rung(offices, at, before)) == {(cast.bjerke.pk, "plan"): 1}
    assert read(ventures_by_rung(offices, at, before - timedelta(days=1))) == {}
    assert read(ventures_by_rung(offices, at, after)) == {(cast.bjerke.pk, "idea"): 1}


def test_the_shielded_are_in_no_offices_row_and_the_erased_still_count(cast, offices):
    shielded, erased = enrol(cast.bjerke, "B-1"), enrol(cast.bjerke, "B-2")
    for person in (shielded, erased):
        begin(person, cast.krem)
        take(cast, job(cast), person)
    shielded.is_shielded = True
    shielded.save()
    erased.delete()
    assert read(ventures_by_rung(offices, TODAY, later())) == {
        (None, "idea"): 1, (cast.bjerke.pk, "idea"): 1,
    }  # fmt: skip
    assert read(jobs_filled(offices, *YEAR, later())) == {
        (None, "filled"): 1, (cast.bjerke.pk, "filled"): 1,
    }  # fmt: skip


def test_jobs_created_by_partners_and_by_ventures(cast, offices):
    venture = begin(enrol(cast.bjerke, "B-1"), cast.krem)
    job(cast)
    job(cast, starts_on=date(2026, 2, 1))
    job(cast, owner=venture)
    assert read(jobs_created(offices, [cast.merk.pk], *YEAR, later())) == {
        (None, "created"): 1, (cast.bjerke.pk, "created"): 1,
    }  # fmt: skip
    assert read(jobs_created([cast.ullern.pk], [], *YEAR, later())) == {}


def test_every_answer_has_its_place_and_silence_too(cast, offices):
    held = [take(cast, job(cast), enrol(cast.bjerke, f"B-{number}")) for number in range(5)]
    there, unreached, asked_again, left, _silent = held
    day = date(2025, 5, 2)
    ask(cast, there, CheckMonth.THREE, day, CheckAnswer.THERE)
    ask(cast, unreached, CheckMonth.THREE, day, CheckAnswer.NOT_REACHED)
    ask(cast, asked_again, CheckMonth.THREE, day, CheckAnswer.NOT_REACHED)
    ask(cast, asked_again, CheckMonth.THREE, date(2025, 5, 9), CheckAnswer.THERE)
    end_holding(holding=left, on=date(2025, 3, 1), reason=JobEnd.OTHER_WORK, by=cast.krem, today=TODAY)
    bjerke = cast.bjerke.pk
    assert read(jobs_lasting(offices, 3, *YEAR, later())) == {
        (bjerke, "there"): 2, (bjerke, "not_reached"): 1, (bjerke, "not_there"): 1, (bjerke, "not_asked"): 1,
    }  # fmt: skip
    assert jobs_lasting(offices, 12, *YEAR, later()) == []
    assert (
        sum(count.number for count in jobs_lasting(offices, 12, date(2026, 2, 1), date(2026, 2, 1), later()))
        == 5
    )
    JobCheck.objects.filter(holding=there).update(
        superseded_at=timezone.now(), superseded_because="The wrong person"
    )
    assert read(jobs_lasting(offices, 3, *YEAR, later()))[bjerke, "not_asked"] == 2


def test_bottom_lines_come_venture_by_venture_with_those_who_founded_them(cast, offices):
    people = [enrol(office, f"X-{number}") for number, office in enumerate((cast.bjerke, cast.ullern))]
    for person in people:
        venture = begin(person, cast.krem)
        record_bottom_line(
            venture=venture,
            day=date(2025, 7, 1),
            numbers={"turnover": 100, "wages": 10, "own_funding": 50, "people": 2, "hours": 30},
            by=cast.krem,
            today=TODAY,
        )
    lines = {line.founders: line for line in bottom_lines(offices, [date(2025, 7, 1)], later())}
    assert set(lines) == {(person.pk,) for person in people}
    assert lines[(people[0].pk,)].amounts == {
        "turnover": 100, "wages": 10, "own_funding": 50, "people": 2, "hours": 30, "tonnes_reused": 0,
    }  # fmt: skip
    assert bottom_lines(offices, [date(2025, 1, 1)], later()) == []
    assert bottom_lines(offices, [date(2025, 7, 1)], later() - timedelta(days=400)) == []
