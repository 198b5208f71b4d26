"""What always holds is derived whole, and nothing that somebody breaks."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_array, hstack

from reports.attacker import ties as derived
from reports.attacker.drawing import OLDEST, YOUNGEST, as_known_on, counted, draw
from reports.attacker.echelon import Echelon
from reports.attacker.parts import part_of
from reports.attacker.sparing import sparing
from reports.attacker.ties import derive, plainly
from reports.figures.records import ENROLLED, FAR, number_of
from tests.reports.attacker.made import definition, half, quarter, tertial, whole, year

PERIODS = {
    "tertials and the year": (tertial(2025, 2), tertial(2025, 3), year(2025)),
    "half-years": (half(2025, 1), half(2025, 2), year(2025)),
    "quarters": (quarter(2025, 3), quarter(2025, 4), half(2025, 2)),
    "years": (year(2023), year(2024), year(2025)),
    "ad hoc beside a tertial": ((date(2025, 3, 15), date(2025, 9, 2)), tertial(2025, 2)),
}
SETS = {name: tuple(whole(period) for period in periods) for name, periods in PERIODS.items()}
SETS["two clusters with a shared office"] = (
    whole(tertial(2025, 3), offices=("a", "b")),
    whole(tertial(2025, 3), offices=("b", "c")),
)
SETS["two series over one period"] = (whole(tertial(2025, 3)), whole(tertial(2025, 3), full=True))
SETS["a corrected edition"] = (
    whole(tertial(2025, 2), known_on=date(2025, 9, 20)),
    whole(tertial(2025, 2), known_on=date(2025, 12, 1)),
)
in_each_set = pytest.mark.parametrize("name", SETS)


def adds(definitions, people: int, seed: int) -> csr_array:
    crowd = draw(definitions, people, seed)
    return hstack([counted(crowd, each) for each in definitions]).tocsr()


@in_each_set
def test_the_rank_is_that_of_all_cells_taken_together_on_other_people(name: str) -> None:
    """So no tie is missing, and none too many: what holds for everybody is just as much as this."""
    ties = derive(SETS[name])
    assert ties.rank == plainly(SETS[name])
    assert ties.equal.shape == (len(ties.cells) - ties.rank, len(ties.cells))
    span = Echelon(np.arange(len(ties.cells)))
    assert span.add(ties.equal) == ties.equal.shape[0]


@in_each_set
def test_nobody_breaks_a_tie_and_hardly_anybody_a_part_of_relation(name: str) -> None:
    ties, parts = derive(SETS[name]), part_of(SETS[name])
    breakers = np.zeros(parts.rows.shape[0], np.int64)
    for seed in (70_001, 70_002):
        people = adds(SETS[name], 10_000, seed)
        assert (people @ ties.equal.T).count_nonzero() == 0
        breakers += np.asarray((people @ parts.rows.T < 0).sum(axis=0)).ravel()
    assert breakers.max() <= 4
    assert (breakers > 0).mean() < 0.005


def has_tie(ties, *terms) -> bool:
    """Whether a sum of cells is always 0: whether it adds nothing to the ties."""
    number = {cell: at for at, cell in enumerate(ties.cells)}
    row = np.zeros((1, len(number)))
    for times, cell in terms:
        row[0, number[cell]] += times
    span = Echelon(np.arange(len(number)))
    span.add(ties.equal)
    return len(span.outside(csr_array(row))) == 0


def test_the_same_spells_are_tied_a_year_apart() -> None:
    whole_year = definition(year(2024), yardsticks=["after-training-12"], windows=["period"], tables=())
    tertials = [
        definition(tertial(2025, n), yardsticks=["after-training-24"], windows=["period"], tables=())
        for n in (1, 2, 3)
    ]
    ties = derive((whole_year, *tertials))
    thirds = [(-1, (n, ("yardstick:after-training-24", "period", "total"))) for n in (1, 2, 3)]
    assert has_tie(ties, (1, (0, ("yardstick:after-training-12", "period", "total"))), *thirds)
    # What became of them a year later is another matter.
    reached = [(-1, (n, ("yardstick:after-training-24", "period", "reached"))) for n in (1, 2, 3)]
    assert not has_tie(ties, (1, (0, ("yardstick:after-training-12", "period", "reached"))), *reached)


def test_a_year_ending_a_day_later_is_not_tied() -> None:
    first = definition((date(2025, 9, 1), date(2025, 12, 30)), tables=("closing-by-group",))
    cell = ("closing-by-group", "youth", "work")
    for end, tied in ((date(2025, 12, 31), False), (date(2025, 12, 30), True)):
        other = definition((date(2025, 1, 1), end), tables=("closing-by-group",))
        assert has_tie(derive((first, other)), (1, (0, cell)), (-1, (1, cell))) is tied


def test_a_status_that_is_learnt_between_two_cutoffs_is_not_tied() -> None:
    early = whole(tertial(2025, 2), known_on=date(2025, 9, 20))
    late = replace(early, known_on=date(2025, 12, 1))
    ties = derive((early, late))
    for code, tied in (("total", True), ("unknown", False)):
        cell = ("yardstick:six-months", "twelve", code)
        assert has_tie(ties, (1, (0, cell)), (-1, (1, cell))) is tied


def test_a_tie_left_out_and_a_tie_too_many_are_each_noticed() -> None:
    """The two checks above would see either."""
    definitions = SETS["tertials and the year"]
    ties = derive(definitions)
    span = Echelon(np.arange(len(ties.cells)))
    assert span.add(ties.equal[1:]) < len(ties.cells) - ties.rank
    false = ties.equal[[0]].copy()
    false.data = false.data * 2 - 1
    assert (adds(definitions, 10_000, 70_001) @ false.T).count_nonzero()


def test_parts_hold_what_a_reader_would_see_at_once() -> None:
    t1, t2 = (definition(tertial(2025, n), tables=("closing-by-group",)) for n in (1, 2))
    parts = part_of((t1, t2))
    names = [(at, place) for at, each in enumerate((t1, t2)) for place in each.places]
    found = {
        tuple(sorted((names[at], int(times)) for at, times in zip(row.indices, row.data, strict=True)))
        for row in (parts.rows[[number]] for number in range(parts.rows.shape[0]))
    }
    # Whoever has not left at the end of the first is counted in the second.
    group = "closing-by-group", "youth"
    stayed = {((0, (*group, "total")), -1), ((0, (*group, "left")), 1), ((1, (*group, "total")), 1)}
    assert tuple(sorted(stayed)) in found


def test_drawn_people_keep_the_rules_of_a_journey() -> None:
    people = draw(SETS["years"], 5_000, 0)
    moves = people.day != FAR
    assert moves[:, 0].all()
    assert (people.target[:, 0] == ENROLLED).all()
    both = moves[:, 1:]
    assert (people.day[:, 1:] > people.day[:, :-1])[both].all()
    assert (people.target[:, 1:] != people.target[:, :-1])[both].all()
    ages = (
        people.day[:, 0].astype("datetime64[D]").astype("datetime64[Y]").astype(int)
        + 1970
        - people.birth_year
    )
    assert ages.min() == YOUNGEST
    assert ages.max() == OLDEST
    stays = people.stay_day != FAR
    assert (people.stay_day[:, 0] == people.day[:, 0]).all()
    assert (people.stay_day[:, 1:] > people.stay_day[:, :-1])[stays[:, 1:]].all()
    assert stays[:, 1].any()


def test_the_same_seed_draws_the_same_people() -> None:
    one, other, third = (draw(SETS["years"], 100, seed) for seed in (4, 4, 5))
    assert (one.day == other.day).all()
    assert (one.answer_day == other.answer_day).all()
    assert not (one.day == third.day).all()


def test_what_is_dated_after_a_cutoff_is_not_known_on_it() -> None:
    people, cutoff = draw(SETS["years"], 2_000, 1), number_of(date(2024, 6, 1))
    known = as_known_on(people, cutoff)
    assert known.day[known.day != FAR].max() == people.day[people.day <= cutoff].max()
    assert known.answer_day.max() <= cutoff


def test_a_total_is_said_in_place_of_its_parts() -> None:
    rows = csr_array(np.array([[1, 1, 1, -1, 0], [1, 1, 1, 0, -1]]))
    assert sorted(np.diff(sparing(rows).indptr).tolist()) == [2, 4]


def test_an_echelon_knows_what_it_has_seen() -> None:
    rows = np.random.default_rng(3).integers(-3, 4, (40, 60))
    span = Echelon(np.arange(60))
    assert span.add(csr_array(rows)) == 40
    assert len(span.outside(csr_array(rows[:10] * 5 - rows[10:20]).astype(float))) == 0
    ties = span.ties(60)
    assert ((rows @ ties.toarray().T) % 1_048_573 == 0).all()
    assert len(span.outside(csr_array(np.eye(60)[:1]))) == 1


def test_a_column_that_is_half_of_others_is_tied_in_whole_numbers():
    people = csr_array(np.array([[1, 1, 1], [2, 0, 1], [0, 2, 1], [4, 2, 3]]))
    span = Echelon(np.arange(3))
    span.add(people)
    ties = span.ties(3)
    assert ties.toarray().tolist() == [[-1, -1, 2]]
    assert (people @ ties.T).count_nonzero() == 0


def test_what_seems_to_hold_within_an_edition_is_given_up_when_somebody_breaks_it(monkeypatch):
    """Few people are drawn for an edition alone: a rare one turned up later, and no report could be made."""
    monkeypatch.setattr(derived, "ALONE", 100)
    pair = tuple(
        whole(period, offices=("x", "y", "z"), known_on=date(2026, 11, 28))
        for period in (tertial(2024, 3), tertial(2025, 1))
    )
    for definitions in (pair[:1], pair):
        ties = derive(definitions)
        assert ties.rank == plainly(definitions)
        assert (adds(definitions, 20_000, 70_003) @ ties.equal.T).count_nonzero() == 0
