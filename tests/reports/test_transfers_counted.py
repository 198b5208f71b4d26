"""Somebody who has moved between offices, through the commands that move people: counted once, and as it was known."""

import os
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from clusters.models import Partner, Seat
from participants.actions.people import PersonFacts, register
from participants.actions.records import record_move
from participants.actions.transfers import accept_transfer, propose_transfer
from participants.enums import State
from participants.models import Move, Participant
from participants.queries.journeys import mark_of
from participants.rules import MoveFacts
from reports.attacker.drawing import as_known_on, draw
from reports.figures.contributions import contributions
from reports.figures.definitions import TOTAL, Place, everything
from reports.figures.figures import Figures, Office, count_figures
from reports.figures.people import everybody
from reports.figures.records import ELSEWHERE, FAR, number_of, person_of
from reports.figures.records import Person as RecordedPerson
from reports.periods import Period
from tests.owner import as_owner
from tests.participants.people import enrol
from tests.reports.editions import backdate
from tests.reports.offices import office
from tests.reports.test_counting import SINCE, recounted

TODAY = timezone.localdate()
FIRST, WENT, WORKED = (TODAY - timedelta(days=days) for days in (500, 100, 50))
PERIOD = Period(TODAY - timedelta(days=200), TODAY, "x")
LATER = datetime(2100, 1, 1, tzinfo=timezone.get_current_timezone())


@pytest.fixture
def person(cast) -> Participant:
    """Registered at Bjerke, 500 days ago."""
    facts = PersonFacts(reference="B-1", birth_year=1990, informed_on=FIRST)
    registered = register(
        office=cast.bjerke,
        facts=facts,
        enrolled_on=FIRST,
        contact=None,
        is_somebody_else=False,
        by=cast.bjerke_leader,
        today=TODAY,
    )
    backdate(registered, timezone.now() - timedelta(days=3))
    return registered


def move_to_ullern(cast, person: Participant, day: date = WENT) -> None:
    transfer = propose_transfer(
        participant=person,
        to=cast.ullern,
        day=day,
        passes_contact=False,
        because="Has moved house",
        by=cast.bjerke_leader,
        now=timezone.now(),
    )
    accept_transfer(transfer=transfer, reference="U-7", by=cast.ullern_leader, now=timezone.now())


def figures_of(*partners, cutoff: datetime = LATER) -> Figures:
    return count_figures([office(each) for each in partners], PERIOD, SINCE, cutoff)


def agreed(figures: Figures, *offices: Office) -> dict[Place, int]:
    """The numbers, having been counted a second time from each person's stays and moves."""
    keys = {each.slug: each.key for each in offices}
    people = [person_of(figures.records, row) for row in range(len(figures.records))]
    naive = recounted(people, figures.definition)
    for (table, row, column), value in figures.values.items():
        assert naive.get((table, keys.get(row, row), column), 0) == value, (table, row, column)
    return dict(figures.values)


def test_one_woman_who_moved_and_got_a_job_is_one_person_one_episode_and_one_success(cast, person):
    offices = [office(each) for each in (cast.bjerke, cast.ullern)]
    before = agreed(figures_of(cast.bjerke, cast.ullern), *offices)
    assert before["closing-by-office", "bjerke", "enrolled"] == 1
    move_to_ullern(cast, person)
    Move.objects.create(office=cast.ullern, participant=person, day=WORKED, target="work", hours_percent=100)
    after = agreed(figures_of(cast.bjerke, cast.ullern), *offices)
    assert after["flow", TOTAL, TOTAL] == before["flow", TOTAL, TOTAL] == 1
    assert after["flow", "enrolled", "work"] == 1
    assert after["closing-by-office", "ullern", "work"] == 1
    assert after["closing-by-office", "bjerke", TOTAL] == 0
    assert after["yardstick:at-exit", "period", "total"] == 1
    assert after["yardstick:at-exit", "period", "reached"] == 1


