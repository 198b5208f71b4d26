"""Journeys that anybody could have had, drawn where the definitions of editions make a difference.

What holds for all of them is what a reader knows without knowing anybody: so they keep the rules of a journey (enrolled
first, one move a day, each to somewhere new, 15 to 80 years old at enrolment) and no others, and they crowd around the days on which
an edition tells people apart: the edges of its periods and windows, and those a yardstick or a curve looks back to from there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from reports.figures.contributions import DAYS_IN_A_MONTH, contributions
from reports.figures.definitions import Definition
from reports.figures.records import (
    ELSEWHERE,
    ENROLLED,
    FAR,
    GROUPS,
    NEVER,
    NOT_REACHED,
    NOWHERE,
    SEXES,
    STATES,
    TRAINING,
    Ints,
    Records,
    number_of,
)
from reports.figures.rules import OLDEST, YOUNGEST
from reports.figures.seen import REACH, add_months

MOST_MOVES = 10
MOST_ANSWERS = 4
LOOKED_BACK = (6, 12, 24)
DAYS_BEFORE, DAYS_AFTER = 3 * 366, 200
# An answer says where somebody is, and a follow-up has no word for training.
ANSWERS = np.array([NOT_REACHED, *(state for state in range(len(STATES)) if state != TRAINING)])
# Near the edge of what an answer still speaks for, on both sides.
AROUND_A_TARGET = np.array([-REACH - 1, -REACH, 1 - REACH, -1, 0, 1, REACH - 1, REACH, REACH + 1])

MOST_STAYS = 3


def draw(definitions: Sequence[Definition], people: int, seed: int, moving: float = 0.25) -> Records:
    """So many people for these definitions, this share of them of several offices; the same for the same seed."""
    chance = np.random.default_rng(seed)
    offices = (*sorted({office for each in definitions for office in each.offices}), ELSEWHERE)
    period = _periods(definitions)[chance.integers(len(definitions), size=people)]
    days = _days(definitions, period, chance)
    year = days[:, 0].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    stay_day, stay_office = _stays(days, len(offices), period, definitions, moving, chance)
    answer_day = _answer_days(days, definitions, chance)
    asked = chance.random(answer_day.shape) < chance.choice([0.1, 0.7], (people, 1))
    answer = np.where(asked, ANSWERS[chance.integers(len(ANSWERS), size=answer_day.shape)], NOT_REACHED)
    return Records(
        offices=offices,
        is_shielded=chance.random(people) < 1 / (len(offices) + 1),
        birth_year=(year - chance.integers(YOUNGEST, OLDEST + 1, people)).astype(np.int32),
        sex=_any(len(SEXES), people, chance),
        group=_any(len(GROUPS), people, chance),
        effort=_any(2, people, chance),
        day=days,
        target=_targets(days, chance),
        told=_any(2, days.shape, chance),
        answer_day=np.where(asked, answer_day, NEVER).astype(np.int32),
        answer=answer.astype(np.int32),
        stay_day=stay_day,
        stay_office=stay_office,
    )


def counted(records: Records, definition: Definition) -> csr_array:
    """int[people, cells]: how often each counts in each cell of an edition, as known on its cutoff."""
    return contributions(as_known_on(records, number_of(definition.known_on)), definition)


def as_known_on(records: Records, day: int) -> Records:
    """Everybody with what is dated after the day not yet recorded.

    Without this a tie would claim too much: a status that was unknown when one edition was counted is known in the next.
    """
    is_made, is_given = records.day <= day, records.answer_day <= day
    has_begun = records.stay_day <= day
    has_begun[:, 0] = True
    return replace(
        records,
        day=np.where(is_made, records.day, FAR).astype(np.int32),
        target=np.where(is_made, records.target, NOWHERE).astype(np.int32),
        told=np.where(is_made, records.told, -1).astype(np.int32),
        answer_day=np.where(is_given, records.answer_day, NEVER).astype(np.int32),
        answer=np.where(is_given, records.answer, NOT_REACHED).astype(np.int32),
        stay_day=np.where(has_begun, records.stay_day, FAR).astype(np.int32),
    )


def _any(choices: int, shape: int | tuple[int, ...], chance: np.random.Generator) -> Ints:
    return chance.integers(choices, size=shape).astype(np.int32)


def edges(definition: Definition) -> Ints:
    """The days from which an edition counts differently than from the day before."""
    after = number_of(definition.end) + 1
    windows = {each.window for each in definition.yardsticks} | {"period"}
    limits = {after, number_of(definition.known_on) + 1}
    limits |= {number_of(definition.window(name)[0]) for name in windows}
    near = set(limits)
    for months in LOOKED_BACK:
        near |= set(add_months(np.array(sorted(limits)), -months).tolist())
    if any(each.id == "november" for each in definition.yardsticks):
        near |= {number_of(date(definition.end.year + years, 1, 1)) for years in (-2, -1, 0, 1)}
        near |= {number_of(date(definition.end.year + years, 11, 15)) for years in (-2, -1, 0)}
    return np.array(sorted(near), np.int32)


def enrolment_edges(definition: Definition) -> Ints:
    """The first days on which who is enrolled is not yet under observation at some horizon."""
    after = number_of(definition.end) + 1
    months = {0, *definition.state_horizons, *definition.work_horizons}
    return np.array(sorted(after - int(np.ceil(month * DAYS_IN_A_MONTH)) for month in months), np.int32)


def _periods(definitions: Sequence[Definition]) -> Ints:
    """int[definitions, 2]: the first and the last day of each."""
    return np.array([(number_of(each.start), number_of(each.end)) for each in definitions])


def _days(definitions: Sequence[Definition], period: Ints, chance: np.random.Generator) -> Ints:
    """int[people, moves]: days in order, none twice, FAR where somebody has fewer moves."""
    people = len(period)
    kind = chance.random((people, 1))
    days = np.select(
        [kind < 0.45, kind < 0.75],
        [
            _days_at_edges(definitions, people, chance),
            _days_from_enrolment(definitions, people, chance),
        ],
        _days_in_a_period(period, chance),
    )
    # Mostly few: who has many moves is counted in so much that hardly any relation is broken.
    few = 1 + (MOST_MOVES * chance.random(people) ** 2.5).astype(int)
    days[np.arange(MOST_MOVES) >= few[:, None]] = FAR
    days.sort(axis=1)
    days[:, 1:][days[:, 1:] == days[:, :-1]] = FAR
    days.sort(axis=1)
    return days.astype(np.int32)


def _days_at_edges(definitions: Sequence[Definition], people: int, chance: np.random.Generator) -> Ints:
    """Moves around the edges of up to three editions, and some months from one another."""
    by_definition = [edges(each) for each in definitions]
    earliest, latest = _span(definitions)
    focus = chance.integers(len(definitions), size=(people, 3))
    days = np.zeros((people, MOST_MOVES), np.int64)
    for move in range(MOST_MOVES):
        anywhere = chance.integers(earliest, latest, people)
        at_edge = _at_an_edge(by_definition, focus[:, move % 3], chance)
        before = days[:, chance.integers(move)] if move else anywhere
        soon = before + chance.integers(1, 30, people)
        months = np.array(LOOKED_BACK)[chance.integers(3, size=people)]
        apart = _months_apart(before, months) + chance.integers(-1, 2, people)
        kind = chance.random(people)
        days[:, move] = np.select([kind < 0.55, kind < 0.7, kind < 0.85], [at_edge, soon, apart], anywhere)
    return days


def _days_from_enrolment(definitions: Sequence[Definition], people: int, chance: np.random.Generator) -> Ints:
    """A first day at the edge of what a curve has under observation, and the rest at some pace from there."""
    by_definition = [enrolment_edges(each) for each in definitions]
    first = _at_an_edge(by_definition, chance.integers(len(definitions), size=people), chance, (-1, 0))
    pace = np.array([15, 60, 200])[chance.integers(3, size=people)]
    gaps = 1 + chance.integers(0, pace[:, None], (people, MOST_MOVES))
    gaps[:, 0] = 0
    return first[:, None] + np.cumsum(gaps, axis=1)


def _days_in_a_period(period: Ints, chance: np.random.Generator) -> Ints:
    """Enrolled long before, elsewhere when the period began, and elsewhere again when it ended, with little beside."""
    start, end = period.T
    people, length = len(period), np.maximum(end - start, 2)
    inside = start[:, None] + chance.integers(0, length[:, None], (people, MOST_MOVES))
    days = np.where(chance.random((people, MOST_MOVES)) < 0.7, inside, end[:, None] + inside - start[:, None])
    days[:, 0] = start - chance.integers(300, 2500, people)
    days[:, 1] = start - chance.integers(1, 300, people)
    days[:, 2] = inside[:, 2]
    return days


def _span(definitions: Sequence[Definition]) -> tuple[int, int]:
    """Days before and after everything an edition looks at."""
    earliest = min(int(edges(each)[0]) for each in definitions) - DAYS_BEFORE
    return earliest, max(number_of(each.known_on) for each in definitions) + DAYS_AFTER


def _at_an_edge(
    by_definition: Sequence[Ints],
    focus: Ints,
    chance: np.random.Generator,
    beside: Sequence[int] = (-2, -1, -1, -1, 0, 0, 0, 1),
) -> Ints:
    """A day at or beside an edge of the definition each looks at."""
    most = max(map(len, by_definition))
    table = np.array([np.resize(each, most) for each in by_definition])
    size = np.array([len(each) for each in by_definition])[focus]
    return table[focus, chance.integers(size)] + chance.choice(beside, len(focus))


def _months_apart(days: Ints, months: Ints) -> Ints:
    later = days.copy()
    for step in LOOKED_BACK:
        later[months == step] = add_months(days[months == step], step)
    return later


def _targets(days: Ints, chance: np.random.Generator) -> Ints:
    """int[people, moves]: enrolled first, then each time another state."""
    steps = chance.integers(1, len(STATES), size=days.shape)
    steps[:, 0] = ENROLLED
    return np.where(days == FAR, NOWHERE, np.cumsum(steps, axis=1) % len(STATES)).astype(np.int32)


def _stays(
    days: Ints,
    offices: int,
    period: Ints,
    definitions: Sequence[Definition],
    moving: float,
    chance: np.random.Generator,
) -> tuple[Ints, Ints]:
    """int[people, stays] twice: most stay where they are; the others move house, often at an edge."""
    people = len(days)
    latest = _span(definitions)[1]
    office = chance.integers(offices, size=(people, MOST_STAYS))
    day = np.full((people, MOST_STAYS), FAR, np.int64)
    day[:, 0] = days[:, 0]
    moved = chance.random(people) < moving
    # Out of sight and back, or in sight for a while only: what happened elsewhere no edition has seen.
    kind = chance.random(people)
    returns, visits = moved & (kind < 0.35), moved & (kind > 0.35) & (kind < 0.7)
    office[returns, 1] = offices - 1
    office[visits, 0] = office[visits, 2] = offices - 1
    by_definition = [edges(each) for each in definitions]
    around = chance.random(people) < 0.6
    for stay in range(1, MOST_STAYS):
        focus = chance.integers(len(definitions), size=people)
        at_edge = _at_an_edge(by_definition, focus, chance)
        anywhere = chance.integers(day[:, 0], np.maximum(latest, day[:, 0] + 1))
        soon = np.minimum(day[:, stay - 1], latest) + chance.integers(1, 500, people)
        kind = chance.random(people)
        on = np.select([kind < 0.4, kind < 0.7], [at_edge, soon], anywhere)
        on = np.where(around, _around(period, stay, visits, chance), on)
        moves = moved & (returns | visits | (chance.random(people) < 0.7)) & (on > day[:, stay - 1])
        moves &= (day[:, stay - 1] != FAR) & (office[:, stay] != office[:, stay - 1])
        day[:, stay] = np.where(moves, on, FAR)
    return day.astype(np.int32), office.astype(np.int32)


def _around(period: Ints, stay: int, visits: NDArray, chance: np.random.Generator) -> Ints:
    """The day of a transfer for who is out of sight from about the first to about the last day, or in sight from before to after."""
    people, (start, end) = len(period), period.T
    little, much = chance.integers(-2, 20, people), chance.integers(0, 300, people)
    if stay == 1:
        return np.where(visits, start - much, start + little)
    return np.where(visits, end + much, end - little)


def _answer_days(days: Ints, definitions: Sequence[Definition], chance: np.random.Generator) -> Ints:
    """int[people, answers]: days in order, most of them near a day that somebody asks about."""
    people = len(days)
    earliest, latest = _span(definitions)
    cutoffs = np.array([number_of(each.known_on) for each in definitions])
    found = np.zeros((people, MOST_ANSWERS), np.int64)
    for answer in range(MOST_ANSWERS):
        moves = (days != FAR).sum(axis=1)
        after = days[np.arange(people), chance.integers(moves)].astype(np.int64)
        target = _months_apart(after, np.array(LOOKED_BACK)[chance.integers(3, size=people)])
        year = after.astype("datetime64[D]").astype("datetime64[Y]") + 1
        november = (year.astype("datetime64[M]") + 10).astype("datetime64[D]").astype(np.int64) + 14
        target = np.where(chance.random(people) < 0.2, november, target)
        near = np.where(
            chance.random(people) < 0.5,
            chance.choice(AROUND_A_TARGET, people),
            chance.integers(-REACH, REACH + 1, people),
        )
        anywhere = chance.integers(earliest, latest, people)
        at_a_cutoff = cutoffs[chance.integers(len(cutoffs), size=people)] + chance.integers(-20, 20, people)
        kind = chance.random(people)
        found[:, answer] = np.select([kind < 0.75, kind < 0.9], [target + near, at_a_cutoff], anywhere)
    found.sort(axis=1)
    return found.astype(np.int32)
