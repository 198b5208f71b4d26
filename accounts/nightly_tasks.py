"""What the portal does with accounts by itself, each night."""

from celery import shared_task
from django.utils import timezone

from accounts.actions import close_ended_access
from accounts.scoped_task import ScopedTask


@shared_task(base=ScopedTask, name="accounts.close_ended_access")
def close_access() -> None:
    close_ended_access(today=timezone.localdate())
