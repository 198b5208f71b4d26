"""The tables of a report, each a way of adding up the same atoms.

An atom is a group of persons who are alike in every dimension a report uses. Each published
count is a sum over atoms, so totals and linked tables need no code of their own, and
protection sees every link there is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from reports.enums import Detail

UNALLOCATED = "unallocated"
TOTAL = "total"
UNKNOWN = "Ukjent"

OPENING = ("outside", "enrolled", "training", "work", "education", "venture")
CLOSING = ("enrolled", "training", "work", "education", "venture", "left")
EXITS = ("work", "education", "training", "venture", "none")
SEXES = ("Kvinne", "Mann", "Annet", UNKNOWN)
AGES = ("under 25", "25-39", "40-54", "55+")
GROUPS = (
    "Hjemmeværende",
    "Sosialhjelpsmottaker",
    "Ungdom",
    "Familiegjenforent",
    "Overgangsstønad",
    "Annet",
    UNKNOWN,
)

Dimension = Literal["office", "opening", "closing", "exit", "sex", "age", "group"]


@dataclass(frozen=True, slots=True)
class Atom:
    """`persons` people alike in every dimension. `office` is a slug, or `unallocated`."""

    office: str
    opening: str
    closing: str
    exit: str
    sex: str
    age: str
    group: str
    persons: int


@dataclass(frozen=True, slots=True)
class Line:
    """One row or column: its code in report.json and the values of its dimension it gathers."""

    code: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Which dimension goes down and which across. Totals are implied."""

    id: str
    row_dimension: Dimension
    rows: tuple[Line, ...]
    column_dimension: Dimension
    columns: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Unprotected counts: `counts[row][column]`, last row and last column are totals."""

    id: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


def lines(codes: Iterable[str]) -> tuple[Line, ...]:
    """One line for each code, gathering just itself."""
    return tuple(Line(code, frozenset({code})) for code in codes)


OPENING_GROUPED = (
    Line("outside", frozenset({"outside"})),
    Line("on-the-way", frozenset({"enrolled", "training"})),
    Line("result", frozenset({"work", "education", "venture"})),
)
CLOSING_GROUPED = (
    Line("result", frozenset({"work", "education", "venture"})),
    Line("on-the-way", frozenset({"enrolled", "training"})),
    Line("left", frozenset({"left"})),
)
EXITS_GROUPED = (
    Line("result", frozenset({"work", "education", "venture"})),
    Line("training", frozenset({"training"})),
    Line("none", frozenset({"none"})),
)


def table_specs(offices: Sequence[str]) -> tuple[TableSpec, ...]:
    """The tables of a report over these offices, in the order it prints them."""
    by_office = lines((*offices, UNALLOCATED))
    closing = lines(CLOSING)
    return (
        TableSpec("opening-by-office", "office", by_office, "opening", lines(OPENING)),
        TableSpec("closing-by-office", "office", by_office, "closing", closing),
        TableSpec("exits-by-office", "office", by_office, "exit", lines(EXITS)),
        TableSpec("flow", "opening", lines(OPENING), "closing", closing),
        TableSpec("closing-by-sex", "sex", lines(SEXES), "closing", closing),
        TableSpec("closing-by-age", "age", lines(AGES), "closing", closing),
        TableSpec("closing-by-group", "group", lines(GROUPS), "closing", closing),
        TableSpec("closing-by-office-grouped", "office", by_office, "closing", CLOSING_GROUPED),
        TableSpec("exits-by-office-grouped", "office", by_office, "exit", EXITS_GROUPED),
    )


def merged_specs() -> tuple[TableSpec, ...]:
    """The tables for the whole cluster with the exits merged, where whole numbers would tell too much."""
    return (
        TableSpec("flow-grouped", "opening", OPENING_GROUPED, "closing", CLOSING_GROUPED),
        TableSpec("closing-by-sex-grouped", "sex", lines(SEXES), "closing", CLOSING_GROUPED),
        TableSpec("closing-by-age-grouped", "age", lines(AGES), "closing", CLOSING_GROUPED),
        TableSpec("closing-by-group-grouped", "group", lines(GROUPS), "closing", CLOSING_GROUPED),
    )


TABLE_IDS = tuple(spec.id for spec in (*table_specs(()), *merged_specs()))
FULL_DETAIL_ONLY = frozenset({"opening-by-office", "closing-by-office", "exits-by-office"})
BY_OFFICE_GROUPED = frozenset({"closing-by-office-grouped", "exits-by-office-grouped"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Which tables a report holds: how finely exits are shown, and what KREM leaves out."""

    detail: str = Detail.GROUPED
    left_out: frozenset[str] = frozenset()

    def without(self, *table_ids: str) -> "Layout":
        return replace(self, left_out=self.left_out.union(table_ids))

    def as_json(self) -> dict[str, Any]:
        return {"detail": str(self.detail), "left_out": sorted(self.left_out)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Layout":
        return cls(data["detail"], frozenset(data["left_out"]))


GROUPED = Layout()
FULL = Layout(Detail.FULL)


def published_specs(offices: Sequence[str], layout: Layout = GROUPED) -> tuple[TableSpec, ...]:
    """The tables that go into documents: as finely as asked for, without those that are left out."""
    specs = table_specs(offices)
    if layout.detail == Detail.MERGED:
        specs = (*(spec for spec in specs if spec.id in BY_OFFICE_GROUPED), *merged_specs())
    elif layout.detail != Detail.FULL:
        specs = tuple(spec for spec in specs if spec.id not in FULL_DETAIL_ONLY)
    return tuple(spec for spec in specs if spec.id not in layout.left_out)


def coarser(layout: Layout) -> Iterator[Layout]:
    """Layouts that say less and less, each still worth reading."""
    if layout.detail == Detail.FULL:
        yield Layout(Detail.GROUPED, layout.left_out)
    merged = Layout(Detail.MERGED, layout.left_out)
    if layout.detail != Detail.MERGED:
        yield merged
    whole = [spec.id for spec in merged_specs()]
    yield merged.without(whole[0])
    yield merged.without(*whole)
    yield merged.without(*whole, "exits-by-office-grouped")
    yield merged.without(*whole, "closing-by-office-grouped")


def tabulate(spec: TableSpec, atoms: Sequence[Atom]) -> Table:
    """Add the atoms up into one table with its totals."""
    row_of = {member: at for at, line in enumerate(spec.rows) for member in line.members}
    column_of = {member: at for at, line in enumerate(spec.columns) for member in line.members}
    grid = [[0] * (len(spec.columns) + 1) for _ in range(len(spec.rows) + 1)]
    for atom in atoms:
        row = row_of[getattr(atom, spec.row_dimension)]
        column = column_of[getattr(atom, spec.column_dimension)]
        for at_row in (row, -1):
            for at_column in (column, -1):
                grid[at_row][at_column] += atom.persons
    return Table(
        id=spec.id,
        rows=(*(line.code for line in spec.rows), TOTAL),
        columns=(*(line.code for line in spec.columns), TOTAL),
        counts=tuple(tuple(row) for row in grid),
    )
