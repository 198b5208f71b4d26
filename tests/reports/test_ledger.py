"""Editions beside one another: nothing under five can be told from all that is out together."""

import io
import json
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command

from clusters.models import Partner
from reports.disclosure.ledger import NOTHING_OUT, Ledger, ledger_of, ledgers, out_of
from reports.disclosure.suppression import costs
from reports.disclosure.suppression.certificates import as_json
from reports.disclosure.suppression.protection import protect_people
from reports.disclosure.verification import Kind, problems_of
from reports.editions.building import known_at
from reports.figures.records import person_of
from reports.models import Edition
from reports.protected.report import read_protected
from tests.conftest import Cast
from tests.reports.editions import Shelf, published_shelf_of

TERTIALS = ("2026-T1", "2026-T2")


@pytest.fixture(scope="module")
def both(standing) -> Shelf:
    return published_shelf_of(*TERTIALS)


@pytest.fixture
def shelf(db, both) -> list[Edition]:
    return both.own_published()


@pytest.fixture
def cast(db, both) -> Cast:
    return both.own_cast()


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


def test_somebody_whom_only_an_edition_that_is_out_knows_is_in_the_books(shelf):
    """A draft counted again with its former data is older than what has come out meanwhile."""
    (ledger,) = ledgers()
    *former, true = ledger.editions
    draft = replace(true, cutoff=true.cutoff + timedelta(seconds=1))
    leaves, comes = true.worlds[0][0]

    def without_them(offices, cutoff):
        ids, records = known_at(offices, true.cutoff if cutoff == draft.cutoff else cutoff)
        if cutoff != draft.cutoff:
            return ids, records
        rows = np.array([row for row in range(len(ids)) if as_json(person_of(records, row)) != leaves])
        assert 0 < len(rows) < len(ids)
        return [ids[row] for row in rows], records.take(rows)

    problems = problems_of(_with_worlds(draft, [[(leaves, comes)]]), former, 0, without_them)
    assert Kind.NOT_THERE not in {problem.kind for problem in problems}


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


def test_what_is_out_is_proved_anew_where_its_proof_is_gone(shelf):
    """Corrections since can take away every alternative of an edition that is out; the next one must still be proved."""
    (ledger,) = ledgers()
    former, newest = ledger.editions
    bare = _with_worlds(former, [])
    found = protect_people(
        Ledger((bare,)), newest.definition, newest.cutoff, newest.k, known_at, lambda done, of: None
    )
    assert found.open == 0
    again = replace(newest, printed=found.printed, worlds=found.worlds)
    assert problems_of(again, [bare], found.open, known_at) == []


def test_no_answer_of_a_yardstick_is_hidden_for_what_can_be_covered_otherwise(shelf, monkeypatch):
    """Were they as cheap as nothing: what is read first is not weighed against what is read last."""
    for cost in ("HEADLINE", "YARDSTICK", "YARDSTICK_TOTAL"):
        monkeypatch.setattr(costs, cost, 0.001)
    (ledger,) = ledgers()
    _former, newest = ledger.editions
    alone = protect_people(
        NOTHING_OUT, newest.definition, newest.cutoff, newest.k, known_at, lambda done, of: None
    )
    places = [(0, place) for place in alone.values]
    headline, answers, _tables = (
        {places[at][1] for at in group} for group in costs.reserved_first(places, range(len(places)))
    )
    assert all(map(costs.is_headline, headline))
    assert {(*place[:1], place[2]) for place in answers} >= {
        ("yardstick:six-months", "reached"), ("yardstick:november", "total")
    }  # fmt: skip
    large = {place for place in headline | answers if alone.values[place] >= newest.k}
    assert len(large) > len(headline)
    assert {place for place in large if alone.printed[place] is None} == set()
    assert alone.open == 0


def _with_worlds(out, worlds):
    return replace(out, worlds=worlds)


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
