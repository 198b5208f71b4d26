"""Long work survives what happens to workers: shown on imports, the same for editions."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from accounts.scope import acting_as_system
from background.heart import beating
from background.models import LEASE, MOST_ATTEMPTS, LostLease
from background.sweeping import SWEEP_LOCK, sweep
from background.working import MOST_ACCIDENTS, work_on
from participants.enums import ImportState
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


def test_unknown_work_is_no_error(run):
    assert (
        work_on(ImportRun, "00000000-0000-0000-0000-000000000000", lambda work, heart: None, acting_as_system)
        is False
    )


def test_progress_is_seen_while_the_work_sits_in_its_own_transaction(run):
    work = claim(run)
    with acting_as_system(), beating(work, acting_as_system) as heart:
        heart.say("checking", 3, 10)
        for _ in range(100):
            if reread(run).done == 3:
                break
            heart._stop.wait(0.1)
        assert reread(run).out_of == 10


def test_an_accident_is_tried_again_and_then_told_in_words(run):
    def break_down(work, heart):
        raise RuntimeError("planted")

    for _ in range(MOST_ACCIDENTS):
        assert work_on(ImportRun, run.pk, break_down, acting_as_system)
    after = reread(run)
    assert after.state == ImportState.FAILED
    assert "planted" not in after.failure
    assert after.failure
    assert not work_on(ImportRun, run.pk, break_down, acting_as_system)


def test_the_sweeper_sends_what_waits_and_what_fell_silent(run):
    sent = []
    with acting_as_system():
        assert sweep(ImportRun, lambda work: sent.append(work.pk), timezone.now()) == 1
    claim(run)
    with acting_as_system():
        assert sweep(ImportRun, lambda work: sent.append(work.pk), timezone.now()) == 0
        later = timezone.now() + LEASE * 2
        assert sweep(ImportRun, lambda work: sent.append(work.pk), later) == 1
    assert sent == [run.pk, run.pk]


def test_what_never_comes_to_an_end_fails_with_a_reason(run):
    with acting_as_system():
        ImportRun.objects.filter(pk=run.pk).update(attempts=MOST_ATTEMPTS)
        assert sweep(ImportRun, lambda work: None, timezone.now()) == 0
    after = reread(run)
    assert after.state == ImportState.FAILED
    assert after.failure


def test_two_sweepers_get_in_the_way_of_each_other_only_where_they_sweep_the_same(run):
    def swept_while_locked(label: str) -> int:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SWEEP_LOCK, label])
            with acting_as_system():
                return sweep(ImportRun, lambda work: None, timezone.now())

    assert swept_while_locked("participants.ImportRun") == 0
    assert swept_while_locked("reports.Edition") == 1
