"""Somebody moves from one office's care to another's: one journey, and sight passes with the day."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.actions import NotPermitted, Refused
from entrepreneurs.models import Founder, Mentorship, Venture
from participants.actions import transfers
from participants.actions.transfers import (
    accept_transfer,
    carry_out_transfers,
    propose_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from participants.contacts import ContactDetails, index_of, seal
from participants.intake.run import take_in
from participants.models import Contact, FollowUp, Move, Participant, Stay, Transfer
from tests.participants.office_workbooks import sound_sheets, workbook_bytes
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")

TODAY = timezone.localdate()


@pytest.fixture
def person(cast):
    person = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), ("2024-06-01", "work"))
    FollowUp.objects.create(
        office=cast.bjerke, participant=person, day=date(2024, 12, 1), month=6, answer="work"
    )
    details = ContactDetails("Kari Planted", "99 99 99 99")
    Contact.objects.create(
        participant=person, office=cast.bjerke, sealed=seal(details), name_index=index_of(details.name)
    )
    return person


def proposed(cast, person, day=TODAY, *, passes_contact=False) -> Transfer:
    return propose_transfer(
        participant=person,
        to=cast.ullern,
        day=day,
        passes_contact=passes_contact,
        because="Has moved house",
        by=cast.bjerke_leader,
        now=timezone.now(),
    )


def accepted(cast, transfer, reference="U-7") -> Transfer:
    return accept_transfer(transfer=transfer, reference=reference, by=cast.ullern_leader, now=timezone.now())


def stays(person) -> list[tuple[date, str]]:
    found = Stay.objects.filter(participant=person).standing().in_order()
    return list(found.values_list("day", "office__slug"))


def test_whoever_has_a_journey_has_a_stay_from_its_first_day(cast, person):
    assert stays(person) == [(date(2024, 1, 1), "bjerke")]
    nobody = Participant.objects.create(office=cast.bjerke, reference="B-2", birth_year=1990)
    assert stays(nobody) == []


def test_the_first_stay_follows_the_first_day_and_keeps_what_stood(cast, person):
    first = person.moves.get(target="enrolled")
    Move.objects.filter(pk=first.pk).update(superseded_at=timezone.now(), superseded_because="x")
    Move.objects.create(office=cast.bjerke, participant=person, day=date(2024, 2, 1), target="enrolled")
    assert stays(person) == [(date(2024, 2, 1), "bjerke")]
    assert {stay.day for stay in person.stays.all()} >= {date(2024, 1, 1), date(2024, 2, 1)}


def test_a_stay_is_known_from_when_its_move_was_recorded(cast, person):
    recorded = person.moves.order_by("recorded_at").first().recorded_at
    assert person.stays.all().known_at(recorded).count() == 1
    assert not person.stays.all().known_at(recorded - timedelta(seconds=1)).exists()


def test_on_the_day_sight_passes_with_everything(cast, person, scope_for):
    accepted(cast, proposed(cast, person))
    assert stays(person) == [(date(2024, 1, 1), "bjerke"), (TODAY, "ullern")]
    with scope_for(cast.bjerke_leader):
        assert not Participant.objects.exists()
        assert not Move.objects.exists()
        assert not FollowUp.objects.exists()
        assert not Stay.objects.exists()
    with scope_for(cast.ullern_leader):
        seen = Participant.objects.visible_to(cast.ullern_leader, TODAY).get()
        assert (seen.pk, seen.reference) == (person.pk, "U-7")
        assert seen.moves.count() == 2
        assert seen.follow_ups.count() == 1
        assert seen.whereabouts.office_id == cast.ullern.pk
        assert seen.questions.count() == 3
        assert seen.events.count() >= 1


def test_contact_data_goes_along_only_if_the_participant_agreed(cast, person):
    accepted(cast, proposed(cast, person))
    assert not Contact.objects.filter(participant=person).exists()
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    Contact.objects.create(participant=other, office=cast.bjerke, sealed=b"x", name_index=b"x")
    accepted(cast, proposed(cast, other, passes_contact=True), "U-8")
    assert Contact.objects.get(participant=other).office_id == cast.ullern.pk


def test_mentor_and_venture_go_along_and_a_shared_venture_stays(cast, person):
    Mentorship.objects.create(
        mentor=cast.mentor, participant=person, office=cast.bjerke, starts_on=date(2024, 1, 1)
    )
    own = Venture.objects.create(office=cast.bjerke, name="Own")
    shared = Venture.objects.create(office=cast.bjerke, name="Shared")
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    for venture, founder in ((own, person), (shared, person), (shared, other)):
        Founder.objects.create(
            office=cast.bjerke, venture=venture, participant=founder, starts_on=date(2024, 1, 1)
        )
    accepted(cast, proposed(cast, person))
    own.refresh_from_db()
    shared.refresh_from_db()
    assert (own.office_id, shared.office_id) == (cast.ullern.pk, cast.bjerke.pk)
    assert Mentorship.objects.get(participant=person).office_id == cast.ullern.pk
    assert Founder.objects.filter(participant=person).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_day_to_come_waits(cast, person):
    accepted(cast, proposed(cast, person, TODAY + timedelta(days=3)))
    person.refresh_from_db()
    assert person.office_id == cast.bjerke.pk
    assert carry_out_transfers(today=TODAY + timedelta(days=2)) == 0
    # A clock that is wrong moves nobody: the database asks its own.
    assert carry_out_transfers(today=TODAY + timedelta(days=3)) == 0
    person.refresh_from_db()
    assert person.office_id == cast.bjerke.pk
    with pytest.raises(DatabaseError, match="no such transfer"), transaction.atomic():
        transfers._carry_out(Transfer.objects.get())


def agreed(cast, person, reference) -> Transfer:
    """Accepted some time ago, and the day has come."""
    return Transfer.objects.create(
        participant=person,
        from_office=cast.bjerke,
        to_office=cast.ullern,
        reference=person.reference,
        new_reference=reference,
        day=TODAY,
        because="x",
        state="accepted",
        proposed_by=cast.bjerke_leader,
        answered_by=cast.ullern_leader,
        answered_at=timezone.now(),
    )


def test_the_night_carries_out_what_was_agreed_and_takes_a_free_reference(cast, person):
    enrol(cast.ullern, "U-7", ("2024-01-01", "enrolled"))
    agreed(cast, person, "U-7")
    assert carry_out_transfers(today=TODAY) == 1
    person.refresh_from_db()
    assert (person.office_id, person.reference) == (cast.ullern.pk, "U-7-2")


def test_a_transfer_that_breaks_keeps_nobody_else(cast, person, monkeypatch):
    other = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    agreed(cast, person, "U-1")
    agreed(cast, other, "U-2")
    carry_out = transfers._carry_out

    def break_at_one(transfer):
        if transfer.participant_id == person.pk:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        carry_out(transfer)

    monkeypatch.setattr(transfers, "_carry_out", break_at_one)
    assert carry_out_transfers(today=TODAY) == 1
    assert [Participant.objects.get(pk=one.pk).office for one in (person, other)] == [
        cast.bjerke,
        cast.ullern,
    ]
    monkeypatch.undo()
    assert carry_out_transfers(today=TODAY) == 1
    assert Participant.objects.get(pk=person.pk).office == cast.ullern


def test_a_refusal_says_why_and_nothing_moves(cast, person):
    transfer = proposed(cast, person)
    with pytest.raises(Refused, match="Write why"):
        refuse_transfer(transfer=transfer, because=" ", by=cast.ullern_leader, now=timezone.now())
    refuse_transfer(transfer=transfer, because="Not ours", by=cast.ullern_leader, now=timezone.now())
    assert len(stays(person)) == 1
    proposed(cast, person)


def test_each_side_does_its_own_part_only(cast, person):
    with pytest.raises(NotPermitted):
        propose_transfer(
            participant=person,
            to=cast.ullern,
            day=TODAY,
            passes_contact=False,
            because="x",
            by=cast.ullern_leader,
            now=timezone.now(),
        )
    transfer = proposed(cast, person)
    with pytest.raises(NotPermitted):
        accept_transfer(transfer=transfer, reference="U-7", by=cast.bjerke_leader, now=timezone.now())
    with pytest.raises(NotPermitted):
        withdraw_transfer(transfer=transfer, by=cast.ullern_leader, now=timezone.now())
    withdraw_transfer(transfer=transfer, by=cast.bjerke_leader, now=timezone.now())
    with pytest.raises(Refused):
        accepted(cast, transfer)


@pytest.mark.parametrize("to", ["bjerke", "merk"])
def test_nobody_is_handed_to_their_own_office_nor_to_whoever_is_none(cast, person, to):
    with pytest.raises(NotPermitted, match="another NAV office"):
        propose_transfer(
            participant=person,
            to=getattr(cast, to),
            day=TODAY,
            passes_contact=False,
            because="x",
            by=cast.bjerke_leader,
            now=timezone.now(),
        )
    assert not person.transfers.exists()


def test_the_reference_must_be_free_at_the_new_office(cast, person):
    enrol(cast.ullern, "u-7", ("2024-01-01", "enrolled"))
    transfer = proposed(cast, person)
    with pytest.raises(Refused, match="already"):
        accepted(cast, transfer, "U-7")
    accepted(cast, transfer, "U-8")


@pytest.mark.parametrize("state", ["accepted", "done"])
def test_the_database_lets_no_office_take_somebody_by_itself(cast, person, scope_for, state):
    transfer = proposed(cast, person)
    with scope_for(cast.bjerke_leader), pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(
            state=state, new_reference="x", answered_by=cast.bjerke_leader, answered_at=timezone.now()
        )
    with scope_for(cast.ullern_leader), pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.filter(pk=transfer.pk).update(passes_contact=True)
    with scope_for(cast.ullern_leader), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT portal_carry_out_transfer(%s)", [transfer.pk])
    with scope_for(cast.ullern_leader), pytest.raises(DatabaseError), transaction.atomic():
        Stay.objects.create(participant=person, office=cast.ullern, day=TODAY)


def test_nobody_changes_office_without_a_stay(cast, person):
    with pytest.raises(DatabaseError, match="by a stay only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(
                "UPDATE participants_participant SET office_id = %s WHERE id = %s",
                [cast.ullern.pk, person.pk],
            )
            cursor.execute("SET CONSTRAINTS office_is_that_of_the_last_stay IMMEDIATE")


def test_somebody_may_come_back(cast, person):
    accepted(cast, proposed(cast, person, TODAY - timedelta(days=2)))
    person = Participant.objects.get(pk=person.pk)
    back = propose_transfer(
        participant=person,
        to=cast.bjerke,
        day=TODAY,
        passes_contact=False,
        because="Moved back",
        by=cast.ullern_leader,
        now=timezone.now(),
    )
    accept_transfer(transfer=back, reference="B-1", by=cast.bjerke_leader, now=timezone.now())
    assert [slug for _day, slug in stays(person)] == ["bjerke", "ullern", "bjerke"]


def test_no_table_that_says_participant_and_office_is_left_behind(cast, person):
    """Whatever comes later goes along: the columns say it."""
    accepted(cast, proposed(cast, person))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_name FROM information_schema.columns WHERE column_name = 'participant_id'
            INTERSECT
            SELECT table_name FROM information_schema.columns WHERE column_name = 'office_id'
            """
        )
        tables = {name for (name,) in cursor.fetchall()} - {"participants_stay"}
        assert len(tables) > 10
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE participant_id = %s AND office_id <> %s",  # noqa: S608
                [person.pk, cast.ullern.pk],
            )
            assert cursor.fetchone() == (0,), table


def test_the_old_offices_workbook_is_told_and_brings_nobody_back(cast, person):
    transfer = proposed(cast, person)
    accepted(cast, transfer)
    sheets = sound_sheets()
    for rows in sheets.values():
        for row in rows[1:]:
            row[0] = "b-1" if row[0] == "A-1" else row[0]
    outcome = take_in(office=cast.bjerke.pk, data=workbook_bytes(sheets), by=None, today=TODAY, dry_run=False)
    assert not outcome.problems
    said = [str(notice.message) for notice in outcome.notices]
    assert f"b-1 moved on {date_format(TODAY)} to another office, and is left out." in said
    assert outcome.summary["participants"] == {"new": 1, "changed": 0, "unchanged": 0, "gone": 0}
    assert list(Participant.objects.filter(office=cast.bjerke).values_list("reference", flat=True)) == ["A-2"]
    assert person.moves.standing().count() == 2
