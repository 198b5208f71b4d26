"""The search for an alternative population: a small integer program over changes of single persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

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
        if len(chosen) == len(self):
            return self
        return Changes(self.delta[chosen], self.unit[chosen], self.capacity)

    # Each is asked for at every search among these changes, and found once. They are laid out in memory as `delta` is.
    @cached_property
    def rising(self) -> csc_array:
        """int[c, K]: which cells each change makes rise."""
        return self._by_cell(self.delta.data > 0)

    @cached_property
    def falling(self) -> csc_array:
        """int[c, K]: which cells each change makes fall."""
        return self._by_cell(self.delta.data < 0)

    @cached_property
    def moving(self) -> csr_array:
        """int[K, c]: which cells each change moves."""
        return self._by_cell(self.delta.data != 0).T

    def _by_cell(self, marks: NDArray[np.bool_]) -> csc_array:
        return csc_array(
            (marks.astype(np.int64), self.delta.indices, self.delta.indptr), shape=self.delta.shape[::-1]
        )


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
    settled = (cells.state == State.SHOWN) & (shift == 0)
    able = np.ones(len(changes), np.int64)
    while True:
        stuck = settled & ((changes.rising @ able > 0) != (changes.falling @ able > 0))
        if not stuck.any():
            return np.flatnonzero(able)
        able[changes.moving @ stuck.astype(np.int64) > 0] = 0


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
            program.weights[:, columns],
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
    """None where what has been done already cannot come out.

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
        back = reward / away * (1 + _EPSILON)
        room = ROOM + np.abs(done)
        sums, met = b + u + np.arange(d), n + 2 * f + np.arange(d)
        entries += [(sums, met, -away), (sums, met + d, np.ones(d))]
        entries += [(sums + d, met, room), (sums + d, met + d, np.ones(d))]
        lower += [-done, np.full(d, -np.inf)]
        upper += [np.full(d, np.inf), room]
    rows, columns, weights = (np.concatenate(each) for each in zip(*entries, strict=True))
    free_cost = cells.cost[bound][free]
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
        weights=csr_array(
            (weights, (rows, columns)), shape=(sum(map(len, lower)), n + 2 * f + d + len(back)), dtype=float
        ),
        lower=np.concatenate(lower).astype(float),
        upper=np.concatenate(upper).astype(float),
        changes=n,
        met=np.arange(n + 2 * f, n + 2 * f + d),
    )


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
