"""People as arrays: attributes, moves and answers, the form in which everything is counted.

One row is one person as known at one moment. Days are whole days since 1 January 1970; where somebody has fewer
moves or answers than others, the rest of the row is filled up with `FAR` or `NEVER`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

STATES = ("enrolled", "training", "work", "education", "venture", "left")
ENROLLED, TRAINING, WORK, EDUCATION, VENTURE, LEFT = range(len(STATES))
NOWHERE = -1
# In the care of an office outside the scope: seen as `left`, but no exit, no end of an episode and the end of sight.
AWAY = len(STATES)
# What is told of a move that is none of the person's own, but a transfer into the scope: no exit, and nothing is asked.
TRANSFER = -2
SEXES = ("female", "male", "other", "unknown")
GROUPS = (
    "at-home",
    "social-assistance",
    "youth",
    "family-reunited",
    "transitional-benefit",
    "other",
    "unknown",
)
EFFORTS = ("known", "unknown")
UNALLOCATED = "unallocated"
# Every office that is not asked about: people come from there, and go there.
ELSEWHERE = "elsewhere"
NOT_REACHED = -1
# Later and earlier than any day that is asked about.
FAR, NEVER = 2**30, -(2**30)
EPOCH = date(1970, 1, 1).toordinal()

Ints = NDArray[np.int32]


def number_of(day: date) -> int:
    """Days since 1 January 1970."""
    return day.toordinal() - EPOCH


def date_of(number: int) -> date:
    return date.fromordinal(int(number) + EPOCH)


@dataclass(frozen=True, eq=False)
class Records:
    """n people with at most m moves, a answers and s stays each.

    `is_shielded`: bool[n]. `birth_year`: int[n]. `sex`, `group`, `effort`: int[n], index into SEXES, GROUPS, EFFORTS. `day`,
    `target`, `told`: int[n, m] in order of day; `told` is 1 or 0 where a reason for leaving or a percentage of work is asked for,
    -1 elsewhere. `answer_day`, `answer`: int[n, a] in order of day; `answer` is a state or NOT_REACHED. `stay_day`,
    `stay_office`: int[n, s] in order of day, the office an index into `offices`. Codes may be small integers, for there are many.
    """

    offices: tuple[str, ...]
    is_shielded: NDArray[np.bool_]
    birth_year: Ints
    sex: Ints
    group: Ints
    effort: Ints
    day: Ints
    target: Ints
    told: Ints
    answer_day: Ints
    answer: Ints
    stay_day: Ints
    stay_office: Ints

    def __len__(self) -> int:
        return len(self.birth_year)

    def take(self, rows: Sequence[int] | Ints) -> Self:
        """These people, in this order, each as often as named."""
        arrays = {
            field.name: getattr(self, field.name)[rows] for field in fields(self) if field.name != "offices"
        }
        return replace(self, **arrays)

    def state_on(self, day: int | Ints) -> Ints:
        """int[n]: the target of the last move on or before the day, NOWHERE before the first."""
        day = np.asarray(day)
        made = (self.day <= (day[:, None] if day.ndim else day)).sum(axis=1)
        rows = np.arange(len(self))
        return np.where(made > 0, self.target[rows, np.maximum(made - 1, 0)], NOWHERE)

    def office_on(self, day: int) -> Ints:
        """int[n], index into `offices`: who has the person in care on the day, before the first stay the first."""
        begun = (self.stay_day <= day).sum(axis=1)
        return self.stay_office[np.arange(len(self)), np.maximum(begun - 1, 0)]


@dataclass(frozen=True, slots=True)
class Person:
    """One person: moves (day, state, told), answers (day, state) and stays (day, office), each in order; all words are codes."""

    stays: tuple[tuple[int, str], ...]
    is_shielded: bool
    birth_year: int
    sex: str
    group: str
    effort: bool
    moves: tuple[tuple[int, str, bool | None], ...]
    answers: tuple[tuple[int, str | None], ...] = ()


def records_of(people: Iterable[Person], offices: Sequence[str]) -> Records:
    """These people as arrays. Raises KeyError for an office or a word that is not known."""
    people = list(people)
    place = {slug: number for number, slug in enumerate(offices)}
    state, sex, group = ({code: at for at, code in enumerate(codes)} for codes in (STATES, SEXES, GROUPS))
    moves = [
        [(day, state[to], -1 if told is None else int(told)) for day, to, told in person.moves]
        for person in people
    ]
    answers = [
        [(day, NOT_REACHED if status is None else state[status]) for day, status in person.answers]
        for person in people
    ]
    stays = [[(day, place[office]) for day, office in person.stays] for person in people]
    day, target, told = _padded(moves, (FAR, NOWHERE, -1))
    answer_day, answer = _padded(answers, (NEVER, NOT_REACHED))
    stay_day, stay_office = _padded(stays, (FAR, 0))
    return Records(
        offices=tuple(offices),
        is_shielded=np.array([person.is_shielded for person in people], bool),
        birth_year=_ints(person.birth_year for person in people),
        sex=_ints(sex[person.sex] for person in people),
        group=_ints(group[person.group] for person in people),
        effort=_ints(0 if person.effort else 1 for person in people),
        day=day,
        target=target,
        told=told,
        answer_day=answer_day,
        answer=answer,
        stay_day=stay_day,
        stay_office=stay_office,
    )


def _padded(rows: Sequence[Sequence[Sequence[int]]], padding: Sequence[int]) -> list[Ints]:
    """One array [n, longest] for each part of the tuples in the rows."""
    longest = max(map(len, rows), default=0) or 1
    arrays = [np.full((len(rows), longest), fill, np.int32) for fill in padding]
    for at, row in enumerate(rows):
        for array, values in zip(arrays, zip(*row, strict=True), strict=False):
            array[at, : len(values)] = values
    return arrays


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int32)


def person_of(records: Records, row: int) -> Person:
    """One row as words and days."""
    moves = [
        (int(day), STATES[target], None if told < 0 else bool(told))
        for day, target, told in zip(records.day[row], records.target[row], records.told[row], strict=True)
        if day != FAR
    ]
    answers = [
        (int(day), None if status == NOT_REACHED else STATES[status])
        for day, status in zip(records.answer_day[row], records.answer[row], strict=True)
        if day != NEVER
    ]
    stays = [
        (int(day), records.offices[office])
        for day, office in zip(records.stay_day[row], records.stay_office[row], strict=True)
        if day != FAR
    ]
    return Person(
        stays=tuple(stays),
        is_shielded=bool(records.is_shielded[row]),
        birth_year=int(records.birth_year[row]),
        sex=SEXES[records.sex[row]],
        group=GROUPS[records.group[row]],
        effort=bool(records.effort[row] == 0),
        moves=tuple(moves),
        answers=tuple(answers),
    )


def seen_from(records: Records, offices: Sequence[str], end: int) -> tuple[Ints, Records, Ints]:
    """The people that a scope has ever had in care by the day `end`: their rows, what it sees of them, and their last office inside.

    Moves while somebody is elsewhere are not seen: they begin with a move AWAY and end with a move back into the state then.
    """
    inside = np.isin(
        records.stay_office, [n for n, slug in enumerate(records.offices) if slug in set(offices)]
    )
    begun = records.stay_day <= end
    rows = np.flatnonzero((inside & (begun | (np.arange(inside.shape[1]) == 0))).any(axis=1))
    last = np.where(inside & begun, np.arange(inside.shape[1]), 0).max(axis=1)
    seen = records.take(rows)
    movers = np.flatnonzero((seen.stay_day != FAR).sum(axis=1) > 1)
    if len(movers):
        seen = _replaced(seen, movers, _as_seen(seen.take(movers), inside[rows[movers]]))
    return rows, seen, records.stay_office[rows, last[rows]]


def _as_seen(records: Records, inside: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """int[n, m] each: day, target and told of the moves of people with several stays, where those stays are `inside`: bool[n, s].

    All at once: among drawn people every fourth has several stays, and person by person this took longer than the counting.
    """
    day, start, person = records.day, records.stay_day, np.arange(len(records))
    # Before the first stay is in the first.
    stay = np.maximum((start[:, None, :] <= day[:, :, None]).sum(axis=2) - 1, 0)
    days = [np.where(np.take_along_axis(inside, stay, axis=1), day, FAR)]
    targets, told = [records.target], [records.told]
    for number in range(1, start.shape[1]):
        on, now, before = start[:, number], inside[:, number], inside[:, number - 1]
        last = (day <= on[:, None]).sum(axis=1) - 1
        # A move on the day of the transfer is made inside, and is the person's own.
        comes = now & ~before & (last >= 0) & (day[person, last] < on)
        transferred = (on != FAR) & (comes | (before & ~now))
        days.append(np.where(transferred, on, FAR)[:, None])
        targets.append(np.where(comes, records.target[person, last], AWAY)[:, None])
        told.append(np.full((len(records), 1), TRANSFER))
    all_days = np.hstack(days)
    order = np.argsort(all_days, axis=1, kind="stable")
    order = order[:, : max(day.shape[1], (all_days != FAR).sum(axis=1).max())]
    sorted_days = np.take_along_axis(all_days, order, axis=1)
    made = sorted_days != FAR
    return (
        sorted_days,
        np.where(made, np.take_along_axis(np.hstack(targets), order, axis=1), NOWHERE),
        np.where(made, np.take_along_axis(np.hstack(told), order, axis=1), -1),
    )


def _replaced(records: Records, rows: Ints, moves: tuple[Ints, Ints, Ints]) -> Records:
    arrays = {}
    for (name, fill), own in zip((("day", FAR), ("target", NOWHERE), ("told", -1)), moves, strict=True):
        array = np.full((len(records), own.shape[1]), fill, np.int32)
        array[:, : records.day.shape[1]] = getattr(records, name)
        array[rows] = own
        arrays[name] = array
    return replace(records, **arrays)
