"""Mentors: who links them, what they see, what they write down; each also behind the database's own wall."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from audit.actions import NotPermitted, Refused
from entrepreneurs.actions.mentoring import end_mentorship, record_session, withdraw_session
from entrepreneurs.enums import Theme
from entrepreneurs.models import Climb, Founder, MentorSession, Mentorship, Venture
from participants.models import Participant
from tests.entrepreneurs.beginnings import NATIONAL_ID, TODAY, begin, follow
from tests.participants.people import enrol

DAY = date(2026, 3, 1)


def meet(link, by, **fields):
    given = {"day": DAY, "minutes": 60, "theme": Theme.CUSTOMERS, **fields}
    return record_session(mentorship=link, by=by, today=TODAY, **given)


def test_only_the_office_and_krem_link_a_mentor(cast, person):
    for stranger in (cast.ullern_leader, cast.mentor, cast.imdi):
        with pytest.raises(NotPermitted):
            follow(cast.mentor, person, stranger)
    with pytest.raises(Refused):
        follow(cast.bjerke_leader, person, cast.krem)
    follow(cast.mentor, person, cast.bjerke_leader)
    with pytest.raises(Refused):
        follow(cast.mentor, person, cast.krem)


def test_a_shielded_person_gets_no_mentor(cast):
    with pytest.raises(Refused):
        follow(cast.mentor, enrol(cast.bjerke, "B-2", is_shielded=True), cast.krem)


def test_only_the_mentor_writes_down_a_session_and_takes_it_back(cast, link):
    for stranger in (cast.bjerke_leader, cast.krem):
        with pytest.raises(NotPermitted):
            meet(link, stranger)
    session = meet(link, cast.mentor, next_step="Lage budsjett")
    withdraw_session(session=session, because="Wrong day", by=cast.mentor, today=TODAY)
    assert not MentorSession.objects.standing().exists()
    assert MentorSession.objects.get().superseded_because == "Wrong day"


@pytest.mark.parametrize(
    "fields",
    [
        {"day": date(2026, 11, 23)},
        {"day": date(2024, 12, 31)},
        {"minutes": 0},
        {"minutes": 601},
        {"note": f"Ring {NATIONAL_ID[:6]} {NATIONAL_ID[6:]}"},
        {"next_step": NATIONAL_ID},
        {"theme": "weather"},
    ],
)
def test_a_session_that_cannot_be_is_refused(cast, link, fields):
    with pytest.raises(Refused):
        meet(link, cast.mentor, **fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [({"minutes": 0}, "session_lasts_1_to_600_minutes"), ({"theme": "x"}, "session_theme_is_known")],
)
def test_the_database_holds_what_a_session_is(cast, link, fields, constraint):
    given = {"day": DAY, "minutes": 30, "theme": Theme.IDEA, **fields}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MentorSession.objects.create(office=cast.bjerke, mentorship=link, **given)


def test_a_mentor_sees_who_they_are_linked_to_and_nobody_else(cast, person, link, scope_for):
    venture, other = begin(person, cast.krem), begin(enrol(cast.bjerke, "B-2"), cast.krem, name="Other")
    meet(link, cast.mentor)
    with scope_for(cast.mentor):
        assert set(Participant.objects.all()) == {person}
        assert set(Venture.objects.all()) == {venture}
        assert {founder.venture_id for founder in Founder.objects.all()} == {venture.pk}
        assert {climb.venture_id for climb in Climb.objects.all()} == {venture.pk}
        assert MentorSession.objects.count() == 1
        assert set(Venture.objects.visible_to(cast.mentor, TODAY)) == {venture}
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Climb.objects.create(office=cast.bjerke, venture_id=other.pk, rung="plan", day=date(2025, 2, 1))


def test_when_the_link_ends_everything_closes_behind_the_mentor(cast, person, link, scope_for):
    begin(person, cast.krem)
    meet(link, cast.mentor)
    end_mentorship(mentorship=link, on=date(2026, 11, 1), by=cast.bjerke_leader, today=TODAY)
    link.refresh_from_db()
    with scope_for(cast.mentor):
        for model in (Participant, Venture, Founder, Climb, MentorSession):
            assert not model.objects.exists(), model
        with pytest.raises(NotPermitted):
            meet(link, cast.mentor)


def test_a_mentor_writes_no_session_for_somebody_elses_link(cast, person, link, scope_for):
    other = Mentorship.objects.create(
        office=cast.bjerke,
        mentor=cast.krem,
        participant=enrol(cast.bjerke, "B-3"),
        starts_on=date(2025, 1, 1),
    )
    with scope_for(cast.mentor), pytest.raises(DatabaseError, match="row-level security"):
        with transaction.atomic():
            MentorSession.objects.create(
                office=cast.bjerke, mentorship_id=other.pk, day=DAY, minutes=30, theme=Theme.IDEA
            )
