"""Counts that are part of other counts: whoever is in the one is in the other, so that a reader who sees both knows how many are between.

Nobody lists them. Looked at is every cell, and every row less one of its columns. A count is taken for a part of another where that
holds for everybody in the books, and for all but hardly any of the other courses and attributes that they could have: a reader takes
for certain what next to nobody breaks.
"""

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from reports.disclosure.suppression.alternatives import ATTRIBUTES, Candidates, Others
from reports.disclosure.suppression.population import Population
from reports.figures.definitions import TOTAL
from reports.figures.records import Ints

MOST_TRIED = 30_000
MOST_PERSONS = 400
# Of so many who are tried one may be of the part and not of the whole.
ONE_IN = 5_000
# Counts of the same people have the same mark: a sum of numbers drawn for those who are tried.
MARKS = 2**31 - 1
# Columns that a whole row is called by.
WHOLES = (TOTAL, "observed")


def small_differences(candidates: Candidates, shown: np.ndarray, k: int) -> csr_array:
    """int[cells, d]: sums of cells that are 1 to k-1 persons between two counts of which one is part of the other.

    Only such as hang on the newest edition and on cells that are `shown`, bool[cells], which a reader has or may get; none
    that is a cell itself.
    """
    population = candidates.population
    n = len(population.value)
    if not len(population):
        return csr_array((n, 0), dtype=np.int64)
    counts = _counts(population, shown, k)
    value, is_new = population.value @ counts, _has_new(population, counts)
    tried = _tried(candidates)
    marks = _marks(tried)
    cell_marks = np.unique(marks)
    count_marks = (marks @ counts) % MARKS
    people = csc_array(tried @ counts)
    smaller, larger = [], []
    for at in range(counts.shape[1]):
        near = np.flatnonzero((value > value[at]) & (value < value[at] + k) & (is_new | is_new[at]))
        near = near[~np.isin((count_marks[near] - count_marks[at]) % MARKS, cell_marks)]
        near = near[hold(people, at, near, len(population))]
        smaller += [at] * len(near)
        larger += near.tolist()
    return csr_array(counts[:, larger] - counts[:, smaller])


def hold(people: csc_array, part: int, wholes: Ints, in_the_books: int) -> np.ndarray:
    """bool[wholes]: which of these counts hold all that the part does: everybody in the books, who stand first, and hardly anybody else not.

    `people`: int[r, counts], what each who is tried adds.
    """
    breaks = csr_array(people[:, wholes] - people[:, [part] * len(wholes)] < 0)
    never = breaks[:in_the_books].sum(axis=0) == 0
    return never & (breaks.sum(axis=0) <= people.shape[0] // ONE_IN)


def _counts(population: Population, shown: np.ndarray, k: int) -> csr_array:
    """int[cells, counts]: every cell that is shown, every whole row less one of its columns; none under k."""
    number = {cell: at for at, cell in enumerate(population.places)}
    wholes, columns = [], []
    for (edition, (table, row, column)), at in number.items():
        for code in WHOLES:
            whole = number.get((edition, (table, row, code)))
            if whole is not None and column != code and shown[whole] and shown[at]:
                wholes.append(whole)
                columns.append(at)
    one = eye_array(len(number), dtype=np.int64, format="csc")
    counts = csc_array(hstack([one[:, np.flatnonzero(shown)], one[:, wholes] - one[:, columns]]))
    return csr_array(counts[:, population.value @ counts >= k])


def _has_new(population: Population, counts: csr_array) -> np.ndarray:
    """bool[counts]"""
    new = population.edition_of == len(population.definitions) - 1
    return (new.astype(np.int64) @ abs(counts)) > 0


def _marks(tried: csc_array) -> Ints:
    """int[cells]"""
    chance = np.random.default_rng(3).integers(1, MARKS, tried.shape[0])
    return (chance @ tried) % MARKS


def _tried(candidates: Candidates) -> csc_array:
    """int[r, cells]: what everybody adds, and what they would on other courses and with other attributes."""
    population = candidates.population
    if len(population) > MOST_PERSONS:
        among = np.linspace(0, len(population) - 1, MOST_PERSONS).astype(np.int64)
        candidates = Candidates(population, among, candidates.last_day)
    courses = candidates.courses
    if len(courses.persons) > MOST_TRIED:
        courses = courses.of(np.linspace(0, len(courses.persons) - 1, MOST_TRIED).astype(np.int64))
    parts = [_added_by(population, each) for each in (courses, *map(candidates.labels, ATTRIBUTES))]
    return csc_array(vstack([population.of_one_person, *parts]))


def _added_by(population: Population, others: Others) -> csr_array:
    """int[r, cells]: what they add who could be there instead. Whoever was corrected since is one person still, and another one all along."""
    corrected = np.bincount(population.one_person)[population.one_person] > 1
    now = others.of(np.flatnonzero(~corrected[others.persons]))
    first = others.of(np.flatnonzero((corrected & population.is_known_still)[others.persons]))
    all_along = population.contribution_all_along(first.records, first.persons)
    return csr_array(vstack([population.contribution[now.persons] + now.delta, all_along]))
