"""Hints to workers about editions. A lost hint is sent again by the sweeper."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.scope import acting_as_system
from accounts.scoped_task import ScopedTask
from background import sweeping
from background.working import work_on
from reports.building import build_edition
from reports.models import Edition


@shared_task(name="reports.build_edition")
def build(*, edition_id: str) -> None:
    work_on(Edition, edition_id, build_edition, acting_as_system)


@shared_task(base=ScopedTask, name="reports.sweep")
def sweep_editions() -> None:
    sweeping.sweep(Edition, lambda edition: hint(edition.pk), timezone.now())


def hint(edition_id: UUID) -> None:
    sweeping.hint(build, edition_id=str(edition_id))
