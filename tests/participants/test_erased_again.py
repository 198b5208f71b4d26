"""An office's workbook goes on naming whoever the portal has erased: asked about, and not counted twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.scope import acting_for
from participants.actions.erasure import strip_due
from participants.enums import FollowUpAnswer, ImportState, LeftReason, Sex, State
from participants.intake.pairing import pair
from participants.intake.staging import stage
from participants.models import ImportRun, Move, Participant
from participants.workbook.checking import check_workbook
from tests.participants.test_import_choices import changes_of, take
from tests.participants.test_intake import ENROLLED, TODAY, TRAINING, WORK, follow_up, person, workbook

pytestmark = pytest.mark.usefixtures("in_english")

AGAIN = [replace(each, reference="A-9") for each in (ENROLLED, TRAINING, WORK)]


def strip(reference="A-1"):
    today = timezone.localdate()
    Participant.objects.filter(reference=reference).update(
        delete_on=today - timedelta(days=1), delete_because="chosen"
    )
    assert strip_due(today=today) == 1


@pytest.fixture
def stripped(cast):
    take(cast, workbook(ENROLLED, TRAINING, WORK))
    strip()
    return Participant.objects.get()


def test_the_old_workbook_does_not_bring_back_whoever_is_erased(cast, stripped):
    data = workbook(ENROLLED, TRAINING, WORK, follow_ups=[follow_up(date(2025, 3, 1), FollowUpAnswer.WORK)])
    outcome, changes = changes_of(cast, data)
    assert outcome.asked == {"erased": 1}
    assert changes == []
    assert outcome.summary["participants"]["new"] == outcome.summary["moves"]["new"] == 0
    (notice,) = outcome.notices
    assert "Left out of Deltakere" in str(notice.message)
    assert "A-1" not in str(notice.message)
    take(cast, data)
    assert list(Participant.objects.all()) == [stripped]
    assert Move.objects.count() == 3


def test_the_office_may_say_that_it_is_somebody_else(cast, stripped):
    take(cast, workbook(ENROLLED, TRAINING, WORK), take_erased=True)
    assert Participant.objects.get(reference="A-1") != stripped
    assert Move.objects.count() == 6


@pytest.mark.parametrize(
    ("records", "who", "is_asked"),
    [
        ((ENROLLED, TRAINING, WORK), {"sex": Sex.MAN}, False),
        ((ENROLLED, TRAINING, WORK), {"sex": Sex.UNKNOWN}, True),
        ((ENROLLED, TRAINING, WORK), {"sex": Sex.WOMAN, "birth_year": 1950}, False),
        ((ENROLLED, TRAINING, WORK), {"sex": Sex.WOMAN, "birth_year": 1986}, True),
        ((ENROLLED, WORK), {"sex": Sex.WOMAN}, False),
        ((ENROLLED, TRAINING), {"sex": Sex.WOMAN}, True),
        ((replace(ENROLLED, day=date(2024, 1, 3)), TRAINING, WORK), {"sex": Sex.WOMAN}, False),
        ((ENROLLED, replace(TRAINING, target=State.EDUCATION), WORK), {"sex": Sex.WOMAN}, False),
    ],
)  # fmt: skip
def test_only_the_same_journey_of_the_same_kind_of_person_is_asked_about(
    cast, stripped, records, who, is_asked
):
    outcome, _changes = changes_of(cast, workbook(*records, people=[person(**who)]))
    assert outcome.asked == ({"erased": 1} if is_asked else {})


def test_whoever_stands_is_never_taken_for_somebody_erased(cast, stripped):
    others = workbook(*AGAIN, people=[person("A-9")])
    take(cast, others, take_erased=True)
    outcome, _changes = changes_of(cast, others)
    assert outcome.asked == {}
    assert outcome.summary["participants"]["unchanged"] == 1


def test_what_was_corrected_in_the_portal_is_known_by_what_it_was(cast):
    data = workbook(ENROLLED, TRAINING, WORK)
    take(cast, data)
    take(cast, workbook(ENROLLED, TRAINING, replace(WORK, day=WORK.day + timedelta(days=3))))
    strip()
    assert changes_of(cast, data)[0].asked == {"erased": 1}


def test_that_the_old_office_writes_moved_away_makes_no_difference(cast, stripped):
    gone = replace(
        WORK,
        day=date(2024, 11, 1),
        target=State.LEFT,
        left_reason=LeftReason.MOVED,
        workplace="",
        hours_percent=None,
    )
    outcome, _changes = changes_of(cast, workbook(ENROLLED, TRAINING, WORK, gone))
    assert outcome.asked == {"erased": 1}


def test_nobody_learns_anything_of_another_office(cast, stripped):
    def asked_by(user):
        with acting_for(user), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM public.portal_staged_like_stripped(%s)", [cast.bjerke.pk])
            return cursor.fetchall()

    stage(check_workbook(workbook(ENROLLED, TRAINING, WORK), TODAY, lambda done, out_of: None).workbook)
    pair(cast.bjerke.pk)
    assert len(asked_by(cast.bjerke_leader)) == 1
    assert asked_by(cast.ullern_leader) == []


def test_the_page_asks_although_no_row_changes(cast, stripped, sign_in):
    data = workbook(ENROLLED, TRAINING, WORK)
    run = ImportRun.objects.create(
        office=cast.bjerke, requested_by=cast.bjerke_leader, state=ImportState.READY
    )
    outcome = take(cast, data, dry_run=True, run=run)
    ImportRun.objects.filter(pk=run.pk).update(summary={**outcome.summary, "asked": outcome.asked})
    page = sign_in(cast.bjerke_leader).get(f"/imports/{run.pk}/")
    assert b'name="take_erased"' in page.content
