"""How much of a report its readers are not told: one measure for every way to make it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any, Self

from reports.attacker.ranges import Range
from reports.figures.definitions import TOTAL, Definition, Line, Place, TableSpec
from reports.figures.tables import COARSE_FORM
from reports.protected.ranges import answers

# A yardstick over a window.
Question = tuple[str, str]
HEADLINE: Question = ("at-exit", "twelve")
# The finest tables there are, each with the one that tells the same more coarsely.
FINEST: Mapping[str, str] = {
    **COARSE_FORM,
    "closing-by-office": "closing-by-office-grouped",
    "exits-by-office": "exits-by-office-grouped",
}


@dataclass(frozen=True, slots=True)
class InformationLoss:
    """What a reader is not told exactly: counts as a range of all that hold anybody, the same of the persons in them, how wide a
    range is on average, and which yardsticks of all say their result within a fifth of their total.

    `uncertainty`: over the cells of the finest tables there are, printed or not, how wide the range is that a reader can tell each
    within, as a share of everybody; the mean over cells and then over tables, 0 where all is told and 1 where nothing is. None where
    it was not measured.
    """

    ranges: int
    counts: int
    persons: float
    width: float
    answered: tuple[Question, ...]
    yardsticks: tuple[Question, ...]
    uncertainty: float | None = None

    @property
    def exact(self) -> int:
        return self.counts - self.ranges

    @property
    def rank(self) -> tuple[bool, int, float]:
        """What tells more has the higher rank: first the headline, then how many yardsticks, then the tables."""
        return HEADLINE in self.answered, len(self.answered), -(self.uncertainty or 0.0)

    def __str__(self) -> str:
        return (
            f"{self.ranges} of {self.counts} counts as a range ({self.persons:.0%} of persons, {self.width:.0f} wide on average), "
            f"{len(self.answered)} of {len(self.yardsticks)} yardsticks answered"
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        questions = {
            name: tuple((id, window) for id, window in data[name]) for name in ("answered", "yardsticks")
        }
        return cls(**{**data, **questions})


def information_loss(
    whole: Definition,
    printed: Mapping[Place, int | None],
    ranges: Mapping[Place, Range],
    values: Mapping[Place, int],
) -> InformationLoss:
    """What an edition does not say of all that is counted (`whole`): what it prints, the range of each hidden count, and the true counts."""
    held = [place for place, value in values.items() if value and place in printed]
    hidden = [place for place in held if printed[place] is None]
    limits = limits_of(printed, ranges)
    widths = [high - low for low, high in (limits[place] for place in hidden) if high is not None]
    windows = sorted({place[:2] for place in printed if place[0].startswith("yardstick:")})
    persons = sum(values[place] for place in held)
    tables = uncertainty_by_table(whole, limits)
    return InformationLoss(
        len(hidden),
        len(held),
        sum(values[place] for place in hidden) / persons if persons else 0.0,
        mean(widths) if widths else 0.0,
        tuple(
            _question(*window)
            for window in windows
            if answers(limits[*window, "reached"], limits[*window, TOTAL])
        ),
        tuple(_question(*window) for window in windows),
        mean(tables.values()) if tables else None,
    )


def limits_of(printed: Mapping[Place, int | None], ranges: Mapping[Place, Range]) -> dict[Place, Range]:
    """Between which numbers each printed count lies: what is shown is exact."""
    return {
        place: (number, number) if number is not None else ranges[place] for place, number in printed.items()
    }


def everybody(limits: Mapping[Place, Range]) -> int:
    """How many people the tables are about, at most."""
    totals = (high or low for (_, row, column), (low, high) in limits.items() if row == column == TOTAL)
    return max(totals, default=0)


def uncertainty_by_table(whole: Definition, limits: Mapping[Place, Range]) -> dict[str, float]:
    """By the id of each of the finest tables, as in `InformationLoss.uncertainty`. `limits`: of what is printed, in whichever form."""
    specs = {spec.id: spec for spec in whole.tables}
    people = everybody(limits)
    if not people:
        return {}
    return {
        fine: mean(_widths(limits, specs[fine], specs[coarse], people)) / people
        for fine, coarse in FINEST.items()
        if fine in specs and coarse in specs
    }


def told_by_coarse(whole: Definition, values: Mapping[Place, int], k: int) -> dict[str, float]:
    """The same if each table were printed in its coarse form, with nothing hidden but small counts: better than that it cannot be."""
    coarse = frozenset(FINEST.values())
    limits = {
        place: (1, 2 * k) if 0 < value < k else (value, value)
        for place, value in values.items()
        if place[0] in coarse
    }
    return uncertainty_by_table(whole, limits)


def _widths(
    limits: Mapping[Place, Range], fine: TableSpec, coarse: TableSpec, everybody: int
) -> Iterator[int]:
    """Of each cell of a fine table how far apart the ends are between which it lies, from itself or from what it is part of."""
    for row in fine.rows:
        for column in fine.columns:
            low, high = _between(limits, fine, row, column)
            down, across = _around(row, coarse.rows), _around(column, coarse.columns)
            least, most = _between(limits, coarse, down, across)
            if down.members == row.members and across.members == column.members:
                low = max(low, least)
            yield max(0, min([everybody, *(limit for limit in (high, most) if limit is not None)]) - low)


def _around(line: Line, lines: tuple[Line, ...]) -> Line:
    return next(each for each in lines if line.members <= each.members)


def _between(limits: Mapping[Place, Range], spec: TableSpec, row: Line, column: Line) -> Range:
    """A cell of a row that is left out is at most what the other rows leave of the total; of a table that is left out nothing is known."""
    if (found := limits.get((spec.id, row.code, column.code))) is not None:
        return found
    whole = limits.get((spec.id, TOTAL, column.code), (0, None))
    others = sum(limits.get((spec.id, other.code, column.code), (0, 0))[0] for other in spec.rows)
    return 0, None if whole[1] is None else max(0, whole[1] - others)


def _question(table: str, window: str) -> Question:
    return table.partition(":")[2], window
