"""An edition's way from asked for to published, and what can never happen to it afterwards."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.scope import acting_as_system
from audit.actions import Refused
from audit.models import Event
from participants.models import Participant
from reports.actions.editions import discard_edition, publish_edition, request_edition, retry_edition
from reports.document.findings import find
from reports.enums import EditionState
from reports.models import Edition, EditionFile, Suppression
from reports.periods import parse_period
from reports.protected.report import read_protected
from tests.conftest import make_cast
from tests.owner import as_owner
from tests.reports.editions import PERIOD, build, request, take_samples


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
    second = build(request(people))
    assert second.number == 2
    publish_edition(edition=second, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.SUPERSEDED
    assert draft.files.count() == 5


def test_a_draft_overtaken_by_another_is_not_published(people, draft):
    other = build(request(people))
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


def test_an_empty_period_is_a_report(cast):
    draft = build(request(cast, parse_period("2010")))
    assert draft.state == EditionState.DRAFT
    assert read_protected(draft.report).population == 0


def test_one_person_alone_is_not_told_about(cast):
    person = Participant.objects.create(office=cast.bjerke, reference="A-1", birth_year=1990)
    person.moves.create(office=cast.bjerke, day=date(2026, 6, 1), target="enrolled")
    draft = build(request(cast))
    assert read_protected(draft.report).population is None


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


def test_the_command_writes_the_files(committed, tmp_path):
    with acting_as_system():
        take_samples(make_cast())
    call_command(
        "build_report", cluster="pa-tvers", period="2026-T2", out=tmp_path, internal=True, publish=True
    )
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"report.pdf", "report.json", "report.csv", "report.xlsx", "internal.json"}
    report = json.loads((tmp_path / "report.json").read_text())
    internal = json.loads((tmp_path / "internal.json").read_text())
    assert report["schema"] == "krem-outcome-report/2"
    assert {table["id"] for table in internal["tables"]} >= {"opening-by-office", "closing-by-office", "flow"}
    assert all(cell["value"] is not None for table in internal["tables"] for cell in table["cells"])
    told = {(yardstick["id"], yardstick["window"]) for yardstick in internal["yardsticks"]}
    ids = ("at-exit", "six-months", "november", "after-training-12", "after-training-24")
    assert told == {(id, window) for id in ids for window in ("period", "twelve", "start")} - {
        ("november", "period")
    }
    assert {yardstick["window"] for yardstick in report["yardsticks"]} == {"twelve", "start"}
    for yardstick in internal["yardsticks"]:
        counts = yardstick["counts"]
        assert counts["total"] == sum(counts[code] for code in ("reached", "beside", "other", "unknown"))
    states, work = internal["curves"]
    assert len(states["exact"]["days"]) == len(states["exact"]["shares"]["work"]) > 100
    assert len(work["exact"]["days"]) == len(work["exact"]["shares"]["work"])
    assert [point["month"] for point in states["horizons"]] == [0, 3, 6, 12, 18, 24, 36]
    assert internal["completeness"]["target-group"].keys() == {"known", "of"}
    assert internal["completeness"]["follow-ups"].keys() == {"answered", "not-reached", "not-asked", "due"}
    with acting_as_system():
        assert Edition.objects.get().state == EditionState.PUBLISHED


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


def test_a_cluster_without_offices_has_a_report_that_says_so(cast):
    as_owner("DELETE FROM public.clusters_membership")
    draft = build(request(cast))
    assert draft.report["offices"] == []
    assert read_protected(draft.report).population == 0
    with override("nb"):
        sentences = find(read_protected(draft.report)).sentences
    assert "Med i rapporten: ingen kontorer var med i klyngen i perioden." in sentences
