"""What the portal does with seats by itself, each night."""

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask
from clusters.actions.seats import end_sessions_after_last_seat


@shared_task(base=ScopedTask, name="clusters.end_sessions_after_last_seat")
def end_sessions() -> None:
    end_sessions_after_last_seat(today=timezone.localdate())
