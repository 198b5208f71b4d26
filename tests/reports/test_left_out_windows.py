"""A yardstick over too few is left out by itself: the same yardstick since the start is read on."""

from datetime import UTC, date, datetime

import numpy as np

from cell_suppression.cells import Demand, State
from reports.disclosure.creation import Created
from reports.disclosure.ledger import Out
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.suppression.protection import puzzle_of
from reports.disclosure.suppression.puzzle import Puzzle
from reports.disclosure.suppression.retreat import Retreat
from reports.disclosure.verification import problems_of
from reports.figures.definitions import TOTAL
from reports.figures.records import number_of
from reports.periods import parse_period
from tests.reports.attacker.made import KNOWN, OFFICES, definition, drawn, numbers, person, tertial

TABLE = "yardstick:at-exit"
DEFINITION = definition(tertial(2025, 3), tables=(), yardsticks=("at-exit",))
ENROLLED = (date(2022, 2, 1), "enrolled")
LONG_AGO, LATELY = (date(2023, 3, 1), "work"), (date(2025, 3, 1), "work")
# Twenty who began to work long ago, and two lately.
PEOPLE = drawn([person(ENROLLED, LONG_AGO)] * 20 + [person(ENROLLED, LATELY)] * 2)


def a_puzzle() -> Puzzle:
    return puzzle_of(
        Population([Counted(DEFINITION, range(len(PEOPLE)), PEOPLE)]), [], 5, number_of(KNOWN), []
    )


def test_only_the_window_goes_and_nothing_is_asked_of_it_any_more() -> None:
    puzzle = a_puzzle()
    retreat = Retreat(puzzle)
    demand = Demand(puzzle.new_cells[TABLE, "twelve", "reached"], 5)
    assert demand in puzzle.open
    puzzle.reserve(np.array([puzzle.new_cells[TABLE, "start", "reached"]]))
    assert retreat.give_up([demand]) == [demand]
    assert puzzle.left_out == {(TABLE, "twelve")}
    assert not [each for each in puzzle.open if each.cell == demand.cell]
    states = {place: puzzle.cells.state[at] for place, at in puzzle.new_cells.items()}
    assert states[TABLE, "twelve", TOTAL] == State.UNPRINTED
    assert states[TABLE, "start", TOTAL] == State.FREE
    assert states[TABLE, "start", "reached"] == State.SHOWN


def test_what_is_in_the_way_of_the_next_is_asked_once_the_window_is_gone() -> None:
    """Of a count that is out it may have become a window over enough by then, which is not nothing."""

    class Moving(Retreat):
        def _in_the_way(self, demand: Demand) -> set[tuple[str, str]]:
            return {(TABLE, "start")} if self.puzzle.left_out else {(TABLE, "twelve")}

    puzzle = a_puzzle()
    first = Demand(puzzle.new_cells[TABLE, "twelve", "reached"], 5)
    second = Demand(puzzle.new_cells[TABLE, "start", "reached"], 30)
    puzzle.open.append(second)
    puzzle.reserve(np.array([puzzle.new_cells[TABLE, "start", TOTAL]]))
    assert Moving(puzzle).give_up([first, second]) == [first]
    assert puzzle.left_out == {(TABLE, "twelve")}


def test_a_window_over_enough_is_worth_more_than_what_is_reserved() -> None:
    puzzle = a_puzzle()
    reached = puzzle.new_cells[TABLE, "start", "reached"]
    puzzle.reserve(np.array([puzzle.new_cells[TABLE, "start", TOTAL]]))
    assert Retreat(puzzle).give_up([Demand(reached, 30)]) == []
    assert not puzzle.left_out


def test_a_window_that_is_left_out_wants_no_proof() -> None:
    printed = {place: count for place, count in numbers(PEOPLE, DEFINITION).items() if place[1] == "start"}
    created = Created("draft", parse_period("2025-T3"), frozenset(OFFICES), {}, {})
    cutoff = datetime.combine(KNOWN, datetime.min.time(), UTC)
    out = Out("draft", "draft", cutoff, DEFINITION, printed, 5, [], frozenset(), created)
    assert problems_of(out, [], 0, lambda offices, at: (range(len(PEOPLE)), PEOPLE)) == []
