"""Editions counted one after the other, each soon after its period, as in daily life: a reader of all tells nothing small."""

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest

from reports.attacker.drawing import as_known_on, draw
from reports.attacker.exposures import exposures
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.suppression.protection import protect_people
from reports.disclosure.verification import problems_of
from reports.figures.records import Records, number_of
from reports.periods import parse_period
from tests.reports.attacker.made import OFFICES, definition, numbers, tertial

K = 5
TABLES = ("flow-grouped", "closing-by-sex")
PEOPLE = 140


def known_at(everybody: Records, on: date) -> tuple[Sequence[Hashable], Records]:
    """Who had been enrolled by then, and what had happened by then."""
    then = as_known_on(everybody, number_of(on))
    rows = np.flatnonzero(then.day[:, 0] <= number_of(on))
    return rows.tolist(), then.take(rows)


@pytest.mark.parametrize("seed", [0, 1])
def test_two_tertials_counted_in_turn_give_nobody_away(seed: int) -> None:
    """Of these two sets of people each was told of, while whoever enrolled later could have been overlooked before."""
    numbered = [(1, date(2025, 5, 20)), (2, date(2025, 9, 20))]
    definitions = [
        definition(tertial(2025, number), tables=TABLES, known_on=known_on) for number, known_on in numbered
    ]
    everybody = draw(definitions, PEOPLE, seed=seed, moving=0.1)
    outs: list[Out] = []
    truth = {}
    for (number, known_on), each in zip(numbered, definitions, strict=True):
        name, cutoff = f"2025-T{number}", datetime.combine(known_on, datetime.min.time(), UTC)
        known = known_at(everybody, known_on)
        found = protect_people(
            Ledger(tuple(outs)), each, cutoff, K, lambda offices, at: known_at(everybody, at.date()), _silent
        )
        created = Created(name, parse_period(name), frozenset(OFFICES), {}, {})
        beside = frozenset(former.key for former in outs)
        draft = Out(name, name, cutoff, each, found.printed, K, found.worlds, beside, created)
        assert found.open == 0
        assert problems_of(draft, outs, 0, lambda offices, at: known_at(everybody, at.date())) == []
        outs.append(draft)
        truth |= {(name, place): count for place, count in numbers(known[1], each).items()}
    small = [cell for cell, count in truth.items() if 0 < count < K]
    assert len(small) > 20
    told = exposures([each.as_printed() for each in outs], truth, K)
    assert [each for each in told if each.limits[1] is not None and each.limits[1] < K] == []


def _silent(done: int, of: int) -> None:
    """Nobody waits."""
