"""What an operator watches: how long work and letters have waited, whether the sweeper lives, who was refused."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Min
from redis.exceptions import RedisError

from accounts.models import Letter
from audit.enums import Decision
from audit.models import Event
from background.models import Work
from background.queues import BUILDS, IMPORTS
from background.sweeping import SWEPT
from krem_portal.metrics import Metric, by, gauge
from participants.models import ImportRun
from reports.models import Edition

HOUR = timedelta(hours=1)
KINDS: dict[str, type[Work]] = {BUILDS.name: Edition, IMPORTS.name: ImportRun}


def measure(now: datetime) -> list[Metric]:
    """Everything, in the caller's scope, which must see all. Counts and ages only: nothing about anybody."""
    return [*_work(now), *_letters(now), *_refusals(now), *_sweeper(now)]


def _work(now: datetime) -> list[Metric]:
    oldest_open, oldest_waiting, number, given_up = {}, {}, {}, {}
    for kind, model in KINDS.items():
        states = (*model.STARTS, *model.STARTS.values())
        under_way = model.objects.filter(state__in=states).aggregate(Min("requested_at"), Count("pk"))
        waiting = model.objects.filter(state__in=model.STARTS).aggregate(Min("requested_at"))
        oldest_open[kind] = _age(under_way["requested_at__min"], now)
        oldest_waiting[kind] = _age(waiting["requested_at__min"], now)
        number[kind] = under_way["pk__count"]
        given_up[kind] = model.objects.filter(state=model.FAILED).count()
    return [
        Metric("krem_work_open", "Builds and imports that are not finished.", by("kind", number)),
        Metric(
            "krem_work_oldest_open_seconds", "How long ago the oldest was asked for.", by("kind", oldest_open)
        ),
        Metric(
            "krem_queue_oldest_waiting_seconds",
            "How long the oldest has waited for a worker.",
            by("queue", oldest_waiting),
        ),
        Metric("krem_work_failed", "Builds and imports that ended in failure.", by("kind", given_up)),
    ]


def _letters(now: datetime) -> list[Metric]:
    waiting = Letter.objects.waiting().order_by().aggregate(Min("written_at"), Count("pk"))
    return [
        gauge("krem_letters_waiting", "Letters that have not left.", waiting["pk__count"]),
        gauge(
            "krem_letter_oldest_seconds",
            "How long ago the oldest of them was written.",
            _age(waiting["written_at__min"], now),
        ),
        gauge(
            "krem_letters_given_up",
            "Letters that nobody tries to send any more.",
            Letter.objects.given_up().order_by().count(),
        ),
    ]


def _refusals(now: datetime) -> list[Metric]:
    refused = Event.objects.filter(decision=Decision.REFUSED, at__gt=now - HOUR).count()
    return [gauge("krem_refused_last_hour", "Attempts that were refused in the last hour.", refused)]


def _sweeper(now: datetime) -> list[Metric]:
    """When each sweeper last went round; -1 where nobody remembers, for it has been long, or Redis was emptied."""
    try:
        told = {kind: cache.get(SWEPT + model._meta.label) for kind, model in KINDS.items()}
    except RedisError:
        return [gauge("krem_redis_up", "Whether Redis answers.", 0)]
    ages = {kind: _age(at, now) if at else -1 for kind, at in told.items()}
    return [
        gauge("krem_redis_up", "Whether Redis answers.", 1),
        Metric("krem_sweeper_age_seconds", "How long ago the sweeper last went round.", by("kind", ages)),
    ]


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since else 0.0
