"""Each kind of work has a queue, a worker and limits of its own; what the clock asks about does not pile up."""

import pytest

from background.queues import BUILDS, CLOCK, IMPORTS, LETTERS, QUEUES
from krem_portal.celery import app

# What the clock asks for and takes minutes: nothing else that it asks for waits behind it.
LONG_WORK = {"reports.audit_what_is_out"}


@pytest.fixture(autouse=True, scope="module")
def as_a_worker_starts() -> None:
    """With every task that is found in the apps; else only those are known that another test has imported."""
    app.loader.import_default_modules()


def queue_of(task: str) -> str:
    return app.amqp.router.route({}, task)["queue"].name


def test_no_kind_of_work_waits_behind_another():
    assert queue_of("reports.build_edition") == BUILDS.name
    assert queue_of("participants.import_workbook") == IMPORTS.name
    assert queue_of("accounts.send_letters") == LETTERS.name
    assert len({queue.name for queue in QUEUES}) == len(QUEUES)


def test_every_task_of_the_portal_has_a_queue_that_some_worker_empties():
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    named = {task for queue in QUEUES for task in queue.tasks}
    assert named <= ours
    assert {queue_of(task) for task in ours} == {queue.name for queue in QUEUES}


def test_everything_else_that_is_asked_is_asked_by_the_clock():
    by_the_clock = {entry["task"] for entry in app.conf.beat_schedule.values()}
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    assert by_the_clock <= ours
    assert ours - by_the_clock == {*BUILDS.tasks, *IMPORTS.tasks} - LONG_WORK
    assert all(queue_of(task) == CLOCK.name for task in by_the_clock - set(LETTERS.tasks) - LONG_WORK)
    assert {queue_of(task) for task in LONG_WORK} == {BUILDS.name}


def test_a_message_of_the_clock_is_worth_nothing_once_the_next_has_come():
    for entry in app.conf.beat_schedule.values():
        assert entry["options"]["expires"] == entry["schedule"]


@pytest.mark.parametrize("queue", [queue for queue in QUEUES if queue.tasks])
def test_work_that_does_not_end_is_ended(queue):
    for task in queue.tasks:
        limits = app.conf.task_annotations[task]
        assert (limits["soft_time_limit"], limits["time_limit"]) == (queue.soft_seconds, queue.hard_seconds)


def test_a_worker_listens_to_its_own_queue_and_no_other():
    assert [word for word in BUILDS.worker() if word.startswith("--queues")] == ["--queues=builds"]
    assert "--queues=clock,letters" in CLOCK.worker(LETTERS)
