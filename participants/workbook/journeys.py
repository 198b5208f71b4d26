"""Whether the moves of each participant make a journey: from enrolment on, one move a day, each to somewhere new."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext_lazy as _

from participants.enums import State
from participants.workbook.cells import FIRST_DAY
from participants.workbook.columns import BIRTH_YEAR, DAY, MOVES, PARTICIPANTS, TARGET
from participants.workbook.findings import Findings
from participants.workbook.words import word_of

YOUNGEST = 15
OLDEST = 80

NOT_ENROLLED_FIRST = _(
    "The first move of a participant is to Innskrevet. Add the enrolment, or correct the day."
)
TWO_ON_ONE_DAY = _("The participant has another move on this day. Keep one, or correct the day.")
ALREADY_THERE = _(
    "The participant is already here after the move before. Remove this move, or correct the day."
)
WRONG_AGE = _(
    "The participant would be under 15 or over 80 at enrolment. Correct the year of birth or the day."
)


# A move as far as it could be read: day, row in the sheet, and state unless that is unreadable.
Step = tuple[date, int, State | None]
# A participant's reference, row in the sheet and year of birth.
Birth = tuple[str, int, int]


@dataclass(slots=True)
class Journey:
    """The moves of one participant as the sheet has them."""

    steps: list[Step] = field(default_factory=list)
    # Then nobody can tell what came before what, only what fell on the same day.
    has_unknown_day: bool = False


class Journeys:
    """All journeys of a workbook, by the participant's reference."""

    def __init__(self) -> None:
        self._journeys: dict[str, Journey] = {}

    def add(self, reference: str, row: int, day: date | None, target: State | None) -> None:
        journey = self._journeys.setdefault(reference, Journey())
        if day is None:
            journey.has_unknown_day = True
        else:
            journey.steps.append((day, row, target))

    def check(self, births: list[Birth], findings: Findings) -> None:
        for journey in self._journeys.values():
            journey.steps.sort(key=lambda step: step[:2])
            _check_days(journey, findings)
            if not journey.has_unknown_day:
                _check_order(journey, findings)
        for birth in births:
            journey = self._journeys.get(birth[0])
            if journey and journey.steps:
                _check_age(birth, journey.steps[0][0], findings)


def _check_days(journey: Journey, findings: Findings) -> None:
    for (day, _row, _target), (next_day, row, _next_target) in zip(
        journey.steps, journey.steps[1:], strict=False
    ):
        if day == next_day:
            findings.problem(MOVES, row, DAY, next_day, TWO_ON_ONE_DAY)


def _check_order(journey: Journey, findings: Findings) -> None:
    before = None
    for place, (day, row, target) in enumerate(journey.steps):
        if place == 0 and target not in (State.ENROLLED, None):
            findings.problem(MOVES, row, TARGET, word_of(target), NOT_ENROLLED_FIRST)
        same_day = place > 0 and journey.steps[place - 1][0] == day
        if target is not None and target == before and not same_day:
            findings.problem(MOVES, row, TARGET, word_of(target), ALREADY_THERE)
        before = target


def _check_age(birth: Birth, enrolled_on: date, findings: Findings) -> None:
    _reference, row, birth_year = birth
    if enrolled_on < FIRST_DAY:
        # That day is wrong already, and would make a wrong age of any year.
        return
    if not YOUNGEST <= enrolled_on.year - birth_year <= OLDEST:
        findings.problem(PARTICIPANTS, row, BIRTH_YEAR, birth_year, WRONG_AGE)
