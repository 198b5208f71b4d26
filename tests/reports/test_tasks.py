"""A hint may be lost, come twice or name nothing: the row is the truth."""

import uuid

import pytest
from kombu.exceptions import OperationalError

from accounts.scope import acting_as_system
from participants import tasks as import_tasks
from reports import tasks
from reports.actions.editions import request_edition
from reports.enums import EditionState
from reports.models import Edition
from reports.periods import parse_period
from tests.conftest import make_cast


@pytest.fixture
def edition(committed) -> Edition:
    """Asked for, and the hint went nowhere: the broker of the tests has no worker."""
    with acting_as_system():
        cast = make_cast()
        return request_edition(series=cast.series, period=parse_period("2026-T2"), by=cast.krem)


def state_of(edition: Edition) -> str:
    with acting_as_system():
        return Edition.objects.get(pk=edition.pk).state


def test_a_lost_hint_is_sent_again_and_the_work_is_done_once(edition, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.build, "delay", lambda **named: sent.append(named))
    monkeypatch.setattr(tasks.sweeping, "hints_waiting", lambda task: 0)
    tasks.sweep_reports.apply(throw=True)
    assert sent == [{"edition_id": str(edition.pk)}]
    for _ in range(2):
        tasks.build.apply(kwargs=sent[0], throw=True)
    assert state_of(edition) == EditionState.DRAFT
    with acting_as_system():
        assert Edition.objects.get(pk=edition.pk).files.count() == 5
    sent.clear()
    tasks.sweep_reports.apply(throw=True)
    assert sent == []


def test_a_hint_to_nothing_is_no_error(committed):
    tasks.build.apply(kwargs={"edition_id": str(uuid.uuid4())}, throw=True)
    import_tasks.import_workbook.apply(kwargs={"run_id": str(uuid.uuid4())}, throw=True)
    import_tasks.sweep_imports.apply(throw=True)


def test_a_silent_queue_keeps_nobody_from_asking(committed, monkeypatch):
    def silent(**named):
        raise OperationalError("Redis is away")

    monkeypatch.setattr(tasks.build, "delay", silent)
    with acting_as_system():
        cast = make_cast()
        asked = request_edition(series=cast.series, period=parse_period("2026-T2"), by=cast.krem)
    assert state_of(asked) == EditionState.QUEUED
