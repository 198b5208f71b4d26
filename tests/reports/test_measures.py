"""What stands beside the tables: protected like a table, and shown as it was counted."""

import json
from dataclasses import replace
from datetime import date

import pytest

from entrepreneurs.enums import Rung
from entrepreneurs.models import Climb, Founder, Venture
from participants.models import Participant
from reports.building import offices_of
from reports.disclosure.beside import FEWEST_NEW, curves_stand_in, measures_to_print, read_printed
from reports.disclosure.issues import Issue, counts_of
from reports.disclosure.publications import publication_of
from reports.document.grids import read_grids
from reports.figures.indicators import count_indicators
from reports.figures.measures import FEWEST_AT_RISK, VENTURES, measure_spec, measures_of
from reports.models import Edition
from reports.periods import parse_period
from reports.protected import read_protected, shares_of
from tests.reports.editions import build, publish, request

SLUGS = ("bjerke", "ullern")


@pytest.fixture
def draft(people) -> Edition:
    return build(request(people, parse_period("2025")))


def indicators_of(edition: Edition):
    return count_indicators(offices_of(edition), edition.period, edition.cutoff)


def test_what_is_shown_is_what_was_counted(draft):
    report = read_protected(draft.report)
    for measure in measures_of(indicators_of(draft), with_curves=False):
        shown = report.measure(measure.spec.id)
        if measure.spec.dimension:
            continue
        for line in measure.spec.cells:
            count = sum(measure.counts.get(mark, 0) for mark in line.members)
            assert shown.cells[line.code] in (count, None)


def test_no_small_count_stands_beside_the_tables(draft):
    report = read_protected(draft.report)
    values = [value for measure in report.measures for value in measure.cells.values()]
    assert None in values
    assert not any(value is not None and 1 <= value < 5 for value in values)


def test_a_share_is_told_only_where_everything_it_is_made_of_is(draft):
    yardsticks = {yardstick["id"]: yardstick for yardstick in draft.report["yardsticks"]}
    assert {"at-exit", "six-months", "november"} <= set(yardsticks)
    for measure in read_protected(draft.report).measures:
        if measure.id not in yardsticks:
            continue
        parts = [measure.cells[code] for code in ("success", "other", "known", "unknown")]
        told = yardsticks[measure.id]["share"] is not None
        assert told is (None not in parts and bool(measure.cells["known"]))
        if told:
            assert yardsticks[measure.id]["low"] == pytest.approx(parts[0] / (parts[2] + parts[3]), abs=0.005)
            assert shares_of(measure).share == pytest.approx(parts[0] / parts[2], abs=0.005)


def test_a_curve_is_shown_where_enough_are_at_risk_and_every_share_is_safe(draft):
    curves = {curve["id"]: curve for curve in draft.report["curves"]}
    exact = indicators_of(draft).curves
    points = {point.month: point for point in exact.states.points}
    assert curves["state-occupation"]["points"]
    for point in curves["state-occupation"]["points"]:
        true = points[point["month"]]
        assert true.at_risk >= FEWEST_AT_RISK
        assert abs(point["at_risk"] - true.at_risk) <= 5
        assert point["at_risk"] % 10 == 0
        for code, share in point["shares"].items():
            if 1 <= true.observed[code] < 5:
                assert share is None
            elif share is not None:
                assert share["share"] == pytest.approx(100 * true.shares[code].share, abs=0.51)


def test_a_curve_is_not_shown_again_for_a_few_new_people(people):
    first = publish(people, "2025-T3")
    second = build(request(people, parse_period("2026-T1")))
    persons = [indicators_of(edition).curves.states.persons for edition in (first, second)]
    assert 0 < persons[1] - persons[0] < FEWEST_NEW
    for curve in read_protected(second.report).curves:
        assert (curve.points, curve.last_shown) == ((), "2025-T3")
    assert not any(curve.last_shown for curve in read_protected(first.report).curves)


