"""What protecting costs: three tertials and the year of the sample offices, one after the other, each beside those before.

Prints processor seconds, how many of the counts that hold anybody are shown as a range, and that every small count is proved.
"""

import time
from datetime import UTC, date, datetime
from pathlib import Path

import bench._portal  # noqa: F401 - sets Django up
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.suppression.protection import protect_people
from reports.figures.definitions import Definition, everything
from reports.figures.figures import sums
from reports.figures.records import Person, Records, number_of, records_of
from reports.figures.tables import GROUPED, printed_definition
from reports.periods import parse_period
from tests.reports.naive_count import everyone, plain

OFFICES = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
LABELS = ("2025-T1", "2025-T2", "2025-T3", "2025")
SINCE, KNOWN_ON, K = date(2019, 1, 1), date(2026, 11, 28), 5


def people() -> Records:
    """Everybody of the sample workbooks."""
    found = map(plain, everyone({office: SAMPLES / f"{office}.xlsx" for office in OFFICES}))
    return records_of([_person(each) for each in found if each["moves"]], OFFICES)


def _person(record: dict) -> Person:
    def day(text: str) -> int:
        return number_of(date.fromisoformat(text))

    return Person(
        stays=tuple((day(on), office) for on, office in record["stays"]),
        is_shielded=record["shielded"],
        birth_year=record["birth_year"],
        sex=record["sex"],
        group=record["group"],
        effort=record["effort"],
        moves=tuple((day(on), state, told) for on, state, told in record["moves"]),
        answers=tuple(sorted((day(on), status) for on, _, status in record["answers"])),
    )


def definition_of(records: Records, label: str) -> Definition:
    period = parse_period(label)
    whole = everything(OFFICES, period.start, period.end, SINCE, KNOWN_ON)
    return printed_definition(whole, sums(records, whole), K, GROUPED, ((), ()))


def main() -> None:
    records = people()
    cutoff = datetime.combine(KNOWN_ON, datetime.min.time(), UTC)
    outs: list[Out] = []
    for label in LABELS:
        definition = definition_of(records, label)
        began = time.process_time()
        found = protect_people(
            Ledger(tuple(outs)),
            definition,
            cutoff,
            K,
            lambda offices, at: (range(len(records)), records),
            lambda done, of: None,
        )
        took = time.process_time() - began
        beside = frozenset(each.key for each in outs)
        created = Created(label, parse_period(label), frozenset(OFFICES), {}, {})
        outs.append(Out(label, label, cutoff, definition, found.printed, K, found.worlds, beside, created))
        held = [place for place, value in found.values.items() if value and place in found.printed]
        hidden = sum(found.printed[place] is None for place in held)
        print(
            f"{label} beside {len(beside)}: {took:.1f} s, {hidden / len(held):.0%} of counts as a range, "
            f"{len(found.left_out)} rows left out, {len(found.worlds)} alternatives, {found.open} small counts not proved"
        )


if __name__ == "__main__":
    main()
