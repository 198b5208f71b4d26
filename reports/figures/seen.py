"""What can be read off people for one edition: who is counted, how they are grouped, and where they are known to be."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from reports.figures.definitions import AGES, EXITS, OPENING, Definition
from reports.figures.records import (
    AWAY,
    EFFORTS,
    ENROLLED,
    FAR,
    GROUPS,
    LEFT,
    NEVER,
    NOT_REACHED,
    NOWHERE,
    SEXES,
    STATES,
    TRAINING,
    TRANSFER,
    UNALLOCATED,
    Ints,
    Records,
    number_of,
)

# How far from the day an answer may be given and still speak for it.
REACH = 92
UNKNOWN_STATUS = len(STATES)
AGE_LIMITS = (25, 40, 55)
# The days that months are added to by a table: whoever is in the books has lived on no others.
FIRST_DAY, DAYS = number_of(date(1800, 1, 1)), 400 * 366


class Seen:
    """What can be read off everybody for one edition, each looked at once."""

    def __init__(self, records: Records, office: Ints, definition: Definition) -> None:
        self.records, self.office, self.definition = records, office, definition
        self.start, self.end = number_of(definition.start), number_of(definition.end)

    @cached_property
    def everybody(self) -> Ints:
        return np.arange(len(self.records))

    @cached_property
    def has_moved(self) -> NDArray:
        """bool[n, m]: the moves of the period; to be handed to an office outside is none."""
        records = self.records
        return (records.day >= self.start) & (records.day <= self.end) & (records.target != AWAY)

    @cached_property
    def before(self) -> Ints:
        return as_left(self.records.state_on(self.start - 1))

    @cached_property
    def closing(self) -> Ints:
        return as_left(self.records.state_on(self.end))

    @cached_property
    def population(self) -> Ints:
        """The rows of everybody the tables count."""
        inside = (self.closing != NOWHERE) & ((self.before != LEFT) | self.has_moved.any(axis=1))
        return np.flatnonzero(inside)

    def codes(self, dimension: str) -> tuple[Sequence[str], Ints]:
        """The words of a dimension, and int[n] which of them holds for each."""
        records = self.records
        match dimension:
            case "office":
                return (*records.offices, UNALLOCATED), np.where(
                    records.is_shielded, len(records.offices), self.office
                )
            case "sex":
                return SEXES, records.sex
            case "group":
                return GROUPS, records.group
            case "effort":
                return EFFORTS, records.effort
            case "age":
                ages = self.definition.end.year - records.birth_year
                return AGES, np.searchsorted(AGE_LIMITS, ages, side="right")
            case "opening":
                return OPENING, np.where((self.before == NOWHERE) | (self.before == LEFT), 0, self.before + 1)
            case "closing":
                return STATES, self.closing
            case "exit":
                return EXITS, self.exit
        raise ValueError(f"Nothing is counted by {dimension}.")

    @cached_property
    def exit(self) -> Ints:
        """int[n], index into EXITS: the last way out that was taken within the period."""
        number = np.array([-1, *(EXITS.index(code) if code in EXITS else -1 for code in STATES), -1])
        own = self.has_moved & (self.records.told != TRANSFER)
        taken = np.where(own, number[self.records.target + 1], -1)
        last = taken.shape[1] - 1 - np.argmax(taken[:, ::-1] >= 0, axis=1)
        found = taken[self.everybody, last]
        return np.where(found >= 0, found, EXITS.index("none"))

    @cached_property
    def episode_ends(self) -> tuple[Ints, Ints, Ints]:
        """Person, day and state of each move that ends a stretch of enrolment or training."""
        target = self.records.target
        on_the_way = (target == ENROLLED) | (target == TRAINING)
        before = np.zeros_like(on_the_way)
        before[:, 1:] = on_the_way[:, :-1]
        ends = before & ~on_the_way & (target != NOWHERE) & (target != AWAY)
        if self.definition.episodes == "enrolled":
            began = np.maximum.accumulate(
                np.where(on_the_way & ~before, np.arange(target.shape[1]), 0), axis=1
            )
            ends &= np.take_along_axis(target, began, axis=1) == ENROLLED
        return self._moves(ends)

    @cached_property
    def training_ends(self) -> tuple[Ints, Ints, Ints]:
        """Person, day and state of each move that ends a spell of training."""
        target = self.records.target
        before = np.full_like(target, NOWHERE)
        before[:, 1:] = target[:, :-1]
        return self._moves(
            (before == TRAINING) & (target != TRAINING) & (target != NOWHERE) & (target != AWAY)
        )

    def _moves(self, chosen: NDArray) -> tuple[Ints, Ints, Ints]:
        person, at = np.nonzero(chosen)
        return person, self.records.day[person, at], self.records.target[person, at]

    def nearest_answer(self, person: Ints, day: Ints) -> tuple[NDArray, Ints]:
        """bool[e] whether an answer speaks for the day, int[e] what it says (NOT_REACHED, or a state)."""
        answers = self.records.answer_day[person]
        away = np.abs(answers - day[:, None])
        # The earlier one of two as near.
        order = np.where((away <= REACH) & (answers != NEVER), 2 * away + (answers > day[:, None]), FAR)
        nearest = np.argmin(order, axis=1)
        at = np.arange(len(person))
        return order[at, nearest] < FAR, self.records.answer[person][at, nearest]

    def status_on(self, person: Ints, day: Ints) -> Ints:
        """int[e]: the state of each person on each day as far as it is known, else UNKNOWN_STATUS."""
        if not len(person):
            return np.zeros(0, int)
        speaks, said = self.nearest_answer(person, day)
        records = self.records
        later = (records.day[person] >= day[:, None]) & (records.day[person] != FAR)
        later &= records.target[person] != AWAY
        reached = (records.answer_day[person] >= day[:, None]) & (records.answer[person] != NOT_REACHED)
        state = as_left(records.take(person).state_on(day))
        sign_of_life = (later.any(axis=1) | reached.any(axis=1)) & (state != NOWHERE)
        return np.where(speaks & (said != NOT_REACHED), said, np.where(sign_of_life, state, UNKNOWN_STATUS))


def as_left(states: Ints) -> Ints:
    """Whoever is in the care of an office outside has left, as far as the scope can see."""
    return np.where(states == AWAY, LEFT, states)


def add_months(days: Ints, months: int) -> Ints:
    """The same day numbers so many months later, or the last day of the month where there is none."""
    if days.size and days.min() >= FIRST_DAY and days.max() < FIRST_DAY + DAYS:
        return _later(months)[days - FIRST_DAY]
    return _by_calendar(days, months)


@lru_cache(maxsize=16)
def _later(months: int) -> Ints:
    """What each day becomes, worked out once: to look days up takes a fiftieth of the time."""
    return _by_calendar(np.arange(FIRST_DAY, FIRST_DAY + DAYS), months)


def _by_calendar(days: Ints, months: int) -> Ints:
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    number = (day - month.astype("datetime64[D]")).astype(int)
    later = month + months
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(int)
    return (
        (later.astype("datetime64[D]") + np.minimum(number, length - 1)).astype("datetime64[D]").astype(int)
    )
