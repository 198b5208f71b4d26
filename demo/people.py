"""Some 350 made-up people with seven years of journeys, and what grew out of them. Always the same ones."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from accounts.scope import acting_as_system
from background.run import work_on
from clusters.models import Partner
from demo.editions import agree_on_targets, let_the_clock_run, walk_the_course, write_the_narrative
from demo.ventures import seed_jobs, seed_openings, seed_ventures
from participants.intake.run import take_in
from participants.models import Participant, RetentionRule
from reports.actions.editions import request_edition
from reports.editions.building import build_edition
from reports.editions.letters import tell_given_up
from reports.models import Edition, Series
from reports.periods import parse_period

Say = Callable[[str], object]

OFFICES = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
CLUSTER = "pa-tvers"
# The longest that there is: by the portal's own rule the first night would strip half of seven years of people.
HELD_MONTHS = 120
LEGAL_BASIS = "Oppdiktede personer i en demo"
PUBLISHED_PERIODS = ("2025-T3", "2026-T1")


def seed_people(say: Say) -> None:
    """Take in the sample workbooks by the import itself, then ventures, jobs and mentors."""
    with acting_as_system():
        if Participant.objects.exists():
            return
        for slug in OFFICES:
            office = Partner.objects.get(slug=slug)
            RetentionRule.objects.create(office=office, months=HELD_MONTHS, legal_basis=LEGAL_BASIS)
            data = (settings.BASE_DIR / "samples" / f"{slug}.xlsx").read_bytes()
            outcome = take_in(office=office.pk, data=data, by=None, today=timezone.localdate(), dry_run=False)
            say(f"{office.name}: {outcome.summary['participants']['new']} made-up participants")
        seed_ventures()
        seed_jobs()
        seed_openings()


def seed_reports(say: Say) -> None:
    """Build and publish earlier reports by the same code as the worker, so that there is a shelf to look at."""
    with acting_as_system():
        agree_on_targets(CLUSTER)
    for label in PUBLISHED_PERIODS:
        with acting_as_system():
            series = Series.objects.main_of(CLUSTER)
            if Edition.objects.filter(series=series, period_label=label).exists():
                continue
            edition = request_edition(series=series, period=parse_period(label), by=None)
            write_the_narrative(edition)
        work_on(Edition, edition.pk, build_edition, acting_as_system, tell=tell_given_up)
        with acting_as_system():
            walk_the_course(edition)
        say(f"Published the report for {label}")
        with acting_as_system():
            let_the_clock_run(CLUSTER)
