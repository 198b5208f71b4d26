"""What the portal does with accounts by itself, each night."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.actions.accounts import close_ended_access
from accounts.letters.log import tell_removed
from accounts.scope import ScopedTask
from accounts.signing_in.sessions import SessionStore
from audit.enums import Action
from audit.recording import record
from audit.retention import make_months, remove_older_than
from audit.sealing import seal_log


@shared_task(base=ScopedTask, name="accounts.close_ended_access")
def close_access() -> None:
    close_ended_access(today=timezone.localdate())


@shared_task(base=ScopedTask, name="accounts.clear_sessions")
def clear_sessions() -> None:
    """What `manage.py clearsessions` does. The middleware lets nobody in by these any more."""
    SessionStore.clear_expired()


@shared_task(base=ScopedTask, name="accounts.seal_log")
def seal() -> None:
    seal_log()


@shared_task(base=ScopedTask, name="accounts.make_log_months")
def make_log_months() -> None:
    make_months()


@shared_task(base=ScopedTask, name="accounts.remove_old_log")
def remove_old_log() -> None:
    """Nothing leaves unless somebody has said how long the log is kept."""
    removal = remove_older_than(settings.LOG_YEARS) if settings.LOG_YEARS else None
    if removal is not None:
        record(
            Action.ERASED,
            "log",
            by=None,
            reason=f"{removal.lines} lines before {removal.lines_before:%Y-%m-%d}",
        )
        tell_removed(removal, now=timezone.now())
