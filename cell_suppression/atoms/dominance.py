"""Which sums of amounts may be told: enough contribute, and nobody's own amount can be reckoned from the sum.

The p% rule of statistical disclosure control (Hundepool et al., Statistical Disclosure Control, 2012, ch. 4): whoever
knows the second largest amount, because it is their own, can tell the largest up to what the others have together.
That must be p per cent of the largest at the least.
"""

from collections.abc import Iterable

# See docs/decisions/.
P = 15


def may_be_told(amounts: Iterable[float], fewest: int) -> bool:
    """Whether the sum of these amounts, one for each contributor and none below nothing, gives no single one away.

    Whoever contributes nothing does not count: not even that nobody contributes is told.
    """
    largest_first = sorted((amount for amount in amounts if amount > 0), reverse=True)
    if len(largest_first) < fewest:
        return False
    return 100 * sum(largest_first[2:]) >= P * largest_first[0]
