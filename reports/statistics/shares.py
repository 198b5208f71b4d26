"""Shares: score intervals, and what a share can be when some answers are missing."""

from dataclasses import dataclass
from math import floor
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.integer]

LEVEL = 0.95


def wilson_interval(share: ArrayLike, number: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """The score interval of a binomial share, without continuity correction.

    `share` and `number` broadcast against each other; both limits have the broadcast shape. `number` may be
    real, such as an effective number of persons; 0 gives the interval from 0 to 1, which is all that is known.

    Raises ValueError for a share outside 0..1, a negative number, or a level not between 0 and 1.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927) 209-212.
    """
    share, number = np.broadcast_arrays(np.asarray(share, float), np.asarray(number, float))
    if not ((share >= 0) & (share <= 1)).all():
        raise ValueError("A share is between 0 and 1.")
    if not (number >= 0).all():
        raise ValueError("A share is of 0 persons or more.")
    z = normal_quantile(level)
    middle = number * share + z**2 / 2
    reach = z * np.sqrt(number * share * (1 - share) + z**2 / 4)
    low = np.where(share == 0, 0.0, np.clip((middle - reach) / (number + z**2), 0, 1))
    high = np.where(share == 1, 1.0, np.clip((middle + reach) / (number + z**2), 0, 1))
    return low, high


def normal_quantile(level: float) -> float:
    """How many standard deviations hold `level` of a normal distribution, on both sides together.

    Raises ValueError for a level that is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError("A level of confidence is between 0 and 1.")
    return NormalDist().inv_cdf((1 + level) / 2)


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """A share told three ways. Each is None where nobody is there to divide by.

    `low`: all unknown are taken for failures. `high`: all are taken for successes. `share` and its `interval`
    are of the known only.
    """

    low: float | None
    high: float | None
    share: float | None
    interval: tuple[float, float] | None

    def in_whole_per_cent(self) -> "ShareBounds":
        """The same, each to the nearest per cent, half upwards."""
        return ShareBounds(
            *(
                None if share is None else nearest_per_cent(share)
                for share in (self.low, self.high, self.share)
            ),
            interval=self.interval
            and (nearest_per_cent(self.interval[0]), nearest_per_cent(self.interval[1])),
        )


def nearest_per_cent(share: float) -> float:
    """A share to the nearest per cent, half upwards."""
    return floor(share * 100 + 0.5) / 100


def share_bounds(successes: int, known: int, unknown: int, level: float = LEVEL) -> ShareBounds:
    """What the share of successes is at the least, at the most, and among those who are known.

    Raises ValueError for a negative number or more successes than known.

    Source of the bounds: C. F. Manski, "Partial identification of probability distributions" (Springer 2003),
    ch. 1: without assumptions on who is missing, no tighter ones hold. Of the interval: `wilson_interval`.
    """
    if not 0 <= successes <= known or unknown < 0:
        raise ValueError("Successes are among the known, and no number is negative.")
    everybody = known + unknown
    if not everybody:
        return ShareBounds(None, None, None, None)
    low, high = successes / everybody, (successes + unknown) / everybody
    if not known:
        return ShareBounds(low, high, None, None)
    lower, upper = wilson_interval(successes / known, known, level)
    return ShareBounds(low, high, successes / known, (float(lower), float(upper)))


def effective_number(share: ArrayLike, variance: ArrayLike, observed: ArrayLike, persons: float) -> Floats:
    """How many fully observed persons would know a share as well: F(1-F) / Var(F).

    `share`, `variance` and `observed` (how many are still under observation) broadcast against each other;
    the result has their shape. Where the estimate is 0 or 1 its variance is 0 and says nothing: there the
    number still under observation counts, which is never too many. Never more than `persons`.

    Source: F. J. Dorey and E. L. Korn, "Effective sample sizes for confidence intervals for survival
    probabilities", Statistics in Medicine 6 (1987) 679-687, there named after Cutler and Ederer.
    """
    share, variance, observed = np.broadcast_arrays(
        np.asarray(share, float), np.asarray(variance, float), np.asarray(observed, float)
    )
    spread = share * (1 - share)
    number = np.divide(spread, variance, out=observed.copy(), where=(spread > 0) & (variance > 0))
    return np.minimum(number, persons)
