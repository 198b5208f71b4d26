"""What the clock does for the course of reports: drafts when a period is over, reminders on their days."""

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask
from reports.actions.review import make_due_drafts, send_reminders
from reports.editions.given_away import audit_what_is_out


@shared_task(base=ScopedTask, name="reports.make_due_drafts")
def make_drafts() -> None:
    make_due_drafts(timezone.now())


@shared_task(base=ScopedTask, name="reports.send_reminders")
def remind() -> None:
    send_reminders(timezone.now())


@shared_task(name="reports.audit_what_is_out")
def audit() -> None:
    audit_what_is_out(timezone.now())
