"""From who was known when, and what is out, to what a new edition may print of people."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils import timezone

from cell_suppression.cells import Cells, State
from reports.attacker.editions import Cell
from reports.disclosure.ledger import Ledger, Out
from reports.disclosure.suppression.alternatives import Candidates
from reports.disclosure.suppression.certificates import read_worlds, world_as_json
from reports.disclosure.suppression.costs import blocks_of, costs_of
from reports.disclosure.suppression.nesting import small_differences
from reports.disclosure.suppression.population import Counted, Population
from reports.disclosure.suppression.puzzle import JOURNEYS, Puzzle
from reports.disclosure.suppression.suppressor import Suppressor
from reports.figures.definitions import Definition, Place
from reports.figures.records import Ints, Records, number_of

# Everybody of some offices, known by key, as known at a moment: an id for each, and the records.
KnownAt = Callable[[Sequence[str], datetime], tuple[Sequence[Hashable], Records]]
Say = Callable[[int, int], None]
SMALL, GUARD = "primary", "secondary"
DRAFT = "draft"


@dataclass(frozen=True, eq=False)
class Protected:
    """What of a new edition is printed: every cell but those that are left out, None where it is hidden."""

    printed: Mapping[Place, int | None]
    values: Mapping[Place, int]
    reasons: Mapping[Place, str]
    left_out: frozenset[tuple[str, str]]
    # Every hidden count under k, of what is out too, by the key of its edition; the new one's is DRAFT.
    small: frozenset[Cell]
    # How many small counts of what is out can be told, whatever the new edition does.
    open: int
    worlds: list[list[list[dict[str, Any]]]]
    warnings: dict[str, list[dict[str, Any]]]


def protect_people(
    ledger: Ledger,
    definition: Definition,
    cutoff: datetime,
    k: int,
    known_at: KnownAt,
    say: Say,
    told: Callable[[Protected], Collection[Cell]] = lambda found: (),
) -> Protected:
    """Hide the least that is found, such that every small count could as well be k or more, and its least.

    That it could be its least is given up where it would cost too much, but not of those that a reader would be `told` more of.
    """
    outs = ledger.editions
    offices = sorted(ledger.offices | set(definition.offices))
    counted = [Counted(each.definition, *known_at(offices, each.cutoff)) for each in outs] + [
        Counted(definition, *known_at(offices, cutoff))
    ]
    last_day = number_of(timezone.localdate(cutoff))
    population = Population(counted)
    known = [
        world
        for number, each in enumerate(outs)
        for world in read_worlds(each.worlds or [], population, number)
    ]
    puzzle = puzzle_of(population, outs, k, last_day, known, say)
    if puzzle.bare:
        # Its proof never was, or is not left.
        anew = puzzle.of_what_is_out(ask_everything=bool(ledger.unproved))
        Suppressor(anew).solve()
        puzzle.know((world.records, world.changed) for world in anew.worlds)
    keys = [*(each.key for each in outs), DRAFT]
    cells = [(keys[edition], place) for edition, place in population.places]
    at = {cell: number for number, cell in enumerate(cells)}
    suppressor = Suppressor(puzzle)
    suppressor.solve()
    while True:
        suppressor.show_again()
        hidden = np.flatnonzero((puzzle.cells.is_small & (puzzle.cells.state == State.HIDDEN))[: len(cells)])
        found = _answer(puzzle, outs, k, frozenset(cells[number] for number in hidden))
        more = np.setdiff1d(sorted(at[cell] for cell in told(found)), puzzle.insisted)
        if not more.size:
            return found
        suppressor.insist(more)


def puzzle_of(
    population: Population,
    outs: Sequence[Out],
    k: int,
    last_day: int,
    known: Sequence[tuple[Records, Ints]],
    say: Say = lambda done, of: None,
) -> Puzzle:
    """The cells of what is out as they were printed, and those of a new edition, if there is one, free to be shown."""
    value, state = population.value, _states(population, outs, k)
    new = len(outs) if len(population.definitions) > len(outs) else -1
    shown = (state == State.SHOWN) | (state == State.FREE)
    everybody = Candidates(population, np.arange(len(population)), last_day)
    nested = small_differences(everybody, shown & (new >= 0), k)
    costs, blocks = costs_of(population.places, value), blocks_of(population.definitions, population.places)
    between = nested.shape[1]
    cells = Cells(
        np.concatenate([value, value @ nested]),
        np.concatenate([state, np.full(between, State.UNPRINTED, np.int8)]),
        np.concatenate([costs, np.ones(between)]),
        k,
    )
    # A difference is one of journeys, unless all that it is taken from is counted by one attribute.
    of = [np.unique(blocks[nested[:, [at]].nonzero()[0]]) for at in range(between)]
    own = [each[0] if len(each) == 1 else JOURNEYS for each in of]
    return Puzzle(everybody, cells, np.concatenate([blocks, own]), nested, known, new=new, say=say)


def _states(population: Population, outs: Sequence[Out], k: int) -> np.ndarray:
    state = np.empty(len(population.value), np.int8)
    for at, ((edition, place), value) in enumerate(zip(population.places, population.value, strict=True)):
        if edition >= len(outs):
            state[at] = State.SHOWN if value == 0 else State.HIDDEN if value < k else State.FREE
        elif place not in outs[edition].printed:
            state[at] = State.UNPRINTED
        elif outs[edition].printed[place] is None:
            # Hidden is at least 1; what is counted as 0 today was corrected since, and proves nothing.
            state[at] = State.HIDDEN if value else State.UNPRINTED
        else:
            state[at] = State.SHOWN
    return state


def _answer(puzzle: Puzzle, outs: Sequence[Out], k: int, small: frozenset[Cell]) -> Protected:
    population, state = puzzle.population, puzzle.cells.state
    printed: dict[Place, int | None] = {}
    values: dict[Place, int] = {}
    reasons: dict[Place, str] = {}
    for at in np.flatnonzero(population.edition_of == len(outs)):
        place, value = population.places[at][1], int(population.value[at])
        values[place] = value
        if state[at] == State.HIDDEN:
            printed[place] = None
            reasons[place] = SMALL if value < k else GUARD
        elif state[at] != State.UNPRINTED:
            printed[place] = value
    return Protected(
        printed,
        values,
        reasons,
        frozenset(puzzle.left_out),
        small,
        len(
            {
                demand.cell
                for demand in (*puzzle.open, *puzzle.bare)
                if demand.target > puzzle.cells.value[demand.cell]
            }
        ),
        [world_as_json(world, population) for world in puzzle.worlds],
        {
            "alike": _rows_of_one_outcome(population.definitions[-1], values),
            "changes": _changes(values, outs, population.definitions[-1], k),
        },
    )


def _rows_of_one_outcome(definition: Definition, values: Mapping[Place, int]) -> list[dict[str, Any]]:
    """Rows with persons in one column only: the zeros beside it are printed, whether or not it is hidden."""
    found = []
    for spec in definition.tables:
        for row in spec.row_codes:
            held = [line.code for line in spec.columns if values[spec.id, row, line.code]]
            if len(held) == 1:
                found.append({"table": spec.id, "row": row, "column": held[0]})
    return found


def _changes(
    values: Mapping[Place, int], outs: Sequence[Out], definition: Definition, k: int
) -> list[dict[str, Any]]:
    """Counts of the same days that differ by 1 to k-1 from what an earlier edition printed."""
    return [
        {
            "table": place[0],
            "row": place[1],
            "column": place[2],
            "before": before,
            "now": values[place],
            "in": out.name,
        }
        for out in outs
        if (out.definition.start, out.definition.end) == (definition.start, definition.end)
        and set(out.definition.offices) == set(definition.offices)
        for place, before in out.printed.items()
        if before is not None and place in values and 0 < abs(values[place] - before) < k
    ]
