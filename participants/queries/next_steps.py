"""What is next about a person: where they can go from here, and when they are asked how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from participants.enums import Asking, State
from participants.models import Participant, Question
from participants.queries.due import asking, last_day
from participants.queries.journeys import RecordedJourney

OPEN = frozenset({Asking.DUE, Asking.TRY_AGAIN})


@dataclass(frozen=True, slots=True)
class QuestionStatus:
    """One of the three questions and how far it has come."""

    question: Question
    asking: Asking
    until: date

    @property
    def label(self) -> str:
        return str(self.asking.label)

    @property
    def is_open(self) -> bool:
        return self.asking in OPEN

    @property
    def is_later(self) -> bool:
        return self.asking == Asking.LATER


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Where somebody can go from the latest move, and what they are asked."""

    states: tuple[State, ...]
    questions: Sequence[QuestionStatus]


def next_steps_of(person: Participant, journey: RecordedJourney, today: date) -> NextSteps:
    """What the buttons and the list of questions on a person's page say."""
    if person.is_shielded:
        return NextSteps((), ())
    questions = person.questions.order_by("month", "pk")
    return NextSteps(
        states=_states_from(journey.moves[-1].target if journey.moves else ""),
        questions=[QuestionStatus(each, asking(each, today), last_day(each)) for each in questions],
    )


def _states_from(latest: str) -> tuple[State, ...]:
    """A journey begins with enrolment and never stays where it is."""
    if not latest:
        return (State.ENROLLED,)
    return tuple(state for state in State if state != latest)
