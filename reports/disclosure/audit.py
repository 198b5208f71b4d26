"""What everything that is out gives away: nothing later can take it back."""

from collections.abc import Mapping, Sequence

from reports.attacker.editions import Cell, PrintedEdition
from reports.attacker.exposures import Exposure, exposures
from reports.disclosure.ledger import Ledger
from reports.disclosure.truth import true_numbers

# What a reader holds, the true numbers, and the smallest count shown: all that an audit needs, so that it can go on without the database.
Read = tuple[Sequence[PrintedEdition], Mapping[Cell, int], int]


def read_for_audit(ledger: Ledger) -> Read:
    """What these editions print, and what is behind it. There must be one."""
    printed = [each.as_printed() for each in ledger.editions]
    return printed, true_numbers(ledger), max(each.k for each in ledger.editions)


def exposures_in(ledger: Ledger) -> list[Exposure]:
    """Every small count that a reader of these editions can work out."""
    return exposures(*read_for_audit(ledger)) if ledger.editions else []
