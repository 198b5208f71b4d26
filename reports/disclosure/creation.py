"""Ventures and jobs beside what is out about them: small counts that stand apart from everybody's journey.

A venture's rung and a job are no attribute of a participant's journey, so they are protected by themselves, as sums of
what each report counted. Jobs of a period are the jobs of its parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from cell_suppression.atoms.publication import Cell, Link, Lock, Publication
from cell_suppression.atoms.suppressor import suppress
from reports.figures.measures import CREATION, MeasureSpec, measure_spec
from reports.periods import Period

# Of one measure: mark or cell -> number.
Counts = Mapping[str, Mapping[str, int]]
Printed = Mapping[str, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class Created:
    """What one report counts of ventures and jobs. `printed` is None while that is to be decided."""

    label: str
    period: Period
    offices: frozenset[str]
    counts: Counts
    printed: Printed | None = None


def hidden_of(new: Created, former: Sequence[Created], k: int) -> frozenset[tuple[str, str]]:
    """Measure and code of every count of the new report that must be hidden beside the former ones."""
    reports = [*former, new]
    atoms: list[int] = []
    where: list[dict[tuple[str, str], int]] = []
    for report in reports:
        places = {}
        for id in CREATION:
            for mark in measure_spec(id).marks:
                places[id, mark] = len(atoms)
                atoms.append(report.counts.get(id, {}).get(mark, 0))
        where.append(places)
    cells, names = [], []
    for number, (report, places) in enumerate(zip(reports, where, strict=True)):
        for id, code, members in _cells_of():
            indices = tuple(sorted(places[id, mark] for mark in members))
            value = sum(atoms[index] for index in indices)
            lock = _lock(report, id, code, value)
            cells.append(Cell(f"{number}|{id}|{code}", indices, value, lock=lock))
            names.append((number, id, code))
    links = []
    for one, other, specs in _ties(reports):
        for spec in specs:
            for mark in spec.marks:
                left = [where[part][spec.id, mark] for part in one]
                right = [where[other][spec.id, mark]]
                # What is in the whole and not in the parts, or was corrected meanwhile.
                rest = sum(atoms[at] for at in right) - sum(atoms[at] for at in left)
                atoms.append(abs(rest))
                (left if rest >= 0 else right).append(len(atoms) - 1)
                links.append(Link(tuple(sorted(left)), tuple(sorted(right))))
    found = suppress(Publication(tuple(atoms), tuple(cells), links=tuple(links)), k)
    last = len(reports) - 1
    return frozenset(names[at][1:] for at in found.hidden if at < len(names) and names[at][0] == last)


def _cells_of() -> Iterator[tuple[str, str, frozenset[str]]]:
    for id in CREATION:
        for line in measure_spec(id).cells:
            yield id, line.code, line.members


def _lock(report: Created, id: str, code: str, value: int) -> Lock:
    if report.printed is None:
        return Lock.FREE
    if id not in report.printed or code not in report.printed[id]:
        return Lock.UNLISTED
    if report.printed[id][code] is None:
        return Lock.HIDDEN if value else Lock.UNLISTED
    return Lock.SHOWN


def _ties(reports: Sequence[Created]) -> Iterator[tuple[list[int], int, list[MeasureSpec]]]:
    """Reports within another, and those that make one up, with what is counted in both."""
    adding = [measure_spec(id) for id in CREATION if measure_spec(id).adds_up]
    for one, other in combinations(range(len(reports)), 2):
        for part, whole in ((one, other), (other, one)):
            if _within(reports[part], reports[whole]):
                yield [part], whole, adding
                break
    for whole, report in enumerate(reports):
        if parts := _parts_of(report, reports):
            yield parts, whole, adding


def _within(part: Created, whole: Created) -> bool:
    inside = whole.period.start <= part.period.start and part.period.end <= whole.period.end
    return inside and part.offices == whole.offices


def _parts_of(whole: Created, reports: Sequence[Created]) -> list[int]:
    """Reports that follow one another and together make up just the days of the whole; the newest of each."""
    start, parts = whole.period.start, []
    while start <= whole.period.end:
        following = [
            at
            for at, report in enumerate(reports)
            if report is not whole
            and report.period.start == start
            and _within(report, whole)
            and (report.period.start, report.period.end) != (whole.period.start, whole.period.end)
        ]
        if not following:
            return []
        parts.append(min(reversed(following), key=lambda at: reports[at].period.end))
        start = _next_day(reports[parts[-1]].period)
    return parts


def _next_day(period: Period):
    return type(period.end).fromordinal(period.end.toordinal() + 1)
