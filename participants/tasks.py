"""Hints to workers about imports. A lost hint is sent again by the sweeper."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask, acting_as_system
from background import sweeping
from background.run import work_on
from participants.intake.alarms import tell_given_up
from participants.intake.working import work_on_import
from participants.models import ImportRun


@shared_task(name="participants.import_workbook")
def import_workbook(*, run_id: str) -> None:
    work_on(ImportRun, run_id, work_on_import, acting_as_system, tell=tell_given_up)


@shared_task(base=ScopedTask, name="participants.sweep")
def sweep_imports() -> None:
    sweeping.sweep(
        ImportRun,
        lambda run: hint(run.pk),
        timezone.now(),
        tell=tell_given_up,
        waiting=lambda: sweeping.hints_waiting(import_workbook),
    )


def hint(run_id: UUID) -> bool:
    return sweeping.hint(import_workbook, run_id=str(run_id))
