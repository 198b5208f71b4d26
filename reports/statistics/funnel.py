"""Funnel plots: how far a small unit's share may lie from a target by chance alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrik

from reports.statistics.shares import Floats, normal_quantile

# About two and three standard deviations.
WARNING_LEVEL, ACTION_LEVEL = 0.95, 0.998
# How much of each tail of the units is drawn in before over-dispersion is estimated.
WINSORISED = 0.1


@dataclass(frozen=True)
class FunnelLimits:
    """Between `low[i]` and `high[i]` the share of a unit with `number[i]` persons lies by chance: float[n] each."""

    number: Floats
    low: Floats
    high: Floats


def funnel_limits(target: float, number: ArrayLike, level: float, overdispersion: float = 1) -> FunnelLimits:
    """Exact binomial control limits around a target share, interpolated between whole numbers of persons.

    `number`: int[n], persons in each unit, 1 or more. `level`: how much of the units lies within, such as .95
    and .998. `overdispersion` above 1 moves both limits away from the target by its square root, within 0..1.

    Raises ValueError for a target that is not strictly between 0 and 1, a unit of nobody, a level not between
    0 and 1, or an over-dispersion under 1.

    Source: D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in
    Medicine 24 (2005) 1185-1202, its appendix.
    """
    persons = np.asarray(number)
    if not 0 < target < 1 or not (persons >= 1).all():
        raise ValueError("A target is between 0 and 1, and a unit has at least one person.")
    if overdispersion < 1:
        raise ValueError("Over-dispersion is 1 or more.")
    normal_quantile(level)
    tail = (1 - level) / 2
    widening = np.sqrt(overdispersion)
    low, high = (
        np.clip(target + widening * (_limit(target, persons, p) - target), 0, 1) for p in (tail, 1 - tail)
    )
    return FunnelLimits(persons.astype(float), low, high)


def _limit(target: float, persons: NDArray, probability: float) -> Floats:
    count = _quantile(probability, persons, target)
    reached = bdtr(count, persons, target)
    before = np.where(count > 0, bdtr(np.maximum(count - 1, 0), persons, target), 0)
    return (count - (reached - probability) / (reached - before)) / persons


def _quantile(probability: float, persons: NDArray, target: float) -> Floats:
    """The fewest successes that so much of the binomial distribution reaches.

    As scipy.stats.binom.ppf, without scipy.stats: to import it costs a web worker a second and 40 MiB.
    """
    count = np.ceil(bdtrik(probability, persons, target))
    fewer = np.maximum(count - 1, 0)
    return np.where(bdtr(fewer, persons, target) >= probability, fewer, count)


def overdispersion(successes: ArrayLike, number: ArrayLike, target: float) -> float:
    """How much more units differ than chance would have them: the mean square of their z-scores, at least 1.

    `successes` and `number`: int[n]. The outermost tenth of units at each end is drawn in to the tenth's border
    first, so that the few outlying units one looks for do not hide themselves. No units give 1.

    Raises ValueError for arrays that do not fit each other, more successes than persons, a unit of nobody, or
    a target that is not strictly between 0 and 1.

    Source: Spiegelhalter (2005) as in `funnel_limits`, on over-dispersion by a multiplicative factor.
    """
    found, persons = np.asarray(successes, float), np.asarray(number, float)
    if found.shape != persons.shape or not ((found >= 0) & (found <= persons) & (persons >= 1)).all():
        raise ValueError("Successes are among the persons of a unit, and a unit has at least one.")
    if not 0 < target < 1:
        raise ValueError("A target is between 0 and 1.")
    if not persons.size:
        return 1.0
    scores = (found / persons - target) / np.sqrt(target * (1 - target) / persons)
    drawn_in = np.clip(scores, *np.quantile(scores, (WINSORISED, 1 - WINSORISED)))
    return max(1.0, float(np.mean(drawn_in**2)))
