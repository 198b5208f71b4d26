"""What stands in the way where nothing fits: cells that show it by what they tell now."""

import numpy as np
from numpy.typing import NDArray

from cell_suppression.cells import Floats, Ints
from cell_suppression.changes import Able, Changes
from cell_suppression.programs import EPSILON, Program


def in_the_way(program: Program, changes: Changes, able: Able, ray: Floats | None) -> Ints | None:
    """int[n]: cells of which one must tell less before the program has an answer; None where that cannot be told.

    `program`: over the `able` of `changes`, without an answer, as `ray` shows: whatever the columns are, its weighted rows cannot come out
    (Farkas' lemma). Changes that were left out before would spoil that where they weigh against it; of those the cells that
    made them impossible are named too.
    """
    if ray is None:
        return None
    weighed = next((each for each in (ray, -ray) if _refutes(program, each)), None)
    if weighed is None:
        return None
    c = changes.delta.shape[1]
    of_cell, of_unit = np.zeros(c), np.zeros(len(changes.capacity))
    b, u = len(program.bound), len(program.units)
    of_cell[program.bound], of_unit[program.units] = weighed[:b], weighed[b : b + u]
    of_demand = np.zeros(c)
    np.add.at(of_demand, program.asked, weighed[b + u :] * program.sign)
    against = changes.delta @ (of_cell + of_demand) + of_unit[changes.unit] > EPSILON
    found = made_impossible(changes, able, against & (able.removed > 0))
    return np.flatnonzero(found | (np.abs(of_cell) > EPSILON))


def _refutes(program: Program, ray: Floats) -> bool:
    """Whether these weights show that there is no answer: what the rows must come to is more than the columns can."""
    weights = np.where(np.abs(ray) > EPSILON, ray, 0)
    at_least = np.where(weights > 0, program.lower, program.upper)
    each = weights @ program.weights
    each = np.where(each > EPSILON, each, 0)
    used, able = weights != 0, each > 0
    least = float((weights[used] * at_least[used]).sum())
    return bool(least > float((each[able] * program.most[able]).sum()) + EPSILON)


def made_impossible(changes: Changes, able: Able, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[c]: cells that, as long as they must stay as they are, make `which`, bool[K], impossible."""
    wanted, found = which.copy(), np.zeros(changes.delta.shape[1], bool)
    for number in range(len(able.stuck), 0, -1):
        stuck = able.stuck[number - 1]
        moving = changes.moving[np.flatnonzero(wanted & (able.removed == number))][:, stuck]
        mine = np.zeros(len(stuck), np.int64)
        while (left := moving[moving @ mine == 0]).shape[0]:
            mine[np.argmax(left.sum(axis=0))] = 1
        found[stuck[mine > 0]] = True
        # That these could only rise, or only fall, rests on what was impossible already.
        beside = changes.moving @ found.astype(np.int64) > 0
        wanted |= beside & (able.removed > 0) & (able.removed < number)
    return found
