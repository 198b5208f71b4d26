"""Where people are as time goes: state occupation probabilities, returns included.

Everybody starts at time 0 in some state, moves between states on known times, and is lost from sight
(censored) at some time. What happens at the time of the censoring itself is still seen.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from reports.statistics.shares import Floats, Ints
from reports.statistics.steps import StepFunction


@dataclass(frozen=True)
class Histories:
    """Right-censored multistate data of n persons with m moves, in any order.

    `start`: int[n], the state at time 0. `seen_until`: float[n], the time of censoring, 0 or more. `person`:
    int[m], whose move it is, 0..n-1. `time`: float[m], 0 or later and not later than that person is seen.
    `target`: int[m], the state moved to. States are 0..`states`-1.

    Raises ValueError for arrays that do not fit each other or the above, and for a person with two moves
    at one time. A move to the state somebody is already in is allowed and changes nothing.
    """

    start: Ints
    seen_until: Floats
    person: Ints
    time: Floats
    target: Ints
    states: int

    def __post_init__(self) -> None:
        n, m = self.start.shape, self.person.shape
        if len(n) != 1 or self.seen_until.shape != n or len(m) != 1:
            raise ValueError("One start and one end for each person, one person for each move.")
        if self.time.shape != m or self.target.shape != m:
            raise ValueError("One person, one time and one target for each move.")
        for name, codes, limit in (
            ("start", self.start, self.states),
            ("target", self.target, self.states),
            ("person", self.person, n[0]),
        ):
            if codes.size and not (codes.min() >= 0 and codes.max() < limit):
                raise ValueError(f"Every {name} is from 0 to {limit - 1}.")
        if not (self.seen_until >= 0).all():
            raise ValueError("Nobody is censored before time 0.")
        if not ((self.time >= 0) & (self.time <= self.seen_until[self.person])).all():
            raise ValueError("Moves come neither before time 0 nor after the person's censoring.")
        person, time, *_ = self.in_order
        if ((person[1:] == person[:-1]) & (time[1:] == time[:-1])).any():
            raise ValueError("Nobody moves twice at one time.")

    @cached_property
    def in_order(self) -> tuple[Ints, Floats, Ints, Ints]:
        """Person, time, origin and target of each move, by person and then by time: four arrays [m]."""
        order = np.lexsort((self.time, self.person))
        person, time, target = self.person[order], self.time[order], self.target[order]
        origin = self.start[person]
        follows = np.flatnonzero(person[1:] == person[:-1]) + 1
        origin[follows] = target[follows - 1]
        return person, time, origin, target

    def states_at(self, time: float) -> Ints:
        """int[n]: the state of everybody at `time`, what happened at that time included."""
        person, times, _, target = self.in_order
        happened = times <= time
        states = self.start.copy()
        # Moves are in order of time within a person, and of several assignments the last one stays.
        states[person[happened]] = target[happened]
        return states

    def observed_at(self, time: float) -> Ints:
        """int[states]: how many are in each state at `time` of those still under observation then."""
        return np.bincount(self.states_at(time)[self.seen_until >= time], minlength=self.states)


@dataclass(frozen=True)
class Occupation(StepFunction):
    """State occupation probabilities as step functions.

    `times`: float[t], 0 and then every time somebody moved, which may be 0 again. `probabilities`:
    float[t, states]; each row sums to 1. `variances`: float[t, states]. `at_risk`: int[t, states], under observation just before; at time 0,
    everybody. `persons`: how many there are at time 0.
    """

    probabilities: Floats
    variances: Floats
    at_risk: Ints
    persons: int


def state_occupation(histories: Histories) -> Occupation:
    """The Aalen-Johansen estimate of the probability to be in each state, at every time somebody moved.

    Events come before censorings at the same time. Time and memory grow with persons plus moves, and with
    distinct event times times the square of the number of states. With no censoring before t the row at t is
    the plain share in each state, and its variance p(1-p)/n. Nobody at all gives one row of zeros.

    The variance is of Greenwood type, by the recursion for the row vector p(t) = p(0) prod(I + dA), the moves
    out of a state at one time being multinomial. It takes the process to be Markov; the estimate itself does not
    need that. R's survfit gives the same estimate, and the infinitesimal jackknife for its variance.

    Sources: O. O. Aalen and S. Johansen, Scandinavian Journal of Statistics 5 (1978) 141-150; P. K. Andersen,
    O. Borgan, R. D. Gill and N. Keiding, "Statistical Models Based on Counting Processes" (Springer 1993),
    section IV.4; for data that are not Markov, S. Datta and G. A. Satten, Statistics & Probability Letters
    55 (2001) 403-411.
    """
    persons, states = len(histories.start), histories.states
    times, moved = _moves_by_time(histories)
    started = np.bincount(histories.start, minlength=states)
    at_risk = started + _change_before(histories, times, moved)
    probabilities = np.zeros((len(times) + 1, states))
    variances = np.zeros_like(probabilities)
    if persons:
        now = started / persons
        spread = (np.diag(now) - np.outer(now, now)) / persons
        probabilities[0], variances[0] = now, np.diag(spread)
        for j in range(len(times)):
            now, spread = _step(now, spread, moved[j], at_risk[j])
            probabilities[j + 1], variances[j + 1] = now, np.diag(spread)
    return Occupation(
        times=np.concatenate(([0.0], times)),
        probabilities=probabilities,
        variances=np.maximum(variances, 0),
        at_risk=np.vstack((started, at_risk)),
        persons=persons,
    )


def _moves_by_time(histories: Histories) -> tuple[Floats, Ints]:
    """The distinct times of real moves, float[t], and how many moved: int[t, from, to]."""
    _, time, origin, target = histories.in_order
    real = origin != target
    times, at = np.unique(time[real], return_inverse=True)
    states = histories.states
    flat = (at * states + origin[real]) * states + target[real]
    moved = np.bincount(flat, minlength=len(times) * states**2)
    return times.astype(float), moved.reshape(len(times), states, states)


def _change_before(histories: Histories, times: Floats, moved: Ints) -> Ints:
    """int[t, states]: how the number in each state has changed from time 0 to just before each time."""
    states = histories.states
    net = moved.sum(axis=1) - moved.sum(axis=2)
    arrived = np.cumsum(net, axis=0) - net
    last = histories.states_at(np.inf)
    # Somebody censored at a time is at risk at it, and gone from the next time on.
    gone_from = np.searchsorted(times, histories.seen_until, side="right")
    gone = np.bincount(gone_from * states + last, minlength=(len(times) + 1) * states)
    return arrived - np.cumsum(gone.reshape(-1, states)[: len(times)], axis=0)


def _step(now: Floats, spread: Floats, moved: Ints, at_risk: Ints) -> tuple[Floats, Floats]:
    """Take probabilities [states] and their covariance [states, states] over one event time."""
    risk = np.maximum(at_risk, 1)
    onward = moved / risk[:, None]
    np.fill_diagonal(onward, (risk - moved.sum(axis=1)) / risk)
    # Only rows with somebody at risk are estimated; a state nobody is in has no variance to add.
    weight = now**2 / risk
    added = np.diag(weight @ onward) - (onward * weight[:, None]).T @ onward
    return now @ onward, onward.T @ spread @ onward + added
