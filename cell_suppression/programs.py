"""The integer program of a search: laid out over changes of single persons, and solved."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

from cell_suppression.cells import Cells, Demand, Floats, Ints, State
from cell_suppression.changes import Changes

ALL_OF_THEM = np.inf
# A change costs next to nothing, so that none is made for nothing.
PER_CHANGE = 0.05
# How far a cell may go the other way that is asked to rise or to fall.
ROOM = 20.0
MOST_SECONDS = 60.0
EPSILON = 1e-7
NONE_WHOLE = np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class Program:
    """min cost x, lower <= weights x <= upper, 0 <= x <= most; the first `changes` columns are changes, `met` those that say which demands are met."""

    cost: Floats
    most: Floats
    weights: csr_array
    lower: Floats
    upper: Floats
    changes: int
    met: Ints
    # Which cell each of the first rows is about; the next are about the groups in `units`, the last about the cells that are
    # `asked` to rise (1) or to fall (-1).
    bound: Ints
    units: Ints
    asked: Ints
    sign: Floats


@dataclass(frozen=True, eq=False)
class Answer:
    """`values` and `reduced` costs of the columns; no values where nothing was found. Of a linear program the weights of its rows: its
    `duals`, or the `ray` that shows that it has no answer (Farkas).
    """

    values: Floats | None = None
    reduced: Floats | None = None
    duals: Floats | None = None
    ray: Floats | None = None


def program_of(
    cells: Cells, changes: Changes, demands: Sequence[Demand], reward: float, shift: Ints
) -> Program | None:
    """The program over these changes; None where none of them moves what must be met.

    The weights are gathered as rows, columns and values: to join matrices would take longer than to solve the program.
    """
    n, cell, step = len(changes), changes.delta.indices, changes.delta.data
    change = np.repeat(np.arange(n), np.diff(changes.delta.indptr))
    touched = shift != 0
    touched[cell] = True
    wanted = [demand for demand in demands if touched[demand.cell]]
    if reward == ALL_OF_THEM and len(wanted) < len(demands):
        return None
    bound = np.flatnonzero(touched & (cells.state != State.UNPRINTED))
    state, value, moved = cells.state[bound], cells.value[bound], shift[bound]
    free, is_hidden = np.flatnonzero(state == State.FREE), state == State.HIDDEN
    row = np.full(len(cells.value), -1)
    row[bound] = np.arange(len(bound))
    held = row[cell] >= 0
    used, unit = np.unique(changes.unit, return_inverse=True)
    f, d, b, u = len(free), len(wanted), len(bound), len(used)
    entries = [
        (row[cell[held]], change[held], step[held]),
        # What a free cell loses or gains is paid for; what is hidden stays at least 1.
        (np.tile(free, 2), n + np.arange(2 * f), np.repeat([-1, 1], f)),
        (b + unit, np.arange(n), np.ones(n)),
    ]
    lower = [np.where(is_hidden, 1 - value - moved, -moved), np.full(u, -np.inf)]
    upper = [np.where(is_hidden, np.inf, -moved), changes.capacity[used]]
    # How far each wanted cell must come from the truth, and how far it has come already.
    asked = np.array([demand.cell for demand in wanted], np.int64)
    away = np.array([demand.target for demand in wanted]) - cells.value[asked]
    sign, away = np.where(away > 0, 1.0, -1.0), np.abs(away).astype(float)
    done = sign * shift[asked]
    for at in range(d):
        counts = np.flatnonzero(cell == asked[at])
        entries.append((np.full(len(counts), b + u + at), change[counts], sign[at] * step[counts]))
    back = np.zeros(0)
    if reward == ALL_OF_THEM:
        lower.append(away - done)
        upper.append(np.full(d, np.inf))
        d = 0
    elif d:
        # Where a demand is not met its cell may go the other way. A step away from what is asked costs what a step
        # towards it is worth: were it free, the linear program would call every demand half met.
        back = reward / away * (1 + EPSILON)
        room = ROOM + np.abs(done)
        sums, met = b + u + np.arange(d), n + 2 * f + np.arange(d)
        entries += [(sums, met, -away), (sums, met + d, np.ones(d))]
        entries += [(sums + d, met, room), (sums + d, met + d, np.ones(d))]
        lower += [-done, np.full(d, -np.inf)]
        upper += [np.full(d, np.inf), room]
    rows, columns, weights = (np.concatenate(each) for each in zip(*entries, strict=True))
    free_cost = cells.cost[bound][free]
    return Program(
        cost=np.concatenate([np.full(n, PER_CHANGE), free_cost, free_cost, np.full(d, -reward), back]),
        most=np.concatenate(
            [
                changes.capacity[changes.unit],
                np.full(f, np.inf),
                np.maximum(value[free] - 1, 0),
                np.ones(d),
                np.full(len(back), np.inf),
            ]
        ).astype(float),
        weights=csr_array(
            (weights, (rows, columns)), shape=(sum(map(len, lower)), n + 2 * f + d + len(back)), dtype=float
        ),
        lower=np.concatenate(lower).astype(float),
        upper=np.concatenate(upper).astype(float),
        changes=n,
        met=np.arange(n + 2 * f, n + 2 * f + d),
        bound=bound,
        units=used,
        asked=asked,
        sign=sign,
    )


def solve(program: Program, most: float, whole: Ints = NONE_WHOLE, nodes: int = 0) -> Answer:
    """Solve it with these columns whole, and so many nodes; none whole is the linear program. What costs more than `most` is no answer."""
    solver = highspy.Highs()
    for name, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("time_limit", MOST_SECONDS),
        ("objective_bound", most),
        ("mip_rel_gap", 0.03),
        ("mip_max_nodes", nodes),
        ("mip_allow_restart", False),
        ("mip_detect_symmetry", False),
        # They take a third of the time, and find little that the first dive has not.
        ("mip_heuristic_run_rins", False),
        ("mip_heuristic_run_rens", False),
        ("mip_heuristic_run_root_reduced_cost", False),
        ("presolve", "on" if len(whole) else "off"),
    ):
        solver.setOptionValue(name, setting)
    rows, columns = program.weights.shape
    weights = program.weights
    weights.sort_indices()
    integrality = np.zeros(columns, np.int32)
    integrality[whole] = 1
    solver.passModel(
        columns,
        rows,
        weights.nnz,
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        0.0,
        program.cost,
        np.zeros(columns),
        program.most,
        program.lower,
        program.upper,
        weights.indptr.astype(np.int32),
        weights.indices.astype(np.int32),
        weights.data.astype(float),
        integrality,
    )
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        if len(whole) or solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return Answer()
        _, is_known, ray = solver.getDualRay()
        return Answer(ray=np.array(ray) if is_known else None)
    solution = solver.getSolution()
    return Answer(np.array(solution.col_value), np.array(solution.col_dual), np.array(solution.row_dual))
