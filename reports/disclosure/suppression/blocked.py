"""What stood in the way of a search: as long as it does, the search is not made again."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cell_suppression.cells import Cells, Demand, Ints, State
from cell_suppression.search import Choice

# Which search, by what, and for which demands at once.
Sought = tuple[str, str | int, tuple[Demand, ...]]


@dataclass(frozen=True, eq=False)
class Blocked:
    """Searches that found nothing, with the cells that stood in the way of each and what these told then."""

    cells: Cells
    _told: dict[Sought, tuple[Ints, NDArray[np.int8]]] = field(default_factory=dict)

    def __contains__(self, search: Sought) -> bool:
        """Whether none of the cells tells less by now."""
        if search not in self._told:
            return False
        cells, told = self._told[search]
        now = self.cells.state[cells]
        return not ((now == State.UNPRINTED) | ((told == State.SHOWN) & (now != State.SHOWN))).any()

    def remember(self, search: Sought, choice: Choice) -> None:
        if choice.in_the_way is not None:
            self._told[search] = choice.in_the_way, self.cells.state[choice.in_the_way]
