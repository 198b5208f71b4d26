"""One cohort, four measures: how those who use the word "result" differently would each count it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.figures.journeys import STATES, UNKNOWN_STATUS, Journey, add_months
from reports.figures.tables import Atom
from reports.figures.tallies import Person, PersonGroup, count_marks, group_persons
from reports.periods import Period
from reports.statistics.shares import ShareBounds, share_bounds

STATUSES = (*STATES, UNKNOWN_STATUS)

SUCCESSES: Mapping[str, frozenset[str]] = {
    "at-exit": frozenset({"work", "education", "venture"}),
    "six-months": frozenset({"work", "venture"}),
    "november": frozenset({"work", "education", "venture"}),
    "after-training-12": frozenset({"work"}),
    "after-training-24": frozenset({"work"}),
}


@dataclass(frozen=True, slots=True)
class YardstickCount:
    """How many episodes or training spells stand in each state, or are not known, at the yardstick's day."""

    id: str
    counts: Mapping[str, int]
    groups: tuple[PersonGroup, ...]

    @property
    def successes(self) -> int:
        return sum(self.counts[status] for status in SUCCESSES[self.id])

    @property
    def unknown(self) -> int:
        return self.counts[UNKNOWN_STATUS]

    @property
    def known(self) -> int:
        return sum(self.counts.values()) - self.unknown

    @property
    def bounds(self) -> ShareBounds:
        """The share of successes, told three ways."""
        return share_bounds(self.successes, self.known, self.unknown)


def count_yardsticks(people: Sequence[Person], period: Period) -> tuple[YardstickCount, ...]:
    """Every yardstick there is for the period; `november` only where the period holds a 15 November."""
    journeys = [person.journey for person in people]
    found = {
        "at-exit": [_at_exit(journey, period) for journey in journeys],
        "six-months": [_six_months_on(journey, period) for journey in journeys],
    }
    if novembers := _novembers(period):
        found["november"] = [_in_november(journey, novembers) for journey in journeys]
    for months in (12, 24):
        found[f"after-training-{months}"] = [_after_training(journey, period, months) for journey in journeys]
    return tuple(_yardstick(id, people, statuses) for id, statuses in found.items())


def _yardstick(id: str, people: Sequence[Person], statuses: Sequence[Sequence[str]]) -> YardstickCount:
    groups = group_persons(people, statuses)
    return YardstickCount(id, count_marks(groups, STATUSES), groups)


def _at_exit(journey: Journey, period: Period) -> list[str]:
    return [spell.ended_in for spell in journey.episodes() if period.holds(spell.end)]


def _six_months_on(journey: Journey, period: Period) -> list[str]:
    days = (add_months(spell.end, 6) for spell in journey.episodes())
    return [journey.status_on(day) for day in days if period.holds(day)]


def _novembers(period: Period) -> list[date]:
    years = range(period.start.year, period.end.year + 1)
    return [day for day in (date(year, 11, 15) for year in years) if period.holds(day)]


def _in_november(journey: Journey, novembers: Iterable[date]) -> list[str]:
    return [
        journey.status_on(day)
        for day in novembers
        for spell in journey.episodes()
        if spell.end.year == day.year - 1
    ]


def _after_training(journey: Journey, period: Period, months: int) -> list[str]:
    days = (add_months(spell.end, months) for spell in journey.training_spells())
    return [journey.status_on(day) for day in days if period.holds(day)]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Of the exits taken, those NAV's status statistics count as "annet": education and ventures."""

    exits: int
    education: int
    venture: int


def unseen_by_nav(atoms: Iterable[Atom]) -> Unseen:
    """What NAV's statistics do not see of the exits in the tables of a period."""
    taken = [atom for atom in atoms if atom.exit != "none"]
    return Unseen(
        exits=sum(atom.persons for atom in taken),
        education=sum(atom.persons for atom in taken if atom.exit == "education"),
        venture=sum(atom.persons for atom in taken if atom.exit == "venture"),
    )
