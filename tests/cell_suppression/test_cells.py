"""What is asked of small cells, and which cells there cannot be."""

import numpy as np
import pytest

from cell_suppression.cells import Cells, Demand, State, demands_of


def cells(value: list[int], state: list[State], k: int = 5) -> Cells:
    return Cells(np.array(value), np.array(state, np.int8), np.ones(len(value)), k)


def test_each_small_cell_could_be_k_and_could_be_one() -> None:
    asked = demands_of(cells([1, 4, 9], [State.HIDDEN] * 3), np.array([0, 1]))
    assert asked == [Demand(0, 5), Demand(1, 5), Demand(1, 1)]


@pytest.mark.parametrize(
    ("value", "state"), [([-1], [State.SHOWN]), ([0], [State.HIDDEN]), ([-1, 2], [State.FREE, State.HIDDEN])]
)
def test_no_count_is_negative_and_no_zero_is_hidden(value: list[int], state: list[State]) -> None:
    with pytest.raises(ValueError, match="No count is negative"):
        cells(value, state)


def test_two_is_no_smallest_count() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        cells([4], [State.FREE], k=2)
