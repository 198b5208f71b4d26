"""A whole country of made-up offices, so that every page can be measured at size.

People and their journeys go in by the import's own COPY and its own statements; what grows out of them (ventures,
jobs, mentors, proposals, contact data, the log of look-ups) is written in bulk. One transaction for each office, and
one for its log.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import connections
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from accounts.scope import acting_as_system
from audit.enums import Action
from audit.models import Event
from clusters.enums import ClusterKind, PartnerKind
from clusters.models import Cluster, Membership, Partner, Seat
from demo.drawing import FIRST_DAY, sizes_of, workbook_of
from entrepreneurs.enums import LADDER, NUMBERED, Lines, Rung, Theme
from entrepreneurs.models import Climb, Founder, Holding, Job, MentorSession, Mentorship, Venture
from participants.contacts import ContactDetails, index_of, seal
from participants.enums import Side, State
from participants.intake.choices import Choices, follow
from participants.intake.pairing import pair
from participants.intake.staging import stage
from participants.intake.writing import write_staged
from participants.models import Contact, Desk, Participant, Proposal, Whereabouts
from reports.models import Series

AT_ONCE = 5_000
# One in so many people.
WITH_CONTACT, PROPOSED, MENTORED, IN_A_JOB = 5, 60, 40, 50
VACANT_JOBS = 3
# Look-ups for each person within the last three months.
LOOKED_UP = 0.2
LOG_DAYS = 85

Say = Callable[[str], object]


@dataclass(frozen=True)
class Staff:
    """Who works with an office's people."""

    office: Partner
    leader: User
    mentor: User
    entrepreneur: Partner


def seed_country(*, offices: int, participants: int, seed: int, say: Say) -> Cluster:
    """Make a cluster of so many offices with so many people; says how far it has come."""
    chance, slug = random.Random(seed), f"country-{seed}"  # noqa: S311 - the same country each time
    with acting_as_system():
        if Cluster.objects.filter(slug=slug).exists():
            raise CommandError(f"The country of seed {seed} is there already.")
        everywhere = list(_staff(slug, offices))
        cluster = _cluster(slug, everywhere)
    begun, done = time.monotonic(), 0
    for staff, size in zip(everywhere, sizes_of(offices, participants, chance), strict=True):
        # Each office draws for itself: it is the same whatever stands before it.
        _fill(staff, size, random.Random(f"{seed} {staff.office.slug}"))  # noqa: S311 - as above
        done += size
        say(f"{done:,} of {participants:,} people, {staff.office.name}, {time.monotonic() - begun:.0f} s")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return cluster


def _staff(slug: str, offices: int) -> Iterator[Staff]:
    nobody_signs_in = make_password(None)
    for number in range(1, offices + 1):
        office = Partner.objects.create(
            slug=f"{slug}-{number:03}", name=f"NAV Kontor {number}", kind=PartnerKind.NAV_OFFICE
        )
        entrepreneur = Partner.objects.create(
            slug=f"{slug}-{number:03}-e", name=f"Virksomhet {number}", kind=PartnerKind.SOCIAL_ENTREPRENEUR
        )
        leader, mentor = (
            User.objects.create(
                email=f"{who}-{number}@{slug}.invalid",
                name=f"{who.capitalize()} {number}",
                role=role,
                password=nobody_signs_in,
            )
            for who, role in (("leder", Role.NAV_LEADER), ("mentor", Role.ENTREPRENEUR))
        )
        Seat.objects.create(user=leader, partner=office, starts_on=FIRST_DAY)
        Seat.objects.create(user=mentor, partner=entrepreneur, starts_on=FIRST_DAY)
        yield Staff(office, leader, mentor, entrepreneur)


def _cluster(slug: str, everywhere: list[Staff]) -> Cluster:
    cluster = Cluster.objects.create(
        slug=slug, name=f"Landet {slug}", kind=ClusterKind.CITY, starts_on=FIRST_DAY
    )
    Membership.objects.bulk_create(
        Membership(cluster=cluster, partner=partner, starts_on=FIRST_DAY)
        for staff in everywhere
        for partner in (staff.office, staff.entrepreneur)
    )
    Series.objects.create(cluster=cluster, name="Resultatrapport")
    return cluster


