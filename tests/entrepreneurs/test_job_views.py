"""The pages of the ledger: counts, what each role sees of a holder, what is due."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from entrepreneurs.actions.jobs import create_job, fill_job
from entrepreneurs.due import checks_due, ventures_without_half_year
from entrepreneurs.enums import CheckAnswer, CheckMonth, Rung
from entrepreneurs.models import Holding, Job, JobCheck
from entrepreneurs.months import month_after
from tests.entrepreneurs.beginnings import NUMBER, TODAY, begin
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12


@pytest.fixture
def job(cast):
    return create_job(
        owner=cast.merk,
        need="Ombruk av møbler",
        hours_percent=Decimal(50),
        starts_on=date(2024, 1, 1),
        by=cast.krem,
        today=TODAY,
    )


def take(job, person, by, starts_on):
    return fill_job(job=job, participant=person, starts_on=starts_on, by=by, today=TODAY)


def test_an_entrepreneur_creates_a_job_and_the_office_fills_it(cast, sign_in, person):
    client = sign_in(cast.mentor)
    client.post(
        reverse("job_create"),
        {"owner": cast.merk.pk, "need": "Systue", "hours_percent": "62,5", "starts_on": "2026-01-01"},
    )
    job = Job.objects.get()
    assert job.hours_percent == Decimal("62.5")
    client = sign_in(cast.bjerke_leader)
    url = reverse("job_fill", args=[job.pk])
    given = {"office": cast.bjerke.pk, "starts_on": "2026-02-01"}
    assert client.post(url, {**given, "reference": "X"}).context["form"].errors["reference"]
    client.post(url, {**given, "reference": "b-1"})
    assert Holding.objects.get().participant == person
    with at_most(MOST_QUERIES):
        page = client.get(reverse("job", args=[job.pk]))
    assert "B-1" in page.content.decode()


def test_each_sees_of_the_holder_what_is_theirs(cast, sign_in, person, job):
    take(job, person, cast.krem, date(2025, 1, 1))
    for user, sees in (
        (cast.krem, True),
        (cast.bjerke_leader, True),
        (cast.ullern_leader, False),
        (cast.mentor, False),
    ):
        client = sign_in(user)
        for url in (reverse("job", args=[job.pk]), reverse("job_list")):
            assert ("B-1" in client.get(url).content.decode()) is sees, (user, url)
    assert not client.get(reverse("job", args=[job.pk])).context["can_fill"]


def test_counts_are_as_long_as_their_lists(cast, sign_in, person, job):
    take(job, person, cast.krem, date(2025, 1, 1))
    create_job(
        owner=cast.merk, need="X", hours_percent=Decimal(10), starts_on=TODAY, by=cast.krem, today=TODAY
    )
    client = sign_in(cast.ullern_leader)
    with at_most(MOST_QUERIES):
        counts = client.get(reverse("job_list")).context["counts"]
    assert [count["number"] for count in counts] == [2, 1, 1, 0]
    for count in counts:
        assert len(client.get(count["url"]).context["page"].object_list) == count["number"]


def test_a_question_is_due_until_it_is_put_and_half_a_year_at_most(cast, sign_in, person, job):
    today = timezone.localdate()
    holding = take(job, person, cast.krem, month_after(today, -7))
    assert [(due.month, due.due_on) for due in checks_due(cast.krem, today)] == [
        (CheckMonth.THREE, month_after(month_after(today, -7), 3)),
        (CheckMonth.SIX, month_after(month_after(today, -7), 6)),
    ]
    assert not checks_due(cast.ullern_leader, today)
    client = sign_in(cast.mentor)
    client.post(
        reverse("holding_check", args=[holding.pk]),
        {"month": "3", "day": today.isoformat(), "answer": CheckAnswer.NOT_REACHED},
    )
    assert JobCheck.objects.get().answer == CheckAnswer.NOT_REACHED
    assert [due.month for due in checks_due(cast.mentor, today)] == [CheckMonth.SIX]
    assert not checks_due(cast.krem, month_after(today, 12))


def test_half_years_are_due_for_ventures_with_a_number(cast, person):
    registered = begin(person, cast.krem, rung=Rung.REGISTERED, organisation_number=NUMBER)
    begin(enrol(cast.bjerke, "B-2"), cast.krem, rung=Rung.PLAN)
    assert ventures_without_half_year(cast.krem, TODAY) == [registered]
    assert ventures_without_half_year(cast.ullern_leader, TODAY) == []


def test_a_job_ends_and_its_holder_leaves_by_the_forms(cast, sign_in, person, job):
    holding = take(job, person, cast.krem, date(2025, 1, 1))
    client = sign_in(cast.krem)
    client.post(reverse("holding_end", args=[holding.pk]), {"on": "2026-01-01", "reason": "own_wish"})
    client.post(reverse("job_end", args=[job.pk]), {"on": "2026-02-01", "reason": "need"})
    holding.refresh_from_db()
    job.refresh_from_db()
    assert (holding.ends_on, job.ends_on) == (date(2026, 1, 1), date(2026, 2, 1))
