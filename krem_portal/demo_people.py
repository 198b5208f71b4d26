"""Some 350 made-up people with seven years of journeys, and what grew out of them. Always the same ones."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from background.working import work_on
from clusters.models import Partner
from entrepreneurs.enums import Rung
from entrepreneurs.models import Climb, Job, Mentorship, Venture
from krem_portal.demo_course import let_the_clock_run, walk_the_course
from participants.enums import State
from participants.intake.run import take_in
from participants.models import Move, Participant
from reports.actions import request_edition
from reports.building import build_edition
from reports.enums import Detail
from reports.models import Edition, Series
from reports.periods import parse_period

Say = Callable[[str], object]

OFFICES = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
CLUSTER = "pa-tvers"
PUBLISHED_PERIODS = ("2025-T2", "2025-T3", "2026-T1")
JOB_CREATORS = {"Vintage Baby": "vintage-baby", "MERK": "merk", "Asylet": "asylet"}
NEEDS = (
    "Reparasjon av barneklær som ellers blir kastet",
    "Matlaging til møter og selskap i bydelen",
    "Systue for arbeidsklær",
    "Vert i møteplassen for nye naboer",
    "Ombruk av møbler fra offentlige kontorer",
)
WARES = ("Systue", "Matservering", "Ombruk", "Regnskap", "Renhold", "Hagehjelp", "Keramikk", "Sykkelverksted")
MENTORED = 8


def seed_people(say: Say) -> None:
    """Take in the sample workbooks by the import itself, then ventures, jobs and mentors."""
    with acting_as_system():
        if Participant.objects.exists():
            return
        for slug in OFFICES:
            office = Partner.objects.get(slug=slug)
            data = (settings.BASE_DIR / "samples" / f"{slug}.xlsx").read_bytes()
            outcome = take_in(office=office.pk, data=data, by=None, today=timezone.localdate(), dry_run=False)
            say(f"{office.name}: {outcome.summary['participants']['new']} made-up participants")
        _seed_ventures()
        _seed_jobs()


def seed_reports(say: Say) -> None:
    """Build and publish earlier reports by the same code as the worker, so that there is a shelf to look at."""
    for label in PUBLISHED_PERIODS:
        with acting_as_system():
            series = Series.objects.main_of(CLUSTER)
            if Edition.objects.filter(series=series, period_label=label).exists():
                continue
            edition = request_edition(
                series=series, period=parse_period(label), detail=Detail.GROUPED, by=None
            )
        work_on(Edition, edition.pk, build_edition, acting_as_system)
        with acting_as_system():
            walk_the_course(edition)
        say(f"Published the report for {label}")
        with acting_as_system():
            let_the_clock_run(CLUSTER)


def _seed_ventures() -> None:
    """Everybody who moved to a venture of their own has one, somewhere on the ladder; some have a mentor."""
    chance = random.Random(4)  # noqa: S311 - the same made-up people each time
    founded = (
        Move.objects.standing()
        .filter(target=State.VENTURE)
        .order_by("participant", "day")
        .distinct("participant")
        .select_related("participant")
    )
    ventures, climbs = [], []
    for move in sorted(founded, key=lambda move: (move.participant.reference, str(move.office_id))):
        venture = Venture(
            office_id=move.office_id,
            founder=move.participant,
            name=f"{chance.choice(WARES)} {move.participant.reference[-3:]}",
            started_on=move.day,
        )
        ventures.append(venture)
        climbs += _climbs(venture, move.day, chance)
    Venture.objects.bulk_create(ventures)
    Climb.objects.bulk_create(climbs)
    mentor = User.objects.filter(role=Role.ENTREPRENEUR, is_demo=True).order_by("email").first()
    if mentor is not None:
        Mentorship.objects.bulk_create(
            Mentorship(
                mentor=mentor,
                participant=venture.founder,
                office_id=venture.office_id,
                starts_on=venture.started_on,
            )
            for venture in ventures[:: max(1, len(ventures) // MENTORED)][:MENTORED]
        )


def _climbs(venture: Venture, start: date, chance: random.Random) -> list[Climb]:
    day, climbs = start - timedelta(days=chance.randrange(60, 300)), []
    for rung in list(Rung)[: chance.randrange(3, len(Rung) + 1)]:
        if day > timezone.localdate():
            break
        climbs.append(Climb(office_id=venture.office_id, venture=venture, rung=rung, day=day))
        day += timedelta(days=chance.randrange(20, 160))
    return climbs


def _seed_jobs() -> None:
    """Jobs at the social entrepreneurs were made by them: each is a line in the ledger."""
    chance = random.Random(5)  # noqa: S311 - the same made-up people each time
    creators = {word: Partner.objects.get(slug=slug) for word, slug in JOB_CREATORS.items()}
    moves = (
        Move.objects.standing()
        .filter(target=State.WORK, workplace__in=creators)
        .select_related("participant")
        .order_by("participant__reference", "office__slug", "day")
    )
    Job.objects.bulk_create(
        Job(
            office_id=move.office_id,
            created_by=creators[move.workplace],
            holder=move.participant,
            need=chance.choice(NEEDS),
            hours_percent=move.hours_percent or 50,
            has_wage_subsidy=chance.random() < 0.3,
            starts_on=move.day,
        )
        for move in moves
    )
