"""Editions beside one another: nothing under five can be told from all that is out together."""

import io
import json
from copy import deepcopy

import pytest
from django.core.management import call_command

from audit.actions import Refused
from clusters.models import Partner
from reports.actions.editions import publish_edition
from reports.disclosure.audit import exposures_in
from reports.disclosure.ledger import NOTHING_OUT, ledger_of, ledgers, out_of
from reports.disclosure.verification import Kind, problems_of
from reports.editions.building import known_at
from reports.editions.gate import refusal_of
from reports.enums import Audience, EditionState
from reports.figures.tables import Layout, coarser, leaves_a_table
from reports.models import Edition, Series
from reports.periods import parse_period
from reports.protected.report import read_protected
from tests.reports.editions import build, draft_of, publish, request

TERTIALS = ("2026-T1", "2026-T2")


@pytest.fixture
def shelf(people) -> list[Edition]:
    return [publish(people, label) for label in TERTIALS]


def test_nothing_small_can_be_told_from_all_that_is_out(shelf):
    out = io.StringIO()
    call_command("audit_disclosure", all=True, stdout=out)
    ranges = json.loads(out.getvalue())
    assert len(ranges) >= sum(edition.told["loss"]["hidden_cells"] for edition in shelf)
    assert all(high is None or high >= 5 for low, high in ranges.values())


def test_the_ledger_is_proved_by_its_newest_certificate(shelf):
    (ledger,) = ledgers()
    assert ledger.keys == tuple(str(edition.pk) for edition in shelf)
    assert shelf[1].suppression.beside == [str(shelf[0].pk)]
    *former, newest = ledger.editions
    assert problems_of(newest, former, 0, known_at) == []
    assert ledger.unproved == frozenset()


def test_a_certificate_with_one_false_world_is_caught(shelf):
    (ledger,) = ledgers()
    newest = shelf[1]
    worlds = deepcopy(newest.suppression.certificate["worlds"])
    # The same people leave, and nobody comes who could balance them.
    worlds[0] = [[leaves, {**comes, "sex": "other", "group": "other"}] for leaves, comes in worlds[0]]
    *former, true = ledger.editions
    false = _with_worlds(true, worlds)
    assert problems_of(false, former, 0, known_at)


def test_somebody_who_is_used_twice_is_caught(shelf):
    (ledger,) = ledgers()
    *former, true = ledger.editions
    pair = true.worlds[0][0]
    (problem,) = problems_of(_with_worlds(true, [[pair] * 400]), former, 0, known_at)
    assert problem.kind == Kind.NOT_THERE


def test_somebody_with_an_impossible_course_is_caught(shelf):
    (ledger,) = ledgers()
    *former, true = ledger.editions
    leaves, comes = deepcopy(true.worlds[0][0])
    # Nobody moves twice on one day.
    comes["moves"] = [*comes["moves"], comes["moves"][-1]]
    (problem,) = problems_of(_with_worlds(true, [[[leaves, comes]]]), former, 0, known_at)
    assert problem.kind == Kind.BREAKS_RULES


def test_small_counts_without_a_world_are_caught(shelf):
    (ledger,) = ledgers()
    *former, true = ledger.editions
    problems = problems_of(_with_worlds(true, []), former, 0, known_at)
    assert {problem.kind for problem in problems} == {Kind.NOT_PROVED}


def _with_worlds(out, worlds):
    return type(out)(**{name: getattr(out, name) for name in out.__dataclass_fields__} | {"worlds": worlds})


def test_offices_that_share_no_report_are_puzzles_apart(shelf, cast):
    bjerke, ullern = str(cast.bjerke.pk), str(cast.ullern.pk)
    assert ledger_of([bjerke]).keys == ledger_of([bjerke, ullern]).keys
    assert ledger_of(["nobody-has-heard-of"]) == NOTHING_OUT


