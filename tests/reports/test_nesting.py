"""A count is part of another where next to nobody could be in the one and not in the other."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from reports.disclosure.suppression.nesting import ONE_IN, hold

IN_THE_BOOKS, TRIED = 30, 2 * ONE_IN


@pytest.mark.parametrize(
    ("who_break", "is_part"),
    [([], True), ([IN_THE_BOOKS], True), ([40, 50], True), ([40, 50, 60], False), ([3], False)],
    ids=["nobody", "one who could be", "one in five thousand", "more of them", "one of the books"],
)
def test_what_next_to_nobody_breaks_a_reader_takes_for_certain(who_break: list[int], is_part: bool) -> None:
    people = np.ones((TRIED, 3), np.int64)
    people[who_break, 1] = 0
    people[::7, 2] = 0
    assert hold(csc_array(people), 0, np.array([1, 2]), IN_THE_BOOKS).tolist() == [is_part, False]
