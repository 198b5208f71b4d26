"""The second wall: what the database itself refuses."""

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.scope import acting_as_system
from participants.models import Move, Participant

# Tables that hold nothing about a participant. A new table must be walled off or be put here on purpose.
OPEN_TABLES = {
    "audit_removal",  # KREM reads it, and nobody writes it
    "audit_seal",  # likewise
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_invitation",
    "accounts_letter",
    "accounts_credential",  # closed to every role
    "accounts_userevent",
    "accounts_user_groups",
    "accounts_user_user_permissions",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "clusters_agreement",  # closed to IMDi and visitors, see clusters/migrations/0003_agreements.py
    "clusters_agreementevent",
    "clusters_cluster",
    "clusters_clusterevent",
    "clusters_lessonevent",  # offices and entrepreneurs add to it, only KREM reads it
    "clusters_membership",
    "clusters_membershipevent",
    "clusters_partner",
    "clusters_partnerevent",
    "clusters_project",  # closed to IMDi and visitors
    "clusters_projectevent",
    "clusters_projectparty",  # closed to IMDi and visitors
    "clusters_projectpartyevent",
    "clusters_seat",
    "clusters_seatevent",
    "clusters_steptaskevent",  # offices and entrepreneurs add to it, only KREM reads it
    "clusters_templatetask",  # closed to IMDi and visitors
    "clusters_templatetaskevent",
    "django_admin_log",
    "django_content_type",
    "django_migrations",
    "django_session",
    "pghistory_context",
    "entrepreneurs_opening_skills",
    "participants_skill",
    "reports_series",
    "reports_seriesevent",
}


def participant(office, reference="A-1") -> Participant:
    return Participant.objects.create(office=office, reference=reference, birth_year=1985)


def test_every_table_is_walled_off_or_open_on_purpose(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
              AND NOT (relrowsecurity AND relforcerowsecurity)
            """
        )
        assert {name for (name,) in cursor.fetchall()} == OPEN_TABLES


def test_a_table_with_a_way_to_a_participant_is_walled_off():
    for model in apps.get_models():
        related = {field.related_model for field in model._meta.fields if field.related_model}
        if Participant in related or model is Participant:
            assert model._meta.db_table not in OPEN_TABLES, model


def test_without_a_scope_the_answer_is_permission_denied_and_not_nothing(db):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Participant.objects.count()


def test_an_office_sees_its_own_people_only(cast, scope_for):
    own, other = participant(cast.bjerke), participant(cast.ullern)
    with scope_for(cast.bjerke_leader):
        assert set(Participant.objects.all()) == {own}
        assert not Participant.objects.filter(pk=other.pk).update(birth_year=1950)
    other.refresh_from_db()
    assert other.birth_year == 1985


def test_an_office_cannot_write_into_another(cast, scope_for):
    with scope_for(cast.bjerke_leader), pytest.raises(DatabaseError, match="row-level security"):
        with transaction.atomic():
            participant(cast.ullern)


def test_a_seat_that_has_ended_opens_nothing(cast, scope_for):
    participant(cast.bjerke)
    with scope_for(cast.former_leader):
        assert not Participant.objects.exists()


def test_imdi_and_visitors_may_not_even_ask(cast, scope_for):
    with scope_for(cast.imdi), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic():
            Participant.objects.count()


def test_a_nested_scope_gives_the_outer_one_back(cast, scope_for):
    participant(cast.bjerke)
    participant(cast.ullern)
    with scope_for(cast.bjerke_leader):
        assert Participant.objects.count() == 1
        with acting_as_system():
            assert Participant.objects.count() == 2
        assert Participant.objects.count() == 1


def test_a_scope_that_broke_gives_the_outer_one_back(cast, scope_for):
    participant(cast.bjerke)
    participant(cast.ullern)
    with scope_for(cast.bjerke_leader):
        with pytest.raises(RuntimeError), acting_as_system():
            raise RuntimeError
        assert Participant.objects.count() == 1


def test_a_move_is_never_rewritten(cast):
    person = participant(cast.bjerke)
    move = Move.objects.create(
        participant=person, office=cast.bjerke, day=date(2024, 1, 1), target="enrolled"
    )
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Move.objects.filter(pk=move.pk).update(day=date(2024, 2, 1))


def test_a_move_carries_its_participants_office(cast):
    person = participant(cast.bjerke)
    with pytest.raises(DatabaseError, match="office_is_the_participants"), transaction.atomic():
        Move.objects.create(participant=person, office=cast.ullern, day=date(2024, 1, 1), target="enrolled")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_log_can_only_grow(cast, scope_for):
    for user in (cast.krem, cast.bjerke_leader):
        with scope_for(user), pytest.raises(DatabaseError, match="permission denied"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DELETE FROM audit_event")
