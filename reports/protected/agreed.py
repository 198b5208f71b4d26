"""What had been agreed about a report when it was made: kept with it, so that a later agreement changes no edition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Agreed:
    """Both in whole per cent. `targets` by yardstick; less recorded than `complete_from` is a shortfall, 0 is never."""

    complete_from: int = 0
    targets: Mapping[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"complete_from": self.complete_from, "targets": dict(self.targets)}


NOTHING_AGREED = Agreed()


def read_agreed(data: Mapping[str, Any]) -> Agreed:
    """What `as_json` wrote; nothing was agreed where it is empty."""
    return Agreed(data.get("complete_from", 0), dict(data.get("targets", {})))
