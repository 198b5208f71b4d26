"""Pretending to be somebody else, or something else: the log, the history, the connection, the administration."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import passwords
from accounts.models import User
from accounts.scope import acting_as_system, acting_for
from audit.enums import Action
from audit.models import Event
from audit.recording import record
from clusters.models import Seat
from participants.models import Participant

LINE = (
    "INSERT INTO audit_event (id, at, actor_id, action, decision, subject, subject_ids, reason, path) VALUES"
)
ANYBODY = ("krem", "bjerke_leader", "mentor", "imdi")


def add_line(actor: UUID | None, at: str = "now()", values: list[object] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{LINE} (%s, {at}, %s, 'shown', 'permitted', 'participant', '{{}}', '', '')",
            [uuid4(), *(values or []), actor],
        )


@pytest.mark.parametrize("who", ANYBODY)
def test_a_line_is_written_as_oneself(cast, scope_for, who):
    user = getattr(cast, who)
    with scope_for(user):
        add_line(user.pk)
        for other in (cast.ullern_leader.pk, None, uuid4()):
            with pytest.raises(DatabaseError, match="row-level security"):
                add_line(other)
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                record(Action.SHOWN, "participant", by=other)
    assert Event.objects.filter(actor_id=user.pk).count() == 1


@pytest.mark.parametrize("who", ANYBODY)
def test_a_line_is_written_now(cast, scope_for, who):
    user = getattr(cast, who)
    with scope_for(user):
        for moment in (
            timezone.now() - timedelta(days=1),
            timezone.now() + timedelta(hours=1),
            datetime(2020, 1, 1, tzinfo=UTC),
        ):
            with pytest.raises(DatabaseError, match="row-level security"):
                add_line(user.pk, "%s", [moment])


def test_the_portals_own_work_signs_as_nobody_in_the_database(cast):
    """It may work for somebody, and then says so first: the one door into the log does."""
    with acting_as_system():
        with pytest.raises(DatabaseError, match="row-level security"):
            add_line(cast.krem.pk)
        add_line(None)
        record(Action.SHOWN, "participant", by=cast.krem.pk)
        with pytest.raises(DatabaseError, match="row-level security"):
            add_line(cast.krem.pk)


def test_a_visitor_signs_as_nobody(cast):
    with acting_for(AnonymousUser()), pytest.raises(DatabaseError, match="row-level security"):
        add_line(cast.krem.pk)


def test_outside_a_scope_there_is_no_log_to_write_in(db):
    with pytest.raises(DatabaseError, match="permission denied"):
        add_line(None)


@pytest.mark.parametrize("who", ANYBODY)
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"]
)
def test_no_line_is_changed_or_taken_away(cast, scope_for, who, statement):
    with scope_for(getattr(cast, who)), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_history_names_who_was_at_work_also_after_a_scope_inside(cast, scope_for):
    with scope_for(cast.krem):
        with acting_as_system():
            pass
        cast.cluster.name = "Et annet navn"
        cast.cluster.save()
    event = cast.cluster.events.order_by("-pgh_id").first()
    assert event.pgh_context["actor"] == str(cast.krem.pk)


def test_nothing_is_left_on_a_connection_for_the_next_person(committed_two):
    """What would outlive a commit: settings of the session, and whatever else a statement may leave behind."""
    with acting_for(committed_two.cast.krem), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', %s, false)", [str(committed_two.cast.krem.pk)])
        cursor.execute("SET SESSION search_path = pg_temp, public")
        cursor.execute("SELECT pg_advisory_lock(1)")
        cursor.execute("PREPARE mine AS SELECT 1")
    with acting_for(committed_two.cast.bjerke_leader), connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert cursor.fetchone() == ("public, pg_temp",)
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == (connection.timezone_name,)
        assert Participant.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.actor', true)")
        assert not cursor.fetchone()[0]


def test_tables_for_comparing_a_workbook_are_gone_with_the_transaction(committed_two):
    with acting_for(committed_two.cast.bjerke_leader), connection.cursor() as cursor:
        cursor.execute("SELECT portal_lay_out_staging()")
        cursor.execute("SELECT count(*) FROM staged_participant")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.staged_participant')")
        assert cursor.fetchone() == (None,)


def test_a_table_of_ones_own_cannot_stand_in_for_the_seats(two, scope_for):
    with scope_for(two.cast.bjerke_leader):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("CREATE TEMPORARY TABLE clusters_seat AS SELECT * FROM public.clusters_seat")
        assert [person.pk for person in Participant.objects.all()] == [two.at_bjerke.pk]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_user SET role = 'krem_staff', is_staff = true",
        "UPDATE accounts_user SET email = 'mine@example.invalid'",
        "UPDATE accounts_user SET access_ends_on = NULL",
        "INSERT INTO clusters_seat (id, user_id, partner_id, starts_on)"
        " SELECT gen_random_uuid(), portal_actor(), id, '2020-01-01' FROM clusters_partner",
        "UPDATE clusters_seat SET ends_on = NULL",
        "DELETE FROM clusters_seatevent",
        "UPDATE reports_series SET needs_sign_off = false",
        "SELECT session_data FROM django_session",
        "SELECT key_hash FROM accounts_session",
        "SELECT sealed FROM accounts_credential",
        "SELECT body FROM accounts_letter",
        "SELECT token_hash FROM accounts_invitation",
    ],
)
@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi", None])
def test_nobody_gives_oneself_more_or_reads_a_key(cast, who, statement):
    with acting_for(getattr(cast, who) if who else AnonymousUser()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.parametrize("who", ["bjerke_leader", "mentor", "imdi", "krem"])
def test_what_signs_somebody_in_is_ones_own_alone(cast, scope_for, who):
    from allauth.mfa.models import Authenticator  # noqa: PLC0415 - needs the apps
    from allauth.mfa.totp.internal.auth import TOTP  # noqa: PLC0415 - likewise

    victim, thief = cast.ullern_leader, getattr(cast, who)
    victim.set_password("fjord and three heron feathers")
    victim.save()
    for user in (victim, thief):
        TOTP.activate(user, "x")
    with scope_for(thief):
        assert [each.user_id for each in Authenticator.objects.all()] == [thief.pk]
        assert not User(pk=victim.pk, name="x").check_password("fjord and three heron feathers")
        thief.set_password("another good passphrase here")
        thief.save(update_fields=["password"])
        with pytest.raises(DatabaseError, match="only oneself"), transaction.atomic():
            passwords.write(victim.pk, thief.password)
    victim.refresh_from_db()
    assert victim.check_password("fjord and three heron feathers")


def test_the_administration_is_behind_the_second_wall_too(cast, sign_in, monkeypatch):
    """Were its permission ever to say yes to everybody, the database would still say no."""
    monkeypatch.setattr("accounts.admin.pages.refusal_to_administer", lambda by: "")
    monkeypatch.setattr("krem_portal.admin_site.refusal_to_administer", lambda by: "")
    monkeypatch.setattr("django.contrib.admin.sites.AdminSite.has_permission", lambda self, request: True)
    client = sign_in(cast.bjerke_leader)
    client.raise_request_exception = False
    before = Seat.objects.count()
    given = {"user": cast.bjerke_leader.pk, "partner": cast.ullern.pk, "starts_on": "2020-01-01"}
    assert client.post(reverse("admin:clusters_seat_add"), given).status_code == 500
    assert Seat.objects.count() == before
    answer = client.get(reverse("admin:accounts_invitation_changelist"))
    assert answer.status_code == 500
