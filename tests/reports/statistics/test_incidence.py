"""Cumulative incidence with something else that may come first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.statistics.incidence import cumulative_incidence, incidence_limits, median_time
from reports.statistics.shares import wilson_interval

CASES = st.lists(st.tuples(st.integers(1, 15), st.integers(0, 2)), min_size=1, max_size=25)


def arrays(case):
    return np.array([time for time, _ in case], float), np.array([cause for _, cause in case])


@given(CASES, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_copies_halve_the_variance(case, random):
    found = cumulative_incidence(*arrays(case), 2)
    shuffled = list(case)
    random.shuffle(shuffled)
    assert cumulative_incidence(*arrays(shuffled), 2).shares.tolist() == found.shares.tolist()
    twice = cumulative_incidence(*arrays(case * 2), 2)
    assert twice.shares == pytest.approx(found.shares)
    assert twice.variances * 2 == pytest.approx(found.variances, abs=1e-12)
    assert (np.diff(found.shares, axis=0) >= 0).all()
    assert (found.shares.sum(axis=1) <= 1 + 1e-12).all()


@given(st.lists(st.tuples(st.integers(1, 15), st.integers(1, 2)), min_size=1, max_size=25))
def test_with_nobody_censored_it_is_the_plain_share(case):
    time, cause = arrays(case)
    found = cumulative_incidence(time, cause, 2)
    for at, row, variance in zip(found.times, found.shares, found.variances, strict=True):
        share = np.array([((time <= at) & (cause == k)).mean() for k in (1, 2)])
        assert row == pytest.approx(share, abs=1e-12)
        assert variance == pytest.approx(share * (1 - share) / len(case), abs=1e-12)


def test_limits_are_wilsons_where_nobody_is_censored():
    time = np.arange(1.0, 21)
    found = cumulative_incidence(time, np.ones(20, int), 1)
    low, high = incidence_limits(found, 1)
    assert (low[5], high[5]) == pytest.approx([float(limit) for limit in wilson_interval(0.25, 20)])
    assert (low[0], high[0]) == pytest.approx((0, 0.1611), abs=5e-5)


def test_the_median_and_its_interval():
    found = cumulative_incidence(np.arange(1.0, 21), np.ones(20, int), 1)
    # Of 20, Wilson's limits hold a half from 6 successes (.5190 at the top) to 14 (.4810 at the bottom).
    median = median_time(found, 1)
    assert (median.time, median.low, median.high) == (10, 6, 15)


def test_a_median_that_is_not_reached():
    found = cumulative_incidence(np.array([1.0, 2, 3, 4, 5]), np.array([1, 0, 2, 2, 0]), 2)
    median = median_time(found, 1)
    assert (median.time, median.high) == (None, None)
    assert median_time(cumulative_incidence(np.array([]), np.array([], int), 2), 1).time is None


def test_rounding_does_not_move_the_median():
    found = cumulative_incidence(np.arange(1.0, 31), np.ones(30, int), 1)
    assert median_time(found, 1).time == 15


@pytest.mark.parametrize(
    ("time", "cause"), [([-1.0], [1]), ([-1.0], [0]), ([1.0], [3]), ([1.0], [-1]), ([1.0, 2], [1])]
)
def test_arrays_that_make_no_sense_are_refused(time, cause):
    with pytest.raises(ValueError, match=r"cause|before"):
        cumulative_incidence(np.array(time), np.array(cause), 2)


def test_what_happens_at_once_counts_from_time_0():
    found = cumulative_incidence(np.array([0.0, 0, 3, 5]), np.array([1, 0, 1, 0]), 1)
    assert found.times.tolist() == [0, 0, 3]
    assert found.shares[:, 0].tolist() == [0, 0.25, 0.25 + 0.75 / 2]
    assert found.row_at(0) == 1
