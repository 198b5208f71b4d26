"""Two offices with people of their own, and the database as an attacker inside the application would use it."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.utils import timezone

from accounts.scope import acting_as_system
from clusters.models import OfficeFigures
from entrepreneurs.actions.ventures import start_venture
from entrepreneurs.enums import Rung
from entrepreneurs.models import Holding, Job, Mentorship, Opening
from participants.models import Availability, Contact, FollowUp, Move, Participant, ParticipantSkill, Skill
from tests.conftest import Cast, make_cast


@dataclass(frozen=True)
class Two:
    """A participant of each of two offices, with a record of each kind."""

    cast: Cast
    at_bjerke: Participant
    at_ullern: Participant


def make_two(cast: Cast) -> Two:
    skill, _made = Skill.objects.get_or_create(
        code="sewing", defaults={"name_nb": "Sying", "name_en": "Sewing"}
    )
    people = {}
    for office in (cast.bjerke, cast.ullern):
        person = Participant.objects.create(office=office, reference=f"{office.slug}-1", birth_year=1985)
        of_person = {"office": office, "participant": person}
        OfficeFigures.objects.create(
            office=office, first_day=date(2024, 1, 1), cost=1000, entered_by=cast.krem
        )
        day = date(2024, 1, 1)
        Move.objects.create(**of_person, day=day, target="enrolled")
        FollowUp.objects.create(**of_person, day=date(2024, 9, 1), month=6, answer="work")
        Contact.objects.create(**of_person, sealed=b"sealed", name_index=b"index")
        ParticipantSkill.objects.create(**of_person, skill=skill)
        Availability.objects.create(**of_person, hours_from=10, hours_to=20)
        Mentorship.objects.create(**of_person, mentor=cast.mentor, starts_on=day)
        job = Job.objects.create(partner=cast.merk, need="Ombruk", hours_percent=50, starts_on=day)
        Holding.objects.create(**of_person, job=job, starts_on=day)
        venture = start_venture(
            founder=person, name="Systua", rung=Rung.IDEA, day=day, by=cast.krem, today=timezone.localdate()
        )
        Opening.objects.create(
            office=office,
            venture=venture,
            kind="job",
            title="Syerske",
            hours_from=10,
            hours_to=20,
            starts_on=day,
        )
        people[office.slug] = person
    return Two(cast, people["bjerke"], people["ullern"])


@pytest.fixture
def two(cast: Cast) -> Two:
    return make_two(cast)


@pytest.fixture
def committed_two(committed) -> Two:
    """The same, committed: for attacks over the end of a transaction."""
    with acting_as_system():
        return make_two(make_cast())
