"""What a report is read by first is hidden last: yardsticks before everything, then everybody and every result of an office."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from cell_suppression.cells import State
from reports.disclosure.ledger import NOTHING_OUT
from reports.disclosure.suppression import costs
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.suppression.protection import protect_people, puzzle_of
from reports.disclosure.suppression.puzzle import Puzzle
from reports.disclosure.suppression.retreat import Retreat
from reports.figures.definitions import Place
from reports.figures.records import number_of
from tests.reports.attacker.made import KNOWN, definition, drawn, person, tertial, whole

TABLE = "closing-by-office-grouped"
DEFINITION = definition(tertial(2025, 3), tables=(TABLE,))
ENROLLED, WORK, LEFT = (date(2025, 2, 1), "enrolled"), (date(2025, 3, 1), "work"), (date(2025, 10, 1), "left")
# In each office as many in work as under way, and two who left.
PEOPLE = drawn(
    [
        person(*moves, office=office)
        for office in ("a", "b")
        for moves, count in (((ENROLLED, WORK), 20), ((ENROLLED,), 20), ((ENROLLED, LEFT), 2))
        for _ in range(count)
    ]
)


def printed() -> dict[Place, int | None]:
    cutoff = datetime.combine(KNOWN, datetime.min.time(), UTC)
    found = protect_people(
        NOTHING_OUT,
        DEFINITION,
        cutoff,
        5,
        lambda offices, at: (range(len(PEOPLE)), PEOPLE),
        lambda done, of: None,
    )
    assert found.open == 0
    return dict(found.printed)


def test_everybody_and_every_result_of_an_office_is_hidden_after_what_can_be_covered_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Were they as cheap as nothing: what a table is read by is not weighed against the rest of it."""
    base = costs._base
    monkeypatch.setattr(
        costs, "_base", lambda *place: 0.001 if place[2] in ("result", "total") else base(*place)
    )
    shown = printed()
    assert all(shown[TABLE, row, code] for row in ("a", "b", "total") for code in ("result", "total"))
    assert None in {shown[TABLE, row, "on-the-way"] for row in ("a", "b")}


def test_yardsticks_are_hidden_after_tables() -> None:
    everything = whole(tertial(2025, 3))
    places = [(0, place) for place in everything.places]
    headline, answers, tables = (
        {places[at][1] for at in group} for group in costs.reserved_first(places, np.arange(len(places)))
    )
    assert {place[:2] for place in headline} == {("yardstick:at-exit", "twelve"), (TABLE, "total")}
    assert (TABLE, "total", "result") in headline
    assert all(place[0].startswith("yardstick:") and place[2] in ("reached", "total") for place in answers)
    assert {
        (TABLE, "a", "result"), (TABLE, "a", "total"), ("flow", "total", "total"), ("flow", "total", "work")
    } <= tables  # fmt: skip
    assert not {(TABLE, "a", "left"), (TABLE, "total", "left"), ("flow", "enrolled", "total")} & tables


def test_a_table_keeps_nothing_once_only_its_headline_is_reserved() -> None:
    puzzle = a_puzzle()
    result, office = (puzzle.population.places.index((0, (TABLE, row, "result"))) for row in ("total", "a"))
    puzzle.reserve(np.array([result]))
    assert not Retreat(puzzle).keeps_tables
    puzzle.reserve(np.array([office]))
    assert Retreat(puzzle).keeps_tables


def test_what_was_left_out_meanwhile_does_not_come_back_when_it_is_released() -> None:
    puzzle = a_puzzle()
    one, other = (puzzle.population.places.index((0, (TABLE, row, "total"))) for row in ("a", "b"))
    puzzle.reserve(np.array([one, other]))
    assert {int(at) for at in puzzle.all_reserved} == {one, other}
    assert list(puzzle.cells.state[[one, other]]) == [State.SHOWN, State.SHOWN]
    puzzle.cells.state[one] = State.UNPRINTED
    assert puzzle.release()
    assert list(puzzle.cells.state[[one, other]]) == [State.UNPRINTED, State.FREE]
    assert not puzzle.release()
    assert not len(puzzle.all_reserved)


def a_puzzle() -> Puzzle:
    population = Population([Counted(DEFINITION, range(len(PEOPLE)), PEOPLE)])
    return puzzle_of(population, [], 5, number_of(KNOWN), [])
