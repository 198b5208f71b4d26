"""A curve that stays as it is until something happens."""

from dataclasses import dataclass

import numpy as np

from reports.statistics.shares import Floats


@dataclass(frozen=True)
class StepFunction:
    """Row j holds from `times[j]` until the next time; `times`: float[t], rising from 0, which may stand twice."""

    times: Floats

    def row_at(self, time: float) -> int:
        """The row that holds at `time`. Raises ValueError before time 0."""
        if time < 0:
            raise ValueError("There is nothing before time 0.")
        return int(np.searchsorted(self.times, time, side="right")) - 1
