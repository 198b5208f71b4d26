"""What grew out of the made-up people's journeys: ventures on the ladder, mentors, jobs. Always the same ones."""

import random
from datetime import date, timedelta

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from clusters.half_years import HalfYear
from clusters.models import Partner
from clusters.validators import is_organisation_number
from entrepreneurs.enums import (
    LADDER,
    NUMBERED,
    CheckAnswer,
    CheckMonth,
    JobEnd,
    Lines,
    OpeningKind,
    Rung,
    StepReason,
    Theme,
)
from entrepreneurs.models import (
    BottomLine,
    Climb,
    Founder,
    Holding,
    Job,
    JobCheck,
    MentorSession,
    Mentorship,
    Opening,
    Venture,
)
from entrepreneurs.months import month_after
from participants.enums import ON_THE_WAY, State
from participants.models import Move, Participant
from participants.models.skills import Availability, ParticipantSkill, Skill
from participants.skill_list import OUR_ADDRESS, put_ours_on_the_list

WARES = ("Systue", "Matservering", "Ombruk", "Regnskap", "Renhold", "Hagehjelp", "Keramikk", "Sykkelverksted")
REUSING = ("Systue", "Ombruk", "Sykkelverksted")
MENTORED = 8
# One venture in so many is not written down, so that there is something to ask about.
FORGOTTEN = 17
HALF_YEARS = 4
NEXT_STEPS = (
    "Lage budsjett for høsten",
    "Ringe tre mulige kunder",
    "Søke om lokale",
    "Prøveselge på markedet",
)
# No enterprise in Norway has a number that begins with 3: these are for made-up ones.
FIRST_NUMBER = 310_000_000


def seed_ventures() -> None:
    """Nearly everybody who moved to a venture of their own has one, somewhere on the ladder."""
    chance = random.Random(4)  # noqa: S311 - the same made-up people each time
    founded = (
        Move.objects.standing()
        .filter(target=State.VENTURE)
        .order_by("participant", "day")
        .distinct("participant")
        .select_related("participant")
    )
    moves = sorted(founded, key=lambda move: (move.participant.reference, str(move.office_id)))
    numbers = _numbers()
    ventures, founders, climbs = [], [], []
    for place, move in enumerate(moves):
        ware = chance.choice(WARES)
        climbs_of = _climbs(move.day, chance)
        if place % FORGOTTEN == FORGOTTEN - 1:
            continue
        venture = Venture(
            office_id=move.office_id,
            name=f"{ware} {move.participant.reference[-3:]}",
            organisation_number=next(numbers)
            if any(rung in NUMBERED for rung, _day, _why in climbs_of)
            else "",
            lines=Lines.TRIPLE if ware in REUSING else Lines.DOUBLE,
        )
        ventures.append(venture)
        founders.append(
            Founder(
                office_id=move.office_id,
                venture=venture,
                participant=move.participant,
                starts_on=climbs_of[0][1],
            )
        )
        climbs += [
            Climb(office_id=venture.office_id, venture=venture, rung=rung, day=day, reason=why)
            for rung, day, why in climbs_of
        ]
    Venture.objects.bulk_create(ventures)
    Founder.objects.bulk_create(founders)
    Climb.objects.bulk_create(climbs)
    _seed_bottom_lines(ventures, climbs)
    _seed_mentors(founders)


def _numbers():
    """Organisation numbers that add up and belong to nobody."""
    for number in range(FIRST_NUMBER, 2 * FIRST_NUMBER):
        if is_organisation_number(str(number)):
            yield str(number)


def _climbs(start: date, chance: random.Random) -> list[tuple[Rung, date, str]]:
    """The way of one venture; a few close again."""
    day, climbs = start - timedelta(days=chance.randrange(60, 300)), []
    for rung in LADDER[: chance.randrange(3, len(LADDER) + 1)]:
        if day > timezone.localdate():
            break
        climbs.append((rung, day, StepReason.NONE))
        day += timedelta(days=chance.randrange(20, 160))
    if chance.random() < 0.12 and day <= timezone.localdate():
        climbs.append((Rung.CLOSED, day, chance.choice((StepReason.CUSTOMERS, StepReason.WORK))))
    return climbs


def _seed_bottom_lines(ventures: list[Venture], climbs: list[Climb]) -> None:
    """The last half-years of whoever sells something."""
    chance = random.Random(6)  # noqa: S311 - the same made-up people each time
    last = {climb.venture_id: climb.rung for climb in climbs}
    lines = []
    for venture in ventures:
        if last[venture.pk] not in (Rung.FIRST_SALE, Rung.OWN_WAGE, Rung.EMPLOYS):
            continue
        half_year, turnover = HalfYear.of(timezone.localdate()).before, chance.randrange(40, 400)
        for _place in range(HALF_YEARS):
            people = chance.randrange(1, 4) if last[venture.pk] == Rung.EMPLOYS else 0
            lines.append(
                BottomLine(
                    office_id=venture.office_id,
                    venture=venture,
                    day=half_year.first_day,
                    turnover=turnover * 1000,
                    wages=0 if last[venture.pk] == Rung.FIRST_SALE else turnover * 450,
                    own_funding=turnover * 700,
                    people=people,
                    hours=people * 400,
                    tonnes_reused=chance.randrange(1, 60) / 10 if venture.is_triple else None,
                )
            )
            half_year, turnover = half_year.before, max(10, turnover - chance.randrange(-15, 45))
    BottomLine.objects.bulk_create(lines)


