"""Which sums of amounts may be told."""

import pytest

from cell_suppression.atoms.dominance import may_be_told

K = 5


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([], False),
        ([10, 10, 10, 10], False),
        ([10, 10, 10, 10, 0, 0], False),
        ([10] * 5, True),
        # The largest is 100; without the two largest there must be 15 left.
        ([100, 90, 5, 5, 4], False),
        ([100, 90, 5, 5, 5], True),
        ([1000, 1, 1, 1, 1, 1], False),
        ([0] * 9, False),
    ],
)
def test_enough_contribute_and_nobody_stands_out(amounts, told):
    assert may_be_told(amounts, K) is told
    assert may_be_told(reversed(amounts), K) is told


def test_the_second_largest_learns_the_largest_no_closer_than_the_rule_says():
    amounts = [200, 150, 20, 10, 5]
    assert may_be_told(amounts, K)
    upper_bound = sum(amounts) - 150
    assert upper_bound >= 200 * 1.15
