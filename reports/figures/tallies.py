"""Who stands behind a number: disjoint groups of persons, as protection wants them.

A table counts everybody once. Yardsticks count episodes, completeness counts moves and questions, and one person
may have several of them, or be outside the population of the tables. A group therefore holds persons alike in
everything a reader could link: office, place in the tables, and all the marks they count under.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.figures.journeys import Journey, Place


@dataclass(frozen=True, slots=True)
class Person:
    """A journey, and where the tables of the period count it (None: nowhere)."""

    journey: Journey
    place: Place | None


@dataclass(frozen=True, slots=True)
class PersonGroup:
    """`persons` people alike in office and place; each counts once under every one of `marks`, in order."""

    office: str
    place: Place | None
    marks: tuple[str, ...]
    persons: int


def group_persons(people: Iterable[Person], marks: Iterable[Sequence[str]]) -> tuple[PersonGroup, ...]:
    """Everybody with at least one mark, in disjoint groups in a fixed order. `marks` go with `people`."""
    groups: Counter[tuple[str, Place | None, tuple[str, ...]]] = Counter()
    for person, of_person in zip(people, marks, strict=True):
        if of_person:
            groups[person.journey.office, person.place, tuple(sorted(of_person))] += 1
    return tuple(
        PersonGroup(*key, persons=persons)
        for key, persons in sorted(groups.items(), key=lambda item: _in_order(*item[0]))
    )


def count_marks(groups: Iterable[PersonGroup], marks: Iterable[str]) -> dict[str, int]:
    """How often each mark is given: whole persons, spells, moves or questions."""
    counts = dict.fromkeys(marks, 0)
    for group in groups:
        for mark in group.marks:
            counts[mark] += group.persons
    return counts


def _in_order(office: str, place: Place | None, marks: tuple[str, ...]) -> tuple:
    return office, place is not None, place and (place.opening, place.closing, place.exit), marks