def _seed_mentors(founders: list[Founder]) -> None:
    """A mentor follows some of the founders, and has met them."""
    chance = random.Random(7)  # noqa: S311 - the same made-up people each time
    mentor = User.objects.filter(role=Role.ENTREPRENEUR, is_demo=True).order_by("email").first()
    if mentor is None:
        return
    links = [
        Mentorship(
            mentor=mentor,
            participant=founder.participant,
            office_id=founder.office_id,
            starts_on=founder.starts_on,
        )
        for founder in founders[:: max(1, len(founders) // MENTORED)][:MENTORED]
    ]
    Mentorship.objects.bulk_create(links)
    MentorSession.objects.bulk_create(
        MentorSession(
            office_id=link.office_id,
            mentorship=link,
            day=timezone.localdate() - timedelta(days=chance.randrange(2, 60) + 45 * back),
            minutes=chance.choice((30, 45, 60, 90)),
            theme=chance.choice(Theme.values),
            next_step=chance.choice(NEXT_STEPS),
            recorded_by=mentor,
        )
        for link in links[: MENTORED - 2]
        for back in range(3)
        if link.starts_on < timezone.localdate() - timedelta(days=200)
    )


JOB_CREATORS = {"Vintage Baby": "vintage-baby", "MERK": "merk", "Asylet": "asylet"}
NEEDS = (
    "Reparasjon av barneklær som ellers blir kastet",
    "Matlaging til møter og selskap i bydelen",
    "Systue for arbeidsklær",
    "Vert i møteplassen for nye naboer",
    "Ombruk av møbler fra offentlige kontorer",
)


OPENINGS = (
    ("merk", "Reparere barneklær på verkstedet", 15, 25, ("sewing", "sorting")),
    ("merk", "Lage mat til møteplassen", 10, 20, ("cooking", "food-safety", "norwegian")),
    ("vintage-baby", "Ta bilder til nettbutikken", 8, 15, ("photography", "web-shop")),
    ("asylet", "Vert på kafeen", 20, 30, ("serving", "hosting", "norwegian", "checkout")),
)


def seed_jobs() -> None:
    """Jobs at the social entrepreneurs were made by them: each is a line in the ledger."""
    chance = random.Random(5)  # noqa: S311 - the same made-up people each time
    creators = {word: Partner.objects.get(slug=slug) for word, slug in JOB_CREATORS.items()}
    moves = (
        Move.objects.standing()
        .filter(target=State.WORK, workplace__in=creators)
        .select_related("participant")
        .order_by("participant__reference", "office__slug", "day")
    )
    jobs, holdings, checks = [], [], []
    for move in moves:
        job = Job(
            partner=creators[move.workplace],
            need=chance.choice(NEEDS),
            hours_percent=move.hours_percent or 50,
            has_wage_subsidy=chance.random() < 0.3,
            starts_on=move.day,
        )
        holding = Holding(office_id=move.office_id, job=job, participant=move.participant, starts_on=move.day)
        checks += _checks(holding, chance)
        jobs.append(job)
        holdings.append(holding)
    jobs += [
        Job(partner=creators[name], need=need, hours_percent=60, starts_on=timezone.localdate())
        for name, need in zip(creators, NEEDS, strict=False)
    ]
    Job.objects.bulk_create(jobs)
    Holding.objects.bulk_create(holdings)
    JobCheck.objects.bulk_create(checks)


def _checks(holding: Holding, chance: random.Random) -> list[JobCheck]:
    """What came of asking; whoever is gone has left the job, and one in seven questions is still to be put."""
    checks = []
    for month in CheckMonth:
        day = month_after(holding.starts_on, month) + timedelta(days=chance.randrange(0, 20))
        if day > timezone.localdate() or holding.ends_on or chance.random() < 1 / 7:
            break
        answer = chance.choices(list(CheckAnswer), weights=(8, 1, 1))[0]
        checks.append(
            JobCheck(office_id=holding.office_id, holding=holding, month=month, day=day, answer=answer)
        )
        if answer == CheckAnswer.NOT_THERE:
            holding.ends_on, holding.end_reason = day, JobEnd.FOUND_OUT
    return checks


def seed_openings() -> None:
    """Openings of the social entrepreneurs, and skills of many who look for something."""
    chance = random.Random(8)  # noqa: S311 - the same made-up people each time
    put_ours_on_the_list()
    skills = {skill.code.removeprefix(OUR_ADDRESS): skill for skill in Skill.objects.order_by("code")}
    words = sorted(skills)
    people = Participant.objects.filter(is_shielded=False, whereabouts__state__in=ON_THE_WAY).order_by(
        "reference", "office__slug"
    )
    held, hours = [], []
    for person in people:
        held += [
            ParticipantSkill(office_id=person.office_id, participant=person, skill=skills[word])
            for word in chance.sample(words, chance.randrange(2, 7))
        ]
        if chance.random() < 0.8:
            first = chance.randrange(8, 30)
            hours.append(
                Availability(
                    office_id=person.office_id, participant=person, hours_from=first, hours_to=first + 8
                )
            )
    ParticipantSkill.objects.bulk_create(held)
    Availability.objects.bulk_create(hours)
    for slug, title, first, last, needs in OPENINGS:
        opening = Opening.objects.create(
            partner=Partner.objects.get(slug=slug),
            kind=OpeningKind.JOB,
            title=title,
            hours_from=first,
            hours_to=last,
            starts_on=timezone.localdate(),
        )
        opening.skills.set([skills[word] for word in needs])
