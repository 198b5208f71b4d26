"""What stands in the way of a small count goes before what is reserved, unless it is much; what found nothing is looked for again when it could."""

from datetime import date

import numpy as np
import pytest

from cell_suppression.cells import Demand, State
from cell_suppression.search import Choice
from reports.disclosure.suppression.blocked import Blocked
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.suppression.protection import puzzle_of
from reports.disclosure.suppression.puzzle import Puzzle
from reports.disclosure.suppression.retreat import MOST_ROWS, Retreat
from reports.figures.definitions import TOTAL
from reports.figures.records import number_of
from tests.reports.attacker.made import KNOWN, definition, drawn, numbers, person, tertial

TABLE, HEADLINE = "closing-by-group", ("yardstick:at-exit", "start", "reached")
ENROLLED, WORK = (date(2022, 2, 1), "enrolled"), (date(2023, 3, 1), "work")


def a_puzzle(groups: int) -> Puzzle:
    """Two of each of so many groups, and twenty of one more."""
    of = definition(tertial(2025, 3), tables=(TABLE,), yardsticks=("at-exit",))
    rows = [row for table, row, column in of.places if table == TABLE and column == TOTAL and row != TOTAL]
    people = drawn(
        [person(ENROLLED, WORK, group=row) for row in rows[:groups] for _ in range(2)]
        + [person(ENROLLED, WORK, group=rows[-1])] * 20
    )
    assert numbers(people, of)[TABLE, rows[0], "work"] == 2
    puzzle = puzzle_of(Population([Counted(of, range(len(people)), people)]), [], 5, number_of(KNOWN), [])
    puzzle.reserve(np.array([puzzle.new_cells[HEADLINE]]))
    return puzzle


def stuck(puzzle: Puzzle) -> list[Demand]:
    return [
        Demand(at, 5)
        for (table, row, column), at in puzzle.new_cells.items()
        if table == TABLE and column == "work" and puzzle.cells.is_small[at]
    ]


def test_a_few_rows_go_one_after_the_other() -> None:
    puzzle = a_puzzle(2)
    first, second = stuck(puzzle)
    assert Retreat(puzzle).give_up([first, second]) == [first]
    assert len(puzzle.left_out) == 1
    assert puzzle.reserved


def test_many_rows_are_more_than_what_is_reserved() -> None:
    puzzle = a_puzzle(MOST_ROWS + 1)
    assert len(stuck(puzzle)) == MOST_ROWS + 1
    assert Retreat(puzzle).give_up(stuck(puzzle)) == []
    assert not puzzle.left_out
    puzzle.release()
    assert Retreat(puzzle).give_up(stuck(puzzle)) == stuck(puzzle)[:1]


@pytest.mark.parametrize(
    ("told", "tells", "is_blocked"),
    [
        (State.SHOWN, State.SHOWN, True),
        (State.SHOWN, State.FREE, False),
        (State.SHOWN, State.HIDDEN, False),
        (State.FREE, State.HIDDEN, True),
        (State.HIDDEN, State.UNPRINTED, False),
    ],
)
def test_a_search_is_made_again_once_a_cell_in_its_way_tells_less(
    told: State, tells: State, is_blocked: bool
) -> None:
    puzzle = a_puzzle(2)
    blocked, search = Blocked(puzzle.cells), ("whole", "", (Demand(0, 5),))
    puzzle.cells.state[[3, 4]] = told
    blocked.remember(search, Choice(None, np.array([3])))
    assert search in blocked
    puzzle.cells.state[4] = State.UNPRINTED
    assert search in blocked
    puzzle.cells.state[3] = tells
    assert (search in blocked) == is_blocked


def test_what_found_something_is_not_remembered() -> None:
    blocked, search = Blocked(a_puzzle(2).cells), ("whole", "", (Demand(0, 5),))
    blocked.remember(search, Choice(np.ones(1, np.int64)))
    assert search not in blocked
