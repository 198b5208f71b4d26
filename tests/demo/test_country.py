"""A made-up country: as large and uneven as asked for, of everything something, and the same for the same seed."""

import io
import random
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.scope import acting_as_system
from audit.models import Event
from clusters.models import Cluster
from demo.drawing import sizes_of, workbook_of
from entrepreneurs.models import Climb, Founder, Holding, Job, MentorSession, Mentorship, Venture
from participants.models import Contact, FollowUp, Move, Participant, Proposal, Question, Whereabouts
from participants.workbook.checking import check_workbook
from participants.workbook.writing import write_workbook

TODAY = date(2026, 11, 1)
KINDS = (
    *(Participant, Move, FollowUp, Whereabouts, Question, Contact, Proposal),
    *(Venture, Founder, Climb, Job, Holding, Mentorship, MentorSession, Event),
)


def test_offices_are_as_uneven_as_in_life():
    sizes = sorted(sizes_of(300, 1_000_000, random.Random(7)))
    assert sum(sizes) == 1_000_000
    assert 2_500 < sizes[150] < 3_200
    assert 4 < sizes[-1] / sizes[150] < 8


def test_the_same_seed_draws_the_same_people():
    assert workbook_of(50, TODAY, random.Random(7)) == workbook_of(50, TODAY, random.Random(7))
    assert workbook_of(50, TODAY, random.Random(8)) != workbook_of(50, TODAY, random.Random(7))


def test_what_is_drawn_is_a_workbook_without_a_fault():
    drawn = workbook_of(400, TODAY, random.Random(7))
    checked = check_workbook(write_workbook(drawn), TODAY)
    assert checked.problems == ()
    assert checked.workbook.moves == drawn.moves


def test_there_is_something_of_everything(committed):
    said = io.StringIO()
    call_command("seed", offices=2, participants=1500, seed=7, stdout=said)
    with acting_as_system():
        assert [kind.__name__ for kind in KINDS if not kind.objects.exists()] == []
        assert Participant.objects.count() == 1500
        assert Cluster.objects.get(slug="country-7").memberships.count() == 4
        assert Whereabouts.objects.exclude(state="").count() == 1500
    assert "1,500 of 1,500 people" in said.getvalue()
    with pytest.raises(CommandError, match="is there already"):
        call_command("seed", offices=2, participants=1500, seed=7, stdout=said)


def test_there_are_no_made_up_people_among_real_ones(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="do not belong"):
        call_command("seed")
