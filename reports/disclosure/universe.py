"""The atoms of one edition: every way its definitions allow somebody to be counted.

Tables that share office, opening, closing and exit are cells over one cross-classification of the
four, because a reader can combine them. Sex, age and target group stand in one table each, beside
the closing state; those keep atoms of their own and are linked by the closing state.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from reports.disclosure.issues import CORE, SIDES, Issue, Key
from reports.figures.measures import MeasureSpec
from reports.figures.tables import CLOSING, EXITS, OPENING, TOTAL, UNALLOCATED, Line, TableSpec
from reports.protection.publication import Link


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


class Universe:
    """Numbers every atom of an issue that somebody could be in, whether or not anybody is."""

    def __init__(self, issue: Issue, counts: list[int]) -> None:
        self.issue = issue
        self._counts = counts
        self._by_value: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._groups: list[str] = []
        possible = (
            (office, opening, closing, exit_taken)
            for office, opening, closing, exit_taken in product(
                (*issue.offices, UNALLOCATED), OPENING, CLOSING, EXITS
            )
            if is_possible(opening, closing, exit_taken)
        )
        self._add("core", CORE, possible)
        for spec in issue.specs:
            if spec.row_dimension in SIDES:
                values = [member for line in spec.rows for member in sorted(line.members)]
                self._add(spec.id, (spec.row_dimension, "closing"), product(values, CLOSING))

        for measure in issue.measures:
            if not measure.dimension:
                self._add(measure.id, ("mark",), ((mark,) for mark in measure.marks))

    def _add(self, name: str, dimensions: Sequence[str], possible: Iterable[Key]) -> None:
        self._groups.append(name)
        persons: dict[Key, int] = dict.fromkeys(possible, 0)
        persons.update((tuple(key), count) for *key, count in self.issue.counts[name])
        for key, count in persons.items():
            number = len(self._counts)
            self._counts.append(count)
            for dimension, value in zip(dimensions, key, strict=True):
                self._by_value[f"{name}.{dimension}"][value].add(number)

    def members(self, spec: TableSpec, row: str, column: str) -> tuple[int, ...]:
        """The atoms a cell counts, in order."""
        name = spec.id if spec.id in self._groups else "core"
        down = self._gathered(f"{name}.{spec.row_dimension}", spec.rows, row)
        across = self._gathered(f"{name}.{spec.column_dimension}", spec.columns, column)
        return tuple(sorted(down & across))

    def _gathered(self, dimension: str, lines: Sequence, code: str) -> set[int]:
        values = {member for line in lines if code in (line.code, TOTAL) for member in line.members}
        by_value = self._by_value[dimension]
        return set().union(*(by_value[value] for value in values))

    def counted(self, measure: MeasureSpec, line: Line) -> tuple[int, ...]:
        """The atoms a cell of a measure counts, in order."""
        where = f"core.{measure.dimension}" if measure.dimension else f"{measure.id}.mark"
        by_value = self._by_value[where]
        return tuple(sorted(set().union(*(by_value[mark] for mark in line.members))))

    def marked(self, measure_id: str, marks: Iterable[str] | None = None) -> frozenset[int]:
        """The atoms of a measure with one of these marks; all of them unless marks are given."""
        by_value = self._by_value[f"{measure_id}.mark"]
        return frozenset().union(*(by_value[mark] for mark in (by_value if marks is None else marks)))

    def persons(self, atoms: Iterable[int]) -> int:
        """How many there are in these atoms."""
        return sum(self._counts[atom] for atom in atoms)

    def combinations(self, office: str) -> Iterator[tuple[str, str, str]]:
        """Opening, closing and exit of every core atom an office can have."""
        for opening, closing, exit_taken in product(OPENING, CLOSING, EXITS):
            if is_possible(opening, closing, exit_taken):
                yield opening, closing, exit_taken

    def core(self, **where: str) -> set[int]:
        """The core atoms with these values."""
        return set.intersection(
            *(self._by_value[f"core.{dimension}"][value] for dimension, value in where.items())
        )

    def links(self) -> Iterator[Link]:
        """The same persons, whichever table counts them: one link for each closing state."""
        for name in self.sides:
            for closing in CLOSING:
                side = self._by_value[f"{name}.closing"][closing]
                yield Link(tuple(sorted(side)), tuple(sorted(self.core(closing=closing))))

    @property
    def sides(self) -> list[str]:
        """The tables that keep atoms of their own."""
        return [spec.id for spec in self.issue.specs if spec.row_dimension in SIDES]

    def side(self, dimension: str, value: str) -> set[int] | None:
        """The atoms of a table by this dimension that have this value; None where there is no such table."""
        for spec in self.issue.specs:
            if spec.row_dimension == dimension:
                return self._by_value[f"{spec.id}.{dimension}"][value]
        return None

    def everybody(self) -> frozenset[int]:
        """All core atoms."""
        return frozenset().union(*self._by_value["core.closing"].values())
