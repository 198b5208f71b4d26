"""Hints to workers about imports. A lost hint is sent again by the sweeper."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.scope import acting_as_system
from accounts.scoped_task import ScopedTask
from background import sweeping
from background.working import work_on
from participants.desk_actions import write_weekly_letters
from participants.intake.working import work_on_import
from participants.models import ImportRun


@shared_task(name="participants.import_workbook")
def import_workbook(*, run_id: str) -> None:
    work_on(ImportRun, run_id, work_on_import, acting_as_system)


@shared_task(base=ScopedTask, name="participants.sweep")
def sweep_imports() -> None:
    sweeping.sweep(ImportRun, lambda run: hint(run.pk), timezone.now())


@shared_task(base=ScopedTask, name="participants.write_weekly_letters")
def weekly_letters() -> None:
    write_weekly_letters(now=timezone.now())


def hint(run_id: UUID) -> None:
    sweeping.hint(import_workbook, run_id=str(run_id))
