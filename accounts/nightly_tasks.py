"""What the portal does with accounts by itself, each night."""

from celery import shared_task
from django.utils import timezone

from accounts.actions.accounts import close_ended_access
from accounts.scope import ScopedTask
from audit.sealing import seal_log


@shared_task(base=ScopedTask, name="accounts.close_ended_access")
def close_access() -> None:
    close_ended_access(today=timezone.localdate())


@shared_task(base=ScopedTask, name="accounts.seal_log")
def seal() -> None:
    seal_log()
