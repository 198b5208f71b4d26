"""The same curves as R's survfit finds, to 1e-9, on data sets that R ships and on people drawn here.

Events come before censorings at the same time in both. R's error of curves with several states is the infinitesimal
jackknife and ours of Greenwood type, so errors are held together where the two are the same: with one end only, and
where nobody is censored.
"""

import numpy as np
import pytest

from reports.statistics.incidence import median_time
from reports.statistics.occupation import Histories
from tests.reports.statistics.in_r import MISSING, Fitted, has_survfit, of_histories, shares_of, shipped
from tests.reports.statistics.test_occupation import drawn

SINGLE_END = ("lung", "veteran")
SEVERAL_ENDS = ("mgus2_first", "transplant")
MANY_MOVES = ("mgus2_both", "myeloid_course", "pbcseq_oedema")


@pytest.fixture(scope="module")
def with_r() -> None:
    if not has_survfit():
        pytest.skip(MISSING)


@pytest.fixture(scope="module")
def in_r(with_r) -> dict[str, Fitted]:
    return shipped()


def require_same(case: Fitted) -> None:
    ours = case.ours()
    assert case.difference(ours) < 1e-9
    # Just before each of our times as many are at risk. Our first row is time 0 itself.
    assert np.isin(ours.times[1:], case.times).all()
    at = np.searchsorted(case.times, ours.times[1:])
    assert case.at_risk[at].tolist() == ours.at_risk[1:].reshape(len(at), -1).tolist()


def require_same_errors(case: Fitted) -> None:
    ours = case.ours()
    known = np.isfinite(case.errors)
    # Nothing to know where everybody has come to the end; there R divides by nothing.
    assert shares_of(ours)[case.rows_of(ours)][~known] == pytest.approx(1, abs=1e-12)
    errors = np.sqrt(ours.variances)[case.rows_of(ours)]
    assert errors[known] == pytest.approx(case.errors[known], abs=1e-9)


@pytest.mark.parametrize("name", SINGLE_END + SEVERAL_ENDS + MANY_MOVES)
def test_data_sets_that_r_ships(in_r, name):
    require_same(in_r[name])


@pytest.mark.parametrize("name", SINGLE_END)
def test_one_end_has_the_same_error_and_median(in_r, name):
    require_same_errors(in_r[name])
    assert median_time(in_r[name].ours(), 1).time == in_r[name].median


def test_these_data_sets_are_hard_enough(in_r):
    """Ties, censorings at the time of an event, an event on day 0, several first states, and people who come back."""
    times, first_ends = in_r["mgus2_first"].data["time"], in_r["mgus2_first"].data["cause"]
    assert np.intersect1d(times[first_ends == 0], times[first_ends > 0]).size > 100
    assert in_r["transplant"].times[0] == 0
    assert (in_r["transplant"].ours().shares[1] > 0).any()
    people = in_r["pbcseq_oedema"].histories()
    assert np.unique(people.start).size == 3
    _, _, origin, target = people.in_order
    assert (origin > target).sum() > 50


def test_figures_known_from_elsewhere(in_r):
    """Progression and death of 1,384 persons with a monoclonal gammopathy, at 5, 10, 20 and 30 years."""
    found = in_r["mgus2_first"].ours()
    rows = [found.row_at(month) for month in (60, 120, 240, 360)]
    assert found.persons == 1384
    assert found.shares[rows, 0] == pytest.approx([0.0341037, 0.0637222, 0.0998137, 0.1340416], abs=5e-8)
    assert found.shares[rows, 1] == pytest.approx([0.3203670, 0.5318177, 0.7240280, 0.7842082], abs=5e-8)


def test_people_drawn_here_who_come_and_go(with_r, tmp_path):
    people = drawn(np.random.default_rng(3), 400)
    case = of_histories(people, tmp_path)
    require_same(case)
    assert {name: case.data[name].tolist() for name in ("person", "time", "target")} == {
        name: getattr(people, name).tolist() for name in ("person", "time", "target")
    }


def test_with_nobody_censored_the_errors_are_the_same_too(with_r, tmp_path):
    everybody = drawn(np.random.default_rng(4), 300)
    last = everybody.seen_until.max()
    case = of_histories(
        Histories(
            start=np.zeros_like(everybody.start),
            seen_until=np.full_like(everybody.seen_until, last),
            person=everybody.person,
            time=everybody.time,
            target=everybody.target,
            states=everybody.states,
        ),
        tmp_path,
    )
    require_same(case)
    require_same_errors(case)
