"""Long work survives what happens to workers: shown on imports, the same for editions."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connections, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import Letter, User
from accounts.scope import acting_as_system
from background.lease import holding_lease
from background.models import LEASE, MOST_ACCIDENTS, MOST_ATTEMPTS, Failure, LostLease
from background.run import work_on
from background.sweeping import SWEEP_LOCK, sweep
from clusters.models import Partner
from participants.enums import ImportState
from participants.intake.alarms import tell_given_up
from participants.models import ImportRun
from tests.conftest import make_cast


@pytest.fixture
def run(committed) -> ImportRun:
    with acting_as_system():
        cast = make_cast()
        return ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, workbook=b"x")


def claim(run: ImportRun, now=None) -> ImportRun | None:
    with acting_as_system():
        return ImportRun.claim(run.pk, now or timezone.now())


def reread(run: ImportRun) -> ImportRun:
    with acting_as_system():
        return ImportRun.objects.get(pk=run.pk)


def test_only_one_worker_gets_the_work(run):
    first = claim(run)
    assert first.state == ImportState.CHECKING
    assert claim(run) is None


def test_work_whose_worker_fell_silent_is_taken_over_and_the_old_one_writes_nothing(run):
    old = claim(run)
    new = claim(run, timezone.now() + LEASE + timedelta(seconds=1))
    assert new.fence == old.fence + 1
    with acting_as_system():
        with pytest.raises(LostLease):
            old.heartbeat(timezone.now(), "checking")
        with pytest.raises(LostLease):
            old.finish(ImportState.READY)
        new.finish(ImportState.READY)
    assert reread(run).state == ImportState.READY


def do(run: ImportRun, work=lambda work, heart: None, pk=None) -> bool:
    return work_on(ImportRun, pk or run.pk, work, acting_as_system, tell=tell_given_up)


def swept(run: ImportRun, send, now, waiting=lambda: 0) -> int:
    with acting_as_system():
        return sweep(ImportRun, send, now, tell=tell_given_up, waiting=waiting)


def told() -> set[str]:
    with acting_as_system():
        return {letter.to for letter in Letter.objects.all()}


def test_unknown_work_is_no_error(run):
    assert do(run, pk="00000000-0000-0000-0000-000000000000") is False


def test_progress_is_seen_while_the_work_sits_in_its_own_transaction(run):
    work = claim(run)
    with acting_as_system(), holding_lease(work, acting_as_system) as progress:
        progress.say("checking", 3, 10)
        for _ in range(100):
            if reread(run).done == 3:
                break
            progress._stop.wait(0.1)
        assert reread(run).out_of == 10


def break_down(work, heart):
    raise RuntimeError("planted")


def lose_the_database(work, heart):
    raise OperationalError("planted")


def test_an_accident_is_tried_again_and_then_told_in_words(run):
    for _ in range(MOST_ACCIDENTS):
        assert told() == set()
        assert do(run, break_down)
    after = reread(run)
    assert after.state == ImportState.FAILED
    assert "planted" not in after.failure_in_words
    # A worker does not know in which language it will be read.
    for language, words in (
        ("nb", "Noe gikk galt"),
        ("nn", "Noko gjekk gale"),
        ("en-gb", "Something went wrong"),
    ):
        with override(language):
            assert after.failure_in_words.startswith(words)
    assert not do(run, break_down)


def test_whoever_waits_and_whoever_can_act_gets_a_letter_when_work_is_given_up(run):
    with acting_as_system():
        ImportRun.objects.update(requested_by=User.objects.get(email="bjerke_leader@example.invalid"))
    for _ in range(MOST_ACCIDENTS):
        do(run, break_down)
    assert told() == {"krem@example.invalid", "bjerke_leader@example.invalid"}
    with acting_as_system():
        assert all(str(run.pk) in letter.body for letter in Letter.objects.all())


def test_kills_and_lost_connections_are_no_accidents(run):
    now = timezone.now()
    for killed in range(MOST_ACCIDENTS):
        assert claim(run, now + (LEASE + timedelta(seconds=1)) * killed)
    with acting_as_system():
        ImportRun.objects.update(lease_until=now)
    for _ in range(MOST_ATTEMPTS - MOST_ACCIDENTS - 1):
        assert do(run, lose_the_database)
        assert reread(run).state == ImportState.CHECKING
    with acting_as_system():
        assert do(run, lambda work, heart: work.finish(ImportState.READY))
    assert reread(run).state == ImportState.READY
    assert told() == set()


def test_accidents_are_counted_among_the_attempts_and_not_with_them(run):
    do(run, lose_the_database)
    do(run, lose_the_database)
    do(run, break_down)
    assert reread(run).state == ImportState.CHECKING


def test_the_sweeper_sends_what_waits_and_what_fell_silent(run):
    sent = []

    def send(work) -> bool:
        sent.append(work.pk)
        return True

    assert swept(run, send, timezone.now()) == 1
    claim(run)
    assert swept(run, send, timezone.now()) == 0
    assert swept(run, send, timezone.now() + LEASE * 2) == 1
    assert sent == [run.pk, run.pk]


def test_the_sweeper_adds_nothing_to_a_queue_that_nobody_empties(run):
    assert swept(run, lambda work: True, timezone.now(), waiting=lambda: 1) == 0


def test_the_sweeper_stops_at_the_first_hint_that_cannot_be_sent(run):
    with acting_as_system():
        other = Partner.objects.get(slug="ullern")
        ImportRun.objects.create(office=other, requested_by=run.requested_by, workbook=b"y")
    tried = []
    assert swept(run, lambda work: bool(tried.append(work.pk)), timezone.now()) == 0
    assert len(tried) == 1


def test_what_never_comes_to_an_end_fails_with_a_reason_and_krem_is_told(run):
    with acting_as_system():
        ImportRun.objects.filter(pk=run.pk).update(attempts=MOST_ATTEMPTS)
    assert swept(run, lambda work: True, timezone.now()) == 0
    after = reread(run)
    assert after.state == ImportState.FAILED
    assert "10" in after.failure_in_words
    assert told() == {"krem@example.invalid"}


def test_work_taken_on_at_the_last_moment_is_not_given_up(run):
    with acting_as_system():
        seen = ImportRun.objects.get(pk=run.pk)
        claim(run)
        assert not seen.give_up(Failure.WORN_OUT, worn_out=True)
    assert reread(run).state == ImportState.CHECKING


def test_two_sweepers_get_in_the_way_of_each_other_only_where_they_sweep_the_same(run):
    def swept_while_locked(label: str) -> int:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SWEEP_LOCK, label])
            return swept(run, lambda work: True, timezone.now())

    assert swept_while_locked("participants.ImportRun") == 0
    assert swept_while_locked("reports.Edition") == 1
