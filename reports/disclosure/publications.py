"""Editions as protection sees them: every cell of each as a sum over atoms, linked where they count the same."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from reports.disclosure.cohorts import same_measures
from reports.disclosure.issues import THE_ROW, Issue, Place
from reports.disclosure.sameness import Same, same_persons
from reports.disclosure.universe import Universe
from reports.figures.measures import MeasureSpec
from reports.figures.tables import TOTAL, Line, TableSpec
from reports.figures.yardsticks import UNKNOWN_STATUS
from reports.protection.publication import Cell, Link, Lock, Publication

# What hiding a cell costs: a leaf and a total of an office; a leaf, a sum that a share is made of and a total of the whole.
LEAF, OFFICE_TOTAL, WHOLE_LEAF, WHOLE_SUM, WHOLE_TOTAL, POPULATION = 1.0, 6.0, 5.0, 30.0, 60.0, 1200.0


Changes = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rest:
    """An atom that balances a link: those who are in one group and not in the other."""

    atom: int
    link: Link


@dataclass(frozen=True)
class CellMap:
    """A publication, and which cell of which issue each of its first cells is; the rest stand in no table.

    The atoms of each issue begin where `starts` says; after the last of them come those of `rests`.
    """

    publication: Publication
    places: tuple[tuple[int, Place], ...]
    starts: tuple[int, ...]
    rests: tuple[Rest, ...]

    def of_issue(self, issue: int) -> dict[int, Place]:
        """The cells of one issue: index in the publication to place in its tables."""
        return {index: place for index, (number, place) in enumerate(self.places) if number == issue}

    def split(self, changes: Changes) -> list[tuple[int, int, int]]:
        """Changes of atoms as (issue, atom within the issue, change); what balances links is left out."""
        first_rest = min((rest.atom for rest in self.rests), default=len(self.publication.atoms))
        return [
            (issue := bisect_right(self.starts, atom) - 1, atom - self.starts[issue], change)
            for atom, change in changes
            if atom < first_rest
        ]

    def joined(self, changes: Iterable[tuple[int, int, int]]) -> Changes:
        """Changes within issues as changes of atoms, with the links balanced."""
        moved = {self.starts[issue] + atom: change for issue, atom, change in changes}
        surplus: dict[int, int] = defaultdict(int)
        for atom, change in moved.items():
            for number, weight in self._balances.get(atom, ()):
                surplus[number] += weight * change
        for number, change in surplus.items():
            if change:
                moved[self.rests[number].atom] = change
        return sorted(moved.items())

    @cached_property
    def _balances(self) -> dict[int, list[tuple[int, int]]]:
        """For each atom the rests that balance it, each by its number and +1 or -1: how much it must change for one."""
        balances: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, rest in enumerate(self.rests):
            left = rest.atom in rest.link.left
            for atom in rest.link.left:
                balances[atom].append((number, -1 if left else 1))
            for atom in rest.link.right:
                balances[atom].append((number, 1 if left else -1))
        return balances


def publication_of(issues: Sequence[Issue]) -> CellMap:
    """Every cell of these issues in one publication."""
    counts: list[int] = []
    starts, universes = [], []
    for issue in issues:
        starts.append(len(counts))
        universes.append(Universe(issue, counts))
    cells, places, rests = [], [], []
    for number, (issue, universe) in enumerate(zip(issues, universes, strict=True)):
        for spec in issue.specs:
            for place in _places(spec):
                cells.append(_cell(issue, universe, spec, place, counts))
                places.append((number, place))
        for measure in issue.measures:
            for line in measure.cells:
                cells.append(_measure_cell(issue, universe, measure, line, counts))
                places.append((number, (measure.id, THE_ROW, line.code)))
    cells += [
        _measure_cell(universe.issue, universe, measure, line, counts)
        for universe in universes
        for measure in universe.issue.measures
        for line in measure.untold
    ]
    links = [link for universe in universes for link in universe.links()]
    ties = (*same_persons(universes), *same_measures(universes))
    for same in ties:
        link, rest = _link(same, counts)
        links.append(link)
        if rest is not None:
            rests.append(Rest(rest, link))
            if same.is_part:
                cells.append(Cell(same.label, (rest,), counts[rest], lock=Lock.UNLISTED))
    publication = Publication(atoms=tuple(counts), cells=tuple(cells), links=tuple(links))
    return CellMap(publication, tuple(places), tuple(starts), tuple(rests))


def _link(same: Same, counts: list[int]) -> tuple[Link, int | None]:
    """Both groups, balanced by an atom for those who are in one and not in the other.

    Of two groups that hold the same persons by definition, one can be larger only because a record was
    corrected between the two editions. The reader does not know how many were.
    """
    left, right = list(same.left), list(same.right)
    missing = sum(counts[atom] for atom in right) - sum(counts[atom] for atom in left)
    rest = None
    if same.is_part or missing:
        rest = len(counts)
        (left if missing >= 0 else right).append(rest)
        counts.append(abs(missing))
    return Link(tuple(sorted(left)), tuple(sorted(right))), rest


def _places(spec: TableSpec) -> Iterator[Place]:
    rows = [*(line.code for line in spec.rows), TOTAL]
    columns = [*(line.code for line in spec.columns), TOTAL]
    return ((spec.id, row, column) for row, column in product(rows, columns))


def _cell(issue: Issue, universe: Universe, spec: TableSpec, place: Place, counts: Sequence[int]) -> Cell:
    members = universe.members(spec, *place[1:])
    value = sum(counts[atom] for atom in members)
    return Cell(
        label="|".join((issue.label, *place)),
        atoms=members,
        value=value,
        cost=_cost(spec, place[1], place[2], value),
        lock=_lock(issue, place),
    )


def _measure_cell(
    issue: Issue, universe: Universe, measure: MeasureSpec, line: Line, counts: Sequence[int]
) -> Cell:
    members = universe.counted(measure, line)
    value = sum(counts[atom] for atom in members)
    place = (measure.id, THE_ROW, line.code)
    carries_a_share = len(line.members) > 1 or line.code == UNKNOWN_STATUS
    return Cell(
        label="|".join((issue.label, *place)),
        atoms=members,
        value=value,
        cost=(WHOLE_SUM if carries_a_share else WHOLE_LEAF) * (1 + min(value, 100) / 200),
        lock=Lock.UNLISTED if line in measure.untold else _lock(issue, place),
    )


def _lock(issue: Issue, place: Place) -> Lock:
    if issue.printed is None:
        return Lock.FREE
    return Lock.HIDDEN if issue.printed[place] is None else Lock.SHOWN


def _cost(spec: TableSpec, row: str, column: str, value: int) -> float:
    """Totals are dearest, then larger cells."""
    by_office = spec.row_dimension == "office"
    if row == TOTAL and column == TOTAL:
        base = POPULATION
    elif row == TOTAL or (column == TOTAL and not by_office):
        base = WHOLE_TOTAL
    elif column == TOTAL:
        base = OFFICE_TOTAL
    else:
        base = LEAF if by_office else WHOLE_LEAF
    return base * (1 + min(value, 100) / 200)
