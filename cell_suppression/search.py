"""The search for an alternative population: a small integer program over changes of single persons."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array, diags_array, eye_array, hstack, vstack

from cell_suppression.cells import Cells, Demand, Floats, Ints, State

ALL_OF_THEM = np.inf
# A change costs next to nothing, so that none is made for nothing.
PER_CHANGE = 0.05
# How many changes the integer program may choose among: those that the linear one finds dearest to do without. First few,
# and more where they do not do, with as many nodes beside as the time allows; the more demands, the more it takes to meet several at once.
WIDTHS, WIDER_FOR_EACH = ((150, 40), (500, 40), (2500, 1)), 12
# Where one demand is all that is asked: how much dearer than the linear answer one may be without looking among more changes.
NEAR_ENOUGH = 300.0
# How far a cell may go the other way that is asked to rise or to fall.
ROOM = 20.0
MOST_SECONDS = 60.0
_EPSILON = 1e-7


@dataclass(frozen=True, eq=False)
class Changes:
    """K possible changes of single persons.

    `delta`: int[K, c], what each does to every cell. `unit`: int[K], the group of interchangeable persons it is about, and
    `capacity`: int[U], how many persons that group has: nobody changes twice.
    """

    delta: csr_array
    unit: Ints
    capacity: Ints

    def __len__(self) -> int:
        return self.delta.shape[0]

    def of(self, chosen: Ints) -> "Changes":
        return Changes(csr_array(self.delta[chosen]), self.unit[chosen], self.capacity)


@dataclass(frozen=True, eq=False)
class _Program:
    """min cost x, lower <= weights x <= upper, 0 <= x <= most; the first `changes` columns are changes, `met` those that say which demands are met."""

    cost: Floats
    most: Floats
    weights: csr_array
    lower: Floats
    upper: Floats
    changes: int
    met: Ints


def choose(
    cells: Cells,
    changes: Changes,
    demands: Sequence[Demand],
    reward: float = ALL_OF_THEM,
    shift: Ints | None = None,
) -> Ints | None:
    """How often to make each change, int[K], so that a reader sees the same and as many demands as pay are met.

    Meeting a demand is worth `reward`, and where that is ALL_OF_THEM each must be met; what has to be hidden for it costs. `shift`
    is what has been done to the cells already and must come out all the same. None where nothing fits. The same arguments
    always give the same answer.
    """
    shift = np.zeros(len(cells.value), np.int64) if shift is None else shift
    able = _able(cells, changes, shift)
    every = np.zeros(len(changes), np.int64)
    if not len(able) and not shift.any():
        return None if demands and reward == ALL_OF_THEM else every
    picks = _chosen(cells, changes.of(able), demands, reward, shift)
    if picks is None:
        return None
    every[able] = picks
    return every


def _able(cells: Cells, changes: Changes, shift: Ints) -> Ints:
    """The changes that any answer can hold. Where a shown count can only rise, or only fall, nothing that moves it is possible."""
    up, down = (
        csr_array((changes.delta > 0).T).astype(np.int64),
        csr_array((changes.delta < 0).T).astype(np.int64),
    )
    touches = csr_array(abs(changes.delta).astype(np.int64))
    settled = (cells.state == State.SHOWN) & (shift == 0)
    able = np.ones(len(changes), np.int64)
    while True:
        stuck = settled & ((up @ able > 0) != (down @ able > 0))
        if not stuck.any():
            return np.flatnonzero(able)
        able[touches @ stuck.astype(np.int64) > 0] = 0


def _chosen(
    cells: Cells, changes: Changes, demands: Sequence[Demand], reward: float, shift: Ints
) -> Ints | None:
    # One demand alone is met or nothing is done: it must be met, and the answer may cost no more than that is worth.
    alone = len(demands) == 1
    most = reward if alone else ALL_OF_THEM
    nothing = None if shift.any() or reward == ALL_OF_THEM else np.zeros(len(changes), np.int64)
    program = _program(cells, changes, demands, ALL_OF_THEM if alone else reward, shift)
    if program is None:
        return nothing
    guess = _solve(program, np.zeros(0, np.int32), 0)
    if guess is None:
        return nothing
    values, reduced = guess
    # No whole answer costs less.
    bound = float(program.cost @ values)
    if bound > most or (bound > -_EPSILON and nothing is not None and not alone and demands):
        return nothing
    enough = bound + NEAR_ENOUGH if alone else np.inf
    best, best_cost = None, np.inf
    first = values[: program.changes]
    others = np.arange(program.changes, len(program.cost))
    score = np.where(first > _EPSILON, -1.0, reduced[: program.changes])
    order = np.argsort(score, kind="stable")
    for width, nodes in WIDTHS:
        among = width + WIDER_FOR_EACH * len(program.met)
        kept = np.sort(order[:among])
        columns = np.concatenate([kept, others])
        narrowed = _Program(
            program.cost[columns],
            program.most[columns],
            csr_array(program.weights[:, columns]),
            program.lower,
            program.upper,
            len(kept),
            program.met,
        )
        whole = np.flatnonzero((columns < program.changes) | np.isin(columns, program.met))
        answer = _solve(narrowed, whole.astype(np.int32), nodes)
        if answer is not None and (cost := float(narrowed.cost @ answer[0])) < best_cost:
            best, best_cost = np.zeros(program.changes, np.int64), cost
            best[kept] = np.rint(answer[0][: len(kept)]).astype(np.int64)
        if best_cost <= enough or among >= program.changes:
            break
    return best if best_cost <= most else nothing


def _program(
    cells: Cells, changes: Changes, demands: Sequence[Demand], reward: float, shift: Ints
) -> _Program | None:
    """None where what has been done already cannot come out."""
    touched = np.unique(np.concatenate([changes.delta.indices, np.flatnonzero(shift)]))
    state = cells.state[touched]
    bound = np.flatnonzero(state != State.UNPRINTED)
    free = np.flatnonzero(state[bound] == State.FREE)
    by_cell = csr_array(changes.delta[:, touched].T).astype(float)
    held, moved = by_cell[bound], shift[touched][bound]
    value = cells.value[touched][bound]
    wanted = [demand for demand in demands if demand.cell in touched]
    if reward == ALL_OF_THEM and len(wanted) < len(demands):
        return None
    n, f, d, b = len(changes), len(free), len(wanted), len(bound)
    # What a free cell loses or gains is paid for; what is hidden stays at least 1.
    plus_minus = csr_array(
        (np.concatenate([-np.ones(f), np.ones(f)]), (np.concatenate([free, free]), np.arange(2 * f))),
        shape=(b, 2 * f),
    )
    units = csr_array((np.ones(n), (changes.unit, np.arange(n))), shape=(len(changes.capacity), n))
    used = np.flatnonzero(units.sum(axis=1) > 0)
    blocks = [
        [held, plus_minus, None],
        [units[used], None, None],
    ]
    is_hidden = state[bound] == State.HIDDEN
    lower = [np.where(is_hidden, 1 - value - moved, -moved), np.full(len(used), -np.inf)]
    upper = [np.where(is_hidden, np.inf, -moved), changes.capacity[used]]
    back = np.zeros(0)
    if d:
        rows, away, done = _asked(cells, wanted, touched, by_cell, shift)
        if reward == ALL_OF_THEM:
            blocks = [*(block[:2] for block in blocks), [rows, None]]
            lower.append(away - done)
            upper.append(np.full(d, np.inf))
            d = 0
        else:
            # Where a demand is not met its cell may go the other way. A step away from what is asked costs what a step
            # towards it is worth: were it free, the linear program would call every demand half met.
            back = reward / away * (1 + _EPSILON)
            room = ROOM + np.abs(done)
            blocks.append([rows, None, hstack([diags_array(-away), eye_array(d)])])
            blocks.append([None, None, hstack([diags_array(room), eye_array(d)])])
            lower += [-done, np.full(d, -np.inf)]
            upper.append(np.full(d, np.inf))
            upper.append(room)
    else:
        blocks = [block[:2] for block in blocks]
    free_cost = cells.cost[touched][bound][free]
    return _Program(
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
        weights=csr_array(_stacked(blocks, n, 2 * f, d + len(back))),
        lower=np.concatenate(lower).astype(float),
        upper=np.concatenate(upper).astype(float),
        changes=n,
        met=np.arange(n + 2 * f, n + 2 * f + d),
    )


def _asked(
    cells: Cells, wanted: Sequence[Demand], touched: Ints, by_cell: csr_array, shift: Ints
) -> tuple[csr_array, Floats, Floats]:
    """For each demand the sum that counts towards it, how far that must come from the truth, and how far it has come already."""
    asked = [demand.cell for demand in wanted]
    away = np.array([demand.target for demand in wanted]) - cells.value[asked]
    sign = np.where(away > 0, 1.0, -1.0)
    rows = csr_array(diags_array(sign) @ by_cell[np.searchsorted(touched, asked)])
    return rows, np.abs(away).astype(float), sign * shift[asked]


def _stacked(blocks: list[list], *widths: int) -> csr_array:
    heights = [next(part.shape[0] for part in row if part is not None) for row in blocks]
    full = [
        hstack(
            [
                csr_array((height, width)) if part is None else part
                for part, width in zip(row, widths, strict=False)
            ]
        )
        for row, height in zip(blocks, heights, strict=True)
    ]
    return csr_array(vstack(full))


def _solve(program: _Program, whole: Ints, nodes: int) -> tuple[Floats, Floats] | None:
    """Values and reduced costs of the columns; None where nothing is feasible."""
    solver = highspy.Highs()
    for name, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("time_limit", MOST_SECONDS),
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
        return None
    solution = solver.getSolution()
    return np.array(solution.col_value), np.array(solution.col_dual)
