"""Editions counted one after the other, each soon after its period, as in daily life: a reader of all tells nothing small."""

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, date, datetime

import numpy as np
import pytest

from reports.attacker.drawing import as_known_on, draw
from reports.attacker.exposures import exposures
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.release import protected
from reports.disclosure.suppression.protection import Protected, protect_people
from reports.disclosure.verification import problems_of
from reports.figures.definitions import Definition
from reports.figures.records import Records, number_of
from reports.periods import parse_period
from tests.reports.attacker.made import OFFICES, definition, tertial

K = 5
TABLES = ("flow-grouped", "closing-by-sex")
PEOPLE = 140


def known_at(everybody: Records, on: date) -> tuple[Sequence[Hashable], Records]:
    """Who had been enrolled by then, and what had happened by then."""
    then = as_known_on(everybody, number_of(on))
    rows = np.flatnonzero(then.day[:, 0] <= number_of(on))
    return rows.tolist(), then.take(rows)


def out_of(found: Protected, of: Definition, number: int, beside: Sequence[Out]) -> Out:
    name, cutoff = f"2025-T{number}", datetime.combine(of.known_on, datetime.min.time(), UTC)
    created = Created(name, parse_period(name), frozenset(OFFICES), {}, {})
    keys = frozenset(former.key for former in beside)
    return Out(name, name, cutoff, of, found.printed, K, found.worlds, keys, created)


@pytest.mark.parametrize("seed", [0, 1])
def test_two_tertials_counted_in_turn_give_nobody_away(seed: int) -> None:
    """Of these two sets of people each was told of, while whoever enrolled later could have been overlooked before."""
    days = date(2025, 5, 20), date(2025, 9, 20)
    definitions = [
        definition(tertial(2025, number), tables=TABLES, known_on=day) for number, day in enumerate(days, 1)
    ]
    everybody = draw(definitions, PEOPLE, seed=seed, moving=0.1)

    def known(offices: Sequence[str], at: datetime) -> tuple[Sequence[Hashable], Records]:
        return known_at(everybody, at.date())

    outs: list[Out] = []
    truth = {}
    for number, each in enumerate(definitions, 1):
        cutoff = datetime.combine(each.known_on, datetime.min.time(), UTC)
        found = protected(Ledger(tuple(outs)), each, cutoff, K, known, _silent)
        draft = out_of(found, each, number, outs)
        assert found.open == 0
        assert problems_of(draft, outs, 0, known) == []
        outs.append(draft)
        truth |= {(draft.key, place): count for place, count in found.values.items()}
    assert sum(0 < count < K for count in truth.values()) > 20
    assert exposures([each.as_printed() for each in outs], truth, K) == []


def test_what_a_reader_works_out_to_be_more_than_its_least_is_insisted_on() -> None:
    """Among what could be shown at once, women who are enrolled are known to be two at least: eight in all, and not all can have a result."""
    tables = (*TABLES, "closing-by-office-grouped")
    days = date(2025, 5, 20), date(2025, 9, 20), date(2026, 1, 20)
    definitions = [
        definition(tertial(2025, number), tables=tables, known_on=day) for number, day in enumerate(days, 1)
    ]
    everybody = draw(definitions, 90, seed=5, moving=0.1)
    first, *_ = definitions
    cutoff = datetime.combine(first.known_on, datetime.min.time(), UTC)

    def told(protect: Callable[..., Protected]) -> list:
        found = protect(
            Ledger(), first, cutoff, K, lambda offices, at: known_at(everybody, at.date()), _silent
        )
        out = out_of(found, first, 1, ())
        truth = {(out.key, place): count for place, count in found.values.items()}
        return exposures([out.as_printed()], truth, K)

    (exposure,) = told(protect_people)
    assert exposure.limits[0] > 1
    assert told(protected) == []


def _silent(done: int, of: int) -> None:
    """Nobody waits."""
