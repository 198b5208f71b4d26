"""The log is sealed in batches; whatever is done to it afterwards is found."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.nightly_tasks import seal
from accounts.scope import acting_as_system, acting_for
from audit.enums import Action, Decision
from audit.models import Event, Seal
from audit.recording import record
from tests.audit.lines import as_owner, sealed, verify, write

MANY = 20_000


def test_each_batch_takes_in_what_is_new(actor):
    write(actor, "a", "b")
    assert sealed() == 1
    assert sealed() is None
    write(actor, "c")
    assert sealed() == 2
    assert "3 lines in 2 batches, 0 lines not sealed yet" in verify()
    write(actor, "d")
    assert "1 lines not sealed yet" in verify()
    assert "4 lines in 3 batches, 0 lines" in verify("--seal")


def test_an_empty_log_is_whole(committed):
    assert "0 lines in 0 batches" in verify()


def test_the_clock_seals_by_itself(actor):
    write(actor, "a")
    seal.apply(throw=True)
    with acting_as_system():
        assert Seal.objects.count() == 1


def test_what_is_not_committed_waits_for_the_next_batch(actor):
    """A line of a transaction that is still under way must not slip into a batch that is closed."""
    write(actor, "early")
    as_other = connections.create_connection("default")
    try:
        as_other.set_autocommit(False)
        with as_other.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('role', 'portal_all', true), set_config('app.actor', %s, true)",
                [str(actor.pk)],
            )
            cursor.execute(
                "INSERT INTO audit_event (id, at, actor_id, action, decision, subject, subject_ids, reason, path)"
                " VALUES (gen_random_uuid(), now(), %s, 'shown', 'permitted', 'x', '{}', 'late', '')",
                [actor.pk],
            )
        # Begun later and over sooner.
        write(actor, "between")
        assert sealed() == 1
        as_other.commit()
    finally:
        as_other.close()
    assert sealed() == 2
    with acting_as_system():
        batches = dict(Event.objects.values_list("reason", "seal_number"))
    # Whoever keeps a transaction open holds back the own lines only.
    assert (batches["early"], batches["between"]) == (1, 1)
    assert batches["late"] == 2
    assert "0 lines not sealed yet" in verify()


DONE_TO_IT = {
    "a line is changed": "UPDATE audit_event SET reason = 'x' WHERE reason = 'b'",
    "a line is in another's name": "UPDATE audit_event SET actor_id = gen_random_uuid() WHERE reason = 'b'",
    "a line is of another time": "UPDATE audit_event SET at = at + interval '1 microsecond' WHERE reason = 'b'",
    "a line is about another": "UPDATE audit_event SET subject_ids = '{}' WHERE reason = 'b'",
    "a refusal is hidden": "UPDATE audit_event SET decision = 'refused' WHERE reason = 'b'",
    "a line is taken away": "DELETE FROM audit_event WHERE reason = 'b'",
    "a batch is taken away": "DELETE FROM audit_event WHERE seal_number = 1",
    "a line is put in": "INSERT INTO audit_event (id, at, actor_id, action, decision, subject, subject_ids, reason,"
    " path, seal_number) VALUES (gen_random_uuid(), now(), NULL, 'shown', 'permitted', 'x', '{}', '', '', 1)",
    "a line changes its batch": "UPDATE audit_event SET seal_number = 2 WHERE reason = 'b'",
    "a line leaves its batch": "UPDATE audit_event SET seal_number = NULL WHERE reason = 'b'",
    "a seal is taken away": "DELETE FROM audit_seal WHERE number = 1",
    "a seal and its batch are taken away": "DELETE FROM audit_event WHERE seal_number = 1;"
    " DELETE FROM audit_seal WHERE number = 1",
    "a line and its seal are changed": "UPDATE audit_event SET reason = 'x' WHERE reason = 'b';"
    " UPDATE audit_seal SET digest = (SELECT digest FROM portal_log_digest(1, '')) WHERE number = 1",
}


@pytest.mark.parametrize("what", DONE_TO_IT)
def test_it_is_found_that(actor, what):
    write(actor, "a", "b")
    sealed()
    write(actor, "c")
    sealed()
    assert "whole" in verify()
    as_owner(DONE_TO_IT[what])
    with pytest.raises(CommandError, match=r"Batch [12]"):
        verify()


def test_a_seal_kept_in_another_place_finds_a_log_written_anew(actor):
    write(actor, "a", "b")
    sealed()
    kept = re.search(r"\d+:[0-9a-f]{64}", verify())[0]
    as_owner(
        "UPDATE audit_event SET reason = 'x'; UPDATE audit_seal SET digest = (SELECT digest FROM portal_log_digest(1, ''))"
    )
    assert "whole" in verify()
    with pytest.raises(CommandError, match="kept"):
        verify("--known", kept)
    with pytest.raises(CommandError, match="Not a seal"):
        verify("--known", "nonsense")


def test_no_time_zone_changes_a_digest(actor):
    write(actor, "a")
    sealed()
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'Pacific/Auckland'")
    assert "whole" in verify()


def test_nobody_writes_into_a_batch_or_seals_one(actor):
    write(actor, "a")
    sealed()
    for statement in (
        "UPDATE audit_event SET seal_number = NULL",
        "DELETE FROM audit_seal",
        "UPDATE audit_seal SET digest = ''",
        "INSERT INTO audit_seal VALUES (9, now(), 0, '')",
    ):
        with acting_for(actor), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
    with acting_for(actor), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Event.objects.bulk_create([Event(at=timezone.now(), actor_id=actor.pk, seal_number=1)])


def as_sealed_before_there_was_a_salt() -> None:
    """Every line whole, and a chain of seals over that: what stood before erasure could take from a line."""
    as_owner(
        """
        UPDATE audit_event SET seal_salt = NULL, seal_content = NULL WHERE seal_number IS NOT NULL;
        UPDATE audit_seal SET anew = '', takes_in = '';
        UPDATE audit_seal SET digest = (SELECT digest FROM portal_log_digest(1, '')) WHERE number = 1;
        UPDATE audit_seal SET digest = (SELECT digest FROM portal_log_digest(2, (SELECT digest FROM audit_seal WHERE number = 1)))
        WHERE number = 2;
        """
    )


@pytest.fixture
def old_log(actor) -> dict[int, str]:
    """Two batches from before, sealed once more as the migration does it, and their first seals."""
    write(actor, "a", "b")
    sealed()
    write(actor, "c")
    sealed()
    as_sealed_before_there_was_a_salt()
    with acting_as_system():
        first = dict(Seal.objects.values_list("number", "digest"))
    assert "whole" in verify()
    as_owner("SELECT portal_seal_log_anew()")
    return first


ERASE = (
    "UPDATE audit_event SET subject_ids = '{}', reason = '', path = '', seal_salt = NULL WHERE reason = 'b'"
)


def test_erasure_from_a_line_sealed_before_leaves_the_log_whole(actor, old_log):
    kept = [argument for number, digest in old_log.items() for argument in ("--known", f"{number}:{digest}")]
    assert "2 batches from before" in verify(*kept)
    as_owner(ERASE)
    write(actor, "d")
    sealed()
    told = verify(*kept)
    assert "whole" in told
    assert "1 sealed lines have lost" in told


ANEW = "UPDATE audit_seal SET anew = (SELECT digest FROM portal_log_digest(1, digest)) WHERE number = 1"
LIST = "UPDATE audit_event SET action = 'listed' WHERE reason = "
DONE_TO_OLD = {
    "a line is changed": "UPDATE audit_event SET reason = 'x' WHERE reason = 'b'",
    "a line is taken away": "DELETE FROM audit_event WHERE reason = 'b'",
    "a line loses its salt and its content": "UPDATE audit_event SET seal_salt = NULL, seal_content = NULL, reason = ''"
    " WHERE reason = 'b'",
    "a second seal is taken away": "UPDATE audit_seal SET anew = '' WHERE number = 1",
    "a line and its second seal are changed": f"{LIST} 'b'; {ANEW}",
    "a line is erased, and with that another changed": f"{ERASE}; {LIST} 'a'; {ANEW}",
}


@pytest.mark.parametrize("what", DONE_TO_OLD)
def test_of_a_line_sealed_before_it_is_found_that(actor, old_log, what):
    write(actor, "d")
    sealed()
    assert "whole" in verify()
    as_owner(DONE_TO_OLD[what])
    with pytest.raises(CommandError, match=r"Batch [12]"):
        verify()


def test_what_was_changed_before_is_not_sealed_anew(actor):
    """A second seal says that the batch was what the first one said, and never makes it so."""
    write(actor, "a", "b")
    sealed()
    write(actor, "c")
    sealed()
    as_sealed_before_there_was_a_salt()
    as_owner("UPDATE audit_event SET subject_ids = '{}' WHERE reason = 'b'")
    as_owner("SELECT portal_seal_log_anew()")
    with pytest.raises(CommandError, match="Batch 1 is not"):
        verify()
    with acting_as_system():
        assert [bool(seal.anew) for seal in Seal.objects.order_by("number")] == [False, True]


def test_the_second_seals_are_held_by_the_next_one(actor, old_log):
    write(actor, "d")
    sealed()
    and_the_next = (
        "UPDATE audit_seal SET anew = (SELECT digest FROM portal_log_digest(2, (SELECT anew FROM audit_seal WHERE number = 1)"
        " || audit_seal.digest)) WHERE number = 2"
    )
    as_owner(f"{ERASE}; {LIST} 'a'; {ANEW}; {and_the_next}")
    with pytest.raises(CommandError, match="Batch 3 takes in other"):
        verify()


def test_many_lines_are_sealed_and_checked_in_a_moment(actor):
    as_owner(
        "INSERT INTO audit_event (id, at, actor_id, action, decision, subject, subject_ids, reason, path)"
        " SELECT gen_random_uuid(), now(), %s, 'shown', 'permitted', 'participant', ARRAY[gen_random_uuid()], '', '/x/'"
        " FROM generate_series(1, %s)",
        [actor.pk, MANY],
    )
    started = time.monotonic()
    assert sealed() == 1
    assert f"{MANY} lines" in verify()
    # A second and some on a calm machine; this one may be busy.
    assert time.monotonic() - started < 30


def test_the_log_leaves_in_the_format_of_others(actor):
    with acting_for(actor):
        record(
            Action.SHOWN,
            "contact",
            [actor.pk],
            by=actor.pk,
            reason="a=b|c\\d\nnext",
            decision=Decision.REFUSED,
        )
        record(Action.LISTED, "participant", [], by=actor.pk)
    today = timezone.localdate()
    out = StringIO()
    call_command("export_log", "--since", str(today - timedelta(days=1)), "--until", str(today), stdout=out)
    lines = out.getvalue().splitlines()
    refused = next(line for line in lines if "contact" in line)
    assert refused.startswith("CEF:0|KREM-portalen|Sporingslogg|1.0|audit:access|contact|WARN|end=")
    assert f"suid={actor.pk} duid={actor.pk}" in refused
    assert r"msg=a\=b|c\\d\nnext" in refused
    assert "flexString1Label=Decision flexString1=Deny" in refused
    assert any("flexString1=Permit" in line for line in lines)
    # That it was taken out stands in it too.
    assert any("act=exported" in line for line in lines)
    with pytest.raises(CommandError, match="before the first"):
        call_command("export_log", "--since", "2026-02-01", "--until", "2026-01-01")