def test_a_changed_short_name_forgets_nothing(shelf, cast):
    before = ledger_of([str(cast.bjerke.pk)])
    Partner.objects.filter(pk=cast.bjerke.pk).update(slug="nytt-navn")
    after = ledger_of([str(cast.bjerke.pk)])
    assert after.keys == before.keys
    assert [each.printed for each in after.editions] == [each.printed for each in before.editions]


def test_a_second_series_over_the_same_period_is_published_beside_the_first(people):
    first = publish(people, "2026-T1")
    other = Series.objects.create(
        cluster=people.cluster,
        name="Kontorenes rapport",
        needs_sign_off=False,
        needs_review=False,
        audience=Audience.OFFICES,
    )
    draft = build(request(people, parse_period("2026-T1"), series=other))
    assert draft.state == EditionState.DRAFT, draft.failure
    publish_edition(edition=draft, by=people.krem)
    assert draft.suppression.beside == [str(first.pk)]
    (ledger,) = ledgers()
    assert list(exposures_in(ledger)) == []


def test_a_draft_made_before_another_report_came_out_must_be_made_again(people):
    draft = build(request(people, parse_period("2026-T1")))
    publish(people, "2026-T2")
    with pytest.raises(Refused):
        publish_edition(edition=draft, by=people.krem)
    again = build(request(people, parse_period("2026-T1")))
    assert again.state == EditionState.DRAFT, again.failure
    publish_edition(edition=again, by=people.krem)


def test_the_gate_finds_a_small_number_that_is_shown(people):
    """A draft that shows one number too many is stopped, with words that name it."""
    draft = build(request(people))
    report = json.loads(json.dumps(draft.report))
    small = next(cell for cell in draft.told["hidden"] if cell["reason"] == "primary")
    place = (small["table"], small["row"], small["column"])
    for table in report["tables"]:
        for cell in table["cells"]:
            if (table["id"], cell["row"], cell["column"]) == place:
                cell.update(value=1, shown="value")
    Edition.objects.filter(pk=draft.pk).update(report=report)
    draft.refresh_from_db()
    assert "2026-T2" in refusal_of(draft)
    with pytest.raises(Refused, match="2026-T2"):
        publish_edition(edition=draft, by=people.krem)
    draft.refresh_from_db()
    assert draft.state == EditionState.DRAFT


def test_a_draft_from_before_there_were_proofs_is_not_published(people):
    draft = build(request(people))
    draft.suppression.definition = None
    assert "Make the draft again" in refusal_of(draft) or "Lag utkastet" in refusal_of(draft)


def test_a_hidden_number_lies_in_the_range_that_is_printed(shelf):
    for edition in shelf:
        out = out_of(edition)
        report = read_protected(edition.report)
        ranges = {
            (table.id, *place): limits for table in report.tables for place, limits in table.ranges.items()
        }
        assert ranges
        assert all(high is None or high >= 5 for _, high in ranges.values())
        assert set(ranges) <= {place for place, value in out.printed.items() if value is None}


def test_what_is_left_out_is_in_no_file(people):
    draft = build(request(people, layout=Layout(left_out=frozenset({"closing-by-age"}))))
    ids = {table["id"] for table in draft.report["tables"]}
    assert "closing-by-age" not in ids
    assert b"55-plus" not in bytes(draft.files.get(kind="csv").content) or "closing-by-age-grouped" in ids


def test_merged_tables_hide_less(people):
    whole, merged = (draft_of(people, "2026-T2", layout=Layout(detail)) for detail in ("full", "merged"))
    assert {table["id"] for table in merged.report["tables"]} >= {"flow-grouped", "closing-by-age-grouped"}
    assert merged.told["loss"]["hidden_cells"] < whole.told["loss"]["hidden_cells"]


@pytest.mark.parametrize("detail", ["full", "grouped", "merged"])
def test_every_coarser_layout_leaves_a_table(detail):
    layouts = list(coarser(Layout(detail)))
    assert layouts
    assert all(map(leaves_a_table, layouts))
