"""What the workers run. A task is a hint; the row it names is the truth."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krem_portal.settings")


def often(seconds: float) -> float:
    """How long the clock waits before it asks again."""
    return min(seconds, settings.CLOCK_SECONDS)


app = Celery("krem_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="course_tasks")
app.autodiscover_tasks(related_name="nightly_tasks")
app.conf.beat_schedule = {
    "sweep editions": {"task": "reports.sweep", "schedule": often(30.0)},
    "sweep imports": {"task": "participants.sweep", "schedule": often(30.0)},
    "make due drafts": {"task": "reports.make_due_drafts", "schedule": often(60.0)},
    "send reminders": {"task": "reports.send_reminders", "schedule": often(600.0)},
    # Once a week for each leader; asked often, so that a clock that stood still on a Monday catches up.
    "write weekly letters": {"task": "participants.write_weekly_letters", "schedule": often(3600.0)},
    # Asked often, so that a night that the machine slept through is caught up with; a second time it finds nobody.
    "close ended access": {"task": "accounts.close_ended_access", "schedule": often(1800.0)},
    "end sessions after the last seat": {
        "task": "clusters.end_sessions_after_last_seat",
        "schedule": often(1800.0),
    },
    "erase spent contacts": {"task": "participants.erase_spent_contacts", "schedule": often(1800.0)},
    "send letters": {"task": "accounts.send_letters", "schedule": often(60.0)},
}
