"""Which groups of two editions hold the same persons, as every reader of the definitions can work out.

- The state on a day is the state on that day, whether it closes one period or opens another.
- Two editions of the same days count everybody alike.
- The last exit of a period is the last exit of any longer period that ends on the same day, and
  somebody who took an exit in a part of a period took one in the whole.
- Whoever took an exit in a period last took it in one of its parts.

All by office, so that clusters that share an office are linked by that office.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from reports.disclosure.universe import Universe
from reports.figures.tables import EXITS, OPENING, UNALLOCATED

STATES = tuple(state for state in OPENING if state != "outside")
TAKEN = tuple(exit_taken for exit_taken in EXITS if exit_taken != "none")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Same:
    """Two groups of atoms with the same persons, or of which the left is part of the right.

    The label names those who are in the right group and not in the left: nobody prints them.
    """

    left: frozenset[int]
    right: frozenset[int]
    is_part: bool = False
    label: str = ""


def same_persons(universes: Sequence[Universe]) -> Iterator[Same]:
    """Everything that ties these editions together."""
    for one, other in combinations(universes, 2):
        for office in _shared_offices(one, other):
            if _days(one) == _days(other):
                yield from _same_atoms(one, other, office)
            else:
                yield from _same_day(one, other, office)
                yield from _exits_of_a_part(one, other, office)
    for whole in universes:
        parts = parts_of(whole, universes)
        if parts:
            yield from _exits_of_the_parts(whole, parts)


def _days(universe: Universe) -> tuple[date, date]:
    return universe.issue.period.start, universe.issue.period.end


def _shared_offices(one: Universe, other: Universe) -> list[str]:
    shared = [office for office in one.issue.offices if office in other.issue.offices]
    if set(one.issue.offices) == set(other.issue.offices):
        shared.append(UNALLOCATED)
    return shared


def _same_atoms(one: Universe, other: Universe, office: str) -> Iterator[Same]:
    for opening, closing, exit_taken in one.combinations(office):
        where = {"office": office, "opening": opening, "closing": closing, "exit": exit_taken}
        left, right = one.core(**where), other.core(**where)
        if left and right:
            yield Same(frozenset(left), frozenset(right))


def _same_day(one: Universe, other: Universe, office: str) -> Iterator[Same]:
    """Whoever is in follow-up, in training or in an exit on a day is in every edition that shows the day."""
    others = _dimension_of_day(other)
    for day, dimension in _dimension_of_day(one).items():
        if day in others:
            for state in STATES:
                yield Same(
                    frozenset(one.core(office=office, **{dimension: state})),
                    frozenset(other.core(office=office, **{others[day]: state})),
                )


def _dimension_of_day(universe: Universe) -> dict[date, str]:
    start, end = _days(universe)
    return {start - ONE_DAY: "opening", end: "closing"}


def _exits_of_a_part(one: Universe, other: Universe, office: str) -> Iterator[Same]:
    part, whole = sorted(
        (one, other), key=lambda universe: universe.issue.period.end - universe.issue.period.start
    )
    (part_start, part_end), (start, end) = _days(part), _days(whole)
    if not start <= part_start <= part_end <= end:
        return
    if part_end == end:
        for exit_taken in TAKEN:
            yield _part_of(part, whole, office, (exit_taken,))
    else:
        yield _part_of(part, whole, office, TAKEN)


def _part_of(part: Universe, whole: Universe, office: str, exits: Sequence[str]) -> Same:
    label = _label((whole,), (part,), office, exits)
    return Same(_with_exit(part, office, exits), _with_exit(whole, office, exits), True, label)


def _label(larger: Sequence[Universe], smaller: Sequence[Universe], office: str, exits: Sequence[str]) -> str:
    larger_names, smaller_names = (
        " + ".join(universe.issue.label for universe in universes) for universes in (larger, smaller)
    )
    return "|".join((f"{larger_names} - {smaller_names}", "exits", office, "+".join(exits)))


def _with_exit(universe: Universe, office: str, exits: Sequence[str]) -> frozenset[int]:
    return frozenset().union(*(universe.core(office=office, exit=exit_taken) for exit_taken in exits))


def parts_of(whole: Universe, universes: Sequence[Universe]) -> list[Universe]:
    """Editions that follow one another and together make up just the days of the whole; the newest of each."""
    start, end = _days(whole)
    offices = set(whole.issue.offices)
    parts: list[Universe] = []
    while start <= end:
        following = [
            universe
            for universe in universes
            if _days(universe)[0] == start
            and _days(universe)[1] <= end
            and universe is not whole
            and _days(universe) != _days(whole)
            and set(universe.issue.offices) == offices
        ]
        if not following:
            return []
        parts.append(min(reversed(following), key=lambda universe: _days(universe)[1]))
        start = _days(parts[-1])[1] + ONE_DAY
    return parts


def _exits_of_the_parts(whole: Universe, parts: Sequence[Universe]) -> Iterator[Same]:
    for office in (*whole.issue.offices, UNALLOCATED):
        for exit_taken in TAKEN:
            yield Same(
                left=_with_exit(whole, office, (exit_taken,)),
                right=frozenset().union(*(_with_exit(part, office, (exit_taken,)) for part in parts)),
                is_part=True,
                label=_label(parts, (whole,), office, (exit_taken,)),
            )
