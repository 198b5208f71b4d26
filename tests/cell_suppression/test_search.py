"""The search for an alternative population, held to trying every combination of changes."""

from itertools import product

import numpy as np
import pytest
from scipy.sparse import csr_array

from cell_suppression.cells import Cells, Demand, State, is_met
from cell_suppression.changes import Changes
from cell_suppression.programs import ALL_OF_THEM, PER_CHANGE
from cell_suppression.search import choose

CELLS, CHANGES, UNITS = 5, 6, 3
K = 3
GAP = 0.03


def puzzle(seed: int) -> tuple[Cells, Changes, Demand, np.ndarray]:
    """Few cells, few changes, one small cell that is asked to rise or to fall, and something done already or nothing."""
    random = np.random.default_rng(seed)
    value = random.integers(0, 6, CELLS)
    state = random.choice(
        [State.SHOWN, State.HIDDEN, State.FREE, State.UNPRINTED], CELLS, p=[0.3, 0.3, 0.3, 0.1]
    )
    state[value == 0] = State.SHOWN
    value[0], state[0] = random.integers(1, K), State.HIDDEN
    target = K if value[0] == 1 or random.random() < 0.5 else 1
    cells = Cells(value, state.astype(np.int8), random.integers(1, 20, CELLS).astype(float), K)
    changes = Changes(
        csr_array(random.integers(-1, 2, (CHANGES, CELLS))),
        random.integers(0, UNITS, CHANGES),
        random.integers(1, 3, UNITS),
    )
    shift = random.integers(-1, 2, CELLS) * (random.random() < 0.3)
    shift[value + shift < 1] = 0
    return cells, changes, Demand(0, int(target)), shift


def cost_of(cells: Cells, changes: Changes, shift: np.ndarray, picks: np.ndarray) -> float:
    """What is hidden for it; infinite where a reader would see that it is not so."""
    used = np.bincount(changes.unit, picks, UNITS)
    moved = picks @ changes.delta + shift
    total, state = cells.value + moved, cells.state
    hidden = (state == State.FREE) & (moved != 0)
    wrong = ((state == State.SHOWN) & (moved != 0)) | (((state == State.HIDDEN) | hidden) & (total < 1))
    if (used > changes.capacity).any() or wrong.any():
        return np.inf
    return float((cells.cost * np.abs(moved))[hidden].sum() + PER_CHANGE * picks.sum())


def every_pick(changes: Changes) -> np.ndarray:
    return np.array(list(product(*(range(changes.capacity[unit] + 1) for unit in changes.unit))))


def meets(cells: Cells, changes: Changes, shift: np.ndarray, demand: Demand, picks: np.ndarray) -> bool:
    value = int(cells.value[demand.cell])
    return is_met(demand, value, int((picks @ changes.delta + shift)[demand.cell]) + value)


@pytest.mark.parametrize("seed", range(150))
def test_what_must_be_met_is_met_as_cheaply_as_can_be(seed):
    cells, changes, demand, shift = puzzle(seed)
    found = choose(cells, changes, [demand], ALL_OF_THEM, shift).picks
    costs = [
        cost_of(cells, changes, shift, picks)
        for picks in every_pick(changes)
        if meets(cells, changes, shift, demand, picks)
    ]
    best = min(costs, default=np.inf)
    if found is None:
        assert best == np.inf
    else:
        assert meets(cells, changes, shift, demand, found)
        assert best <= cost_of(cells, changes, shift, found) <= best * (1 + GAP) + 1e-6


def test_as_long_as_what_stands_in_the_way_stays_nothing_fits_whatever_else_is_told_less():
    told = 0
    for seed in range(400):
        cells, changes, demand, shift = puzzle(seed)
        found = choose(cells, changes, [demand], ALL_OF_THEM, shift)
        assert found.picks is None or found.in_the_way is None
        if found.in_the_way is None or not found.is_proved:
            continue
        told += 1
        state = np.full(CELLS, State.UNPRINTED, np.int8)
        state[found.in_the_way] = cells.state[found.in_the_way]
        less = Cells(cells.value, state, cells.cost, K)
        assert not any(
            meets(less, changes, shift, demand, picks) and cost_of(less, changes, shift, picks) < np.inf
            for picks in every_pick(changes)
        ), seed
    # In the others something fits, or only parts of persons do.
    assert told > 200


@pytest.mark.parametrize("reward", [2.0, 15.0, 100.0])
@pytest.mark.parametrize("seed", range(60))
def test_what_is_worth_it_is_met_and_what_is_not_is_left(seed, reward):
    cells, changes, demand, _ = puzzle(seed)
    shift = np.zeros(CELLS, np.int64)
    found = choose(cells, changes, [demand], reward).picks
    costs = [
        cost_of(cells, changes, shift, picks)
        for picks in every_pick(changes)
        if meets(cells, changes, shift, demand, picks)
    ]
    best = min(costs, default=np.inf)
    spent = 0.0 if found is None else cost_of(cells, changes, shift, found)
    assert spent < np.inf
    if best < reward * (1 - GAP) - 1e-6:
        assert found is not None
        assert meets(cells, changes, shift, demand, found)
        assert spent <= best + GAP * reward + 1e-6
    elif best > reward * (1 + GAP) + 1e-6:
        assert found is None


def test_nobody_comes_to_a_number_that_can_only_rise():
    """A printed zero stays one, whatever that leaves undone."""
    cells = Cells(np.array([2, 0]), np.array([State.HIDDEN, State.SHOWN], np.int8), np.ones(2), K)
    changes = Changes(csr_array([[1, 1]]), np.zeros(1, np.int64), np.ones(1, np.int64))
    found = choose(cells, changes, [Demand(0, K)])
    assert found.picks is None
    assert found.in_the_way.tolist() == [1]
