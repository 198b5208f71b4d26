"""The same numbers as statsmodels finds, to 1e-9, and as others have published."""

import numpy as np
import pytest
from statsmodels.datasets import heart
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from reports.statistics.incidence import cumulative_incidence, median_time
from reports.statistics.occupation import Histories, state_occupation
from reports.statistics.shares import wilson_interval


def rows_of(found, times) -> np.ndarray:
    return np.searchsorted(found.times, times, side="right") - 1


@pytest.mark.parametrize("persons", [20, 300, 5000])
@pytest.mark.parametrize("causes", [1, 2, 4])
def test_incidence_and_its_error(persons, causes):
    random = np.random.default_rng(persons + causes)
    time = random.integers(1, 400, persons).astype(float)
    cause = random.integers(0, causes + 1, persons)
    # Somebody is censored last: where all are gone at once the other program divides by nothing.
    time[0], cause[0] = 500, 0
    found, other = cumulative_incidence(time, cause, causes), CumIncidenceRight(time, cause)
    rows = rows_of(found, other.times)
    for k in range(causes):
        assert found.shares[rows, k] == pytest.approx(other.cinc[k], abs=1e-9)
        assert found.variances[rows, k] == pytest.approx(other.cinc_se[k] ** 2, abs=1e-9)


def test_occupation_with_two_ends_and_its_error():
    random = np.random.default_rng(11)
    time, cause = random.integers(1, 400, 2000).astype(float), random.integers(0, 3, 2000)
    time[0], cause[0] = 500, 0
    ended = np.flatnonzero(cause)
    found = state_occupation(Histories(np.zeros(2000, int), time, ended, time[ended], cause[ended], 3))
    other = CumIncidenceRight(time, cause)
    rows = rows_of(found, other.times)
    for k in (0, 1):
        assert found.probabilities[rows, k + 1] == pytest.approx(other.cinc[k], abs=1e-9)
        assert np.sqrt(found.variances[rows, k + 1]) == pytest.approx(other.cinc_se[k], abs=1e-9)


def test_what_stata_prints():
    """Stata's stcompet on an example of statsmodels; R's cmprsk agrees on the estimates."""
    time = np.array([1, 1, 2, 4, 4, 4, 6, 6, 7, 8, 9, 9, 9, 1, 2, 2, 4, 4], float)
    cause = np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    found = cumulative_incidence(time, cause, 3)
    row = found.row_at(7)
    assert found.shares[row - 4 : row - 2, 0] == pytest.approx([0.11111111, 0.17037037], abs=5e-9)
    assert np.sqrt(found.variances[row]) == pytest.approx([0.08976251, 0.10610391, 0.12787781], abs=5e-9)


# Weeks to relapse of acute myelogenous leukemia, 0 for a censoring: R. G. Miller, "Survival Analysis" (Wiley 1981), which
# R ships as survival::aml. What survfit prints: time, survival, standard error.
MAINTAINED = ([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0])
MAINTAINED_IN_R = [
    (9, 0.909, 0.0867),
    (13, 0.818, 0.1163),
    (18, 0.716, 0.1397),
    (23, 0.614, 0.1526),
    (31, 0.491, 0.1642),
    (34, 0.368, 0.1627),
    (48, 0.184, 0.1535),
]
NOT_MAINTAINED = ([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1])
NOT_MAINTAINED_IN_R = [
    (5, 0.8333, 0.1076),
    (8, 0.6667, 0.1361),
    (12, 0.5833, 0.1423),
    (23, 0.4861, 0.1481),
    (27, 0.3889, 0.1470),
    (30, 0.2917, 0.1387),
    (33, 0.1944, 0.1219),
    (43, 0.0972, 0.0919),
]


@pytest.mark.parametrize(
    ("data", "printed", "median"),
    [(MAINTAINED, MAINTAINED_IN_R, 31), (NOT_MAINTAINED, NOT_MAINTAINED_IN_R, 23)],
)
def test_what_r_prints(data, printed, median):
    time, relapsed = np.array(data[0], float), np.array(data[1])
    incidence = cumulative_incidence(time, relapsed, 1)
    ended = np.flatnonzero(relapsed)
    states = state_occupation(
        Histories(np.zeros(len(time), int), time, ended, time[ended], relapsed[ended], 2)
    )
    for at, free, error in printed:
        row = incidence.row_at(at)
        assert 1 - incidence.shares[row, 0] == pytest.approx(free, abs=6e-4)
        assert np.sqrt(incidence.variances[row, 0]) == pytest.approx(error, abs=6e-5)
        assert states.probabilities[states.row_at(at), 0] == pytest.approx(free, abs=6e-4)
        assert np.sqrt(states.variances[states.row_at(at), 0]) == pytest.approx(error, abs=6e-5)
    assert median_time(incidence, 1).time == median


def test_hearts_that_were_transplanted():
    """R. Miller, Biometrika 63 (1976) 449-464: 69 patients, 45 of whom died."""
    data = heart.load_pandas()
    time, died = data.endog.to_numpy(float), data.censors.to_numpy(int)
    found, other = cumulative_incidence(time, died, 1), SurvfuncRight(time, died)
    assert (found.persons, int(died.sum())) == (69, 45)
    rows = rows_of(found, other.surv_times)
    assert 1 - found.shares[rows, 0] == pytest.approx(other.surv_prob, abs=1e-9)
    assert np.sqrt(found.variances[rows, 0]) == pytest.approx(other.surv_prob_se, abs=1e-9)
    assert median_time(found, 1).time == other.quantile(0.5)


def test_score_intervals():
    random = np.random.default_rng(5)
    number = random.integers(1, 3000, 2000)
    successes = random.binomial(number, random.random(2000))
    for level in (0.95, 0.998):
        other = proportion_confint(successes, number, alpha=1 - level, method="wilson")
        assert np.array(wilson_interval(successes / number, number, level)) == pytest.approx(
            np.array(other), abs=1e-9
        )
