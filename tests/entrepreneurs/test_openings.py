"""Openings: NAV sees its own people, an owner bands, and of whoever is shared skills and hours only."""

import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from audit.actions import NotPermitted, Refused
from audit.enums import Action
from audit.models import Event
from entrepreneurs.actions.openings import close_opening, end_share, offer_opening, share_person
from entrepreneurs.enums import OpeningKind
from entrepreneurs.matching import fitting
from entrepreneurs.models import Opening, Share
from entrepreneurs.pools import BandOf, looking, openings_side, people_side
from participants.actions.skills import record_skills
from participants.models import Participant
from participants.models.skills import Availability, ParticipantSkill, Skill
from participants.skill_list import OUR_ADDRESS
from participants.standard_skills import OURS
from spelling.order import norwegian
from tests.entrepreneurs.beginnings import NATIONAL_ID
from tests.participants.people import enrol
from tests.queries import at_most

MOST_QUERIES = 12
START = ("2024-01-01", "enrolled")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def skills(cast):
    call_command("seed_skills", stdout=io.StringIO())
    return {skill.code.removeprefix(OUR_ADDRESS): skill for skill in Skill.objects.all()}


def offer(cast, skills, today, *words, by=None, **fields):
    given = {"kind": OpeningKind.JOB, "title": "Syerske", "hours": (15, 25), "starts_on": today, **fields}
    return offer_opening(
        owner=cast.merk, skills=[skills[word] for word in words], by=by or cast.krem, today=today, **given
    )


def able(cast, skills, today, reference, *words, office=None, hours=None, moves=(START,)):
    person = enrol(office or cast.bjerke, reference, *moves)
    leader = cast.ullern_leader if office == cast.ullern else cast.bjerke_leader
    record_skills(
        participant=person, skills=[skills[word] for word in words], hours=hours, by=leader, today=today
    )
    return person


def share(opening, person, by, today, days=30):
    return share_person(
        opening=opening, participant=person, ends_on=today + timedelta(days=days), by=by, today=today
    )


def test_the_list_is_filled_once_and_names_are_put_right(skills):
    assert set(skills) == set(OURS)
    Skill.objects.filter(code=OUR_ADDRESS + "sewing").update(name_nb="x")
    call_command("seed_skills", stdout=io.StringIO())
    assert Skill.objects.count() == len(OURS)
    assert Skill.objects.get(code=OUR_ADDRESS + "sewing").name_nb == OURS["sewing"][0]


def test_escos_files_are_taken_in_by_their_codes(skills, tmp_path):
    head = "conceptType,conceptUri,skillType,preferredLabel\n"
    nb, en = tmp_path / "skills_no.csv", tmp_path / "skills_en.csv"
    en.write_text(head + 'KnowledgeSkillCompetence,http://x.invalid/1,skill,"mend, sew"\n'
                  "KnowledgeSkillCompetence,http://x.invalid/2,skill,weld\nGroup,http://x.invalid/3,,No skill\n")  # fmt: skip
    nb.write_text(head + "KnowledgeSkillCompetence,http://x.invalid/1,skill,sy\n", encoding="utf-8-sig")
    out = io.StringIO()
    call_command("seed_skills", nb=nb, en=en, stdout=out)
    names = dict(Skill.objects.filter(code__startswith="http").values_list("code", "name_nb"))
    assert names == {"http://x.invalid/1": "sy", "http://x.invalid/2": "weld"}
    with pytest.raises(CommandError):
        call_command("seed_skills", nb=nb)
    en.write_text("nonsense\n1\n")
    with pytest.raises(CommandError):
        call_command("seed_skills", nb=nb, en=en)


def test_the_offices_leader_writes_down_skills_and_they_replace_what_stood(cast, skills, today, scope_for):
    person = enrol(cast.bjerke, "B-1", START)
    given = {"participant": person, "today": today}
    with scope_for(cast.bjerke_leader):
        record_skills(
            skills=[skills["sewing"], skills["cooking"]], hours=(10, 20), by=cast.bjerke_leader, **given
        )
        record_skills(skills=[skills["sewing"]], hours=None, by=cast.bjerke_leader, **given)
    assert [held.skill for held in ParticipantSkill.objects.all()] == [skills["sewing"]]
    assert not Availability.objects.exists()
    with pytest.raises(Refused):
        record_skills(skills=[], hours=(20, 10), by=cast.bjerke_leader, **given)
    for stranger in (cast.ullern_leader, cast.mentor, cast.imdi):
        with pytest.raises(NotPermitted):
            record_skills(skills=[], hours=None, by=stranger, **given)


