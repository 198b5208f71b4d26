"""Editions beside one another: nothing under five can be told from all that is out together."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from audit.deeds import Refused
from reports.actions import publish_edition
from reports.course_actions import make_again
from reports.disclosure.ledger import NOTHING_OUT, hidden_in, issue_of, ledger_of, ledgers
from reports.disclosure.publications import publication_of
from reports.enums import EditionState
from reports.figures.tables import Layout, coarser, published_specs
from reports.gate import refusal_of
from reports.models import Edition
from reports.periods import parse_period
from reports.protected import read_protected
from reports.protection.auditor import Exposure, Range, Rule, audit
from reports.protection.certificate import Certificate
from reports.protection.publication import Published
from reports.protection.verifier import verify
from reports.release import Exposed, protect
from tests.reports.editions import build, publish, request

TERTIALS = ("2026-T1", "2026-T2")


@pytest.fixture
def shelf(people) -> list[Edition]:
    return [publish(people, label) for label in TERTIALS]


def test_nothing_small_can_be_told_from_all_that_is_out(shelf):
    out = io.StringIO()
    call_command("audit_disclosure", all=True, stdout=out)
    ranges = json.loads(out.getvalue())
    assert len(ranges) >= sum(edition.told["hidden_cells"] for edition in shelf)
    assert all(high is None or high >= 5 for low, high in ranges.values())


def test_protected_apart_the_same_reports_tell_small_numbers(people, monkeypatch, in_english):
    monkeypatch.setattr("reports.building.ledger_of", lambda offices: NOTHING_OUT)
    monkeypatch.setattr("reports.actions.refusal_of", lambda edition: "")
    for label in TERTIALS:
        publish(people, label)
    with pytest.raises(CommandError, match="can be told"):
        call_command("audit_disclosure", all=True, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_ledger_is_proved_by_its_newest_certificate(shelf):
    (ledger,) = ledgers()
    assert ledger.editions == tuple(str(edition.pk) for edition in shelf)
    assert shelf[1].suppression.beside == [str(shelf[0].pk)]
    cells = publication_of(ledger.issues)
    certificate = Certificate.from_json(shelf[1].suppression.certificate)
    assert verify(cells.publication, hidden_in(ledger.issues), certificate, 5) == []


def test_witnesses_fit_when_something_is_added(shelf):
    """A witness says the same about the editions it was found for, whatever comes beside them."""
    (ledger,) = ledgers()
    cells = publication_of(ledger.issues)
    stored = Certificate.from_json(shelf[1].suppression.certificate).witnesses
    assert {tuple(cells.joined(witness)) for witness in ledger.witnesses} == set(map(tuple, stored))


def test_offices_that_share_no_report_are_puzzles_apart(shelf, cast):
    assert ledger_of(["bjerke"]).editions == ledger_of(["bjerke", "ullern"]).editions
    assert ledger_of(["nobody-has-heard-of"]) == NOTHING_OUT


def test_a_draft_made_before_another_report_came_out_must_be_made_again(people):
    draft = build(request(people, parse_period("2026-T1")))
    publish(people, "2026-T2")
    with pytest.raises(Refused):
        publish_edition(edition=draft, by=people.krem)
    again = build(request(people, parse_period("2026-T1")))
    assert again.state == EditionState.DRAFT, again.failure
    publish_edition(edition=again, by=people.krem)


def test_the_gate_finds_what_the_suppressor_left_open(people, monkeypatch):
    """A draft that shows one number too many is stopped, with words that name it."""
    draft = build(request(people))
    report = json.loads(json.dumps(draft.report))
    places = {(cell["table"], cell["row"], cell["column"]): cell["reason"] for cell in draft.told["hidden"]}
    place = next(place for place, reason in places.items() if reason == "primary")
    true = _true_count(draft, place)
    for table in report["tables"]:
        for cell in table["cells"]:
            if (table["id"], cell["row"], cell["column"]) == place:
                cell.update(value=true, shown="value")
    Edition.objects.filter(pk=draft.pk).update(report=report)
    draft.refresh_from_db()
    assert "2026-T2" in refusal_of(draft)
    with pytest.raises(Refused, match="2026-T2"):
        publish_edition(edition=draft, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT


def _true_count(edition: Edition, place: tuple[str, str, str]) -> int:
    report = read_protected(edition.report)
    (spec,) = (
        spec
        for spec in published_specs([office.slug for office in report.offices], edition.layout)
        if spec.id == place[0]
    )
    cells = {
        cell.label.split("|", 1)[1]: cell.value
        for cell in publication_of([issue_of(edition)]).publication.cells
    }
    return cells["|".join((spec.id, *place[1:]))]


def test_readers_of_every_edition_learn_no_more_than_the_rule(shelf):
    (ledger,) = ledgers()
    cells = publication_of(ledger.issues)
    hidden = hidden_in(ledger.issues)
    ranges = audit(Published.of(cells.publication, hidden), exact=False)
    small = [cells.publication.cells[index] for index in hidden if cells.publication.cells[index].value < 5]
    assert small
    for cell in small:
        assert ranges[cell.label].high is None or ranges[cell.label].high >= 5


def test_what_is_left_out_is_in_no_file(people):
    draft = build(request(people, layout=Layout(left_out=frozenset({"closing-by-age"}))))
    ids = {table["id"] for table in draft.report["tables"]}
    assert "closing-by-age" not in ids
    assert "closing-by-sex" in ids
    assert b"25-39" not in bytes(draft.files.get(kind="csv").content)


def test_merged_tables_hide_less(people):
    whole, merged = (build(request(people, layout=Layout(detail))) for detail in ("grouped", "merged"))
    assert {table["id"] for table in merged.report["tables"]} >= {"flow-grouped", "closing-by-age-grouped"}
    assert merged.told["hidden_cells"] < whole.told["hidden_cells"]


@pytest.mark.parametrize("detail", ["full", "grouped", "merged"])
def test_coarser_layouts_say_less_and_less(detail):
    layouts = [Layout(detail), *coarser(Layout(detail))]
    sizes = [
        sum(len(spec.rows) * len(spec.columns) for spec in published_specs(("bjerke",), layout))
        for layout in layouts
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] > 0


def test_a_report_that_cannot_be_protected_says_so_and_offers_a_way_out(people, monkeypatch):
    exposure = Exposure(
        "pa-tvers 2026-T2, 1|flow|enrolled|work", Range(2, 2), Rule.EXACT, ("x 2026-T1, 1|a|b|c",)
    )

    def protect_merged(*, layout, **options):
        if layout.detail != "merged" or "flow-grouped" not in layout.left_out:
            raise Exposed([exposure])
        return protect(layout=layout, **options)

    monkeypatch.setattr("reports.building.protect", protect_merged)
    failed = build(request(people))
    assert failed.state == EditionState.FAILED
    assert "2026-T1" in failed.failure
    layout = Layout.from_json(failed.way_out)
    assert layout == Layout("merged", frozenset({"flow-grouped"}))
    draft = build(make_again(edition=failed, by=people.krem, keep_cutoff=True, layout=layout))
    assert draft.state == EditionState.DRAFT
    publish_edition(edition=draft, by=people.krem)


def test_where_nothing_helps_no_way_out_is_offered(people, monkeypatch):
    def protect_nothing(**options):
        raise Exposed([])

    monkeypatch.setattr("reports.building.protect", protect_nothing)
    failed = build(request(people))
    assert (failed.state, failed.way_out) == (EditionState.FAILED, None)
    assert failed.failure
