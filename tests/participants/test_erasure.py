"""Whoever is erased leaves no trace, and every number stays what it was."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.actions import NotPermitted, Refused
from audit.models import Event
from audit.recording import origin, record
from clusters.models import Partner
from entrepreneurs.models import Founder, MentorSession, Mentorship, Venture
from participants.actions.erasure import (
    choose_delete_day,
    choose_rule,
    erase_on_request,
    refuse_erasure,
    strip_due,
)
from participants.enums import ErasureRefusal
from participants.models import (
    DataRequest,
    FollowUp,
    ImportRun,
    Move,
    OwnPageLink,
    Participant,
    Proposal,
    Stay,
    Transfer,
)
from participants.queries.retention import Rule, add_months, delete_day_of
from reports.figures.people import everybody
from reports.figures.records import Person, person_of
from reports.figures.seen import AGE_LIMITS
from tests.owner import as_owner
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = timezone.localdate()
NAMED = "PLANTED-4711"
BORN = 1947


@pytest.fixture
def person(cast):
    person = enrol(
        cast.bjerke, NAMED, ("2024-01-01", "enrolled"), ("2024-06-01", "work"), birth_year=BORN, sex="woman"
    )
    Participant.objects.filter(pk=person.pk).update(sex="man")
    FollowUp.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 12, 1), month=6, answer="work"
    )
    person.refresh_from_db()
    return person


@pytest.fixture
def entangled(cast, person):
    """The person with something in every corner."""
    now = timezone.now()
    held = {"office": cast.bjerke, "participant": person}
    mentorship = Mentorship.objects.create(mentor=cast.mentor, starts_on=date(2024, 1, 1), **held)
    MentorSession.objects.create(
        mentorship=mentorship, office=cast.bjerke, day=date(2024, 2, 1), minutes=60, theme="idea"
    )
    venture = Venture.objects.create(office=cast.bjerke, name="Systua")
    Founder.objects.create(venture=venture, starts_on=date(2024, 1, 1), **held)
    Proposal.objects.create(
        side="krem", day=date(2024, 6, 1), target="work", because="x", proposed_by=cast.krem, **held
    )
    OwnPageLink.objects.create(
        token_hash="x", made_by=cast.bjerke_leader, made_at=now, expires_at=now + timedelta(days=1), **held
    )
    Transfer.objects.create(
        participant=person,
        from_office=cast.bjerke,
        to_office=cast.ullern,
        reference=NAMED,
        day=TODAY,
        because="x",
        proposed_by=cast.bjerke_leader,
    )
    ImportRun.objects.create(
        office=cast.bjerke,
        requested_by=cast.bjerke_leader,
        state="refused",
        ended_at=now,
        problems=[{"value": NAMED.lower()}],
        notices=[NAMED],
    )
    ImportRun.objects.create(office=cast.bjerke, requested_by=cast.bjerke_leader, workbook=NAMED.encode())
    with origin(f"/participants/{person.pk}/"):
        record("shown", "participant", [person.pk], by=cast.krem.pk, office=cast.bjerke.pk, reason=NAMED)
        record("listed", "participant", [person.pk, cast.krem.pk], by=cast.krem.pk, office=cast.bjerke.pk)
    return person


def asked(cast, person, kind="erasure") -> DataRequest:
    return DataRequest.objects.create(office=cast.bjerke, participant=person, kind=kind, about="Everything")


def erased(cast, person) -> None:
    erase_on_request(data_request=asked(cast, person), by=cast.bjerke_leader, now=timezone.now())


def places_of(*words: str) -> set[str]:
    """Every table in which one of the words stands, in whatever column."""
    found = set()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    for table in tables:
        for word in words:
            # As a word of its own: a year may stand within the fraction of a second.
            [is_there] = as_owner(
                f"SELECT EXISTS (SELECT FROM public.{table} AS line WHERE line::text ~ %s)::text",  # noqa: S608
                [rf"(^|[^0-9.]){re.escape(word)}([^0-9]|$)"],
            )
            if is_there == "true":
                found.add(table)
    return found


def test_no_table_knows_the_person_any_more(cast, entangled):
    ids = [str(entangled.pk), *(str(pk) for pk in entangled.moves.values_list("pk", flat=True))]
    words = (NAMED, NAMED.lower(), str(BORN), NAMED.encode().hex(), *ids)
    before = places_of(*words)
    assert {"participants_participant", "participants_participantevent", "audit_event"} <= before
    erased(cast, entangled)
    assert places_of(*words) == set()


def test_a_line_that_knows_the_person_by_its_address_alone_forgets_it(cast, person):
    with origin(f"/participants/{person.pk}/moves/"):
        record("shown", "page", by=cast.bjerke_leader.pk, decision="refused")
    erased(cast, person)
    assert Event.objects.get(subject="page").path == ""
    assert places_of(str(person.pk)) == set()


def test_jobs_and_ventures_keep_their_lines_and_lose_the_link(cast, entangled):
    erased(cast, entangled)
    assert Venture.objects.count() == 1
    assert Founder.objects.get().participant_id is None
    assert not Mentorship.objects.exists()


def counted(cast, cutoff, year: int) -> list[Person]:
    """Everything a report of a period that ends in this year can count, birth years as far as bands tell."""
    _ids, records = everybody([cast.bjerke.pk, cast.ullern.pk], cutoff)
    people = [person_of(records, row) for row in range(len(records))]
    banded = [replace(each, birth_year=band(year - each.birth_year)) for each in people]
    return sorted(banded, key=repr)


def band(age: int) -> int:
    return sum(age >= limit for limit in AGE_LIMITS)


@pytest.mark.parametrize("born", [1947, 1970, 1985, 1986, 1999, 2000, 2001, 2008])
def test_no_number_of_an_earlier_period_changes_at_any_cutoff(cast, person, born):
    Participant.objects.filter(pk=person.pk).update(birth_year=born)
    cutoffs = (person.recorded_at, person.recorded_at + timedelta(days=1), timezone.now())
    before = [counted(cast, cutoff, year) for cutoff in cutoffs for year in (2024, 2025, TODAY.year)]
    assert any(before)
    erased(cast, person)
    assert [counted(cast, cutoff, year) for cutoff in cutoffs for year in (2024, 2025, TODAY.year)] == before


def test_the_year_that_stands_in_keeps_the_band_in_every_year(cast):
    with connection.cursor() as cursor:
        for born in range(1940, 2012):
            cursor.execute("SELECT portal_birth_year_of_band(%s, 2022, 2026)", [born])
            stand_in = cursor.fetchone()[0]
            assert [band(year - stand_in) for year in range(2022, 2027)] == [
                band(year - born) for year in range(2022, 2027)
            ]


def test_the_person_is_on_no_page_afterwards(cast, person, scope_for):
    erased(cast, person)
    assert not Participant.objects.visible_to(cast.krem, TODAY).exists()
    with scope_for(cast.bjerke_leader):
        assert not Participant.objects.exists()
    assert Move.objects.count() == 2
    assert Stay.objects.standing().count() == 1


def test_the_night_strips_whose_day_has_come_and_nobody_else(cast, person):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    Participant.objects.filter(pk=person.pk).update(delete_on=TODAY, delete_because="x")
    assert strip_due(today=TODAY) == 1
    assert strip_due(today=TODAY) == 0
    assert list(Participant.objects.visible_to(cast.krem, TODAY)) == [other]
    assert Event.objects.filter(action="erased", subject_ids=[]).count() == 1


def test_the_database_strips_nobody_before_the_day_without_a_request(cast, person, scope_for):
    Participant.objects.filter(pk=person.pk).update(delete_on=TODAY + timedelta(days=1))
    with pytest.raises(DatabaseError, match="neither has the day come"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT portal_strip(%s)", [person.pk])
    Participant.objects.filter(pk=person.pk).update(delete_on=TODAY)
    with scope_for(cast.ullern_leader), pytest.raises(DatabaseError, match="not of this office"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT portal_strip(%s)", [person.pk])


def test_only_the_office_erases_and_only_what_was_asked_for(cast, person):
    for who in (cast.krem, cast.ullern_leader):
        with pytest.raises(NotPermitted):
            erase_on_request(data_request=asked(cast, person), by=who, now=timezone.now())
    with pytest.raises(Refused, match="not asked for erasure"):
        erase_on_request(
            data_request=asked(cast, person, "correction"), by=cast.bjerke_leader, now=timezone.now()
        )


def test_a_refusal_says_why_on_the_own_page(cast, person):
    request = asked(cast, person)
    refuse_erasure(
        data_request=request,
        reason=ErasureRefusal.ARCHIVE,
        more="",
        by=cast.bjerke_leader,
        now=timezone.now(),
    )
    request.refresh_from_db()
    assert request.answer == "The law on archives requires us to keep this."
    assert Participant.objects.visible_to(cast.krem, TODAY).exists()


def test_the_day_is_that_of_the_last_follow_up_and_three_months(cast, person):
    assert delete_day_of(person) == add_months(date(2024, 6, 1), 27)


def test_the_offices_own_rule_moves_the_days_but_not_those_chosen_by_hand(cast, person):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    until = TODAY + timedelta(days=40)
    choose_delete_day(
        participant=other, day=until, because="A case is running", by=cast.bjerke_leader, today=TODAY
    )
    choose_rule(office=cast.bjerke, rule=Rule(6, "Arkivlova § 9"), by=cast.bjerke_leader, today=TODAY)
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.delete_on, other.delete_on) == (add_months(date(2024, 6, 1), 30), until)
    with pytest.raises(NotPermitted):
        choose_rule(
            office=Partner.objects.get(pk=cast.bjerke.pk),
            rule=Rule(1, "x"),
            by=cast.ullern_leader,
            today=TODAY,
        )