def test_each_office_by_itself_counts_what_it_saw(cast, person):
    move_to_ullern(cast, person)
    Move.objects.create(office=cast.ullern, participant=person, day=WORKED, target="work", hours_percent=100)
    old = agreed(figures_of(cast.bjerke), office(cast.bjerke))
    assert old["flow", "enrolled", "left"] == 1
    assert old["exits-by-office", "bjerke", "none"] == 1
    assert old["yardstick:at-exit", "period", "total"] == 0
    assert old.get(("completeness:left-with-reason", "all", "total"), 0) == 0
    new = agreed(figures_of(cast.ullern), office(cast.ullern))
    assert new["flow", "outside", "work"] == 1
    assert new["exits-by-office", "ullern", "work"] == 1


def test_numbers_at_a_cutoff_before_the_transfer_are_what_they_were(cast, person):
    cutoffs = [timezone.now() - timedelta(days=days) for days in (4, 2, 1)]
    scopes = [(cast.bjerke,), (cast.ullern,), (cast.bjerke, cast.ullern)]
    counted = [dict(figures_of(*scope, cutoff=cutoff).values) for scope in scopes for cutoff in cutoffs]
    assert [sum(values.values()) > 0 for values in counted] == [0, 1, 1, 0, 0, 0, 0, 1, 1]
    move_to_ullern(cast, person)
    assert figures_of(cast.ullern).values["flow", TOTAL, TOTAL] == 1
    again = [dict(figures_of(*scope, cutoff=cutoff).values) for scope in scopes for cutoff in cutoffs]
    assert again == counted


def test_only_offices_that_are_asked_about_are_named(cast, person):
    other = enrol(cast.ullern, "U-1", ("2024-01-01", "enrolled"))
    move_to_ullern(cast, person)
    ids, records = everybody([cast.bjerke.pk], LATER)
    assert ids == [person.pk.bytes]
    assert records.offices == (str(cast.bjerke.pk), ELSEWHERE)
    assert [at for _, at in person_of(records, 0).stays] == [str(cast.bjerke.pk), ELSEWHERE]
    ids, _ = everybody([cast.ullern.pk], LATER)
    assert set(ids) == {person.pk.bytes, other.pk.bytes}


def test_a_stay_that_is_superseded_is_known_until_then(cast, person):
    first = person.stays.standing().get()
    moment = timezone.now() - timedelta(days=1)
    as_owner(
        "UPDATE public.participants_stay SET superseded_at = %s, superseded_because = 'x' WHERE id = %s",
        [moment, first.pk],
    )
    assert everybody([cast.bjerke.pk], moment - timedelta(seconds=1))[0] == [person.pk.bytes]
    assert everybody([cast.bjerke.pk], moment)[0] == []


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_thousand_people_moved_at_random_are_counted_alike_cell_by_cell(year):
    definition = everything(
        ("one", "two"), date(year, 1, 1), date(year, 12, 31), date(2022, 6, 1), date(2026, 11, 28)
    )
    people = as_known_on(draw([definition], 1400, year, moving=1.0), number_of(definition.known_on))
    assert ((people.stay_day != FAR).sum(axis=1) > 1).sum() > 500
    ours = contributions(people, definition).toarray()
    assert (ours.sum(axis=1) > 0).sum() > 500
    for row in range(len(people)):
        theirs = recounted([person_of(people, row)], definition)
        counted = dict(zip(definition.places, ours[row].tolist(), strict=True))
        assert {place: value for place, value in counted.items() if value} == {
            place: value for place, value in theirs.items() if value and place in counted
        }, row
        assert theirs.keys() <= counted.keys(), row


# More where somebody asks for it: SEQUENCES=1000 pytest tests/reports/test_transfers_counted.py
SEQUENCES = int(os.environ.get("SEQUENCES", "12"))
BEGAN = TODAY - timedelta(days=700)
STEPS = st.lists(
    st.tuples(
        st.integers(1, 120),
        st.sampled_from(
            ["bjerke", "ullern", "third", "enrolled", "training", "work", "education", "venture", "left"]
        ),
    ),
    min_size=1,
    max_size=7,
)
PERIODS = (PERIOD, Period(TODAY - timedelta(days=600), TODAY - timedelta(days=300), "y"))