def test_an_opening_that_cannot_be_is_refused(cast, skills, today):
    for words, fields in (
        ((), {}),
        (("sewing",), {"hours": (25, 15)}),
        (("sewing",), {"hours": (0, 15)}),
        (("sewing",), {"title": NATIONAL_ID}),
        (("sewing",), {"kind": "hobby"}),
    ):
        with pytest.raises(Refused):
            offer(cast, skills, today, *words, **fields)
    for stranger in (cast.former_leader, cast.imdi):
        with pytest.raises(NotPermitted):
            offer(cast, skills, today, "sewing", by=stranger)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"hours_from": 30}, "opening_hours_are_1_to_40"),
        ({"places": 0}, "an_opening_has_a_place"),
        ({"kind": "x"}, "opening_kind_is_known"),
        ({"partner_id": None}, "opening_has_one_owner"),
    ],
)
def test_the_database_holds_what_an_opening_is(cast, fields, constraint):
    given = {"kind": "job", "title": "x", "hours_from": 10, "hours_to": 20, "starts_on": date(2025, 1, 1)}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Opening.objects.create(**{"partner_id": cast.merk.pk, **given, **fields})


def test_only_those_who_look_for_something_are_matched(cast, skills, today):
    opening = offer(cast, skills, today, "sewing", "cooking")
    fits = able(cast, skills, today, "B-1", "sewing", hours=(20, 30))
    able(cast, skills, today, "B-2", "sewing", hours=(30, 40))
    able(cast, skills, today, "B-3", "baking")
    able(cast, skills, today, "B-4", "sewing", moves=(START, ("2025-01-01", "work")))
    hidden = able(cast, skills, today, "B-5", "sewing")
    Participant.objects.filter(pk=hidden.pk).update(is_shielded=True)
    able(cast, skills, today, "U-1", "sewing", office=cast.ullern)
    sides = openings_side(Opening.objects.all())
    assert fitting(people_side(looking(cast.bjerke_leader, today)), sides) == {opening.pk: 1}
    assert fitting(people_side(looking(cast.krem, today)), sides) == {opening.pk: 2}
    assert fits.pk in looking(cast.bjerke_leader, today).values_list("pk", flat=True)


def test_the_database_tells_an_owner_bands_and_the_same_rule(cast, skills, today, scope_for):
    opening = offer(cast, skills, today, "sewing", "cooking", "baking")
    words = ("sewing", "cooking", "baking", "cleaning")
    for number in range(24):
        hours = None if number % 4 == 0 else (1 + number, 30)
        able(cast, skills, today, f"B-{number}", *words[: 1 + number % 4], hours=hours)
        counted = fitting(people_side(looking(cast.krem, today)), openings_side(Opening.objects.all()))
        with scope_for(cast.mentor):
            band = Opening.objects.annotate(band=BandOf("pk")).get(pk=opening.pk).band
            assert not ParticipantSkill.objects.exists()
        assert band == max((first for first in (5, 10, 20) if counted[opening.pk] >= first), default=0)
    assert band >= 10


def test_an_owner_sees_of_a_shared_person_skills_and_hours_and_only_while_it_lasts(
    cast, skills, today, scope_for
):
    opening = offer(cast, skills, today, "sewing", by=cast.krem)
    person = able(cast, skills, today, "B-1", "sewing", hours=(10, 20))
    able(cast, skills, today, "B-2", "sewing")
    line = share(opening, person, cast.bjerke_leader, today)
    with scope_for(cast.mentor):
        assert [each.pk for each in Share.objects.visible_to(cast.mentor, today)] == [line.pk]
        assert ParticipantSkill.objects.count() == Availability.objects.count() == 1
        assert not Participant.objects.exists()
    event = Event.objects.get(action=Action.EXPORTED)
    assert (event.actor_id, event.subject_ids) == (cast.bjerke_leader.pk, [person.pk])
    Share.objects.update(starts_on=today - timedelta(days=5))
    end_share(share=line, by=cast.bjerke_leader, today=today)
    with scope_for(cast.mentor):
        assert not Share.objects.exists()
        assert not ParticipantSkill.objects.exists()


def test_who_may_share_whom_and_for_how_long(cast, skills, today, scope_for):
    opening, person = offer(cast, skills, today, "sewing"), able(cast, skills, today, "B-1", "sewing")
    for stranger in (cast.ullern_leader, cast.mentor, cast.imdi):
        with pytest.raises(NotPermitted):
            share(opening, person, stranger, today)
    for days in (-1, 91):
        with pytest.raises(Refused):
            share(opening, person, cast.bjerke_leader, today, days)
    with scope_for(cast.bjerke_leader):
        line = share(opening, person, cast.bjerke_leader, today)
        with pytest.raises(Refused):
            share(opening, person, cast.bjerke_leader, today)
        end_share(share=line, by=cast.bjerke_leader, today=today)
    close_opening(opening=opening, by=cast.krem, today=today)
    Opening.objects.update(ends_on=today - timedelta(days=1), starts_on=today - timedelta(days=2))
    with pytest.raises(Refused):
        share(opening, person, cast.bjerke_leader, today)


