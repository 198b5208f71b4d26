"""What protecting costs: three tertials and the year of the sample offices, one after the other, each beside those before.

Prints processor seconds, what a reader is not told exactly, and that every small count is proved. Other periods may be named:
`python -m bench.protection 2024-T3 2025-T1`.
"""

import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import bench._portal  # noqa: F401 - sets Django up
from reports.attacker.ranges import outer_ranges
from reports.disclosure.creation import Created
from reports.disclosure.information_loss import information_loss
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.release import protected
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


def whole_of(label: str) -> Definition:
    period = parse_period(label)
    return everything(OFFICES, period.start, period.end, SINCE, KNOWN_ON)


def definition_of(label: str) -> Definition:
    return printed_definition(whole_of(label), GROUPED, ((), ()))


def main() -> None:
    records = people()
    cutoff = datetime.combine(KNOWN_ON, datetime.min.time(), UTC)
    outs: list[Out] = []
    for label in sys.argv[1:] or LABELS:
        definition = definition_of(label)
        began = time.process_time()
        found = protected(
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
        ranges = outer_ranges([each.as_printed() for each in outs], [label])
        ranges = {place: limits for (_, place), limits in ranges.items()}
        whole = whole_of(label)
        loss = information_loss(whole, found.printed, ranges, sums(records, whole))
        print(
            f"{label} beside {len(beside)}: {took:.1f} s, {loss}, {len(found.left_out)} rows left out, "
            f"{len(found.worlds)} alternatives, {found.open} small counts not proved",
            flush=True,
        )


if __name__ == "__main__":
    main()
