"""Send again what the queue lost, and give up in words what cannot be done."""

import contextlib
from collections.abc import Callable
from datetime import datetime

from celery import Task
from django.db import connection, transaction
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from background.models import MOST_ATTEMPTS, Work

SWEEP_LOCK = 0x4B52454D


def hint(task: Task, **ids: str) -> None:
    """Tell a worker that there is something to do. With Redis away the row waits for the sweeper."""
    with contextlib.suppress(OperationalError):
        task.delay(**ids)


def alone(name: str) -> bool:
    """Whether nobody else does this now. Whoever got True holds it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [SWEEP_LOCK, name])
        return cursor.fetchone()[0]


def sweep(model: type[Work], send: Callable[[Work], None], now: datetime) -> int:
    """Send a hint for each row adrift. Two sweepers of one model do no harm: one finds the lock taken."""
    with transaction.atomic():
        if not alone(model._meta.label):
            return 0
        adrift = list(model.objects.adrift(now)[:1000])
        worn_out = [work.pk for work in adrift if work.attempts >= MOST_ATTEMPTS]
        model.objects.filter(pk__in=worn_out).update(
            state=model.FAILED,
            lease_until=None,
            failure=_("The work was started %(count)s times and never came to an end. KREM has been told.")
            % {"count": MOST_ATTEMPTS},
        )
    waiting = [work for work in adrift if work.attempts < MOST_ATTEMPTS]
    for work in waiting:
        send(work)
    return len(waiting)