def test_nobody_shares_behind_the_wall(cast, skills, today, scope_for):
    opening, person = offer(cast, skills, today, "sewing"), able(cast, skills, today, "B-1", "sewing")
    row = {"opening": opening, "participant": person, "office": cast.bjerke, "handle": "ABC234"}
    days = {"starts_on": today, "ends_on": today}
    for stranger in (cast.ullern_leader, cast.mentor):
        with scope_for(stranger), pytest.raises(DatabaseError), transaction.atomic():
            Share.objects.create(**row, **days, shared_by=stranger)
    with pytest.raises(IntegrityError, match="a_share_has_a_last_day"), transaction.atomic():
        Share.objects.create(**row, starts_on=today, shared_by=cast.krem)


def test_from_an_opening_to_a_shared_person_by_the_pages(cast, skills, today, sign_in):
    person = able(cast, skills, today, "B-1", "sewing", "cooking", hours=(20, 30))
    client = sign_in(cast.mentor)
    client.post(
        reverse("opening_offer"),
        {"owner": cast.merk.pk, "kind": "job", "title": "Syerske", "hours_from": "15", "hours_to": "25",
         "places": "1", "starts_on": today.isoformat(), "skills": [skills["sewing"].pk, skills["baking"].pk]},
    )  # fmt: skip
    opening = Opening.objects.get()
    url = reverse("opening", args=[opening.pk])
    page = client.get(url).content.decode()
    assert "B-1" not in page
    client = sign_in(cast.bjerke_leader)
    for address in (reverse("opening_list"), url, reverse("skills", args=[person.pk])):
        with at_most(MOST_QUERIES):
            response = client.get(address)
    assert [each["opening"].pk for each in response.context["openings"]] == [opening.pk]
    share_url = reverse("opening_share", args=[opening.pk, person.pk])
    until = (today + timedelta(days=10)).isoformat()
    assert client.post(share_url, {"ends_on": until}).context["form"].errors["has_agreed"]
    client.post(share_url, {"ends_on": until, "has_agreed": "on"})
    line = Share.objects.get()
    client = sign_in(cast.mentor)
    with at_most(MOST_QUERIES):
        page = client.get(url).content.decode()
    assert line.handle in page
    assert OURS["cooking"][0] in page
    assert "B-1" not in page
    sign_in(cast.bjerke_leader).post(reverse("share_end", args=[line.pk]))
    assert line.handle not in sign_in(cast.mentor).get(url).content.decode()


def test_sharing_is_offered_only_where_it_can_still_be_done(cast, skills, today, sign_in):
    opening = offer(cast, skills, today, "sewing")
    shared, other = (able(cast, skills, today, reference, "sewing") for reference in ("B-1", "B-2"))
    client = sign_in(cast.bjerke_leader)

    def offered() -> list[str]:
        page = client.get(reverse("opening", args=[opening.pk])).content.decode()
        links = {
            each.reference: reverse("opening_share", args=[opening.pk, each.pk]) for each in (shared, other)
        }
        assert all(reference in page for reference in links)
        return [reference for reference, link in links.items() if link in page]

    assert offered() == ["B-1", "B-2"]
    line = share(opening, shared, cast.bjerke_leader, today)
    assert offered() == ["B-2"]
    end_share(share=line, by=cast.bjerke_leader, today=today)
    assert offered() == ["B-1", "B-2"]
    close_opening(opening=opening, by=cast.krem, today=today)
    assert offered() == []


def test_an_opening_and_a_shared_person_name_skills_in_the_order_of_what_is_read(
    cast, skills, today, sign_in
):
    # Written down as "holde rent i bygg", which comes after "hjelpe"; in nynorsk "halde reint i bygg" comes before it.
    words = ("elderly", "interpreting", "cleaning", "hair")
    person = able(cast, skills, today, "B-1", *words)
    opening = offer(cast, skills, today, *words)
    share(opening, person, cast.bjerke_leader, today)
    client = sign_in(cast.mentor)
    client.cookies["django_language"] = "nn"
    context = client.get(reverse("opening", args=[opening.pk])).context
    with override("nn"):
        read = sorted((skills[word].name for word in words), key=norwegian)
        assert [skill.name for skill in context["opening"].skills.all()] == read
    assert [each.skill_names for each in context["shares"]] == [read]


def test_an_erased_person_takes_skills_and_shares_along(cast, skills, today):
    person = able(cast, skills, today, "B-1", "sewing", hours=(1, 2))
    share(offer(cast, skills, today, "sewing"), person, cast.bjerke_leader, today)
    person.delete()
    assert not ParticipantSkill.objects.exists()
    assert not Availability.objects.exists()
    assert not Share.objects.exists()
