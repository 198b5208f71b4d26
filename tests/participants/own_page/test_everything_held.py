"""The own page holds everything, there is a copy to keep, and nothing of anybody else's comes along."""

import json
from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.scope import acting_in_visit
from entrepreneurs.models import Climb, Founder, Holding, Job, MentorSession, Mentorship, Venture
from participants.models import Availability, ParticipantSkill, Skill
from participants.views.own_page import COOKIE
from tests.participants.own_page.visits import link_for, visit, visit_of

HELD = ("Sying", "Systua", "Ombruk", "mentor", "Ring the tax office", "NAV Bjerke", "B-1", "Test Testesen")
OF_ANOTHER = ("Smedja", "Transport", "B-OTHER", "Their note")


def entangle(cast, person, *, skill: str, venture: str, need: str, note: str) -> None:
    held = {"office": cast.bjerke, "participant": person}
    known = Skill.objects.create(code=skill, name_nb=skill, name_en=skill)
    ParticipantSkill.objects.create(skill=known, **held)
    Availability.objects.create(hours_from=10, hours_to=20, **held)
    mentorship = Mentorship.objects.create(mentor=cast.mentor, starts_on=date(2024, 1, 1), **held)
    MentorSession.objects.create(
        mentorship=mentorship, office=cast.bjerke, day=date(2024, 2, 1), minutes=60, theme="idea", note=note
    )
    own = Venture.objects.create(office=cast.bjerke, name=venture)
    Founder.objects.create(venture=own, starts_on=date(2024, 1, 1), **held)
    Climb.objects.create(venture=own, office=cast.bjerke, day=date(2024, 1, 1), rung="idea")
    job = Job.objects.create(partner=cast.merk, need=need, hours_percent=50, starts_on=date(2024, 1, 1))
    Holding.objects.create(job=job, starts_on=date(2024, 2, 1), **held)


@pytest.fixture
def everything(cast, person, other):
    entangle(cast, person, skill="Sying", venture="Systua", need="Ombruk", note="Ring the tax office")
    entangle(cast, other, skill="Smiing", venture="Smedja", need="Transport", note="Their note")
    return person


def test_the_page_shows_all_of_ones_own_and_nothing_of_anothers(cast, everything, visitor):
    visit(visitor, link_for(everything, cast))
    page = visitor.get(reverse("own_page")).content.decode()
    assert [word for word in HELD if word not in page] == []
    assert [word for word in OF_ANOTHER if word in page] == []


def test_a_copy_for_machines_holds_the_same(cast, everything, visitor):
    visit(visitor, link_for(everything, cast))
    response = visitor.get(reverse("own_page_json"))
    assert response["Content-Disposition"] == 'attachment; filename="copy.json"'
    copy = json.loads(response.content)
    assert copy["schema"] == "krem-own-copy/1"
    assert {section["code"] for section in copy["sections"]} >= {
        "facts",
        "journey",
        "stays",
        "skills",
        "hours",
        "mentors",
        "sessions",
        "ventures",
        "steps",
        "jobs",
        "looks",
    }
    text = response.content.decode()
    assert [word for word in HELD if word not in text] == []
    assert [word for word in OF_ANOTHER if word in text] == []
    assert "Took a copy of this page" in visitor.get(reverse("own_page")).content.decode()


def test_a_copy_to_read_is_a_document(cast, everything, visitor):
    visit(visitor, link_for(everything, cast))
    response = visitor.get(reverse("own_page_pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["own_page_pdf", "own_page_json"])
def test_outside_a_visit_there_is_no_copy(cast, everything, visitor, name):
    assert visitor.get(reverse(name)).status_code == 404


def test_the_cookie_ends_with_the_browser(cast, person, visitor):
    response = visit(visitor, link_for(person, cast))
    cookie = response.cookies[COOKIE]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert cookie["httponly"]
    assert settings.SESSION_COOKIE_NAME in COOKIE


def test_the_database_lets_a_visit_read_ones_own_and_write_nothing(cast, everything):
    with acting_in_visit(visit_of(everything, cast)):
        assert [each.name for each in Venture.objects.all()] == ["Systua"]
        assert [each.need for each in Job.objects.all()] == ["Ombruk"]
        assert MentorSession.objects.count() == Availability.objects.count() == Holding.objects.count() == 1
        for model in (Venture, Job, MentorSession, Availability, Holding, Founder, ParticipantSkill):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.all().delete()
