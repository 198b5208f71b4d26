"""What everything that is out gives away: nothing later can take it back."""

from reports.attacker.exposures import Exposure, exposures
from reports.disclosure.ledger import Ledger
from reports.disclosure.truth import true_numbers


def exposures_in(ledger: Ledger) -> list[Exposure]:
    """Every small count that a reader of these editions can work out."""
    if not ledger.editions:
        return []
    k = max(each.k for each in ledger.editions)
    return exposures([each.as_printed() for each in ledger.editions], true_numbers(ledger), k)
