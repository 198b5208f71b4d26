"""An edition's way from asked for to published, and what can never happen to it afterwards."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit.actions import Refused
from audit.models import Event
from reports.actions.editions import discard_edition, publish_edition, request_edition, retry_edition
from reports.enums import EditionState
from reports.models import Edition, EditionFile, Suppression
from reports.protected.report import read_protected
from tests.reports.editions import FEW_TABLES, PERIOD, build, request


def test_a_draft_has_all_its_files_and_their_checksums(draft):
    assert (draft.state, draft.number) == (EditionState.DRAFT, 1)
    files = {file.kind: file for file in draft.files.all()}
    assert set(files) == {"pdf", "json", "csv", "xlsx", "png"}
    for file in files.values():
        assert file.sha256 == hashlib.sha256(bytes(file.content)).hexdigest()
        assert file.size == len(file.content)
    assert bytes(files["pdf"].content).startswith(b"%PDF-")
    assert json.loads(bytes(files["json"].content)) == draft.report


def test_no_small_count_is_in_the_report(draft):
    for table in read_protected(draft.report).tables:
        for row in table.cells:
            assert not any(value is not None and 1 <= value < 5 for value in row)


def test_publishing_is_for_good(people, draft):
    publish_edition(edition=draft, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.PUBLISHED
    assert draft.published_by == people.krem
    for change in ({"report": {}}, {"state": "draft"}, {"number": 7}, {"published_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Edition.objects.filter(pk=draft.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        EditionFile.objects.filter(edition=draft).update(content=b"")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_edition WHERE id = %s", [draft.pk])


def test_a_newer_edition_replaces_and_the_old_one_stays(people, draft):
    publish_edition(edition=draft, by=people.krem)
    second = build(request(people, layout=FEW_TABLES))
    assert second.number == 2
    publish_edition(edition=second, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.SUPERSEDED
    assert draft.files.count() == 5


def test_a_draft_overtaken_by_another_is_not_published(people, draft):
    other = build(request(people, layout=FEW_TABLES))
    publish_edition(edition=other, by=people.krem)
    with pytest.raises(Refused):
        publish_edition(edition=draft, by=people.krem)


def test_only_krem_asks_publishes_and_discards(people, draft, scope_for):
    for person in (people.bjerke_leader, people.mentor, people.imdi):
        for action in (publish_edition, discard_edition, retry_edition):
            with pytest.raises(Refused):
                action(edition=draft, by=person)
        with pytest.raises(Refused):
            request_edition(series=people.series, period=PERIOD, by=person)
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT
    assert Event.objects.filter(decision="refused").count() == 12


def test_readers_see_what_is_out_and_the_database_agrees(people, draft, scope_for):
    for person in (people.imdi, people.bjerke_leader, people.mentor):
        with scope_for(person):
            assert not Edition.objects.exists()
            assert not EditionFile.objects.exists()
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Suppression.objects.exists()
    publish_edition(edition=draft, by=people.krem)
    for person in (people.imdi, people.bjerke_leader, people.mentor):
        with scope_for(person):
            assert Edition.objects.visible_to(person).get() == draft
            assert EditionFile.objects.count() == 5
            with pytest.raises(DatabaseError), transaction.atomic():
                Edition.objects.update(state="superseded")


def test_a_discarded_draft_can_be_neither_published_nor_discarded_again(people, draft):
    discard_edition(edition=draft, by=people.krem)
    for action in (publish_edition, discard_edition):
        with pytest.raises(Refused):
            action(edition=draft, by=people.krem)


def test_a_cutoff_in_the_future_is_refused(people):
    with pytest.raises(Refused):
        request(people, cutoff=timezone.now() + timedelta(days=1))


def test_the_same_data_and_cutoff_give_the_same_bytes(people, draft):
    again = build(request(people, cutoff=draft.cutoff))
    sums = [dict(edition.files.values_list("kind", "sha256")) for edition in (draft, again)]
    assert sums[0] == sums[1]


def test_the_unprotected_numbers_reach_no_file_of_an_edition(draft):
    """Every hidden number is looked for in the machine-readable files, in its own place."""
    hidden = {(cell["table"], cell["row"], cell["column"]) for cell in draft.told["hidden"]}
    assert hidden
    for table in draft.report["tables"]:
        for cell in table["cells"]:
            if (table["id"], cell["row"], cell["column"]) in hidden:
                assert (cell["value"], cell["shown"]) == (None, "range")
    csv = bytes(draft.files.get(kind="csv").content).decode("utf-8-sig")
    assert "secondary" not in csv


@pytest.mark.parametrize(
    "wrong",
    [
        {"cluster": "nowhere"},
        {"period": "2026-T9"},
        {"cutoff": "yesterday"},
        {"cutoff": datetime(2100, 1, 1, tzinfo=UTC).isoformat()},
    ],
)
def test_the_command_refuses_in_words(people, tmp_path, wrong):
    options = {"cluster": "pa-tvers", "period": "2026-T2", "out": tmp_path, **wrong}
    with pytest.raises(CommandError):
        call_command("build_report", **options)
