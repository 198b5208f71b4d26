"""Matching 10,000 participants with 1,000 openings: in the portal's own way, and one pair at a time."""

import random
import time
from uuid import UUID

from entrepreneurs.matching import MatchSide, count_matches, fitting

PEOPLE, OPENINGS, SKILLS = 10_000, 1_000, 300
NAIVE = 200


def pool(number: int, least: int, most: int, chance: random.Random) -> list[MatchSide]:
    """Made-up sides: some skills of the list, and hours; one in ten has not been asked."""
    skills = [UUID(int=place) for place in range(SKILLS)]
    sides = []
    for place in range(number):
        first = chance.randrange(5, 30)
        hours = None if chance.random() < 0.1 else (first, first + chance.randrange(0, 11))
        has = frozenset(chance.sample(skills, chance.randrange(least, most + 1)))
        sides.append(MatchSide(UUID(int=place), has, hours))
    return sides


def fits(person: MatchSide, opening: MatchSide) -> bool:
    """One pair, by sets."""
    shared = len(person.skills & opening.skills)
    hours_fit = person.hours is None or (
        person.hours[0] <= opening.hours[1] and opening.hours[0] <= person.hours[1]
    )
    return bool(shared) and hours_fit and 2 * shared >= len(opening.skills)


def main() -> None:
    chance = random.Random(1)
    people = pool(PEOPLE, 3, 12, chance)
    openings = [MatchSide(one.key, one.skills, one.hours or (20, 40)) for one in pool(OPENINGS, 2, 6, chance)]
    started = time.perf_counter()
    shared, _hours_fit = count_matches(people, openings)
    counted = time.perf_counter()
    numbers = fitting(people, openings)
    ended = time.perf_counter()
    print(f"{PEOPLE:,} x {OPENINGS:,}: {shared.size:,} pairs counted in {counted - started:.2f} s")
    print(f"how many fit each opening: {ended - counted:.2f} s, {sum(numbers.values()):,} pairs fit")
    started = time.perf_counter()
    some = openings[:NAIVE]
    naive = {one.key: sum(fits(person, one) for person in people) for one in some}
    seconds = (time.perf_counter() - started) * OPENINGS / NAIVE
    assert naive == {one.key: numbers[one.key] for one in some}
    print(f"one pair at a time: {seconds:.0f} s (from {NAIVE} openings), the same numbers")
    assert ended - counted < 1, "matching has become slower than promised"


if __name__ == "__main__":
    main()
