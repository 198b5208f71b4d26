"""Which people fit which openings, exactly and with a reason one can read. No weights, no scores, no black box.

A person *fits* when they have at least half of the needed skills and the hours do not contradict; hours nobody has
asked about contradict nothing. What is counted is the number of needed skills a person has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from scipy.sparse import csr_array

UNKNOWN = (0, 168)


@dataclass(frozen=True, slots=True)
class MatchSide:
    """A person or an opening: its skills, and from how many to how many hours a week; None: nobody has asked."""

    key: UUID
    skills: frozenset[UUID]
    hours: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Match:
    """One person and one opening."""

    person: UUID
    opening: UUID
    shared: int
    needed: int
    hours_fit: bool
    hours_known: bool

    @property
    def fits(self) -> bool:
        return self.hours_fit and 2 * self.shared >= self.needed

    @property
    def reason(self) -> str:
        """Why the two are put together, in words: “4 of 5 skills; within the hours wanted”."""
        skills = ngettext(
            "%(shared)s of %(needed)s skill", "%(shared)s of %(needed)s skills", self.needed
        ) % {"shared": self.shared, "needed": self.needed}
        if not self.hours_known:
            return _("%(skills)s; the hours wanted are not known") % {"skills": skills}
        if self.hours_fit:
            return _("%(skills)s; within the hours wanted") % {"skills": skills}
        return _("%(skills)s; outside the hours wanted") % {"skills": skills}


def count_matches(
    people: Sequence[MatchSide], openings: Sequence[MatchSide]
) -> tuple[np.ndarray, np.ndarray]:
    """Needed skills that each person has, and whether the hours agree.

    Two arrays of shape (people, openings): int32 counts and booleans. Exact: a product of 0/1 matrices of whole
    numbers and a comparison of the ends of two stretches.
    """
    place = {skill: number for number, skill in enumerate({s for one in openings for s in one.skills})}
    shared = (_incidence(people, place) @ _incidence(openings, place).T).toarray()
    person_from, person_to = _hours(people)
    opening_from, opening_to = _hours(openings)
    hours_fit = (person_from[:, None] <= opening_to) & (opening_from <= person_to[:, None])
    return shared, hours_fit


def matches(people: Sequence[MatchSide], openings: Sequence[MatchSide]) -> list[Match]:
    """Everybody who has at least one needed skill, best first: who fits, then most skills, then by key."""
    shared, hours_fit = count_matches(people, openings)
    found = [
        Match(
            people[row].key,
            openings[column].key,
            int(shared[row, column]),
            len(openings[column].skills),
            bool(hours_fit[row, column]),
            people[row].hours is not None,
        )
        for row, column in zip(*np.nonzero(shared), strict=True)
    ]
    return sorted(found, key=lambda match: (not match.fits, -match.shared, match.person, match.opening))


def fitting(people: Sequence[MatchSide], openings: Sequence[MatchSide]) -> dict[UUID, int]:
    """How many people fit each opening."""
    shared, hours_fit = count_matches(people, openings)
    needed = np.array([len(one.skills) for one in openings], dtype=np.int32)
    fits = (shared > 0) & hours_fit & (2 * shared >= needed)
    return {one.key: int(number) for one, number in zip(openings, fits.sum(axis=0), strict=True)}


def _incidence(sides: Sequence[MatchSide], place: dict[UUID, int]) -> csr_array:
    """One row a side, one column a skill that is needed somewhere; 1 where the side has it."""
    known = [[place[skill] for skill in side.skills if skill in place] for side in sides]
    ends = np.cumsum([0, *map(len, known)], dtype=np.int32)
    columns = np.fromiter(_flat(known), dtype=np.int32, count=int(ends[-1]))
    ones = np.ones(len(columns), dtype=np.int32)
    return csr_array((ones, columns, ends), shape=(len(sides), max(1, len(place))))


def _flat(lists: Iterable[Iterable[int]]) -> Iterable[int]:
    return (number for each in lists for number in each)


def _hours(sides: Sequence[MatchSide]) -> tuple[np.ndarray, np.ndarray]:
    ends = np.array([side.hours or UNKNOWN for side in sides], dtype=np.int16).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]
