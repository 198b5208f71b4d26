"""How many have come to something by a time, when something else may come first."""

from dataclasses import dataclass

import numpy as np

from reports.statistics.shares import LEVEL, Floats, Ints, effective_number, wilson_interval
from reports.statistics.steps import StepFunction

CENSORED = 0


@dataclass(frozen=True)
class Incidence(StepFunction):
    """Cumulative incidences as step functions.

    `times`: float[t], 0 and then every time something happened, which may be 0 again. `shares`:
    float[t, causes], column k being cause k + 1. `variances`: float[t, causes]. `at_risk`: int[t], under
    observation with nothing happened just before. `persons`: how many there are at time 0.
    """

    shares: Floats
    variances: Floats
    at_risk: Ints
    persons: int


def cumulative_incidence(time: Floats, cause: Ints, causes: int) -> Incidence:
    """The Aalen-Johansen estimate of the share to whom each cause has happened, one being the end.

    `time`: float[n], 0 or later. `cause`: int[n], 1..`causes`, or
    0 where the person was censored. Events come before censorings at the same time. Time grows with n log n.
    Nobody at all gives one row of zeros.

    The variance is the delta method's, of Greenwood type: with no censoring before t it is F(1-F)/n. statsmodels,
    Stata's stcompet and scikit-survival (as "Dinse_Approx") give the same; R's cmprsk gives Aalen's of 1978.

    Raises ValueError for arrays that do not fit each other or the above.

    Sources: Aalen and Johansen as in `occupation`; G. E. Dinse and M. G. Larson, "A note on semi-Markov models
    for partially censored data", Biometrika 73 (1986) 379-386; E. Marubini and M. G. Valsecchi, "Analysing
    Survival Data from Clinical Trials and Observational Studies" (Wiley 1995), section 10.3.
    """
    _check(time, cause, causes)
    times, at = np.unique(time[cause != CENSORED], return_inverse=True)
    happened = np.bincount(at * causes + cause[cause != CENSORED] - 1, minlength=len(times) * causes)
    happened = happened.reshape(len(times), causes)
    at_risk = len(time) - np.searchsorted(np.sort(time), times, side="left")
    rates = happened / at_risk[:, None]
    free = np.cumprod(1 - happened.sum(axis=1) / at_risk)
    free_before = np.concatenate(([1.0], free))[: len(times)]
    shares = np.cumsum(free_before[:, None] * rates, axis=0)
    nothing = np.zeros((1, causes))
    return Incidence(
        times=np.concatenate(([0.0], times)),
        shares=np.clip(np.vstack((nothing, shares)), 0, 1),
        variances=np.vstack((nothing, _variances(shares, happened, at_risk, free_before))),
        at_risk=np.concatenate(([len(time)], at_risk)),
        persons=len(time),
    )


def _check(time: Floats, cause: Ints, causes: int) -> None:
    if time.ndim != 1 or cause.shape != time.shape:
        raise ValueError("One time and one cause for each person.")
    if cause.size and not (cause.min() >= CENSORED and cause.max() <= causes):
        raise ValueError(f"Every cause is from 0 (censored) to {causes}.")
    if not (time >= 0).all():
        raise ValueError("Nothing happens before time 0.")


def _variances(shares: Floats, happened: Ints, at_risk: Ints, free_before: Floats) -> Floats:
    """float[t, causes]. Sums over event times j <= t of terms in F(t) - F(j), multiplied out to be one pass."""
    risk, ended = at_risk.astype(float), happened.sum(axis=1)
    left = risk - ended
    # Where everybody left at once F(t) = F(j) for all t after, and the term is nothing.
    ending = np.divide(ended, risk * left, out=np.zeros_like(risk), where=left > 0)[:, None]
    risk, free_before = risk[:, None], free_before[:, None]
    own = free_before**2 * happened * (risk - happened) / risk**3
    both = free_before * happened / risk**2
    variances = (
        shares**2 * np.cumsum(ending, axis=0)
        - 2 * shares * np.cumsum(shares * ending + both, axis=0)
        + np.cumsum(shares**2 * ending + own + 2 * shares * both, axis=0)
    )
    return np.maximum(variances, 0)


def incidence_limits(incidence: Incidence, cause: int, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Pointwise Wilson limits of one cause, with the effective number of persons: two arrays float[t].

    `cause` is 1 or more, as given to `cumulative_incidence`.
    """
    share, variance = incidence.shares[:, cause - 1], incidence.variances[:, cause - 1]
    number = effective_number(share, variance, incidence.at_risk, incidence.persons)
    return wilson_interval(share, number, level)


@dataclass(frozen=True, slots=True)
class Median:
    """The time by which half have come to it, and its interval. None where that is not reached."""

    time: float | None
    low: float | None
    high: float | None


def median_time(incidence: Incidence, cause: int, level: float = LEVEL) -> Median:
    """The first time at which the share of a cause is a half or more, with an interval.

    The interval holds every time at which a half is within the pointwise limits, so its lower end comes from
    the upper limit. Either may lie beyond what was observed.

    Source: R. Brookmeyer and J. Crowley, "A confidence interval for the median survival time", Biometrics 38
    (1982) 29-41, with the limits of `incidence_limits`.
    """
    low, high = incidence_limits(incidence, cause, level)
    share = incidence.shares[:, cause - 1]
    return Median(*(_first_time(incidence.times, curve) for curve in (share, high, low)))


def _first_time(times: Floats, curve: Floats) -> float | None:
    # Sums of many small steps reach a half up to their rounding.
    reached = np.flatnonzero(curve >= 0.5 - 1e-12)
    return float(times[reached[0]]) if reached.size else None