@dataclass
class Followed:
    """Somebody as the test has moved them, kept beside the portal and by itself."""

    person: Participant
    moves: list[tuple[date, str]]
    stays: list[tuple[date, str]]


@pytest.fixture
def leaders(cast) -> dict[str, tuple[Partner, User]]:
    """Two offices of the report, and one outside of it."""
    third = Partner.objects.create(slug="third", name="NAV Third", kind="nav_office")
    leader = User.objects.create_user("third@example.invalid", name="Third", role="nav_leader")
    Seat.objects.create(user=leader, partner=third, starts_on=date(2020, 1, 1))
    return {
        "bjerke": (cast.bjerke, cast.bjerke_leader),
        "ullern": (cast.ullern, cast.ullern_leader),
        "third": (third, leader),
    }


def followed(leaders, steps: list[tuple[int, str]]) -> Followed:
    """Do each step by the action an office does it with. What an action refuses is not done."""
    office, leader = leaders["bjerke"]
    person = register(
        office=office,
        facts=PersonFacts(reference="B-1", birth_year=1990, informed_on=BEGAN),
        enrolled_on=BEGAN,
        contact=None,
        is_somebody_else=True,
        by=leader,
        today=TODAY,
    )
    found = Followed(person, [(BEGAN, "enrolled")], [(BEGAN, "bjerke")])
    day = BEGAN
    for gap, what in steps:
        day += timedelta(days=gap)
        if day > TODAY:
            break
        person.refresh_from_db()
        office, leader = leaders[found.stays[-1][1]]
        if what in leaders and what != found.stays[-1][1]:
            to, taker = leaders[what]
            now = timezone.now()
            asked = propose_transfer(
                participant=person, to=to, day=day, passes_contact=False, because="x", by=leader, now=now
            )
            accept_transfer(transfer=asked, reference=f"{what}-1", by=taker, now=now)
            found.stays.append((day, what))
        elif what not in leaders and what != found.moves[-1][1]:
            seen = mark_of(person.moves.standing())
            facts = MoveFacts(day, State(what))
            record_move(participant=person, facts=facts, seen=seen, by=leader, today=TODAY)
            found.moves.append((day, what))
    return found


def as_followed(leaders, found: Followed, records) -> list[RecordedPerson]:
    """What the second program is told: the facts that do not move from the portal, all that moves from the test."""
    facts = person_of(records, 0)
    told = {State.WORK: False, State.LEFT: False}
    moves = tuple((number_of(day), what, told.get(what)) for day, what in found.moves)
    stays = tuple((number_of(day), str(leaders[place][0].pk)) for day, place in found.stays)
    return [replace(facts, moves=moves, stays=stays)]


@settings(max_examples=SEQUENCES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_sequence_of_transfers_and_moves_is_counted_alike_cell_by_cell(leaders, steps):
    with transaction.atomic():
        found = followed(leaders, steps)
        bjerke, ullern, third = (leaders[slug][0] for slug in ("bjerke", "ullern", "third"))
        _ids, records = everybody([bjerke.pk, ullern.pk, third.pk], LATER)
        people = as_followed(leaders, found, records)
        for period in PERIODS:
            for scope in ((bjerke,), (ullern,), (bjerke, ullern)):
                offices = [office(each) for each in scope]
                figures = count_figures(offices, period, SINCE, LATER)
                keys = {each.slug: each.key for each in offices}
                naive = recounted(people, figures.definition)
                assert {
                    place: value
                    for place, value in figures.values.items()
                    if naive.get((place[0], keys.get(place[1], place[1]), place[2]), 0) != value
                } == {}, (scope, period)
        transaction.set_rollback(True)
