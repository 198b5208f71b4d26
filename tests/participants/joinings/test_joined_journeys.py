"""Two records that turn out to be one person become one journey."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entrepreneurs.models import Founder, Mentorship, Venture
from participants.contacts import ContactDetails, index_of, seal
from participants.models import Contact, FollowUp, Move, Participant, ParticipantSkill, Proposal, Skill
from participants.queries.joining import plan_of, side_of
from reports.figures.people import everybody
from reports.figures.records import person_of
from tests.participants.joinings.records import (
    CAME,
    ENROLLED,
    TODAY,
    WORKED,
    here,
    joined,
    moved_away,
    stays_of,
    way_of,
)
from tests.participants.people import enrol
from tests.reports.editions import backdate

pytestmark = pytest.mark.usefixtures("in_english")

LATER = datetime(2100, 1, 1, tzinfo=timezone.get_current_timezone())


def test_one_woman_at_two_offices_becomes_one_journey(cast, at_bjerke, at_ullern, scope_for):
    kept = joined(cast, at_bjerke, at_ullern)
    assert kept.pk == at_ullern.pk
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert stays_of(kept) == [("2024-01-01", "bjerke"), ("2024-06-10", "ullern")]
    with scope_for(cast.bjerke_leader):
        assert not Participant.objects.exists()
        assert not Move.objects.standing().exists()
    with scope_for(cast.ullern_leader):
        seen = Participant.objects.visible_to(cast.ullern_leader, TODAY).get()
        assert (seen.reference, seen.whereabouts.state) == ("U-7", "work")
        assert seen.questions.count() == 3
    assert Participant.objects.visible_to(cast.krem, TODAY).count() == 1


def test_she_is_one_person_from_then_on_and_was_two_before(cast, at_bjerke, at_ullern):
    for person in (at_bjerke, at_ullern):
        backdate(person, timezone.now() - timedelta(days=3))
    earlier = timezone.now() - timedelta(days=1)
    both = [cast.bjerke.pk, cast.ullern.pk]

    def counted(cutoff) -> list[str]:
        _ids, records = everybody(both, cutoff)
        return sorted(repr(person_of(records, row)) for row in range(len(records)))

    before = counted(earlier)
    assert len(before) == 2
    joined(cast, at_bjerke, at_ullern)
    assert len(counted(LATER)) == 1
    after = counted(earlier)
    assert [each.split("birth_year")[0] for each in after] == [each.split("birth_year")[0] for each in before]


def test_within_an_office_the_first_is_kept_and_everything_comes_together(cast):
    one = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"))
    two = enrol(cast.bjerke, "B-2", ("2024-01-08", "enrolled"), WORKED, sex="woman")
    held = {"office": cast.bjerke, "participant": two}
    FollowUp.objects.create(day=date(2025, 3, 1), month=6, answer="work", **held)
    details = ContactDetails("Kari Planted", "99 99 99 99")
    Contact.objects.create(sealed=seal(details), name_index=index_of(details.name), **held)
    skills = [Skill.objects.create(code=f"s{n}", name_nb=f"s{n}", name_en=f"s{n}") for n in (1, 2)]
    ParticipantSkill.objects.create(skill=skills[0], **held)
    ParticipantSkill.objects.create(skill=skills[1], **held)
    ParticipantSkill.objects.create(office=cast.bjerke, participant=one, skill=skills[0])
    Mentorship.objects.create(mentor=cast.mentor, starts_on=date(2024, 1, 1), **held)
    shared = Venture.objects.create(office=cast.bjerke, name="Systua")
    for founder in (one, two):
        Founder.objects.create(
            office=cast.bjerke, venture=shared, participant=founder, starts_on=date(2024, 1, 1)
        )
    work = two.moves.get(target="work")
    Proposal.objects.create(
        side="krem", day=work.day, target="work", because="x", proposed_by=cast.krem, state="approved",
        answered_by=cast.bjerke_leader, answered_at=timezone.now(), move=work, **held,
    )  # fmt: skip
    kept = here(cast, one, two)
    assert (kept.pk, kept.reference, kept.sex) == (one.pk, "B-1", "woman")
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert stays_of(kept) == [("2024-01-01", "bjerke")]
    assert kept.follow_ups.standing().count() == 1
    assert kept.skills.count() == 2
    assert kept.contact is not None
    assert Mentorship.objects.get().participant_id == kept.pk
    assert Founder.objects.get().participant_id == kept.pk
    assert Proposal.objects.get().move_id == kept.moves.standing().get(target="work").pk
    assert kept.delete_on is not None
    assert Participant.objects.visible_to(cast.bjerke_leader, TODAY).get() == kept


def test_what_says_more_of_one_day_is_what_is_left(cast):
    one = enrol(cast.bjerke, "B-1", ("2024-01-01", "enrolled"), WORKED)
    two = enrol(cast.bjerke, "B-2", ("2024-01-01", "enrolled"))
    Move.objects.create(
        office=cast.bjerke, participant=two, day=date(2024, 9, 1), target="work", hours_percent=Decimal(80)
    )
    kept = here(cast, one, two)
    assert way_of(kept) == [("2024-01-01", "enrolled"), WORKED]
    assert kept.moves.standing().get(target="work").hours_percent == 80


def test_whoever_came_back_is_followed_where_they_are(cast):
    """Bjerke, then Ullern, then Bjerke again, under one record at Bjerke."""
    one = enrol(cast.bjerke, "B-1", ENROLLED)
    Move.objects.create(
        office=cast.bjerke, participant=one, day=date(2024, 6, 1), target="left", left_reason="moved"
    )
    Move.objects.create(office=cast.bjerke, participant=one, day=date(2025, 6, 1), target="enrolled")
    two = moved_away(enrol(cast.ullern, "U-7", CAME, ("2025-05-20", "left")))
    kept = joined(cast, one, two)
    assert kept.pk == one.pk
    assert stays_of(kept) == [
        ("2024-01-01", "bjerke"), ("2024-06-10", "ullern"), ("2025-06-01", "bjerke"),
    ]  # fmt: skip
    assert way_of(kept) == [ENROLLED]


DAYS = [f"2024-{month:02}-01" for month in range(1, 7)]
WAY = st.lists(st.sampled_from(DAYS), unique=True, max_size=4).flatmap(
    lambda days: st.tuples(
        *(
            st.tuples(st.just(day), st.sampled_from(["enrolled", "work", "training", "left"]))
            for day in sorted(days)
        )
    )
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=WAY, two=WAY, offices=st.sampled_from(["one", "two"]))
def test_whatever_is_joined_becomes_what_was_shown(cast, one, two, offices):
    """And whatever is not is refused in words, never by the database."""
    with transaction.atomic():
        first = enrol(cast.bjerke, "B-1", ("2023-12-01", "enrolled"), *one)
        other = cast.ullern if offices == "two" else cast.bjerke
        second = enrol(other, "X-2", ("2023-12-15", "enrolled"), *two)
        plan = plan_of(side_of(first), side_of(second))
        if not plan.contradictions:
            kept = joined(cast, first, second) if offices == "two" else here(cast, first, second)
            assert kept.pk == plan.kept.pk
            assert way_of(kept) == [(str(step.move.day), step.move.target) for step in plan.steps]
            names = {cast.bjerke.pk: "bjerke", cast.ullern.pk: "ullern"}
            assert stays_of(kept) == [(str(day), names[office]) for day, office in plan.stays]
            assert way_of(second if kept == first else first) == []
        transaction.set_rollback(True)
