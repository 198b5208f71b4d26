"""The proof of an edition as it is kept: for each alternative who leaves and who comes in their place.

No name and no id stands in it: a person is what the editions could know of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from reports.disclosure.suppression.population import Population, put
from reports.disclosure.suppression.puzzle import World
from reports.figures.records import Ints, Person, Records, date_of, number_of, person_of, records_of
from reports.figures.rules import keeps_rules

Data = Mapping[str, Any]


def world_as_json(world: World, population: Population) -> list[list[Any]]:
    """Who leaves and who comes, in pairs. Of who was known so before they were corrected, the day on which that was last known stands behind."""
    pairs = []
    for row in np.unique(world.changed):
        leaves, comes = person_of(population.latest, int(row)), person_of(world.records, int(row))
        if leaves != comes:
            until = population.known_until[row]
            pairs.append([as_json(leaves), as_json(comes), *([until.isoformat()] if until else [])])
    return pairs


def as_json(person: Person) -> dict[str, Any]:
    """One person in words and days."""
    return {
        "stays": [[date_of(day).isoformat(), office] for day, office in person.stays],
        "shielded": person.is_shielded,
        "birth_year": person.birth_year,
        "sex": person.sex,
        "group": person.group,
        "effort": person.effort,
        "moves": [[date_of(day).isoformat(), state, told] for day, state, told in person.moves],
        "answers": [[date_of(day).isoformat(), status] for day, status in person.answers],
    }


def read_person(data: Data) -> Person:
    """What `as_json` wrote."""
    return Person(
        stays=tuple((_number(day), office) for day, office in data["stays"]),
        is_shielded=data["shielded"],
        birth_year=data["birth_year"],
        sex=data["sex"],
        group=data["group"],
        effort=data["effort"],
        moves=tuple((_number(day), state, told) for day, state, told in data["moves"]),
        answers=tuple((_number(day), status) for day, status in data["answers"]),
    )


def _number(day: str) -> int:
    return number_of(date.fromisoformat(day))


def read_worlds(
    data: Sequence[Sequence[Sequence[Any]]], population: Population, edition: int
) -> Iterator[tuple[Records, Ints]]:
    """The alternatives of a proof made with this edition, with what everybody has done since; those that no longer go are left out."""
    who: dict[tuple[Person, str], list[int]] = defaultdict(list)
    for row, person, until in population.as_known_by(edition):
        who[person, until.isoformat() if until else ""].append(row)
    for pairs in data:
        changed, becomes = [], []
        used: dict[tuple[Person, str], int] = defaultdict(int)
        for leaves, comes, *until in pairs:
            person = read_person(leaves)
            known_so = person, "".join(until)
            at = used[known_so]
            used[known_so] += 1
            if at >= len(who[known_so]):
                break
            row = who[known_so][at]
            changed.append(row)
            becomes.append(_carried_on(person, read_person(comes), person_of(population.latest, row)))
        else:
            rows = np.array(changed, np.int64)
            if len(rows) and _known_offices(becomes, population):
                records = records_of(becomes, population.latest.offices)
                # What the true person has done since may lead to where the other one was already.
                if keeps_rules(records, population.last_day).all():
                    yield put(population.latest, rows, records), rows


def _known_offices(people: Sequence[Person], population: Population) -> bool:
    return {office for person in people for _, office in person.stays} <= set(population.latest.offices)


def _carried_on(then: Person, other: Person, now: Person) -> Person:
    """The other person with what the true one has done since, as far as that can follow on what they have done."""
    moves, stays = list(other.moves), list(other.stays)
    for move in now.moves:
        if move not in then.moves and (not moves or (move[0] > moves[-1][0] and move[1] != moves[-1][1])):
            moves.append(move)
    for stay in now.stays:
        if stay not in then.stays and stay[0] > stays[-1][0] and stay[1] != stays[-1][1]:
            stays.append(stay)
    answers = [answer for answer in now.answers if answer not in then.answers]
    return Person(
        stays=tuple(stays),
        is_shielded=other.is_shielded,
        birth_year=other.birth_year,
        sex=other.sex,
        group=other.group,
        effort=other.effort,
        moves=tuple(moves),
        answers=tuple(sorted((*other.answers, *answers), key=lambda answer: answer[0])),
    )
