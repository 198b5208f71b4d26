"""What machines ask of the portal: alive, ready, and numbers for Prometheus behind a token."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts.letters.outbox import write_letter
from accounts.models import Letter
from audit.enums import Action, Decision
from audit.recording import record
from background.sweeping import sweep
from participants.models import ImportRun

LINE = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?[0-9.e+-]+$')


@pytest.fixture
def scrape(client, settings):
    settings.METRICS_TOKEN = "a token of the tests"

    def read() -> dict[str, float]:
        page = client.get(reverse("metrics"), headers={"Authorization": "Bearer a token of the tests"})
        assert page.status_code == 200
        lines = page.content.decode().splitlines()
        for line in lines:
            assert line.startswith(("# HELP krem_", "# TYPE krem_")) or LINE.match(line), line
        return {
            name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")
        }

    return read


def test_alive_asks_nothing_and_answers_whatever_the_host(client):
    """Without `db` a test that asks the database breaks."""
    page = client.get(reverse("healthz"), headers={"Host": "10.0.0.7"})
    assert (page.status_code, page.content) == (200, b"ok\n")


def test_ready_asks_the_database_in_a_role_of_the_portal(db, client):
    page = client.get(reverse("readyz"))
    assert page.status_code == 200
    assert page.content.decode().splitlines() == ["database answers", "redis answers"]


def test_without_a_token_there_are_no_metrics(db, client, settings):
    assert client.get(reverse("metrics")).status_code == 404
    settings.METRICS_TOKEN = "right"
    assert client.get(reverse("metrics")).status_code == 401
    assert client.get(reverse("metrics"), headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get(reverse("metrics"), headers={"Authorization": "Bearer "}).status_code == 401


def test_work_that_waits_is_seen_to_grow_old(cast, scrape):
    run = ImportRun.objects.create(office=cast.bjerke, requested_by=cast.krem, workbook=b"x")
    ImportRun.objects.filter(pk=run.pk).update(requested_at=timezone.now() - timedelta(hours=2))
    numbers = scrape()
    assert numbers['krem_work_open{kind="imports"}'] == 1
    assert 7200 <= numbers['krem_work_oldest_open_seconds{kind="imports"}'] < 7300
    assert 7200 <= numbers['krem_queue_oldest_waiting_seconds{queue="imports"}'] < 7300
    assert numbers['krem_work_open{kind="builds"}'] == 0


def test_letters_that_wait_and_letters_given_up_are_told_apart(cast, scrape):
    for _ in range(3):
        write_letter(to="p@example.invalid", subject="x", body="y", now=timezone.now() - timedelta(hours=1))
    Letter.objects.filter(pk=Letter.objects.first().pk).update(due_at=None)
    numbers = scrape()
    assert (numbers["krem_letters_waiting"], numbers["krem_letters_given_up"]) == (2, 1)
    assert 3600 <= numbers["krem_letter_oldest_seconds"] < 3700


def test_the_sweepers_heartbeat_is_seen(cast, scrape):
    cache.clear()
    assert scrape()['krem_sweeper_age_seconds{kind="imports"}'] == -1
    sweep(ImportRun, lambda run: True, timezone.now(), tell=lambda run: None)
    assert 0 <= scrape()['krem_sweeper_age_seconds{kind="imports"}'] < 60


def test_refused_look_ups_are_counted_by_the_hour(cast, scrape):
    before = scrape()["krem_refused_last_hour"]
    record(Action.SHOWN, "participant", by=cast.krem.pk, decision=Decision.REFUSED)
    record(Action.SHOWN, "participant", by=cast.krem.pk)
    assert scrape()["krem_refused_last_hour"] == before + 1
