"""Taking somebody from another office, or making them vanish, by raw SQL as an office's own role."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clusters.models import Partner
from participants.models import RetentionRule, Stay, Transfer

TODAY = timezone.localdate()
REFUSED, RAISED = "42501", "P0001"
PROPOSE = """
INSERT INTO participants_transfer (id, participant_id, from_office_id, to_office_id, reference, new_reference,
    new_reference_key, new_reference_order, day, passes_contact, because, state, proposed_by_id, proposed_at, answer)
SELECT %(id)s, %(person)s, %(from)s, %(to)s, 'x', '', '', '', %(day)s, true, 'x', %(state)s, %(by)s, now(), ''
"""
STAY = """
INSERT INTO participants_stay (id, participant_id, office_id, day, recorded_at, superseded_because)
SELECT %(id)s, %(person)s, %(to)s, %(day)s, now(), ''
"""


def ask(statement: str, values: object = ()) -> str:
    """How the database answers, asked for nothing back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return f"{cursor.rowcount} rows"
    except DatabaseError as refusal:
        return refusal.__cause__.sqlstate


def rows_in(statement: str, values: object = ()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@pytest.fixture
def asked(two) -> Transfer:
    """Bjerke asks Ullern to take somebody over."""
    return Transfer.objects.create(
        participant=two.at_bjerke,
        from_office=two.cast.bjerke,
        to_office=two.cast.ullern,
        reference=two.at_bjerke.reference,
        day=TODAY,
        because="x",
        proposed_by=two.cast.bjerke_leader,
    )


def proposal(two, **changed: object) -> dict[str, object]:
    return {
        "id": uuid4(),
        "person": two.at_ullern.pk,
        "from": two.cast.ullern.pk,
        "to": two.cast.bjerke.pk,
        "day": TODAY,
        "state": "waiting",
        "by": two.cast.bjerke_leader.pk,
        **changed,
    }


def test_nobody_proposes_for_another_office_nor_of_its_people(two, scope_for):
    own, other = two.cast.bjerke.pk, two.cast.ullern.pk
    with scope_for(two.cast.bjerke_leader):
        assert ask(PROPOSE, proposal(two)) == REFUSED
        assert ask(PROPOSE, proposal(two, **{"from": own, "to": other})) == REFUSED
        mine = {"person": two.at_bjerke.pk, "from": own, "to": other}
        assert ask(PROPOSE, proposal(two, **mine, state="accepted")) == REFUSED
        assert ask(PROPOSE, proposal(two, **mine)) == "1 rows"


def test_nobody_writes_a_stay_or_moves_a_row(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        for person in (two.at_bjerke, two.at_ullern):
            assert ask(STAY, proposal(two, person=person.pk)) == REFUSED
        assert ask("UPDATE participants_stay SET day = day + 1") == REFUSED
        assert ask("DELETE FROM participants_stay") == REFUSED
        assert rows_in("SELECT count(DISTINCT participant_id) FROM participants_stay") == 1
    assert Stay.objects.filter(participant=two.at_ullern).exists()


def test_a_third_office_knows_of_no_transfer(two, scope_for):
    third = Partner.objects.create(slug="third", name="NAV Third", kind="nav_office")
    mine = {"person": two.at_bjerke.pk, "from": two.cast.bjerke.pk, "to": third.pk}
    assert ask(PROPOSE, proposal(two, **mine)) == "1 rows"
    for stranger in (two.cast.ullern_leader, two.cast.former_leader, two.cast.mentor):
        with scope_for(stranger):
            assert rows_in("SELECT count(*) FROM participants_transfer") == 0
            answer = "UPDATE participants_transfer SET state = 'refused', answer = 'x'"
            assert ask(answer) in ("0 rows", REFUSED)
    with scope_for(two.cast.imdi):
        assert ask("SELECT FROM participants_transfer") == REFUSED


def test_each_office_answers_its_own_part_only(two, asked, scope_for):
    accept = "UPDATE participants_transfer SET state = 'accepted', new_reference = 'x', answered_at = now(), answered_by_id = %s"
    with scope_for(two.cast.bjerke_leader):
        assert ask(accept, [two.cast.bjerke_leader.pk]) == REFUSED
    with scope_for(two.cast.ullern_leader):
        for change in ("passes_contact = true", "day = day - 1", "participant_id = gen_random_uuid()"):
            assert ask(f"UPDATE participants_transfer SET {change}") == REFUSED  # noqa: S608
        assert ask("UPDATE participants_transfer SET state = 'done', carried_out_at = now()") == REFUSED
        assert ask("SELECT portal_carry_out_transfer(%s)", [asked.pk]) == RAISED


def test_an_answer_is_given_once(two, asked, scope_for):
    answer = "UPDATE participants_transfer SET state = %s, new_reference = %s, answered_at = now(), answered_by_id = %s, answer = 'x'"
    leader = two.cast.ullern_leader
    with scope_for(leader):
        assert ask(answer, ["refused", "", leader.pk]) == "1 rows"
        assert ask(answer, ["accepted", "x", leader.pk]) == "0 rows"


def test_nothing_is_carried_out_before_its_day(two, asked, scope_for):
    Transfer.objects.filter(pk=asked.pk).delete()
    asked.day, asked.pk = TODAY + timedelta(days=1), uuid4()
    asked.state, asked.new_reference = "accepted", "x"
    asked.answered_by, asked.answered_at = two.cast.ullern_leader, timezone.now()
    asked.save(force_insert=True)
    for leader in (two.cast.bjerke_leader, two.cast.ullern_leader, two.cast.krem):
        with scope_for(leader):
            assert ask("SELECT portal_carry_out_transfer(%s)", [asked.pk]) == RAISED


def test_no_office_erases_another_offices_person_nor_its_own_unasked(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        for person in (two.at_ullern, two.at_bjerke):
            assert ask("SELECT portal_strip(%s)", [person.pk]) == RAISED
        for hidden in ("portal_strip_ventures(%s)", "portal_pass_ventures(%s, gen_random_uuid())"):
            assert ask(f"SELECT {hidden}", [two.at_bjerke.pk]) == REFUSED
    for nobody in (two.cast.mentor, two.cast.imdi):
        with scope_for(nobody):
            assert ask("SELECT portal_strip(%s)", [two.at_bjerke.pk]) == REFUSED
            assert ask("SELECT portal_carry_out_transfer(%s)", [uuid4()]) == REFUSED


def test_an_office_keeps_no_other_offices_rule(two, scope_for):
    for office in (two.cast.bjerke, two.cast.ullern):
        RetentionRule.objects.create(office=office, months=6, legal_basis="x")
    with scope_for(two.cast.bjerke_leader):
        assert ask("UPDATE participants_retentionrule SET months = 120") == "1 rows"
        assert rows_in("SELECT count(*) FROM participants_retentionrule") == 1
    assert RetentionRule.objects.get(office=two.cast.ullern).months == 6
