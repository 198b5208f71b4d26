"""How much of a report its readers are not told: one measure for every way to make it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any, Self

from reports.attacker.ranges import Range, outer_ranges
from reports.disclosure.ledger import Out
from reports.figures.definitions import Place

# A yardstick is answered where its result and its total lie within so small a part of its total.
WITHIN = 5
# A yardstick over a window.
Question = tuple[str, str]


@dataclass(frozen=True, slots=True)
class InformationLoss:
    """What a reader is not told exactly: counts as a range of all that hold anybody, the same of the persons in them, how wide a
    range is on average, and which yardsticks of all say their result within a fifth of their total."""

    ranges: int
    counts: int
    persons: float
    width: float
    answered: tuple[Question, ...]
    yardsticks: tuple[Question, ...]

    @property
    def exact(self) -> int:
        return self.counts - self.ranges

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


def information_loss(outs: Sequence[Out], values: Mapping[Place, int]) -> InformationLoss:
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
    persons = sum(values[place] for place in held)
    return InformationLoss(
        len(hidden),
        len(held),
        sum(values[place] for place in hidden) / persons if persons else 0.0,
        mean(widths) if widths else 0.0,
        tuple(
            _question(*window)
            for window in windows
            if _is_answered(limits[*window, "reached"], limits[*window, "total"])
        ),
        tuple(_question(*window) for window in windows),
    )


def _question(table: str, window: str) -> Question:
    return table.partition(":")[2], window


def _is_answered(reached: Range, total: Range) -> bool:
    most = total[0] / WITHIN
    return all(high is not None and high - low <= most for low, high in (reached, total))
