"""What ventures yielded in a half-year, all of a report's offices together: sums that may be told.

Kept with the edition: the first report that tells the sums of a half-year tells them for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from clusters.half_years import HalfYear
from reports.protected.seal import SEAL, require_seal

# How exactly each line is told: money to a thousand kroner, hours to ten, tonnes whole.
LINES = {"turnover": 1000, "wages": 1000, "own_funding": 1000, "people": 1, "hours": 10, "tonnes_reused": 1}


@dataclass(frozen=True, slots=True)
class ProtectedYield:
    """The sums of one half-year; None where too few ventures make one up, or one of them most of it."""

    half_year: HalfYear
    sums: Mapping[str, int | None]
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        require_seal(self)

    @property
    def is_told(self) -> bool:
        return any(value is not None for value in self.sums.values())

    def as_json(self) -> dict[str, Any]:
        return {"half_year": self.half_year.code, "sums": dict(self.sums)}


def read_yield(data: Mapping[str, Any]) -> ProtectedYield:
    """What `as_json` wrote."""
    return ProtectedYield(
        HalfYear.read(data["half_year"]), {line: data["sums"][line] for line in LINES}, SEAL
    )
