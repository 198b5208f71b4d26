"""The search for an alternative population: a small integer program over changes of single persons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cell_suppression.cells import Cells, Demand, Ints
from cell_suppression.changes import Changes, able_of
from cell_suppression.programs import ALL_OF_THEM, EPSILON, Answer, Program, program_of, solve
from cell_suppression.refutation import in_the_way, made_impossible

# How many changes the integer program may choose among: those that the linear one finds dearest to do without. First few,
# and more where they do not do, with as many nodes beside as the time allows; the more demands, the more it takes to meet several at once.
WIDTHS, WIDER_FOR_EACH = ((150, 40), (500, 40), (2500, 1)), 12
# Where one demand is all that is asked: how much dearer than the linear answer one may be without looking among more changes.
NEAR_ENOUGH = 300.0


@dataclass(frozen=True, eq=False)
class Choice:
    """`picks`: int[K], how often each change is made; None where nothing fits, or nothing that does is worth it.

    `in_the_way`: int[n], where no demand or a single one was asked and nothing fits whatever it costs: cells of which at least
    one must tell less before anything can. It `is_proved` where not even parts of persons fit; else they are those that make the answer
    in parts as dear as it is. None where something fits, or that is not known.
    """

    picks: Ints | None
    in_the_way: Ints | None = None
    is_proved: bool = True

    @property
    def changes_something(self) -> bool:
        return self.picks is not None and bool(self.picks.any())


def choose(
    cells: Cells,
    changes: Changes,
    demands: Sequence[Demand],
    reward: float = ALL_OF_THEM,
    shift: Ints | None = None,
) -> Choice:
    """How often to make each change so that a reader sees the same and as many demands as pay are met.

    Meeting a demand is worth `reward`, and where that is ALL_OF_THEM each must be met; what has to be hidden for it costs. `shift`
    is what has been done to the cells already and must come out all the same. The same arguments always give the same answer.
    """
    shift = np.zeros(len(cells.value), np.int64) if shift is None else shift
    able = able_of(cells, changes, shift)
    every = np.zeros(len(changes), np.int64)
    # One demand alone is met or nothing is done: it must be met, and the answer may cost no more than that is worth.
    alone = len(demands) == 1
    nothing = None if shift.any() or alone or (demands and reward == ALL_OF_THEM) else every
    if not alone and not len(able.changes) and not shift.any():
        return Choice(nothing)
    program = program_of(cells, changes.of(able.changes), demands, ALL_OF_THEM if alone else reward, shift)
    if program is None:
        # Nothing that is able moves what is asked to move.
        moving = (changes.rising + changes.falling)[[demands[0].cell]].toarray().ravel() > 0
        return Choice(nothing, np.flatnonzero(made_impossible(changes, able, moving)) if alone else None)
    most = reward if alone else ALL_OF_THEM
    guess = solve(program, most)
    if guess.values is None:
        return Choice(nothing, in_the_way(program, changes, able, guess.ray) if len(demands) < 2 else None)
    # No whole answer costs less.
    bound = float(program.cost @ guess.values)
    if bound > most or (bound > -EPSILON and nothing is not None and demands):
        return Choice(nothing)
    picks, fits = _whole(program, guess, bound + NEAR_ENOUGH if alone else np.inf, most)
    if picks is None:
        tight = program.bound[np.abs(guess.duals[: len(program.bound)]) > EPSILON]
        is_all = len(demands) < 2 and most == ALL_OF_THEM and not fits
        return Choice(nothing, tight if is_all else None, is_proved=False)
    every[able.changes] = picks
    return Choice(every)


def _whole(program: Program, guess: Answer, enough: float, most: float) -> tuple[Ints | None, bool]:
    """Whole numbers for the changes of a program, and whether there were any: a cost of `enough` is looked for, and one over `most` is none.

    `guess`: the answer of the linear program.
    """
    values, reduced = guess.values, guess.reduced
    best, best_cost = None, np.inf
    others = np.arange(program.changes, len(program.cost))
    score = np.where(values[: program.changes] > EPSILON, -1.0, reduced[: program.changes])
    order = np.argsort(score, kind="stable")
    for width, nodes in WIDTHS:
        among = width + WIDER_FOR_EACH * len(program.met)
        kept = np.sort(order[:among])
        columns = np.concatenate([kept, others])
        narrowed = replace(
            program,
            cost=program.cost[columns],
            most=program.most[columns],
            weights=program.weights[:, columns],
            changes=len(kept),
        )
        whole = np.flatnonzero((columns < program.changes) | np.isin(columns, program.met))
        answer = solve(narrowed, most, whole.astype(np.int32), nodes).values
        if answer is not None and (cost := float(narrowed.cost @ answer)) < best_cost:
            best, best_cost = np.zeros(program.changes, np.int64), cost
            best[kept] = np.rint(answer[: len(kept)]).astype(np.int64)
        if best_cost <= enough or among >= program.changes:
            break
    return best if best_cost <= most else None, best is not None
