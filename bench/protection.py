"""What protecting costs: three tertials and the year of the sample offices, one after the other, each beside those before.

Prints processor seconds, what a reader is not told exactly, and that every small count is proved. Other periods may be named:
`python -m bench.protection 2024-T3 2025-T1`.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean

import bench._portal  # noqa: F401 - sets Django up
from reports.attacker.ranges import Range, outer_ranges
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.suppression.protection import protect_people
from reports.figures.definitions import Definition, Place, everything
from reports.figures.figures import sums
from reports.figures.records import Person, Records, number_of, records_of
from reports.figures.tables import GROUPED, printed_definition
from reports.periods import parse_period
from tests.reports.naive_count import everyone, plain

OFFICES = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
LABELS = ("2025-T1", "2025-T2", "2025-T3", "2025")
# A yardstick is answered where its result lies within so small a part of its total.
WITHIN = 5
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


@dataclass(frozen=True, slots=True)
class Loss:
    """What a reader is not told exactly: counts as a range of all that hold anybody, the same of the persons in them, how wide a
    range is on average, and how many yardsticks of all say their result within a fifth of their total."""

    ranges: int
    counts: int
    persons: float
    width: float
    answered: int
    yardsticks: int

    def __str__(self) -> str:
        return (
            f"{self.ranges} of {self.counts} counts as a range ({self.persons:.0%} of persons, {self.width:.0f} wide on average), "
            f"{self.answered} of {self.yardsticks} yardsticks answered"
        )


def loss_of(outs: Sequence[Out], values: Mapping[Place, int]) -> Loss:
    """What the newest of these editions does not say, given all of them; `values` are its true counts."""
    newest = outs[-1]
    ranges = outer_ranges([each.as_printed() for each in outs], [newest.key])
    held = [place for place, value in values.items() if value and place in newest.printed]
    hidden = [place for place in held if newest.printed[place] is None]
    limits = {
        place: (printed, printed) if printed is not None else ranges[newest.key, place]
        for place, printed in newest.printed.items()
    }
    widths = [high - low for low, high in (limits[place] for place in hidden) if high is not None]
    windows = sorted({place[:2] for place in newest.printed if place[0].startswith("yardstick:")})
    return Loss(
        len(hidden),
        len(held),
        sum(values[place] for place in hidden) / sum(values[place] for place in held),
        mean(widths) if widths else 0.0,
        sum(_is_answered(limits[*window, "reached"], limits[*window, "total"]) for window in windows),
        len(windows),
    )


def _is_answered(reached: Range, total: Range) -> bool:
    most = total[0] / WITHIN
    return all(high is not None and high - low <= most for low, high in (reached, total))


def main() -> None:
    records = people()
    cutoff = datetime.combine(KNOWN_ON, datetime.min.time(), UTC)
    outs: list[Out] = []
    for label in sys.argv[1:] or LABELS:
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
        print(
            f"{label} beside {len(beside)}: {took:.1f} s, {loss_of(outs, found.values)}, {len(found.left_out)} rows left out, "
            f"{len(found.worlds)} alternatives, {found.open} small counts not proved",
            flush=True,
        )


if __name__ == "__main__":
    main()
