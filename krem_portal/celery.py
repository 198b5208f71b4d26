"""What the workers run. A task is a hint; the row it names is the truth."""

import logging.config
import os

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krem_portal.settings")


def often(seconds: float) -> float:
    """How long the clock waits before it asks again."""
    return min(seconds, settings.CLOCK_SECONDS)


app = Celery("krem_portal")


@setup_logging.connect(weak=False)
def log_as_the_web_does(**said: object) -> None:
    """Celery has a way to log of its own, which would write down what ours leaves out."""
    logging.config.dictConfig(settings.LOGGING)


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="course_tasks")
app.autodiscover_tasks(related_name="nightly_tasks")


def ask(task: str, every: float) -> dict[str, object]:
    """An entry of the clock. What no worker has taken when the next one comes is not asked any more."""
    seconds = often(every)
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app.conf.beat_schedule = {
    "sweep editions": ask("reports.sweep", 30.0),
    "sweep imports": ask("participants.sweep", 30.0),
    "make due drafts": ask("reports.make_due_drafts", 60.0),
    "send reminders": ask("reports.send_reminders", 600.0),
    "audit what is out": ask("reports.audit_what_is_out", 1800.0),
    # Once a week for each leader; asked often, so that a clock that stood still on a Monday catches up.
    "write weekly letters": ask("participants.write_weekly_letters", 3600.0),
    # Asked often, so that a night that the machine slept through is caught up with; a second time it finds nobody.
    "close ended access": ask("accounts.close_ended_access", 1800.0),
    "end sessions after the last seat": ask("clusters.end_sessions_after_last_seat", 1800.0),
    "clear sessions": ask("accounts.clear_sessions", 3600.0),
    # Two at once take turns, and the second finds nothing.
    "seal the log": ask("accounts.seal_log", 3600.0),
    # A year ahead, so that a clock that stood still for months has made them all the same.
    "make log months": ask("accounts.make_log_months", 3600.0),
    "remove old log": ask("accounts.remove_old_log", 3600.0),
    "erase spent contacts": ask("participants.erase_spent_contacts", 1800.0),
    "carry out transfers": ask("participants.carry_out_transfers", 1800.0),
    "strip to statistics": ask("participants.strip_due", 1800.0),
    "forget workbooks": ask("participants.forget_workbooks", 1800.0),
    "send letters": ask("accounts.send_letters", 60.0),
}
