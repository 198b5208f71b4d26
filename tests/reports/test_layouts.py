"""Which tables a report holds: chosen by what a reader is told, and by KREM otherwise."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from reports.disclosure import release
from reports.disclosure.information_loss import InformationLoss, told_by_coarse, uncertainty_by_table
from reports.disclosure.ledger import Ledger
from reports.enums import Detail
from reports.figures.definitions import TOTAL, everything
from reports.figures.tables import BY_OFFICE_GROUPED, COARSE_FORM, FULL, GROUPED, Layout, published_specs
from reports.protected.ranges import Range
from tests.reports.attacker.made import OFFICES, SINCE, tertial

WHOLE = everything(OFFICES, *tertial(2026, 1), SINCE, tertial(2026, 2)[1])
FINE, COARSE = set(COARSE_FORM), set(COARSE_FORM.values())
# Sixty women and nobody else.
STATES = {"work": 5, "education": 5, "left": 50}
EVERYBODY = sum(STATES.values())
HIDDEN: Range = (1, 40)


def ids(layout: Layout) -> set[str]:
    return {spec.id for spec in published_specs(WHOLE, layout)}


def by_sex(form: str) -> dict[tuple[str, str, str], int]:
    """The true counts of a table by sex, in one of its forms."""
    (spec,) = (each for each in WHOLE.tables if each.id == form)
    counts = {}
    for row in spec.row_codes:
        for column in (*spec.columns, None):
            code, members = (TOTAL, STATES) if column is None else (column.code, column.members)
            held = sum(count for state, count in STATES.items() if state in members)
            counts[form, row, code] = held if row in ("female", TOTAL) else 0
    return counts


def exactly(counts: dict[tuple[str, str, str], int]) -> dict[tuple[str, str, str], Range]:
    return {place: (count, count) for place, count in counts.items()}


def test_what_nobody_has_chosen_is_printed_finely():
    assert ids(GROUPED) == FINE | BY_OFFICE_GROUPED
    assert ids(Layout(Detail.MERGED)) == COARSE | BY_OFFICE_GROUPED
    assert ids(FULL) >= FINE | {"opening-by-office", "closing-by-office", "exits-by-office"}


@pytest.mark.parametrize("left_out", ["flow", "flow-grouped"])
@pytest.mark.parametrize("detail", Detail.values)
def test_a_table_that_is_left_out_comes_in_neither_form(left_out, detail):
    assert not {"flow", "flow-grouped"} & ids(Layout(detail).without(left_out))


def test_the_last_choice_of_a_form_holds():
    coarse = GROUPED.coarser("flow")
    assert ids(coarse) == (FINE - {"flow"}) | BY_OFFICE_GROUPED | {"flow-grouped"}
    assert ids(coarse.finer("flow")) == ids(GROUPED)
    assert coarse.open_tables == coarse.finer("flow").open_tables == FINE - {"flow"}
    assert Layout(Detail.MERGED).open_tables == frozenset()
    assert Layout.from_json(coarse.as_json()) == coarse


def test_tables_can_all_be_left_out():
    nothing = GROUPED
    for id in (*FINE, *BY_OFFICE_GROUPED):
        assert nothing.table_ids()
        nothing = nothing.without(id)
    assert not nothing.table_ids()


def test_what_is_told_exactly_leaves_no_uncertainty():
    assert uncertainty_by_table(WHOLE, exactly(by_sex("closing-by-sex")))["closing-by-sex"] == 0


def test_of_a_table_that_is_left_out_a_reader_knows_nothing():
    told = uncertainty_by_table(WHOLE, exactly(by_sex("closing-by-sex")))
    assert told["flow"] == told["closing-by-age"] == 1


def test_a_merged_count_limits_each_of_its_parts():
    counts = by_sex("closing-by-sex-grouped")
    told = uncertainty_by_table(WHOLE, exactly(counts))["closing-by-sex"]
    assert counts["closing-by-sex-grouped", "female", "result"] == 10
    # Of 24 cells three are between nobody and all ten; all others are told.
    assert told == pytest.approx(3 * 10 / EVERYBODY / 24)


def test_a_hidden_count_is_as_uncertain_as_its_range_is_wide():
    limits = exactly(by_sex("closing-by-sex"))
    limits["closing-by-sex", "female", "work"] = HIDDEN
    assert uncertainty_by_table(WHOLE, limits)["closing-by-sex"] == pytest.approx(39 / EVERYBODY / 24)
    # Whatever it says, nobody is more than everybody.
    limits["closing-by-sex", "female", "work"] = (1, None)
    assert uncertainty_by_table(WHOLE, limits)["closing-by-sex"] == pytest.approx(59 / EVERYBODY / 24)


def test_a_row_that_is_left_out_is_what_the_others_leave_of_the_total():
    counts = by_sex("closing-by-sex")
    left_out = exactly({place: count for place, count in counts.items() if place[1] != "male"})
    # Alone it can be reckoned to the last.
    assert uncertainty_by_table(WHOLE, left_out)["closing-by-sex"] == 0
    both = {place: limits for place, limits in left_out.items() if place[1] != "female"}
    # Of two, each can be everybody: every state of the sixty women, twice.
    assert uncertainty_by_table(WHOLE, both)["closing-by-sex"] == pytest.approx(2 / 24)


def test_the_headline_comes_before_the_number_of_answers_and_that_before_the_tables():
    headline, other = ("at-exit", "twelve"), ("november", "start")
    loss = InformationLoss(0, 9, 0.0, 0.0, (), (headline, other), 0.5)
    order = [
        replace(loss, answered=()),
        replace(loss, answered=(other, ("six-months", "start"))),
        replace(loss, answered=(headline,), uncertainty=0.9),
        replace(loss, answered=(headline,)),
        replace(loss, answered=(headline, other), uncertainty=0.9),
    ]
    ranks = [each.rank for each in order]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ranks)


@pytest.fixture
def decided(monkeypatch):
    """What is decided of a report that prints but the table by sex, hidden as told by its form."""

    def decide(hidden: dict[str, bool], layout: Layout = GROUPED, beside: int = 0, tells_little: float = 1.0):
        made = []

        def protected(ledger, definition, *rest):
            (form,) = {spec.id for spec in definition.tables} & {"closing-by-sex", "closing-by-sex-grouped"}
            made.append(form)
            counts = by_sex(form)
            printed = {place: None if count and hidden[form] else count for place, count in counts.items()}
            printed[form, TOTAL, TOTAL] = EVERYBODY
            return SimpleNamespace(printed=printed)

        def ranges(ledger, definition, found):
            return {place: HIDDEN for place, number in found.printed.items() if number is None}

        monkeypatch.setattr(release, "protected", protected)
        # The other tables are not printed at all here, which is a lot not to know.
        monkeypatch.setattr(release, "TELLS_LITTLE", tells_little)
        monkeypatch.setattr(release, "_ranges", ranges)
        monkeypatch.setattr(release, "horizons_of", lambda *of: (((), ()), ""))
        figures = SimpleNamespace(
            definition=WHOLE, values=by_sex("closing-by-sex") | by_sex("closing-by-sex-grouped")
        )
        cutoff = datetime(2026, 9, 1, tzinfo=UTC)
        ledger = Ledger(tuple(SimpleNamespace(k=5) for _ in range(beside)))
        found = release.decide(figures, layout, ledger, cutoff, 5, lambda *of: None, lambda *of: None)
        return made, {spec.id for spec in found.definition.tables}, found

    return decide


def test_a_fine_table_that_tells_enough_is_tried_alone(decided):
    made, printed, found = decided({"closing-by-sex": False})
    assert made == ["closing-by-sex"]
    assert "closing-by-sex" in printed
    assert len(found.tried) == 1


def test_a_coarse_table_is_taken_where_it_tells_more(decided):
    made, printed, found = decided({"closing-by-sex": True, "closing-by-sex-grouped": False})
    assert made == ["closing-by-sex", "closing-by-sex-grouped"]
    assert "closing-by-sex-grouped" in printed
    assert [layout for layout, _ in found.tried] == [GROUPED.coarser("closing-by-sex"), GROUPED]
    assert found.tried[0][1].rank > found.tried[1][1].rank
    assert found.loss == found.tried[0][1]


def test_a_coarse_table_that_must_be_hidden_too_is_not_taken(decided):
    made, printed, found = decided({"closing-by-sex": True, "closing-by-sex-grouped": True})
    assert made == ["closing-by-sex", "closing-by-sex-grouped"]
    assert "closing-by-sex" in printed
    assert found.loss.rank >= found.tried[1][1].rank


def test_where_all_tells_little_all_is_tried_coarsely(decided):
    _made, _printed, found = decided(
        {"closing-by-sex": True, "closing-by-sex-grouped": True}, tells_little=0.0
    )
    coarse = [{fine for fine in FINE if COARSE_FORM[fine] in layout.forms} for layout, _ in found.tried]
    assert sorted(map(len, coarse)) == [0, 1, len(FINE)]


def test_beside_many_reports_nothing_more_is_tried(decided):
    hidden = {"closing-by-sex": True, "closing-by-sex-grouped": False}
    assert len(decided(hidden, beside=release.MOST_BESIDE)[0]) == 2
    assert len(decided(hidden, beside=release.MOST_BESIDE + 1)[0]) == 1


def test_what_krem_has_chosen_is_not_tried_otherwise(decided):
    made, _printed, _found = decided({"closing-by-sex": True}, GROUPED.finer("closing-by-sex"))
    assert made == ["closing-by-sex"]


def test_the_best_a_coarse_table_can_do_is_to_hide_small_counts_alone():
    values = by_sex("closing-by-sex-grouped")
    all_shown = told_by_coarse(WHOLE, values, 5)["closing-by-sex"]
    assert all_shown == uncertainty_by_table(WHOLE, exactly(values))["closing-by-sex"]
    values["closing-by-sex-grouped", "male", "result"] = 2
    assert told_by_coarse(WHOLE, values, 5)["closing-by-sex"] > all_shown


def test_of_few_people_only_the_coarse_forms_are_tried(decided, monkeypatch):
    monkeypatch.setattr(release, "FEWEST_FOR_FINE", EVERYBODY + 1)
    made, _printed, found = decided({"closing-by-sex-grouped": True})
    assert made == ["closing-by-sex-grouped"]
    assert [layout.open_tables for layout, _ in found.tried] == [frozenset()]
    made, _printed, _found = decided({"closing-by-sex": True}, GROUPED.finer("closing-by-sex"))
    assert made == ["closing-by-sex"]
