"""Estimates for a million made-up participants, beside statsmodels and R's survfit where they have the same one.

Run as `python -m bench.estimates`. Everything is drawn with a fixed seed; agreement is asserted to 1e-9.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import proportion_confint

from reports.statistics.funnel import WARNING_LEVEL, funnel_limits, overdispersion
from reports.statistics.incidence import cumulative_incidence, incidence_limits, median_time
from reports.statistics.occupation import Histories, state_occupation
from reports.statistics.shares import wilson_interval
from tests.reports.statistics.in_r import MISSING, has_survfit, of_histories, shipped

PERSONS = 1_000_000
# R keeps the influence of each person, so it is asked of fewer.
PERSONS_IN_R = 20_000
DAYS = 2000
STATES = 6

Found = TypeVar("Found")


def timed(name: str, work: Callable[[], Found], against: float | None = None) -> tuple[Found, float]:
    """Do it, print how long it took, and how many times faster it is than `against` seconds."""
    started = time.process_time()
    found = work()
    seconds = time.process_time() - started
    ratio = "" if against is None else f"   {against / seconds:6.1f} times as fast"
    print(f"  {name:38} {seconds:7.3f} s{ratio}", flush=True)
    return found, seconds


def incidences(random: np.random.Generator) -> None:
    print(f"Cumulative incidence of two causes, {PERSONS:,} persons, {DAYS} days")
    days = random.integers(1, DAYS, PERSONS).astype(float)
    cause = random.choice(3, PERSONS, p=(0.4, 0.4, 0.2))
    other, seconds = timed("statsmodels, with standard errors", lambda: CumIncidenceRight(days, cause))
    ours, _ = timed("ours, with variances", lambda: cumulative_incidence(days, cause, 2), seconds)
    timed("ours, median and limits", lambda: (median_time(ours, 1), incidence_limits(ours, 1)))
    rows = np.searchsorted(ours.times, other.times, side="right") - 1
    apart = max(
        max(
            np.abs(ours.shares[rows, k] - other.cinc[k]).max(),
            np.abs(np.sqrt(ours.variances[rows, k]) - other.cinc_se[k]).max(),
        )
        for k in (0, 1)
    )
    assert apart < 1e-9
    print(f"  largest difference {apart:.1e}")


def draw_histories(random: np.random.Generator, persons: int) -> Histories:
    """People with up to five moves on days of their own, censored anywhere."""
    seen_until = random.integers(1, DAYS, persons).astype(float)
    day = np.cumsum(random.geometric(1 / 250, (persons, 5)), axis=1)
    person, number = np.nonzero(day <= seen_until[:, None])
    return Histories(
        start=np.zeros(persons, int),
        seen_until=seen_until,
        person=person,
        time=day[person, number].astype(float),
        target=random.integers(0, STATES, len(person)),
        states=STATES,
    )


def print_size(histories: Histories) -> None:
    persons, moves = len(histories.start), len(histories.person)
    print(f"State occupation over {STATES} states, {persons:,} persons, {moves:,} moves, {DAYS} days")


def occupations(random: np.random.Generator) -> None:
    histories = draw_histories(random, PERSONS)
    print_size(histories)
    found, _ = timed("ours, with variances", lambda: state_occupation(histories))
    assert np.abs(found.probabilities.sum(axis=1) - 1).max() < 1e-9
    timed("who is where at one horizon", lambda: histories.observed_at(365.25))


def curves_in_r(random: np.random.Generator) -> None:
    """R is timed in R, around its one call; what it reads, orders and prints is not counted."""
    if not has_survfit():
        print(f"Not compared with R. {MISSING}")
        return
    print("Curves of data sets that R ships, largest difference from survfit")
    for name, case in shipped().items():
        apart = case.difference(case.ours())
        print(f"  {name:38} {apart:.1e}")
        assert apart < 1e-9
    histories = draw_histories(random, PERSONS_IN_R)
    print_size(histories)
    with tempfile.TemporaryDirectory() as folder:
        case = of_histories(histories, Path(folder))
    ours, seconds = timed("ours, with variances", lambda: state_occupation(histories))
    for kind, taken in case.seconds.items():
        print(f"  {f'survfit, {kind}':38} {taken:7.3f} s   ours is {taken / seconds:.1f} times as fast")
    apart = case.difference(ours)
    print(f"  largest difference {apart:.1e}")
    assert apart < 1e-9


def intervals(random: np.random.Generator) -> None:
    print(f"Wilson's interval, {PERSONS:,} shares")
    number = random.integers(1, 3000, PERSONS)
    successes = random.binomial(number, 0.3)
    other, seconds = timed("statsmodels", lambda: proportion_confint(successes, number, method="wilson"))
    ours, _ = timed("ours", lambda: wilson_interval(successes / number, number), seconds)
    assert np.abs(np.array(ours) - np.array(other)).max() < 1e-9


def funnels(random: np.random.Generator) -> None:
    print("Funnel of 10,000 units")
    number = random.integers(30, 3000, 10_000)
    timed("limits at 95 %", lambda: funnel_limits(0.3, number, WARNING_LEVEL))
    timed("over-dispersion", lambda: overdispersion(random.binomial(number, 0.3), number, 0.3))


def main() -> None:
    random = np.random.default_rng(1)
    incidences(random)
    occupations(random)
    curves_in_r(random)
    intervals(random)
    funnels(random)
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
