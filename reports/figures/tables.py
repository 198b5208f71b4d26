"""The tables of a report, each a way of adding up the same atoms.

An atom is a group of persons who are alike in every dimension a report uses. Each published
count is a sum over atoms, so totals and linked tables need no code of their own, and
protection sees every link there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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
    """Every table of a report over these offices, in the order it prints them."""
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


FULL_DETAIL_ONLY = frozenset({"opening-by-office", "closing-by-office", "exits-by-office"})


def published_specs(offices: Sequence[str], *, full_detail: bool) -> tuple[TableSpec, ...]:
    """The tables that go into documents: the full tables by office only where asked for."""
    return tuple(spec for spec in table_specs(offices) if full_detail or spec.id not in FULL_DETAIL_ONLY)


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
