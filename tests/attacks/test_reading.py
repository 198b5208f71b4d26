"""Reading what is another office's, by every way that leads around wall 1: wall 2 alone must answer."""

import threading

import pytest
from celery import shared_task
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import Count, Max

from accounts.scope import ScopedTask, acting_as_system, acting_for, acting_in_visit
from participants.models import Joining, Move, Participant
from tests.participants.own_page.visits import visit_of

DENIED = "permission denied"


def ask(statement: str, values: list[object] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def walled_tables() -> list[str]:
    """Every table behind the wall whose rows are one office's."""
    found = ask(
        """
        SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'office_id'
        WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND NOT relispartition
          AND relname <> 'audit_event' ORDER BY 1
        """
    )
    return [name for (name,) in found]


def models_of_offices() -> list[type[models.Model]]:
    walled = set(walled_tables())
    return [model for model in apps.get_models() if model._meta.db_table in walled]


def test_raw_sql_shows_no_row_of_another_office(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        for table in walled_tables():
            try:
                with transaction.atomic():
                    offices = ask(f"SELECT DISTINCT office_id FROM {table}")  # noqa: S608 - from the catalogue
            except DatabaseError as refusal:
                assert DENIED in str(refusal)  # noqa: PT017
            else:
                assert {office for (office,) in offices} <= {two.cast.bjerke.pk, None}, table


@pytest.mark.parametrize("who", ["imdi", None])
def test_imdi_and_visitors_are_refused_every_table_about_people(two, who):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415 - needs the apps

    with acting_for(getattr(two.cast, who) if who else AnonymousUser()):
        for table in walled_tables():
            with pytest.raises(DatabaseError, match=DENIED), transaction.atomic():
                ask(f"SELECT 1 FROM {table}")  # noqa: S608


def test_joins_lead_nowhere(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        found = ask(
            """
            SELECT partner.slug, person.reference, move.target FROM clusters_partner partner
            LEFT JOIN participants_participant person ON person.office_id = partner.id
            LEFT JOIN participants_move move ON move.participant_id = person.id
            """
        )
    assert {row for row in found if row[1]} == {("bjerke", "bjerke-1", "enrolled")}
    assert ("ullern", None, None) in found


def test_aggregates_count_the_own_office_alone(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        assert Participant.objects.aggregate(n=Count("pk"), last=Max("reference")) == {
            "n": 1,
            "last": "bjerke-1",
        }
        counted = dict(ask("SELECT office_id, count(*) FROM participants_move GROUP BY ROLLUP (office_id)"))
        assert counted == {two.cast.bjerke.pk: 1, None: 1}
        assert ask("SELECT string_agg(reference, ',') FROM participants_participant") == [("bjerke-1",)]


def test_copy_takes_out_the_own_office_alone(two, scope_for):
    with scope_for(two.cast.bjerke_leader), connection.cursor() as cursor:
        with cursor.copy("COPY participants_participant (reference) TO STDOUT") as copied:
            assert [bytes(row) for row in copied] == [b"bjerke-1\n"]


def test_a_query_is_answered_by_the_scope_it_is_asked_in(two, scope_for):
    """A queryset made in KREM's scope and read in an office's, as a cache or a context processor would."""
    with acting_as_system():
        lazy = Participant.objects.order_by("reference")
        assert lazy.count() == 2
    with scope_for(two.cast.bjerke_leader):
        assert [person.reference for person in lazy.all()] == ["bjerke-1"]


def test_a_query_that_leaves_its_scope_is_refused(committed_two):
    with acting_for(committed_two.cast.bjerke_leader):
        lazy = Participant.objects.all()
    with pytest.raises(DatabaseError, match=DENIED):
        list(lazy)


def test_after_a_commit_the_scope_is_gone(committed_two):
    with acting_for(committed_two.cast.bjerke_leader):
        assert Participant.objects.count() == 1
    with pytest.raises(DatabaseError, match=DENIED):
        Move.objects.count()


def test_after_a_rollback_the_scope_is_gone(committed_two):
    with pytest.raises(RuntimeError), acting_for(committed_two.cast.krem):
        assert Participant.objects.count() == 2
        raise RuntimeError
    with pytest.raises(DatabaseError, match=DENIED):
        Participant.objects.count()


def test_what_waits_for_the_commit_has_no_scope(committed_two):
    answers = []

    def look() -> None:
        try:
            answers.append(Participant.objects.count())
        except DatabaseError as refusal:
            answers.append(str(refusal))

    with acting_for(committed_two.cast.krem):
        transaction.on_commit(look)
    assert len(answers) == 1
    assert DENIED in answers[0]


def test_a_new_thread_has_no_scope(committed_two):
    answers = []

    def look() -> None:
        try:
            answers.append(Participant.objects.count())
        except DatabaseError as refusal:
            answers.append(str(refusal))
        finally:
            connection.close()

    with acting_for(committed_two.cast.krem):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert DENIED in answers[0]


def test_a_task_that_takes_no_scope_is_refused(committed_two):
    @shared_task(name="tests.forgets_its_scope")
    def forgets() -> int:
        return Participant.objects.count()

    @shared_task(base=ScopedTask, name="tests.takes_its_scope")
    def takes() -> int:
        return Participant.objects.count()

    with pytest.raises(DatabaseError, match=DENIED):
        forgets.apply(throw=True)
    assert takes.apply(throw=True).get() == 2


def test_a_seat_that_ends_closes_the_door_in_the_database_as_well(two, scope_for):
    two.cast.bjerke_leader.seats.update(ends_on="2024-12-31")
    with scope_for(two.cast.bjerke_leader):
        assert not Participant.objects.exists()


@pytest.mark.parametrize("closed", [{"is_active": False}, {"access_ends_on": "2024-12-31"}])
def test_a_closed_account_sees_nobody_in_the_database_either(two, scope_for, closed):
    type(two.cast.bjerke_leader).objects.filter(pk=two.cast.bjerke_leader.pk).update(**closed)
    with scope_for(two.cast.bjerke_leader):
        assert not Participant.objects.exists()


OF_ONESELF = """
SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'participant_id'
WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND has_table_privilege('portal_self', pg_class.oid, 'SELECT')
ORDER BY 1
"""


def test_a_participant_reads_no_row_of_another(two):
    """Every table that the own page may read, by a visit that somebody else's link has opened."""
    for person, to in ((two.at_bjerke, two.cast.ullern), (two.at_ullern, two.cast.bjerke)):
        Joining.objects.create(
            participant=person,
            from_office=person.office,
            to_office=to,
            reference=person.reference,
            because="x",
            proposed_by=two.cast.krem,
        )
    tables = [name for (name,) in ask(OF_ONESELF)]
    others = {
        name: ask(f"SELECT FROM {name} WHERE participant_id = %s", [two.at_ullern.pk]) for name in tables
    }
    # Nothing is seen where nothing is.
    assert sum(1 for rows in others.values() if rows) >= 10, others
    with acting_in_visit(visit_of(two.at_bjerke, two.cast)):
        for table in tables:
            people = {one for (one,) in ask(f"SELECT participant_id FROM {table}")}  # noqa: S608 - from the catalogue
            assert people <= {two.at_bjerke.pk}, table


def test_a_mentor_sees_those_they_are_linked_to_and_no_others(two, scope_for):
    from entrepreneurs.models import Mentorship  # noqa: PLC0415

    Mentorship.objects.filter(participant=two.at_ullern).update(ends_on="2024-06-30")
    with scope_for(two.cast.mentor):
        assert [person.pk for person in Participant.objects.all()] == [two.at_bjerke.pk]
        assert ask("SELECT count(*) FROM participants_contact") == [(0,)]
