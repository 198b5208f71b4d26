"""Hints to workers about editions. A lost hint is sent again by the sweeper."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask, acting_as_system
from background import sweeping
from background.run import work_on
from reports.editions.building import build_edition
from reports.editions.letters import tell_given_up
from reports.models import Edition


@shared_task(name="reports.build_edition")
def build(*, edition_id: str) -> None:
    work_on(Edition, edition_id, build_edition, acting_as_system, tell=tell_given_up)


@shared_task(base=ScopedTask, name="reports.sweep")
def sweep_editions() -> None:
    sweeping.sweep(
        Edition,
        lambda edition: hint(edition.pk),
        timezone.now(),
        tell=tell_given_up,
        waiting=lambda: sweeping.hints_waiting(build),
    )


def hint(edition_id: UUID) -> bool:
    return sweeping.hint(build, edition_id=str(edition_id))
