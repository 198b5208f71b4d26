"""Whoever a person could be instead is somebody who could be, by the verifier's own reading of the rules."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from reports.attacker.drawing import as_known_on, draw
from reports.disclosure.suppression.alternatives import ATTRIBUTES, Candidates
from reports.disclosure.suppression.certificates import as_json, read_worlds
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.verification import _with_months
from reports.figures.records import FAR, Person, Records, number_of, person_of, records_of
from reports.figures.rules import keeps_rules
from reports.recount import rules_broken
from tests.reports.attacker.made import KNOWN, tertial, whole, year

DEFINITIONS = (whole(tertial(2025, 2)), whole(tertial(2025, 3)), whole(year(2025)))
LAST_DAY = number_of(KNOWN)
OFFICES = ("a", "b", "c", "elsewhere")
GOOD = Person(
    stays=((number_of(date(2025, 2, 1)), "a"),),
    is_shielded=False,
    birth_year=1990,
    sex="female",
    group="youth",
    effort=True,
    moves=((number_of(date(2025, 2, 1)), "enrolled", None), (number_of(date(2025, 6, 1)), "work", True)),
)


def break_no_rule(records: Records) -> list[bool]:
    return [
        not rules_broken(_with_months(as_json(person_of(records, row))), KNOWN.isoformat())
        for row in range(len(records))
    ]


def crowd(people: int, seed: int) -> Records:
    """Of several offices more often than not, and some of the youngest and oldest there are."""
    return as_known_on(draw(DEFINITIONS, people, seed, moving=0.6), LAST_DAY)


def spoilt(records: Records, chance: np.random.Generator) -> Records:
    """Some days, places and years of birth are others."""
    arrays = {}
    for name in ("day", "stay_day", "answer_day"):
        days = getattr(records, name).copy()
        hit = (chance.random(days.shape) < 0.15) & (abs(days) < FAR)
        days[hit] += chance.choice([-9000, -300, -1, 1, 40, 400], hit.sum()).astype(np.int32)
        arrays[name] = np.sort(days, axis=1)
    arrays["target"] = np.where(chance.random(records.target.shape) < 0.1, 2, records.target)
    arrays["stay_office"] = np.where(chance.random(records.stay_office.shape) < 0.1, 1, records.stay_office)
    arrays["birth_year"] = records.birth_year + chance.choice([0, 0, -40, 20], len(records))
    return replace(records, **arrays)


@pytest.mark.parametrize("seed", range(3))
def test_the_rules_for_many_at_once_are_those_of_the_verifier(seed: int) -> None:
    records = spoilt(crowd(1500, seed), np.random.default_rng(seed))
    found = keeps_rules(records, LAST_DAY)
    with_moves = np.flatnonzero(records.day[:, 0] != FAR)
    assert found[with_moves].tolist() == break_no_rule(records.take(with_moves))
    assert 100 < found.sum() < len(records) - 100


@pytest.mark.parametrize("seed", range(3))
def test_whoever_a_person_could_be_keeps_the_rules(seed: int) -> None:
    records = crowd(150, seed)
    records = records.take(np.flatnonzero(keeps_rules(records, LAST_DAY)))
    ids = range(len(records))
    population = Population([Counted(each, ids, records) for each in DEFINITIONS])
    candidates = Candidates(population, np.arange(len(records)), LAST_DAY)
    for others in (candidates.courses, *map(candidates.labels, ATTRIBUTES)):
        assert len(others.records)
        assert all(break_no_rule(others.records))


@pytest.mark.parametrize(
    ("target", "follows"), [("education", False), ("left", True)], ids=["where the other one is", "elsewhere"]
)
def test_an_alternative_goes_on_as_the_true_one_does_unless_it_is_there_already(
    target: str, follows: bool
) -> None:
    earlier = whole(tertial(2025, 2), known_on=date(2025, 9, 20))
    other = replace(GOOD, moves=(GOOD.moves[0], (GOOD.moves[1][0], "education", None)))
    since = (number_of(date(2025, 11, 1)), target, None)
    now = replace(GOOD, moves=(*GOOD.moves, since))
    population = Population(
        [
            Counted(earlier, ["one"], records_of([GOOD], OFFICES)),
            Counted(DEFINITIONS[1], ["one"], records_of([now], OFFICES)),
        ]
    )
    assert population.is_same.all()
    ((records, changed),) = read_worlds([[[as_json(GOOD), as_json(other)]]], population, 0)
    assert changed.tolist() == [0]
    assert person_of(records, 0).moves == (*other.moves, *([since] if follows else []))
