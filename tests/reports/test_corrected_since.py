"""Whoever was corrected could have been somebody else before, and still be who they are now: no proof is lost with a correction."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from reports.attacker.drawing import as_known_on, draw
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.release import protected
from reports.disclosure.suppression.alternatives import Candidates
from reports.disclosure.suppression.certificates import as_json, read_worlds, world_as_json
from reports.disclosure.suppression.nesting import small_differences
from reports.disclosure.suppression.population import Counted, Population, put
from reports.disclosure.suppression.puzzle import World
from reports.disclosure.verification import Kind, problems_of
from reports.figures.records import Records, number_of, person_of, records_of
from reports.periods import parse_period
from tests.reports.attacker.made import OFFICES, definition, drawn, person, tertial

K = 5
KNOWN_ON = date(2025, 5, 20), date(2025, 9, 20), date(2026, 1, 20)
DEFINITIONS = tuple(
    definition(tertial(2025, number), tables=("closing-by-sex",), known_on=known_on)
    for number, known_on in enumerate(KNOWN_ON, 1)
)
FIRST = date(2025, 2, 1)
TRUE = drawn([person((FIRST, "enrolled"))] * 3)
OTHERWISE = replace(TRUE, sex=np.array([(TRUE.sex[0] + 1) % 3, *TRUE.sex[1:]], TRUE.sex.dtype))


def population(*known: Records) -> Population:
    return Population(
        [Counted(of, range(len(each)), each) for of, each in zip(DEFINITIONS, known, strict=False)]
    )


def test_what_was_known_before_is_a_person_of_its_own() -> None:
    seen = population(TRUE, OTHERWISE)
    assert seen.one_person.tolist() == [0, 1, 2, 0]
    assert seen.is_same.tolist() == [[False, True], [True, True], [True, True], [True, False]]
    assert seen.known_until == [None, None, None, KNOWN_ON[0]]
    assert person_of(seen.latest, 3) == person_of(TRUE, 0)
    # Both together count what the editions counted.
    (of_both,) = {tuple(row) for row in seen.of_one_person.toarray()[[0, 3]].tolist()}
    assert (
        sum(of_both)
        == seen.value.sum() - population(TRUE.take(np.array([1, 2])), TRUE.take(np.array([1, 2]))).value.sum()
    )


def test_whoever_is_put_right_again_is_one_with_who_they_were() -> None:
    seen = population(TRUE, OTHERWISE, TRUE)
    assert seen.is_same[[0, 3]].tolist() == [[True, False, True], [False, True, False]]


@pytest.mark.parametrize(("row", "edition"), [(0, 1), (3, 0)])
def test_each_could_be_somebody_else_in_the_editions_that_knew_them_so(row: int, edition: int) -> None:
    seen = population(TRUE, OTHERWISE)
    nobody = records_of(
        [replace(person_of(TRUE, 0), moves=((number_of(KNOWN_ON[1]), "enrolled", None),))], OFFICES
    )
    added = seen.contribution_of(nobody, np.array([row]), seen.contribution).toarray()[0]
    moved = added != seen.contribution[[row]].toarray()[0]
    assert set(seen.edition_of[moved].tolist()) == {edition}


def test_a_proof_names_until_when_they_were_known_so() -> None:
    """Two who are alike by now, of whom one was corrected: the proof is about the one who was."""
    alike = put(OTHERWISE, np.array([1, 2]), OTHERWISE.take(np.array([0, 0])))
    before = put(alike, np.array([2]), TRUE.take(np.array([0])))
    seen = population(alike, before, before)
    assert seen.known_until[3:] == [KNOWN_ON[0]]
    other = replace(seen.latest.take(np.array([3])), sex=TRUE.sex[:1])
    world = World(put(seen.latest, np.array([3]), other), np.array([3]), np.zeros(len(seen.value), np.int64))
    ((leaves, comes, until),) = world_as_json(world, seen)
    assert (leaves, until) == (as_json(person_of(alike, 0)), KNOWN_ON[0].isoformat())
    ((records, rows),) = read_worlds([[(leaves, comes, until)]], seen, 2)
    assert rows.tolist() == [3]
    assert person_of(records, 3) == person_of(other, 0)
    # As a proof of the first edition it is about one of three, whoever that is.
    ((_, rows),) = read_worlds([[(leaves, comes)]], seen, 0)
    assert rows.tolist() != [3]


def test_the_verifier_counts_them_where_they_were_known_so() -> None:
    leaves = as_json(person_of(TRUE, 0))
    comes = {
        **leaves,
        "moves": [["2025-09-19", "enrolled", None]],
        "stays": [["2025-09-19", leaves["stays"][0][1]]],
    }

    def known_at(offices, at: datetime):
        return range(3), TRUE if at.date() == KNOWN_ON[0] else OTHERWISE

    def out(at: int, worlds: list) -> Out:
        cutoff = datetime.combine(KNOWN_ON[at], datetime.min.time(), UTC)
        total = ("closing-by-sex", "total", "total")
        printed = dict.fromkeys(DEFINITIONS[at].places, 0) | {total: 3}
        name = f"2025-T{at + 1}"
        return Out(
            name,
            name,
            cutoff,
            DEFINITIONS[at],
            printed,
            K,
            worlds,
            frozenset(),
            Created(name, parse_period(name), frozenset(OFFICES), {}, {}),
        )

    former = out(0, [])
    (problem,) = problems_of(out(1, [[[leaves, comes, KNOWN_ON[0].isoformat()]]]), [former], 0, known_at)
    assert (problem.kind, problem.edition) == (Kind.PRINTED_DIFFERS, "2025-T1")
    # That they are so still is not true.
    (problem,) = problems_of(out(1, [[[leaves, comes, KNOWN_ON[1].isoformat()]]]), [former], 0, known_at)
    assert problem.kind == Kind.NOT_THERE


def test_small_counts_that_are_out_stay_proved_when_those_who_prove_them_are_corrected() -> None:
    definitions = DEFINITIONS[:2]
    everybody = draw(definitions, 40, seed=3, moving=0.0)
    corrected = replace(everybody, birth_year=everybody.birth_year - 11)

    def known_at(offices, at: datetime):
        then = as_known_on(everybody if at.date() == KNOWN_ON[0] else corrected, number_of(at.date()))
        rows = np.flatnonzero(then.day[:, 0] <= number_of(at.date()))
        return rows.tolist(), then.take(rows)

    outs: list[Out] = []
    for number, each in enumerate(definitions, 1):
        name, cutoff = f"2025-T{number}", datetime.combine(each.known_on, datetime.min.time(), UTC)
        found = protected(Ledger(tuple(outs)), each, cutoff, K, known_at, lambda done, of: None)
        made = Created(name, parse_period(name), frozenset(OFFICES), {}, {})
        draft = Out(
            name, name, cutoff, each, found.printed, K, found.worlds, frozenset(o.key for o in outs), made
        )
        assert found.open == 0
        assert problems_of(draft, outs, 0, known_at) == []
        outs.append(draft)
    # Nobody is known as they were: every proof of the first report is about somebody who has been corrected.
    assert outs[0].worlds
    assert any(len(pair) == 3 for world in outs[1].worlds for pair in world)


def test_what_lies_between_two_counts_is_looked_for_among_persons_and_not_what_was_known_of_them() -> None:
    """Taken for two, whoever was corrected would be in the one count and not in the other, and what is between would never be asked for."""
    editions = [
        definition(tertial(2025, 1), tables=("closing-by-sex",), known_on=day) for day in KNOWN_ON[:2]
    ]
    people = drawn([person((FIRST, "enrolled"))] * 12)
    more = drawn([person((FIRST, "enrolled"))] * 14)
    older = replace(more, birth_year=more.birth_year - 1)
    seen = Population([Counted(editions[0], range(12), people), Counted(editions[1], range(14), older)])
    assert len(seen) == 26
    shown = seen.value > 0
    found = small_differences(Candidates(seen, np.arange(len(seen)), number_of(KNOWN_ON[1])), shown, K)
    assert found.shape[1]
