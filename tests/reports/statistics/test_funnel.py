"""How far a small unit may lie from a target by chance."""

import numpy as np
import pytest
from scipy.stats import binom

from reports.statistics.funnel import ACTION_LEVEL, WARNING_LEVEL, funnel_limits, overdispersion

SIZES = np.array([1, 5, 12, 30, 100, 1000])


@pytest.mark.parametrize("level", [WARNING_LEVEL, ACTION_LEVEL])
@pytest.mark.parametrize("target", [0.05, 0.3, 0.75])
def test_limits_lie_where_the_binomial_crosses_the_level(target, level):
    """The cumulative probability, drawn as straight lines between whole counts, is the tail at the limit."""
    found = funnel_limits(target, SIZES, level)
    for number, low, high in zip(SIZES, found.low, found.high, strict=True):
        counts = np.arange(-1, number + 1)
        drawn = binom.cdf(counts, number, target)
        tail = (1 - level) / 2
        for limit, wanted in ((low, tail), (high, 1 - tail)):
            if 0 < limit < 1:
                assert np.interp(limit * number, counts, drawn) == pytest.approx(wanted, abs=1e-9)
            assert 0 <= limit <= 1


def test_in_large_units_limits_are_the_normal_ones():
    found = funnel_limits(0.4, [200_000], WARNING_LEVEL)
    reach = 1.959964 * np.sqrt(0.4 * 0.6 / 200_000)
    assert (found.low[0], found.high[0]) == pytest.approx((0.4 - reach, 0.4 + reach), abs=5e-6)


def test_overdispersion_widens_by_its_root():
    plain, wide = funnel_limits(0.4, [100], 0.95), funnel_limits(0.4, [100], 0.95, overdispersion=4)
    assert wide.high[0] - 0.4 == pytest.approx(2 * (plain.high[0] - 0.4))
    assert wide.low[0] - 0.4 == pytest.approx(2 * (plain.low[0] - 0.4))


def test_units_that_differ_by_chance_are_not_overdispersed():
    random = np.random.default_rng(3)
    number = random.integers(30, 300, 400)
    assert overdispersion(random.binomial(number, 0.4), number, 0.4) == pytest.approx(1, abs=0.1)
    true = np.clip(random.normal(0.4, 0.12, 400), 0, 1)
    assert overdispersion(random.binomial(number, true), number, 0.4) > 3


def test_one_outlying_unit_does_not_hide_itself():
    number = np.full(20, 100)
    found = np.full(20, 40)
    found[0] = 100
    assert overdispersion(found, number, 0.4) == 1
    assert overdispersion([], [], 0.4) == 1


@pytest.mark.parametrize(
    "arguments", [(0, [5], 0.95), (1, [5], 0.95), (0.4, [0], 0.95), (0.4, [5], 1), (0.4, [5], 0.95, 0.5)]
)
def test_senseless_limits_are_refused(arguments):
    with pytest.raises(ValueError, match="is"):
        funnel_limits(*arguments)


@pytest.mark.parametrize("arguments", [([3], [2], 0.4), ([1], [2, 3], 0.4), ([0], [0], 0.4), ([1], [2], 1)])
def test_senseless_units_are_refused(arguments):
    with pytest.raises(ValueError, match=r"is|are"):
        overdispersion(*arguments)


@pytest.mark.parametrize("target", [0.02, 0.35, 0.5, 0.9])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.998])
def test_limits_are_those_of_the_distribution_of_scipy(target, level):
    persons = np.arange(1, 400)
    for tail, limits in zip(
        ((1 - level) / 2, (1 + level) / 2),
        (funnel_limits(target, persons, level).low, funnel_limits(target, persons, level).high),
        strict=True,
    ):
        count = binom.ppf(tail, persons, target)
        reached, before = binom.cdf(count, persons, target), binom.cdf(count - 1, persons, target)
        expected = np.clip((count - (reached - tail) / (reached - before)) / persons, 0, 1)
        assert limits == pytest.approx(expected, abs=1e-12)
