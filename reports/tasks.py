"""Hints to workers about editions and simulations. A lost hint is sent again by the sweeper."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts.scope import ScopedTask, acting_as_system
from background import sweeping
from background.run import work_on
from reports.editions.building import build_edition
from reports.editions.letters import tell_given_up
from reports.editions.simulation.trial import simulate
from reports.models import Edition, Simulation


@shared_task(name="reports.build_edition")
def build(*, edition_id: str) -> None:
    work_on(Edition, edition_id, build_edition, acting_as_system, tell=tell_given_up)


@shared_task(name="reports.simulate_plan")
def simulate_plan(*, simulation_id: str) -> None:
    """One at a time: a report that somebody waits for always finds a worker. The sweeper sends the next."""
    with acting_as_system():
        is_busy = Simulation.objects.at_work(timezone.now()).exclude(pk=simulation_id).exists()
    if not is_busy:
        work_on(Simulation, simulation_id, simulate, acting_as_system, tell=_say_nothing)


def _say_nothing(simulation: Simulation) -> None:
    """That a simulation failed stands on its page; nobody is written to."""


@shared_task(base=ScopedTask, name="reports.sweep")
def sweep_reports() -> None:
    sweeping.sweep(
        Edition,
        lambda edition: hint(edition.pk),
        timezone.now(),
        tell=tell_given_up,
        waiting=lambda: sweeping.hints_waiting(build),
    )
    sweeping.sweep(
        Simulation,
        lambda simulation: hint_simulation(simulation.pk),
        timezone.now(),
        tell=_say_nothing,
        waiting=lambda: sweeping.hints_waiting(simulate_plan),
    )


def hint(edition_id: UUID) -> bool:
    return sweeping.hint(build, edition_id=str(edition_id))


def hint_simulation(simulation_id: UUID) -> bool:
    return sweeping.hint(simulate_plan, simulation_id=str(simulation_id))
