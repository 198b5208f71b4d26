"""Score intervals against published numbers and against scipy's own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reports.statistics.shares import effective_number, share_bounds, wilson_interval


@pytest.mark.parametrize(
    ("successes", "number", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(successes, number, low, high):
    found = wilson_interval(successes / number, number)
    assert np.round(found, 4).tolist() == [low, high]


@given(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999)
)
def test_another_program_gives_the_same_interval(pair, level):
    successes, number = pair
    other = binomtest(successes, number).proportion_ci(level, method="wilson")
    assert wilson_interval(successes / number, number, level) == pytest.approx(
        (other.low, other.high), abs=1e-9
    )


def test_many_shares_at_once_with_real_numbers_of_persons():
    low, high = wilson_interval(np.array([0.0, 0.5, 1.0]), 12.5)
    assert low.shape == high.shape == (3,)
    assert low[0] == 0
    assert high[2] == 1
    assert low + high[::-1] == pytest.approx(np.ones(3))


def test_of_nobody_nothing_is_known():
    assert [float(limit) for limit in wilson_interval(0.3, 0)] == [0, 1]


@pytest.mark.parametrize("arguments", [(1.1, 5), (-0.1, 5), (0.5, -1), (0.5, 5, 1), (0.5, 5, 0), (np.nan, 5)])
def test_what_is_no_share_is_refused(arguments):
    with pytest.raises(ValueError, match="is"):
        wilson_interval(*arguments)


def test_a_share_three_ways():
    bounds = share_bounds(3, 4, 1)
    assert (bounds.low, bounds.high, bounds.share) == (0.6, 0.8, 0.75)
    assert bounds.interval == pytest.approx((0.3006, 0.9544), abs=5e-5)


def test_a_share_of_nobody_and_of_nobody_known():
    assert share_bounds(0, 0, 0).high is None
    bounds = share_bounds(0, 0, 7)
    assert (bounds.low, bounds.high, bounds.share, bounds.interval) == (0, 1, None, None)


@pytest.mark.parametrize("numbers", [(3, 2, 0), (-1, 2, 0), (1, 2, -1)])
def test_impossible_counts_are_refused(numbers):
    with pytest.raises(ValueError, match="Successes are among the known"):
        share_bounds(*numbers)


def test_the_effective_number_is_the_number_where_all_are_seen():
    share = np.array([0.25, 0.5, 0.0, 1.0])
    found = effective_number(share, share * (1 - share) / 40, np.array([40, 40, 25, 30]), 40)
    assert found == pytest.approx([40, 40, 25, 30])


def test_the_effective_number_is_never_more_than_there_are():
    assert effective_number(0.5, 1e-9, 10, 40) == 40
