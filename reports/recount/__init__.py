"""Every number of a report counted a second time: the verifier's program.

Written from the definitions of what a report counts alone. It imports nothing of the portal's, so that two
programs that agree on a number are both likely right, and one that is wrong is found out by the other.

A **person** is plain JSON, as known at the edition's cutoff (who came or changed later is for the caller to take
out): `stays` [[first day, office], ...], `moves` [[day, state, known], ...] (`known`: whether there is a reason
for having left, or a stillingsprosent for work; null for the rest), `answers` [[day, month asked, status], ...]
(status null: not reached), all in order of day; `shielded`, `birth_year`, `sex`, `group`, `effort`.
An **edition** is `offices` (those of its scope), `from`, `to`, `since` (the cluster's first day) and `asked_on`
(the day of the cutoff).

What is counted is {(table, row, column): persons}, without the zeros, and additive: an edition's numbers are
the sum of what each person contributes. Estimates of curves are not; they are made from all people at once.
"""

from collections import Counter
from collections.abc import Iterable

from reports.recount.cells import Cell, cells_of
from reports.recount.estimates import (
    first_paid_work_at_risk,
    first_paid_work_shares,
    state_occupation_at_risk,
    state_occupation_shares,
)
from reports.recount.rules import Rule, rules_broken
from reports.recount.scope import read_edition

__all__ = [
    "Cell",
    "Rule",
    "contribution",
    "first_paid_work_at_risk",
    "first_paid_work_shares",
    "recount",
    "rules_broken",
    "state_occupation_at_risk",
    "state_occupation_shares",
]


def contribution(person: dict, edition: dict) -> dict[Cell, int]:
    """What one person adds to each number of an edition."""
    return dict(Counter(cells_of(person, read_edition(edition))))


def recount(people: Iterable[dict], edition: dict) -> Counter[Cell]:
    """Every number of an edition that is not zero."""
    scope, total = read_edition(edition), Counter()
    for person in people:
        total.update(cells_of(person, scope))
    return total
