"""Writing into another office by raw SQL that asks for nothing back.

`INSERT ... RETURNING` is refused by the policy for reading, so a test that uses the ORM passes whatever the policy
for writing says. Here each table is asked without; and each test is shown to fail where that policy lets all through.
"""

import json
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from entrepreneurs.models import Holding, JobCheck, MentorSession, Mentorship
from participants.models import Availability, ParticipantSkill

REFUSED = "42501"  # insufficient privilege: the policy's answer, and that of a missing grant
# Nobody else is at this office, and whoever asks has no seat anywhere: the policy needs to know no more.
OFFICE = uuid4()
OPEN_TO_ADD = """
SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'office_id' AND attnotnull
WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND has_table_privilege('portal_office', pg_class.oid, %s)
ORDER BY 1
"""


@pytest.fixture
def as_superuser(db) -> Iterator[psycopg.Connection]:
    """To loosen a policy and look at what happens, in a transaction that is never committed."""
    address = settings.SERVERS.for_database(connection.settings_dict["NAME"]).superuser_url
    with psycopg.connect(address) as superuser:
        yield superuser
        superuser.rollback()


@pytest.fixture
def as_app(db) -> Iterator[psycopg.Connection]:
    address = settings.SERVERS.for_database(connection.settings_dict["NAME"]).database_url
    with psycopg.connect(address) as app:
        yield app
        app.rollback()


def tables_open_to(privilege: str, at: psycopg.Connection) -> list[str]:
    return [name for (name,) in at.execute(OPEN_TO_ADD, [privilege]).fetchall() if name != "audit_event"]


def insert_as_an_office(at: psycopg.Connection, table: str) -> str:
    """Put a row of another office into a table; says how the database refuses it."""
    statement = sql.SQL("INSERT INTO {} (office_id) VALUES (%s)").format(sql.Identifier(table))
    return _answer(at, statement, [OFFICE])


def _answer(at: psycopg.Connection, statement: sql.Composed, values: list[object]) -> str:
    try:
        with at.transaction():
            at.execute("SELECT set_config('role', 'portal_office', true)")
            at.execute("SELECT set_config('app.actor', %s, true)", [str(uuid4())])
            at.execute(statement, values)
    except psycopg.Error as refusal:
        return refusal.sqlstate or ""
    return "done"


def test_no_table_takes_a_row_of_another_office(as_app):
    tables = tables_open_to("INSERT", as_app)
    assert len(tables) > 20
    assert {table: insert_as_an_office(as_app, table) for table in tables} == dict.fromkeys(tables, REFUSED)


def test_the_test_above_fails_where_a_policy_lets_all_through(as_superuser):
    """A mutant of each table in turn: `WITH CHECK (true)`. What refuses then is something else, or nothing."""
    survivors = []
    for table in tables_open_to("INSERT", as_superuser):
        with as_superuser.transaction(force_rollback=True):  # undone for the next
            as_superuser.execute(
                sql.SQL("ALTER POLICY own_office ON {} WITH CHECK (true)").format(sql.Identifier(table))
            )
            if insert_as_an_office(as_superuser, table) == REFUSED:
                survivors.append(table)
    assert survivors == []


def test_copy_does_not_write_past_a_policy(as_app):
    for table in tables_open_to("INSERT", as_app):
        statement = sql.SQL("COPY {} (office_id) FROM STDIN").format(sql.Identifier(table))
        with (
            pytest.raises(psycopg.errors.FeatureNotSupported, match="row-level security"),
            as_app.transaction(),
        ):
            as_app.execute("SELECT set_config('role', 'portal_office', true)")
            with as_app.cursor().copy(statement) as copied:
                copied.write_row([OFFICE])


def test_deleting_all_one_sees_deletes_nothing_of_others(two, scope_for):
    with scope_for(two.cast.bjerke_leader), connection.cursor() as cursor:
        for table in ("participants_participantskill", "participants_availability", "participants_contact"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            assert cursor.rowcount == 1, table
    assert ParticipantSkill.objects.filter(participant=two.at_ullern).exists()
    assert Availability.objects.filter(participant=two.at_ullern).exists()


def write_under(two, model, parents: dict, **fields) -> str:
    """A row that says it is of the own office, under a parent that is another's, by an office's own role."""
    table = model._meta.db_table
    values = {**fields, **parents, "office_id": two.cast.bjerke.pk}
    if "id" in {field.column for field in model._meta.concrete_fields}:
        values["id"] = uuid4()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(values)}) "  # noqa: S608
                f"SELECT {', '.join(f'given.{name}' for name in values)} "
                f"FROM jsonb_populate_record(NULL::{table}, %s) given",
                [json.dumps(values, default=str)],
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as refusal:
        return refusal.__cause__.sqlstate
    return "done"


def foreign_children(two) -> dict:
    mentorship = Mentorship.objects.get(participant=two.at_ullern)
    holding = Holding.objects.get(participant=two.at_ullern)
    skill = ParticipantSkill.objects.get(participant=two.at_ullern).skill
    person = {"participant_id": two.at_ullern.pk}
    return {
        ParticipantSkill: ({**person, "skill_id": skill.pk}, {}),
        Availability: (person, {"hours_from": 10, "hours_to": 20}),
        MentorSession: (
            {"mentorship_id": mentorship.pk},
            {"day": date(2024, 2, 1), "minutes": 60, "theme": "idea"},
        ),
        JobCheck: ({"holding_id": holding.pk}, {"day": date(2024, 9, 1), "month": 6, "answer": "there"}),
        Holding: ({"job_id": holding.job_id, **person}, {"starts_on": date(2024, 1, 1)}),
    }


def test_nothing_is_written_under_another_offices_people(two, scope_for):
    children = foreign_children(two)
    with scope_for(two.cast.bjerke_leader):
        answers = {
            model.__name__: write_under(two, model, parents, **fields)
            for model, (parents, fields) in children.items()
        }
    assert answers == dict.fromkeys(answers, REFUSED)


def test_the_keys_refuse_it_where_no_policy_does(two):
    """The portal's own work passes every policy; the keys hold all the same."""
    for model, (parents, fields) in foreign_children(two).items():
        if model in (ParticipantSkill, Availability):
            model.objects.filter(participant=two.at_ullern).delete()
        if model is Holding:
            Holding.objects.update(ends_on=date(2024, 6, 1), end_reason="own_wish")
        with pytest.raises(DatabaseError, match="_office_is_"), transaction.atomic():
            model.objects.create(office=two.cast.bjerke, **parents, **fields)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_refusal_does_not_tell_what_another_offices_person_has(two, scope_for):
    """Whether the person has the skill or not, the answer is one and the same."""
    (parents, _fields) = foreign_children(two)[ParticipantSkill]
    with scope_for(two.cast.bjerke_leader):
        has_it = write_under(two, ParticipantSkill, parents)
        lacks_it = write_under(two, ParticipantSkill, {**parents, "skill_id": uuid4()})
    assert has_it == lacks_it == REFUSED
