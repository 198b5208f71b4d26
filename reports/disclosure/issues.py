"""What one edition says, in the form protection works on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.figures.measures import Measure, MeasureSpec
from reports.figures.tables import Atom, TableSpec
from reports.periods import Period

CORE = ("office", "opening", "closing", "exit")
SIDES = ("sex", "age", "group")

Key = tuple[str, ...]
# Table, row, column. A measure is a table of one row.
THE_ROW = "all"
Place = tuple[str, str, str]
# Persons by atom, in the form that is kept with an edition: {"core": [[office, ..., persons], ...], ...}.
Counts = dict[str, list[list]]


@dataclass(frozen=True, slots=True)
class Issue:
    """What one edition says, or is about to say. `printed` is None while that is to be decided.

    `k` is the smallest count of persons it promises to show.
    """

    label: str
    period: Period
    offices: tuple[str, ...]
    specs: tuple[TableSpec, ...]
    counts: Counts
    measures: tuple[MeasureSpec, ...] = ()
    printed: Mapping[Place, int | None] | None = None
    k: int = 5


def counts_of(specs: Sequence[TableSpec], atoms: Sequence[Atom], measures: Sequence[Measure] = ()) -> Counts:
    """Group the population by what protection distinguishes; empty groups are left out."""
    groups = {"core": CORE} | {
        spec.id: (spec.row_dimension, "closing") for spec in specs if spec.row_dimension in SIDES
    }
    counted: Counts = {
        measure.spec.id: [[mark, count] for mark, count in sorted(measure.counts.items()) if count]
        for measure in measures
    }
    for name, dimensions in groups.items():
        persons: Counter[Key] = Counter()
        for atom in atoms:
            persons[tuple(getattr(atom, dimension) for dimension in dimensions)] += atom.persons
        counted[name] = [[*key, count] for key, count in sorted(persons.items())]
    return counted
