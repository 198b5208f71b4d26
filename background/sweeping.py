"""Send again what the queue lost, and give up in words what cannot be done."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from celery import Task
from django.core.cache import cache
from django.db import connection, transaction
from kombu.exceptions import ChannelError, OperationalError
from redis.exceptions import RedisError

from background.models import MOST_ATTEMPTS, Failure, Work

SWEEP_LOCK = 0x4B52454D
# Where in the cache it stands when the sweeper of a model last went round.
SWEPT = "swept:"
MOST_AT_ONCE = 1000


def hint(task: Task, **ids: str) -> bool:
    """Tell a worker that there is something to do; False where the queue cannot be reached.

    With Redis away the row waits for the sweeper.
    """
    try:
        task.delay(**ids)
    except OperationalError:
        return False
    return True


def hints_waiting(task: Task) -> int:
    """How many hints lie in the queue of this task, not yet taken by any worker."""
    name = task.app.amqp.router.route({}, task.name)["queue"].name
    try:
        with task.app.connection_for_write() as broker:
            return broker.default_channel.queue_declare(name, passive=True).message_count
    except (ChannelError, OperationalError):
        return 0


def alone(name: str) -> bool:
    """Whether nobody else does this now. Whoever got True holds it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [SWEEP_LOCK, name])
        return cursor.fetchone()[0]


def sweep(
    model: type[Work],
    send: Callable[[Work], bool],
    now: datetime,
    *,
    tell: Callable[[Work], None],
    waiting: Callable[[], int] = lambda: 0,
) -> int:
    """Send a hint for each row adrift. Two sweepers of one model do no harm: one finds the lock taken.

    `tell` is called for each row that is given up, in the transaction that gives it up. Nothing is sent while
    the queue holds a hint for every row (`waiting`): a day without a worker must not leave thousands of them.
    """
    with transaction.atomic():
        if not alone(model._meta.label):
            return 0
        adrift = list(model.objects.adrift(now)[:MOST_AT_ONCE])
        for work in adrift:
            if work.attempts >= MOST_ATTEMPTS and work.give_up(Failure.WORN_OUT, worn_out=True):
                tell(work)
    _note(model, now)
    again = [work for work in adrift if work.attempts < MOST_ATTEMPTS]
    if waiting() >= len(again):
        return 0
    sent = 0
    for work in again:
        if not send(work):
            break
        sent += 1
    return sent


def _note(model: type[Work], now: datetime) -> None:
    """For whoever watches. With Redis away there is nobody to tell."""
    with suppress(RedisError):
        cache.set(SWEPT + model._meta.label, now, timeout=None)
