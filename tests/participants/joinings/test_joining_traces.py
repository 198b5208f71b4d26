"""What knows of a joining afterwards: the log, the own page and the workbooks, until the person is erased."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.models import Event
from audit.recording import record
from participants.actions.erasure import erase_on_request
from participants.intake.run import take_in
from participants.models import DataRequest, Joining, OwnPageLink, Participant
from participants.queries.lookups import events_of, lines_of
from participants.queries.own_page import looks_at
from tests.owner import everything_stored
from tests.participants.joinings.records import ENROLLED, TODAY, WENT, here, joined, moved_away
from tests.participants.office_workbooks import sound_sheets, workbook_bytes
from tests.participants.people import enrol

pytestmark = pytest.mark.usefixtures("in_english")


def test_the_log_tells_of_it_and_the_person_reads_who_looked_at_either(cast, at_bjerke, at_ullern):
    for person in (at_bjerke, at_ullern):
        record("shown", "participant", [person.pk], by=cast.krem.pk, office=person.office_id)
    kept = joined(cast, at_bjerke, at_ullern)
    line = Event.objects.filter(action="joined", office_id=cast.ullern.pk).get()
    assert set(line.subject_ids) == {at_bjerke.pk, at_ullern.pk}
    looks = [look for look in looks_at(kept, timezone.now()) if look.what.startswith("Looked")]
    assert [look.times for look in looks] == [2]
    told = lines_of(events_of(cast.ullern, timezone.now()), set())
    assert {each.whom for each in told if each.what == "Joined with another record"} == {"U-7"}


def test_the_own_page_reads_it_too_by_the_databases_own_rule(cast, at_bjerke, at_ullern):
    record("shown", "participant", [at_bjerke.pk], by=cast.krem.pk, office=cast.bjerke.pk)
    kept = joined(cast, at_bjerke, at_ullern)
    now = timezone.now()
    OwnPageLink.objects.create(
        office=cast.ullern, participant=kept, token_hash="x", made_by=cast.ullern_leader, made_at=now,
        expires_at=now + timedelta(days=1), opened_at=now, visit_hash="v", visit_ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'portal_self', true), set_config('app.visit', 'v', true)")
        assert Event.objects.filter(subject_ids__contains=[at_bjerke.pk]).exists()
        assert Joining.objects.get().gone_id == at_bjerke.pk
        transaction.set_rollback(True)


def test_a_workbook_that_goes_on_naming_the_other_record_is_told(cast):
    one = enrol(cast.bjerke, "A-1", ENROLLED, birth_year=1988)
    two = enrol(cast.bjerke, "A-2", ("2025-03-03", "enrolled"), birth_year=1988)
    here(cast, one, two)
    outcome = take_in(
        office=cast.bjerke.pk, data=workbook_bytes(sound_sheets()), by=cast.krem.pk, today=TODAY, dry_run=True
    )
    assert "A-2 and A-1 are one person. Write under A-1; this row is left out." in [
        str(notice.message) for notice in outcome.notices
    ]
    assert outcome.summary["participants"]["new"] == 0


def test_the_old_offices_workbook_learns_nothing_of_where_she_is(cast, at_ullern):
    one = moved_away(enrol(cast.bjerke, "A-1", ENROLLED, WENT))
    joined(cast, one, at_ullern)
    outcome = take_in(
        office=cast.bjerke.pk, data=workbook_bytes(sound_sheets()), by=cast.krem.pk, today=TODAY, dry_run=True
    )
    said = [str(notice.message) for notice in outcome.notices]
    assert "A-1 was found to be somebody whom another office follows, and is left out." in said


def test_erasing_the_one_that_is_left_leaves_no_trace_of_either(cast, at_bjerke, at_ullern):
    Participant.objects.filter(pk=at_bjerke.pk).update(reference="PLANTED-B", reference_key="planted-b")
    at_bjerke.refresh_from_db()
    Participant.objects.filter(pk=at_ullern.pk).update(reference="PLANTED-U", reference_key="planted-u")
    at_ullern.refresh_from_db()
    kept = joined(cast, at_bjerke, at_ullern)
    traces = ("PLANTED-B", "PLANTED-U", str(at_bjerke.pk), str(at_ullern.pk))
    assert all(trace in everything_stored() for trace in traces)
    request = DataRequest.objects.create(office=cast.ullern, participant=kept, kind="erasure", about="x")
    erase_on_request(data_request=request, by=cast.ullern_leader, now=timezone.now())
    stored = everything_stored()
    assert [trace for trace in traces if trace in stored] == []
