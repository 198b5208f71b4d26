"""Everybody's way as it was known at a moment: moves, answers, and what can be read off them."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.db import connection

from participants.enums import FollowUpAnswer, State
from reports.figures.counting import Office
from reports.figures.tables import UNALLOCATED
from reports.periods import Period

STATES = ("enrolled", "work", "education", "training", "venture", "left")
EXITS = frozenset({"work", "education", "training", "venture"})
# An episode lasts through training and ends in one of these.
ENDS = frozenset({"work", "education", "venture", "left"})
UNKNOWN_STATUS = "unknown"
# How far from the day an answer may be given and still speak for it.
REACH = timedelta(days=92)

STATUS_OF_ANSWER = {
    FollowUpAnswer.WORK: "work",
    FollowUpAnswer.EDUCATION: "education",
    FollowUpAnswer.VENTURE: "venture",
    FollowUpAnswer.JOB_SEEKER: "enrolled",
    FollowUpAnswer.OTHER: "left",
}

JOURNEYS = """
WITH person AS (
    -- What stood in the books about each person at the cutoff.
    SELECT DISTINCT ON (pgh_obj_id)
        pgh_obj_id AS id, office_id, target_group, effort_group, is_shielded, pgh_label
    FROM participants_participantevent
    WHERE office_id = ANY(%(offices)s) AND pgh_created_at <= %(cutoff)s
    ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
), step AS (
    SELECT
        participant_id,
        array_agg(day ORDER BY day) AS days,
        array_agg(target ORDER BY day) AS targets,
        array_agg(
            CASE target WHEN %(left)s THEN left_reason <> '' WHEN %(work)s THEN hours_percent IS NOT NULL END
            ORDER BY day
        ) AS told
    FROM participants_move
    WHERE office_id = ANY(%(offices)s)
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
), answer AS (
    SELECT
        participant_id,
        array_agg(day ORDER BY day, month) AS days,
        array_agg(answer ORDER BY day, month) AS answers
    FROM participants_followup
    WHERE office_id = ANY(%(offices)s)
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
)
SELECT
    CASE WHEN person.is_shielded THEN NULL ELSE person.office_id END,
    person.target_group <> '',
    person.effort_group <> '',
    step.days,
    step.targets,
    step.told,
    answer.days,
    answer.answers
FROM person
JOIN step ON step.participant_id = person.id
LEFT JOIN answer ON answer.participant_id = person.id
WHERE person.pgh_label <> 'delete'
ORDER BY person.id
"""


@dataclass(frozen=True, slots=True)
class Step:
    """A move. `is_told`: the reason for leaving, or how much somebody works; None where neither is asked."""

    day: date
    state: str
    is_told: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A follow-up. `status` is what was answered, None where nobody was reached."""

    day: date
    status: str | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch that is over: the day it ended, and the state it ended in."""

    end: date
    ended_in: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tables of a period count somebody of their population."""

    opening: str
    closing: str
    exit: str


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's moves and answers, each in order of day. `office` is a slug, or `unallocated`."""

    office: str
    has_group: bool
    has_effort: bool
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...] = ()

    @classmethod
    def from_row(
        cls,
        office: str,
        has_group: bool,
        has_effort: bool,
        steps: tuple[Sequence[date], Sequence[str], Sequence[bool | None]],
        answers: tuple[Sequence[date], Sequence[str]],
    ) -> Self:
        return cls(
            office,
            has_group,
            has_effort,
            steps=tuple(Step(*step) for step in zip(*steps, strict=True)),
            answers=tuple(
                Answer(day, STATUS_OF_ANSWER.get(word)) for day, word in zip(*answers, strict=True)
            ),
        )

    def state_on(self, day: date) -> str | None:
        """The target of the last move on or before the day, None before the first."""
        return next((step.state for step in reversed(self.steps) if step.day <= day), None)

    def steps_in(self, period: Period) -> list[Step]:
        return [step for step in self.steps if period.holds(step.day)]

    def place_in(self, period: Period) -> Place | None:
        """Which row and column of the tables somebody is in, None outside the population."""
        inside = self.steps_in(period)
        before = self.state_on(period.start - timedelta(days=1))
        closing = self.state_on(period.end)
        if closing is None or (before == "left" and not inside):
            return None
        return Place(
            opening="outside" if before in (None, "left") else before,
            closing=closing,
            exit=next((step.state for step in reversed(inside) if step.state in EXITS), "none"),
        )

    def episodes(self) -> Iterator[Spell]:
        """Episodes that are over: from enrolment, or a return, to the first way out."""
        is_open, is_first, before = False, True, None
        for step in self.steps:
            if step.state == "enrolled" and (is_first or before not in ("enrolled", "training")):
                is_open, is_first = True, False
            elif is_open and step.state in ENDS:
                yield Spell(step.day, step.state)
                is_open = False
            before = step.state

    def training_spells(self) -> Iterator[Spell]:
        """Training that is over, with the move that ended it."""
        for step, following in zip(self.steps, self.steps[1:], strict=False):
            if step.state == "training" and following.state != "training":
                yield Spell(following.day, following.state)

    def nearest_answer(self, day: date) -> Answer | None:
        """The answer that speaks for a day: the nearest within reach, the earlier one of two as near."""
        within = [answer for answer in self.answers if abs(answer.day - day) <= REACH]
        return min(within, key=lambda answer: (abs(answer.day - day), answer.day), default=None)

    def status_on(self, day: date) -> str:
        """The status at a target day: what was answered, else the state if there is a later sign of life."""
        answer = self.nearest_answer(day)
        if answer is not None and answer.status is not None:
            return answer.status
        later = any(step.day >= day for step in self.steps) or any(
            answer.day >= day and answer.status is not None for answer in self.answers
        )
        return (self.state_on(day) if later else None) or UNKNOWN_STATUS


def known_journeys(offices: Sequence[Office], cutoff: datetime) -> tuple[Journey, ...]:
    """Everybody of the offices who had moved at all, as it was known at the cutoff: one query."""
    slugs = {office.id: office.slug for office in offices}
    with connection.cursor() as cursor:
        cursor.execute(
            JOURNEYS,
            {"offices": list(slugs), "cutoff": cutoff, "left": State.LEFT, "work": State.WORK},
        )
        return tuple(
            Journey.from_row(
                UNALLOCATED if office is None else slugs[office],
                has_group,
                has_effort,
                (days, targets, told),
                (answer_days or (), answers or ()),
            )
            for office, has_group, has_effort, days, targets, told, answer_days, answers in cursor
        )


def add_months(day: date, months: int) -> date:
    """The same day number so many months later, or the last day of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