def _fill(staff: Staff, size: int, chance: random.Random) -> None:
    now = timezone.now()
    with acting_as_system():
        stage(workbook_of(size, timezone.localdate(now), chance))
        pair(staff.office.pk)
        follow(Choices())
        write_staged(staff.office.pk, by=None)
        # In the order of their references, which is the same each time; their keys are not.
        people = list(Participant.objects.filter(office=staff.office).order_by("reference"))
        places = Whereabouts.objects.in_bulk([person.pk for person in people])
        visible = [person for person in people if not person.is_shielded]
        Contact.objects.bulk_create(_contacts(staff, visible), batch_size=AT_ONCE)
        _ventures(
            staff, [person for person in visible if places[person.pk].state == State.VENTURE], places, chance
        )
        _jobs(staff, [person for person in visible if places[person.pk].state == State.WORK], places)
        on_the_way = [person for person in visible if places[person.pk].state == State.TRAINING]
        _mentors(staff, on_the_way[::MENTORED], places, chance)
        Proposal.objects.bulk_create(_proposals(staff, on_the_way[::PROPOSED], now), batch_size=AT_ONCE)
        # Else everybody would be new to the leader, and the front page would count nothing else.
        Desk.objects.create(user=staff.leader, seen_at=timezone.now())
    # By the owner: to everybody else the log is open only as oneself and now, and these are others' and of the past.
    Event.objects.using("owner").bulk_create(_lookups(staff, people, now, chance), batch_size=AT_ONCE)


def _contacts(staff: Staff, people: list[Participant]) -> Iterator[Contact]:
    for person in people[::WITH_CONTACT]:
        name = f"Oppdiktet {person.reference}"
        yield Contact(
            participant=person,
            office=staff.office,
            sealed=seal(ContactDetails(name, "Bare oppdiktet")),
            name_index=index_of(name),
        )


def _ventures(staff: Staff, founders: list[Participant], places: dict, chance: random.Random) -> None:
    """A venture for nearly everybody who is in one, so far up the ladder as needs no number of the register."""
    ladder = [rung for rung in LADDER if rung not in NUMBERED] or [Rung.IDEA]
    founders = [person for person in founders if chance.random() < 0.9]
    ventures = [
        Venture(office=staff.office, name=f"Systue {person.reference}", lines=chance.choice(tuple(Lines)))
        for person in founders
    ]
    Venture.objects.bulk_create(ventures, batch_size=AT_ONCE)
    pairs = list(zip(founders, ventures, strict=True))
    Founder.objects.bulk_create(
        (
            Founder(
                office=staff.office, venture=venture, participant=person, starts_on=places[person.pk].since
            )
            for person, venture in pairs
        ),
        batch_size=AT_ONCE,
    )
    Climb.objects.bulk_create(
        (
            Climb(
                office=staff.office,
                venture=venture,
                rung=rung,
                day=places[person.pk].since + timedelta(days=step),
            )
            for person, venture in pairs
            for step, rung in enumerate(ladder)
        ),
        batch_size=AT_ONCE,
    )


def _jobs(staff: Staff, workers: list[Participant], places: dict) -> None:
    holders = workers[::IN_A_JOB]
    jobs = [
        Job(partner=staff.entrepreneur, need="Ombruk", hours_percent=50, starts_on=FIRST_DAY)
        for _ in range(len(holders) + VACANT_JOBS)
    ]
    Job.objects.bulk_create(jobs, batch_size=AT_ONCE)
    Holding.objects.bulk_create(
        (
            Holding(job=job, office=staff.office, participant=person, starts_on=places[person.pk].since)
            for job, person in zip(jobs, holders, strict=False)
        ),
        batch_size=AT_ONCE,
    )


def _mentors(staff: Staff, people: list[Participant], places: dict, chance: random.Random) -> None:
    links = [
        Mentorship(
            mentor=staff.mentor, participant=person, office=staff.office, starts_on=places[person.pk].since
        )
        for person in people
    ]
    Mentorship.objects.bulk_create(links, batch_size=AT_ONCE)
    MentorSession.objects.bulk_create(
        (
            MentorSession(
                mentorship=link,
                office=staff.office,
                day=link.starts_on,
                minutes=30 * chance.randrange(1, 4),
                theme=chance.choice(tuple(Theme)),
            )
            for link in links
        ),
        batch_size=AT_ONCE,
    )


def _proposals(staff: Staff, people: list[Participant], now: datetime) -> Iterator[Proposal]:
    """The office's wait for KREM, the mentor's for the office; each person has one."""
    for place, person in enumerate(people):
        side, by = ((Side.OFFICE, staff.leader), (Side.MENTOR, staff.mentor))[place % 2]
        yield Proposal(
            office=staff.office,
            participant=person,
            side=side,
            day=timezone.localdate(now),
            target=State.WORK,
            because="Har fått tilbud om arbeid",
            proposed_by=by,
        )


def _lookups(
    staff: Staff, people: list[Participant], now: datetime, chance: random.Random
) -> Iterator[Event]:
    for _ in range(int(LOOKED_UP * len(people))):
        person = chance.choice(people)
        yield Event(
            at=now - timedelta(minutes=chance.randrange(LOG_DAYS * 24 * 60)),
            actor_id=staff.leader.pk,
            office_id=staff.office.pk,
            action=Action.SHOWN,
            subject="participant",
            subject_ids=[person.pk],
            path=f"/participants/{person.pk}/",
        )
