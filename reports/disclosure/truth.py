"""The true numbers behind everything that is out, counted anew as each edition knew them."""

from collections.abc import Mapping
from uuid import UUID

from reports.disclosure.ledger import Ledger
from reports.figures.definitions import Place
from reports.figures.figures import sums
from reports.figures.people import everybody


def true_numbers(ledger: Ledger) -> Mapping[tuple[str, Place], int]:
    """By edition and cell; a number that is printed is what it says."""
    numbers: dict[tuple[str, Place], int] = {}
    for each in ledger.editions:
        _, records = everybody([UUID(office) for office in each.definition.offices], each.cutoff)
        for place, value in sums(records, each.definition).items():
            printed = each.printed.get(place)
            numbers[each.key, place] = value if printed is None else printed
    return numbers
