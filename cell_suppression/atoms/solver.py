"""HiGHS set up so that the same questions in the same order always get the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_array

INFINITY = highspy.kHighsInf

_FEASIBLE = highspy.SolutionStatus.kSolutionStatusFeasible.value
_WHOLE = highspy.HighsVarType.kInteger.value
_CONTINUOUS = highspy.HighsVarType.kContinuous.value

_OPTIONS = highspy.HighsOptions()
_OPTIONS.output_flag = False
_OPTIONS.threads = 1
_OPTIONS.parallel = "off"
_OPTIONS.random_seed = 0
_OPTIONS.presolve = "off"
# For programs as small as ours these take longer than the search itself.
_OPTIONS.mip_detect_symmetry = False
_OPTIONS.mip_heuristic_run_feasibility_jump = False


@dataclass(frozen=True, slots=True)
class Sums:
    """Rows of a linear program: sums over its columns, each with a lower and an upper limit."""

    weights: csr_array
    lower: np.ndarray
    upper: np.ndarray


def program(cost: np.ndarray, lower: np.ndarray, upper: np.ndarray, sums: Sums) -> highspy.Highs:
    """A minimisation over columns with these costs and limits, ready to run."""
    solver = highspy.Highs()
    solver.passOptions(_OPTIONS)
    rows, columns = sums.weights.shape
    # As arrays: a model's own fields are filled number by number, which takes five times as long.
    solver.passModel(
        columns,
        rows,
        sums.weights.nnz,
        highspy.MatrixFormat.kRowwise.value,
        highspy.ObjSense.kMinimize.value,
        0.0,
        cost,
        lower,
        upper,
        sums.lower,
        sums.upper,
        sums.weights.indptr,
        sums.weights.indices,
        sums.weights.data,
        np.full(columns, _CONTINUOUS, np.int32),
    )
    return solver


def set_costs(solver: highspy.Highs, columns: Sequence[int], costs: Sequence[float]) -> None:
    solver.changeColsCost(len(columns), np.asarray(columns, np.int32), np.asarray(costs, float))


def set_limits(
    solver: highspy.Highs, columns: Sequence[int], lower: Sequence[float], upper: Sequence[float]
) -> None:
    solver.changeColsBounds(
        len(columns), np.asarray(columns, np.int32), np.asarray(lower, float), np.asarray(upper, float)
    )


def set_row_limits(
    solver: highspy.Highs, rows: Sequence[int], lower: Sequence[float], upper: Sequence[float]
) -> None:
    solver.changeRowsBounds(
        len(rows), np.asarray(rows, np.int32), np.asarray(lower, float), np.asarray(upper, float)
    )


def solve(solver: highspy.Highs) -> np.ndarray | None:
    """The cheapest columns, None where nothing is feasible.

    Run from the same corner whatever was asked before; only which of equals is taken may hang on it.
    """
    solver.setBasis()
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.fromiter(solver.getSolution().col_value, dtype=float)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to branch and bound: `gap` is the share by which the answer may cost more than the cheapest.

    The limit is in nodes, not in seconds: the answer must not depend on how busy the machine is.
    """

    nodes: int
    gap: float


def solve_integer(solver: highspy.Highs, columns: int, patience: Patience) -> np.ndarray | None:
    """The same with the first columns whole numbers; the program is continuous again after.

    The best that is found in time, None where that is nothing.
    """
    everything = np.arange(columns, dtype=np.int32)
    solver.changeColsIntegrality(columns, everything, np.full(columns, _WHOLE, np.uint8))
    solver.setOptionValue("presolve", "on")
    solver.setOptionValue("mip_max_nodes", patience.nodes)
    solver.setOptionValue("mip_rel_gap", patience.gap)
    solver.setBasis()
    solver.run()
    feasible = solver.getInfo().primal_solution_status == _FEASIBLE
    found = np.rint(np.array(solver.getSolution().col_value)) if feasible else None
    solver.setOptionValue("presolve", "off")
    solver.changeColsIntegrality(columns, everything, np.full(columns, _CONTINUOUS, np.uint8))
    return found


def cost_of(solver: highspy.Highs) -> float:
    """What the answer of the last run costs."""
    return solver.getInfo().objective_function_value


def row_prices(solver: highspy.Highs) -> list[float]:
    """What one more unit of each row would add to the cost, as of the last run."""
    return solver.getSolution().row_dual
