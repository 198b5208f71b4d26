"""A report as protection sees it: cells over atoms, with every atom the reader must hold possible.

Tables that share office, opening, closing and exit are cells over one cross-classification of the
four, because a reader can combine them. Sex, age and target group stand in one table each, beside
the closing state; those keep atoms of their own and are linked by the closing state.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from reports.figures.tables import CLOSING, EXITS, OPENING, TOTAL, Atom, TableSpec
from reports.protection.publication import Cell, Link, Publication

CORE = ("office", "opening", "closing", "exit")
SIDES = ("sex", "age", "group")

# What hiding a cell costs: a leaf of an office, a total of an office, a leaf and a total of the whole.
LEAF, OFFICE_TOTAL, WHOLE_LEAF, WHOLE_TOTAL, POPULATION = 1.0, 6.0, 5.0, 20.0, 400.0

Key = tuple[str, ...]
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CellMap:
    """A publication, and which cell of which table each of its cells is: table, row, column."""

    publication: Publication
    places: tuple[Place, ...]
    # Persons by group of atoms: [[value of each dimension ..., persons], ...], empty atoms left out.
    counts: dict[str, list]


def publication_of(specs: Sequence[TableSpec], offices: Sequence[str], atoms: Sequence[Atom]) -> CellMap:
    """Every cell of these tables over the atoms of one report."""
    universe = _Universe(offices, atoms, specs)
    cells, places = [], []
    for spec in specs:
        rows = [*(line.code for line in spec.rows), TOTAL]
        columns = [*(line.code for line in spec.columns), TOTAL]
        for row, column in product(rows, columns):
            members = universe.members(spec, row, column)
            value = sum(universe.counts[atom] for atom in members)
            cells.append(
                Cell(
                    label=f"{spec.id}|{row}|{column}",
                    atoms=members,
                    value=value,
                    cost=_cost(spec, row, column, value),
                )
            )
            places.append((spec.id, row, column))
    publication = Publication(atoms=tuple(universe.counts), cells=tuple(cells), links=tuple(universe.links()))
    return CellMap(publication, tuple(places), universe.filled())


def is_possible(opening: str, closing: str, exit_taken: str) -> bool:
    """Whether the definitions allow somebody to be counted so, as every reader can work out.

    After the last exit of a period only moves to enrolled or left can follow; without an exit a person
    stays where they were, or is enrolled or left.
    """
    if closing in ("enrolled", "left"):
        return True
    if exit_taken == "none":
        return opening == closing
    return exit_taken == closing


class _Universe:
    """Numbers every atom that somebody could be in, whether or not anybody is."""

    def __init__(self, offices: Sequence[str], atoms: Sequence[Atom], specs: Sequence[TableSpec]) -> None:
        self.counts: list[int] = []
        self._by_value: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._closing_of: dict[str, dict[str, list[int]]] = {}
        self._persons: dict[str, dict[Key, int]] = {}
        possible = (
            (office, opening, closing, exit_taken)
            for office, opening, closing, exit_taken in product(offices, OPENING, CLOSING, EXITS)
            if is_possible(opening, closing, exit_taken)
        )
        self._add("core", CORE, possible, atoms)
        for spec in specs:
            if spec.row_dimension in SIDES:
                values = [member for line in spec.rows for member in sorted(line.members)]
                self._add(spec.id, (spec.row_dimension, "closing"), product(values, CLOSING), atoms)

    def _add(
        self, name: str, dimensions: Sequence[str], possible: Iterable[Key], atoms: Sequence[Atom]
    ) -> None:
        persons: dict[Key, int] = dict.fromkeys(possible, 0)
        for atom in atoms:
            key = tuple(getattr(atom, dimension) for dimension in dimensions)
            persons[key] = persons.get(key, 0) + atom.persons
        self._persons[name] = persons
        closing_of = defaultdict(list)
        for key, count in persons.items():
            number = len(self.counts)
            self.counts.append(count)
            closing_of[key[dimensions.index("closing")]].append(number)
            for dimension, value in zip(dimensions, key, strict=True):
                self._by_value[f"{name}.{dimension}"][value].add(number)
        self._closing_of[name] = closing_of

    def filled(self) -> dict[str, list]:
        """The atoms that hold anybody, as JSON can keep them."""
        return {
            name: [[*key, count] for key, count in persons.items() if count]
            for name, persons in self._persons.items()
        }

    def members(self, spec: TableSpec, row: str, column: str) -> tuple[int, ...]:
        """The atoms a cell counts, in order."""
        name = spec.id if spec.id in self._closing_of else "core"
        down = self._gathered(f"{name}.{spec.row_dimension}", spec.rows, row)
        across = self._gathered(f"{name}.{spec.column_dimension}", spec.columns, column)
        return tuple(sorted(down & across))

    def _gathered(self, dimension: str, lines: Sequence, code: str) -> set[int]:
        values = {member for line in lines if code in (line.code, TOTAL) for member in line.members}
        by_value = self._by_value[dimension]
        return set().union(*(by_value[value] for value in values))

    def links(self) -> Iterable[Link]:
        """The same persons, whichever table counts them: one link for each closing state."""
        core = self._closing_of["core"]
        for name, closing_of in self._closing_of.items():
            if name != "core":
                for closing in CLOSING:
                    yield Link(tuple(closing_of[closing]), tuple(core[closing]))


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