def test_curves_are_shown_again_when_enough_are_new(draft):
    indicators = indicators_of(draft)
    measures = measures_to_print(indicators, SLUGS, [])
    specs = tuple(measure.spec for measure in measures)
    period = parse_period("2025")
    out = Issue("a 2025, 1", period, SLUGS, (), counts_of((), (), measures), specs)
    curves = indicators.curves
    more = replace(curves.states, persons=curves.states.persons + FEWEST_NEW)
    assert curves_stand_in(curves, SLUGS, [out]) == "2025"
    assert curves_stand_in(replace(curves, states=more), SLUGS, [out]) == ""
    assert curves_stand_in(curves, ("bjerke",), [out]) == ""


def test_what_a_report_prints_beside_its_tables_can_be_read_back(draft):
    """The ledger knows of a hidden share that it is hidden, and of a shown one what it tells."""
    report = read_protected(draft.report)
    printed = read_printed(report, draft.suppression.atoms)
    measures = tuple(printed.measures)
    counted = Issue("a 2025, 1", draft.period, SLUGS, (), draft.suppression.atoms, measures)
    true = {cell.label.split("|", 1)[1]: cell.value for cell in publication_of([counted]).publication.cells}
    assert any(value is None for value in printed.cells.values())
    for place, value in printed.cells.items():
        assert value in (true["|".join(place)], None)
    hidden = {(cell["table"], cell["row"], cell["column"]) for cell in draft.told["hidden"]}
    assert {place for place in hidden if place[1] == "all"} <= {
        place for place, value in printed.cells.items() if value is None
    }


@pytest.mark.parametrize(
    "id", ["at-exit", "follow-ups", "target-group", "state-occupation-12", "first-paid-work-24"]
)
def test_the_cells_of_a_measure_are_sums_of_its_marks(id):
    spec = measure_spec(id)
    assert all(line.members <= set(spec.marks) for line in (*spec.cells, *spec.untold))
    assert len({line.code for line in (*spec.cells, *spec.untold)}) == len(spec.cells) + len(spec.untold)


def test_a_planted_two_leaves_no_trace(cast):
    """Two people with an outcome nobody else has: no file of the report may hold their number in its place."""
    for number in range(60):
        target = "education" if number < 2 else ("work" if number < 31 else "training")
        person = Participant.objects.create(office=cast.bjerke, reference=f"P-{number}", birth_year=1990)
        person.moves.create(office=cast.bjerke, day=date(2025, 2, 1), target="enrolled")
        person.moves.create(office=cast.bjerke, day=date(2025, 6, 1), target=target)
    draft = build(request(cast, parse_period("2025")))
    report = read_protected(draft.report)
    for table in report.tables:
        for column in {"education", "result"} & set(table.columns):
            values = [table.cell(row, column) for row in table.rows]
            assert 2 not in values
    assert report.measure("at-exit").cells["education"] is None
    assert all(
        point.shares["education"] is None
        for point in report.curve("state-occupation").points
        if point.month in (6,)
    )
    for kind in ("csv", "json"):
        text = bytes(draft.files.get(kind=kind).content).decode("utf-8-sig")
        assert "education" in text or "tdanning" in text
        assert '"education": 2' not in text
        assert ";education;2" not in text
    spread = json.dumps(draft.report)
    assert '"value": 2,' not in spread
    assert '"education": 2' not in spread


def test_ventures_and_jobs_are_counted_protected_and_printed(people):
    """Twelve ventures at work, two ideas; six jobs filled: the two are hidden, and the ladder is in the document."""
    founders = list(Participant.objects.filter(office=people.bjerke).order_by("reference")[:14])
    for number, founder in enumerate(founders):
        venture = Venture.objects.create(office=people.bjerke, name=f"Systue {number}")
        Founder.objects.create(
            venture=venture, participant=founder, office=people.bjerke, starts_on=date(2025, 1, 10)
        )
        rung = Rung.IDEA if number < 2 else Rung.PLAN
        Climb.objects.create(venture=venture, office=people.bjerke, rung=rung, day=date(2025, 1, 10))
    draft = build(request(people, parse_period("2025")))
    ladder = read_protected(draft.report).measure(VENTURES)
    assert ladder.cells["idea"] is None
    assert ladder.cells["running"] in (14, None)
    assert ladder.cells["employs"] == 0
    grids = {grid.id for grid in read_grids(read_protected(draft.report))}
    assert "ladder" in grids
