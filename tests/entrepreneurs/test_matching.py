"""Matching, held to a count that goes through everybody one by one; and the database's bands held to both."""

import random
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrepreneurs.matching import Match, MatchSide, count_matches, fitting, matches

LIST = [UUID(int=number) for number in range(30)]


def sides(*, hours, least):
    return st.lists(
        st.builds(
            MatchSide,
            st.uuids(),
            st.frozensets(st.sampled_from(LIST), min_size=least, max_size=6),
            hours,
        ),
        max_size=8,
        unique_by=lambda side: side.key,
    )


stretches = st.tuples(st.integers(1, 40), st.integers(1, 40)).map(lambda ends: (min(ends), max(ends)))


def naive(people, openings):
    """One pair at a time, by sets and hours of the clock."""
    found = {}
    for person in people:
        for opening in openings:
            shared = sum(skill in person.skills for skill in opening.skills)
            wanted = range(opening.hours[0], opening.hours[1] + 1)
            hours_fit = person.hours is None or any(
                person.hours[0] <= hour <= person.hours[1] for hour in wanted
            )
            if shared:
                found[person.key, opening.key] = (shared, len(opening.skills), hours_fit)
    return found


@given(sides(hours=st.none() | stretches, least=0), sides(hours=stretches, least=1))
def test_every_pair_is_as_one_would_count_it(people, openings):
    found = matches(people, openings)
    assert {
        (match.person, match.opening): (match.shared, match.needed, match.hours_fit) for match in found
    } == naive(people, openings)
    order = [(not match.fits, -match.shared) for match in found]
    assert order == sorted(order)


@given(sides(hours=st.none() | stretches, least=0), sides(hours=stretches, least=1))
def test_how_many_fit_is_as_long_as_the_list_of_who_fits(people, openings):
    found = matches(people, openings)
    for opening, number in fitting(people, openings).items():
        assert number == sum(match.fits for match in found if match.opening == opening)


def test_a_large_pool_is_counted_exactly():
    chance = random.Random(1)
    people = [
        MatchSide(uuid4(), frozenset(chance.sample(LIST, 5)), (chance.randrange(1, 20), 30))
        for _number in range(400)
    ]
    openings = [MatchSide(uuid4(), frozenset(chance.sample(LIST, 4)), (15, 25)) for _number in range(60)]
    shared, _hours_fit = count_matches(people, openings)
    assert shared.tolist() == [[len(a.skills & b.skills) for b in openings] for a in people]


@pytest.mark.parametrize(
    ("shared", "needed", "hours_fit", "known", "fits", "reason"),
    [
        (4, 5, True, True, True, "4 of 5 skills; within the hours wanted"),
        (2, 5, True, True, False, "2 of 5 skills; within the hours wanted"),
        (1, 1, True, False, True, "1 of 1 skill; the hours wanted are not known"),
        (3, 3, False, True, False, "3 of 3 skills; outside the hours wanted"),
    ],
)
def test_the_reason_can_be_read(shared, needed, hours_fit, known, fits, reason, in_english):
    match = Match(uuid4(), uuid4(), shared, needed, hours_fit, known)
    assert (match.fits, match.reason) == (fits, reason)
