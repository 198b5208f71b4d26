"""How much of what a report needs to know has been recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.figures.journeys import Journey, add_months
from reports.figures.tallies import Person, PersonGroup, count_marks, group_persons
from reports.periods import Period

FACTS = KNOWN, UNKNOWN = "known", "unknown"
QUESTIONS = ANSWERED, NOT_REACHED, NOT_ASKED = "answered", "not-reached", "not-asked"
# Months after the end of an episode at which an office asks how it went.
ASKED_AFTER = (6, 12, 24)


@dataclass(frozen=True, slots=True)
class CompletenessCount:
    """How many persons, moves or questions are known, or what came of them."""

    id: str
    counts: Mapping[str, int]
    groups: tuple[PersonGroup, ...]

    @property
    def of(self) -> int:
        return sum(self.counts.values())


def count_completeness(
    people: Sequence[Person], period: Period, known_on: date
) -> tuple[CompletenessCount, ...]:
    """Every part of completeness, for what had come due by the day of the cutoff, `known_on`."""
    population = [person for person in people if person.place is not None]
    facts = {
        "target-group": [[person.journey.has_group] for person in population],
        "innsatsgruppe": [[person.journey.has_effort] for person in population],
        "left-with-reason": [_told(person.journey, period, "left") for person in population],
        "work-with-percent": [_told(person.journey, period, "work") for person in population],
    }
    asked = [_asked(person.journey, period, known_on) for person in people]
    return (
        *(
            _count(
                id, population, [[KNOWN if fact else UNKNOWN for fact in each] for each in of_persons], FACTS
            )
            for id, of_persons in facts.items()
        ),
        _count("follow-ups", people, asked, QUESTIONS),
    )


def _count(
    id: str, people: Sequence[Person], marks: Sequence[Sequence[str]], every_mark: tuple[str, ...]
) -> CompletenessCount:
    groups = group_persons(people, marks)
    return CompletenessCount(id, count_marks(groups, every_mark), groups)


def _told(journey: Journey, period: Period, state: str) -> list[bool | None]:
    return [step.is_told for step in journey.steps_in(period) if step.state == state]


def _asked(journey: Journey, period: Period, known_on: date) -> list[str]:
    """What came of each question that fell due: six months after an episode, twelve and twenty-four."""
    days = (add_months(spell.end, months) for spell in journey.episodes() for months in ASKED_AFTER)
    return [_what_came(journey, day) for day in days if period.holds(day) and day <= known_on]


def _what_came(journey: Journey, day: date) -> str:
    answer = journey.nearest_answer(day)
    if answer is None:
        return NOT_ASKED
    return NOT_REACHED if answer.status is None else ANSWERED
