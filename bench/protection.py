"""What protection costs, in seconds and in numbers hidden, beside rounding and hiding whole rows.

Run as `python -m bench.protection`; `--large` adds 300 offices with three tertials and the year (minutes).
Everything is made up: persons are drawn with a fixed seed.
"""

import argparse
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from reports.disclosure.issues import Issue, counts_of
from reports.disclosure.publications import publication_of
from reports.figures.tables import (
    AGES,
    CLOSING,
    EXITS,
    FULL,
    GROUPED,
    GROUPS,
    OPENING,
    SEXES,
    UNALLOCATED,
    Atom,
    published_specs,
)
from reports.periods import Period
from reports.protection.auditor import audit, exposed_by
from reports.protection.publication import Cell, Publication, Published
from reports.protection.suppressor import Suppression, suppress
from reports.protection.verifier import verify

OFFICES = ("nordstrand", "bjerke", "ullensvang", "nordre-follo", "ullern")
COLUMN_WEIGHTS = (30, 20, 15, 12, 10, 6, 5, 2)
OFFICE_SIZES = (8, 15, 30, 60, 120)
YEAR = date(2025, 1, 1), date(2025, 12, 31)
BASE = 3


@dataclass(frozen=True)
class Grid:
    """Offices by exits by tertials, with regions and the year where there is more than one."""

    offices: int
    regions: int
    columns: int
    tertials: int

    def atom(self, office: int, column: int, tertial: int) -> int:
        return (office * self.columns + column) * self.tertials + tertial

    def publication(self) -> Publication:
        counts = self._draw()
        cells = []
        for group, members, leaf, total in self._groups():
            for time_name, tertials, factor in self._periods():
                for column in (*range(self.columns), None):
                    columns = range(self.columns) if column is None else (column,)
                    atoms = tuple(self.atom(o, c, t) for o in members for c in columns for t in tertials)
                    name = "total" if column is None else str(column)
                    cost = factor * (total if column is None else leaf)
                    value = sum(counts[atom] for atom in atoms)
                    cells.append(Cell(f"{time_name} {group}|{name}", atoms, value, cost))
        return Publication(tuple(counts), tuple(cells))

    def _draw(self) -> list[int]:
        random = Random(1)
        counts = [0] * (self.offices * self.columns * self.tertials)
        sizes = [random.choice(OFFICE_SIZES) for _ in range(self.offices)]
        for office, size in enumerate(sizes):
            for tertial in range(self.tertials):
                for column in random.choices(
                    range(self.columns), COLUMN_WEIGHTS[: self.columns], k=size // self.tertials
                ):
                    counts[self.atom(office, column, tertial)] += 1
        return counts

    def _groups(self) -> Iterator[tuple[str, Sequence[int], float, float]]:
        for office in range(self.offices):
            yield f"office {office}", (office,), 1, 6
        for region in range(self.regions):
            members = [o for o in range(self.offices) if o * self.regions // self.offices == region]
            yield f"region {region}", members, 5, 30
        yield "whole", range(self.offices), 20, 120

    def _periods(self) -> Iterator[tuple[str, Sequence[int], float]]:
        for tertial in range(self.tertials):
            yield f"T{tertial + 1}", (tertial,), 1
        if self.tertials > 1:
            yield "year", range(self.tertials), 1.5


@dataclass(frozen=True)
class Person:
    """Somebody made up: what they are, and opening, closing and exit of each tertial of a year."""

    traits: tuple[str, str, str, str]
    tertials: tuple[tuple[str, str, str], ...]


def draw_people(size: int) -> list[Person]:
    """People who are outside, join, train, leave or move on, a step in a tertial at the most."""
    random = Random(1)
    return [
        Person(
            traits=(
                random.choices((*OFFICES, UNALLOCATED), (20, 25, 15, 20, 17, 3))[0],
                random.choices(SEXES, (52, 45, 1, 2))[0],
                random.choices(AGES, (30, 35, 25, 10))[0],
                random.choices(GROUPS, (20, 25, 20, 15, 5, 8, 7))[0],
            ),
            tertials=_draw_tertials(random),
        )
        for _ in range(size)
    ]


def _draw_tertials(random: Random) -> tuple[tuple[str, str, str], ...]:
    state, steps = random.choices(OPENING, (45, 25, 15, 8, 4, 3))[0], []
    for _ in range(3):
        closing = state
        if state == "outside":
            closing = random.choices(("outside", "enrolled"), (65, 35))[0]
        elif random.random() < 0.35:
            closing = random.choices(CLOSING, (10, 30, 30, 10, 5, 15))[0]
        taken = closing if closing in EXITS and closing != state else "none"
        steps.append((state, closing, taken))
        state = "outside" if closing == "left" else closing
    return tuple(steps)


def atoms_of(people: Sequence[Person], tertials: slice) -> list[Atom]:
    """The population of a period that is one or more tertials."""
    counted: Counter[tuple[str, ...]] = Counter()
    for person in people:
        office, *traits = person.traits
        steps = person.tertials[tertials]
        exits = [taken for _, _, taken in steps if taken != "none"]
        if any(state != "outside" for step in steps for state in step[:2]):
            closing = "left" if steps[-1][1] == "outside" else steps[-1][1]
            counted[office, steps[0][0], closing, exits[-1] if exits else "none", *traits] += 1
    return [Atom(*key, persons=count) for key, count in sorted(counted.items())]


def issue(people: Sequence[Person], number: int, *, full_detail: bool) -> Issue:
    """The edition of a tertial, or of the year as the fourth."""
    days = (*((date(2025, 4 * t + 1, 1), date(2025, 4 * t + 4, (30, 31, 31)[t])) for t in range(3)), YEAR)
    atoms = atoms_of(people, slice(None) if number == 3 else slice(number, number + 1))
    specs = published_specs(OFFICES, FULL if full_detail else GROUPED)
    label = ("T1", "T2", "T3", "year")[number]
    return Issue(label, Period(*days[number], label), OFFICES, specs, counts_of(specs, atoms))


def measure_editions(k: int) -> None:
    """One edition after another, each protected together with all that are out."""
    people = draw_people(350)
    out: list[Issue] = []
    proofs: list[list[tuple[int, int, int]]] = []
    for number in range(4):
        new = issue(people, number, full_detail=False)
        cells = publication_of([*out, new])
        name = f"Five offices, grouped, {new.label} with all before it"
        found = measure(name, cells.publication, k, [cells.joined(proof) for proof in proofs])
        proofs = [cells.split(witness) for witness in found.certificate.witnesses]
        printed = {
            place: None if index in found.hidden else cells.publication.cells[index].value
            for index, place in cells.of_issue(number).items()
        }
        out.append(replace(new, printed=printed))


def rows_hidden_whole(publication: Publication, k: int) -> set[int]:
    """Every row with a small count, hidden from end to end; rows of totals stay."""
    rows: dict[str, list[int]] = defaultdict(list)
    for index, cell in enumerate(publication.cells):
        rows[cell.label.rpartition("|")[0]].append(index)
    return {
        index
        for name, row in rows.items()
        if not name.endswith(("total", "whole"))
        if any(publication.cells[at].is_sensitive(k) for at in row)
        for index in row
        if publication.cells[index].value
    }


def shares(publication: Publication, hidden: Collection[int]) -> str:
    """The part of the cells that hold anybody, and of the persons in them, that is hidden."""
    held = [cell for cell in publication.cells if cell.value]
    lost = [publication.cells[index] for index in hidden]
    persons = sum(cell.value for cell in lost) / sum(cell.value for cell in held)
    return f"{len(lost) / len(held):6.1%} of cells {persons:6.1%} of persons"


def rounded(publication: Publication) -> str:
    """What rounding to a base prints that is not so."""
    held = [cell.value for cell in publication.cells if cell.value]
    false = [value for value in held if value % BASE]
    apart = sum(abs(value - BASE * round(value / BASE)) / value for value in held) / len(held)
    return f"{len(false) / len(held):6.1%} of cells false, by {apart:5.1%} on average; none hidden"


def measure(
    name: str, publication: Publication, k: int, known: Iterable[Sequence[tuple[int, int]]] = ()
) -> Suppression:
    """Print what one publication costs and what the two alternatives would; what was decided comes back."""
    started = time.process_time()
    found = suppress(publication, k, known)
    suppressed = time.process_time()
    problems = verify(publication, found.hidden, found.certificate, k)
    verified = time.process_time()
    holes = exposed_by(publication, found.hidden, k, found.certificate.witnesses)
    checked = time.process_time()
    assert not problems
    assert not holes
    small = sum(cell.is_sensitive(k) for cell in publication.cells)
    print(f"{name}: {len(publication.cells)} cells, {small} of them small")
    print(f"  suppressor {suppressed - started:7.2f} s   verifier {verified - suppressed:6.3f} s", end="")
    print(f"   auditor {checked - verified:6.2f} s")
    print(f"  suppression   {shares(publication, found.hidden)}, none computable")
    whole = rows_hidden_whole(publication, k)
    print(f"  whole rows    {shares(publication, whole)}, {computable(publication, whole, k)}")
    print(f"  rounding to {BASE} {rounded(publication)}", flush=True)
    return found


def computable(publication: Publication, hidden: Collection[int], k: int) -> str:
    """How many small counts a reader can still be sure of, by linear reasoning."""
    ranges = audit(Published.of(publication, hidden), exact=False)
    small = [cell for cell in publication.cells if cell.is_sensitive(k)]
    sure = [cell for cell in small if cell.label not in ranges or (ranges[cell.label].high or k) < k]
    return f"{len(sure)} small counts in print or certainly under {k}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="300 offices, three tertials and the year")
    parser.add_argument("-k", type=int, default=5)
    chosen = parser.parse_args()
    people = draw_people(350)
    full = publication_of([issue(people, 2, full_detail=True)]).publication
    measure("Five offices, full detail, T3 alone", full, chosen.k)
    measure_editions(chosen.k)
    measure("Five offices, 8 exits, three tertials and the year", Grid(5, 0, 8, 3).publication(), chosen.k)
    measure("300 offices in 15 regions, 3 groups", Grid(300, 15, 3, 1).publication(), chosen.k)
    measure("300 offices in 15 regions, 8 exits", Grid(300, 15, 8, 1).publication(), chosen.k)
    if chosen.large:
        name = "300 offices in 15 regions, 8 exits, three tertials and the year"
        measure(name, Grid(300, 15, 8, 3).publication(), chosen.k)
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
