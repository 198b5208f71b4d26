"""Which counts beside the tables hold the same persons or episodes, within an edition and from one to another.

- Target group and innsatsgruppe are told of the population, and who has no target group stands in a table too.
- Everybody on a curve is on it at every horizon.
- What is counted in a period is what is counted in its parts, and in another edition of the same days.
- Who is looked for some months after the end of an episode ended it in the period so many months before.
- Whoever stands as left, or with work as the last exit, moved there in the period.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise

from reports.disclosure.sameness import ONE_DAY, Same, parts_of
from reports.disclosure.universe import Universe
from reports.figures.completeness import UNKNOWN
from reports.figures.measures import STATE_CURVE, WORK_CURVE, MeasureSpec
from reports.figures.tables import TOTAL
from reports.figures.tables import UNKNOWN as NOT_SAID

OF_THE_POPULATION = ("target-group", "innsatsgruppe")
# By measure: months from the end of an episode or of a training spell to the day it is looked for.
COHORTS = (
    {"at-exit": 0, "six-months": 6},
    {"after-training-12": 12, "after-training-24": 24},
)
Window = tuple[int, int]


def same_measures(universes: Sequence[Universe]) -> Iterator[Same]:
    """Everything that ties the measures of these editions to their tables and to one another."""
    for universe in universes:
        yield from _of_the_population(universe)
        yield from _on_the_curves(universe)
        yield from _moves_of_the_tables(universe)
    for one, other in combinations(universes, 2):
        if set(one.issue.offices) == set(other.issue.offices):
            yield from _in_both(one, other)
            yield from _cohorts(one, other)
    for whole in universes:
        if parts := parts_of(whole, universes):
            yield from _in_the_parts(whole, parts)


def _measures(universe: Universe) -> dict[str, MeasureSpec]:
    """Those that keep atoms of their own."""
    return {measure.id: measure for measure in universe.issue.measures if not measure.dimension}


def _of_the_population(universe: Universe) -> Iterator[Same]:
    for id in OF_THE_POPULATION:
        if id in _measures(universe):
            yield Same(universe.marked(id), universe.everybody())
    not_said = universe.side("group", NOT_SAID)
    if not_said is not None and "target-group" in _measures(universe):
        yield Same(universe.marked("target-group", [UNKNOWN]), frozenset(not_said))


def _on_the_curves(universe: Universe) -> Iterator[Same]:
    curves = [id for id in _measures(universe) if id.startswith((STATE_CURVE, WORK_CURVE))]
    for one, other in pairwise(curves):
        yield Same(universe.marked(one), universe.marked(other))


def _moves_of_the_tables(universe: Universe) -> Iterator[Same]:
    """Whoever left or has work as the last exit moved there in the period, and so did whoever ended an episode so."""
    measures = _measures(universe)
    for of_moves, state, in_tables in (
        ("left-with-reason", "left", universe.core(closing="left")),
        ("work-with-percent", "work", universe.core(exit="work")),
    ):
        if of_moves not in measures:
            continue
        moves = universe.marked(of_moves)
        yield Same(frozenset(in_tables), moves, True, _within(universe, of_moves, "tables", state))
        if "at-exit" in measures:
            ended = universe.marked("at-exit", [state])
            yield Same(ended, moves, True, _within(universe, of_moves, "at-exit", state))


def _within(universe: Universe, larger: str, smaller: str, state: str) -> str:
    return "|".join((universe.issue.label, f"{larger}-{smaller}", "all", state))


def _in_both(one: Universe, other: Universe) -> Iterator[Same]:
    """Editions of the same days, or one within the other."""
    shared = [id for id in _measures(one) if id in _measures(other)]
    if _days(one) == _days(other):
        for id in shared:
            for mark in _measures(one)[id].marks:
                yield Same(one.marked(id, [mark]), other.marked(id, [mark]))
        return
    part, whole = sorted((one, other), key=lambda universe: _days(universe)[1] - _days(universe)[0])
    if _days(whole)[0] <= _days(part)[0] and _days(part)[1] <= _days(whole)[1]:
        for id in shared:
            if _measures(part)[id].adds_up:
                for mark in _measures(part)[id].marks:
                    label = _label(whole, part, id, mark)
                    yield Same(part.marked(id, [mark]), whole.marked(id, [mark]), True, label)


def _in_the_parts(whole: Universe, parts: Sequence[Universe]) -> Iterator[Same]:
    for id, measure in _measures(whole).items():
        holding = [part for part in parts if id in _measures(part)]
        if measure.adds_up and holding:
            for mark in measure.marks:
                yield Same(
                    whole.marked(id, [mark]),
                    frozenset().union(*(part.marked(id, [mark]) for part in holding)),
                )


def _cohorts(one: Universe, other: Universe) -> Iterator[Same]:
    """The same episodes looked at twice, as many months apart as the two periods are."""
    for months_to in COHORTS:
        for left, back in months_to.items():
            for right, further_back in months_to.items():
                if left not in _measures(one) or right not in _measures(other) or left == right:
                    continue
                yield from _looked_at_twice(one, left, back, other, right, further_back)


def _looked_at_twice(
    one: Universe, left: str, back: int, other: Universe, right: str, further_back: int
) -> Iterator[Same]:
    windows = _window(one, back), _window(other, further_back)
    if None in windows:
        return
    (start, end), (other_start, other_end) = windows
    if (start, end) == (other_start, other_end):
        yield Same(one.marked(left), other.marked(right))
    elif other_start <= start and end <= other_end:
        yield Same(one.marked(left), other.marked(right), True, _label(other, one, f"{left}+{right}", TOTAL))
    elif start <= other_start and other_end <= end:
        yield Same(other.marked(right), one.marked(left), True, _label(one, other, f"{right}+{left}", TOTAL))


def _window(universe: Universe, months: int) -> Window | None:
    """The first and last month that a period of whole months was so many months ago."""
    start, end = _days(universe)
    if start.day != 1 or (end + ONE_DAY).day != 1:
        return None
    return _month(start) - months, _month(end) - months


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _days(universe: Universe) -> tuple[date, date]:
    return universe.issue.period.start, universe.issue.period.end


def _label(whole: Universe, part: Universe, id: str, mark: str) -> str:
    return "|".join((f"{whole.issue.label} - {part.issue.label}", id, "all", mark))
