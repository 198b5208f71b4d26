"""How an office's people have been spread over the states, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from participants.enums import State

MONTHS = 12

SPREAD = """
WITH stretch AS (
    SELECT move.target, move.day,
           lead(move.day) OVER (PARTITION BY move.participant_id ORDER BY move.day) AS until
    FROM participants_move move JOIN participants_participant person ON person.id = move.participant_id
    WHERE move.office_id = ANY (%(offices)s) AND move.superseded_at IS NULL AND NOT person.is_shielded
)
SELECT moment.day, stretch.target, count(*)
FROM unnest(%(days)s::date[]) AS moment (day)
JOIN stretch ON stretch.day <= moment.day AND (stretch.until IS NULL OR stretch.until > moment.day)
GROUP BY moment.day, stretch.target
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many were in each state on a day."""

    day: date
    numbers: dict[str, int]

    def number(self, state: State) -> int:
        return self.numbers.get(state.value, 0)


def month_ends(today: date) -> list[date]:
    """The last days of the twelve months before this one, and today."""
    days, first = [today], today.replace(day=1)
    for _month in range(MONTHS):
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(day=1)
    return days[::-1]


def course_of(offices: Sequence[UUID], today: date) -> list[Spread]:
    """The states of the offices' people at each month's end and today; shielded people are left out. One query."""
    days = month_ends(today)
    numbers: dict[date, dict[str, int]] = {day: {} for day in days}
    with connection.cursor() as cursor:
        cursor.execute(SPREAD, {"offices": list(offices), "days": days})
        for day, target, number in cursor.fetchall():
            numbers[day][target] = number
    return [Spread(day, numbers[day]) for day in days]


def course_table(course: list[Spread]) -> list[dict[str, object]]:
    """The same numbers as rows of a table: a state each, the days in order."""
    return [
        {
            "state": state.value,
            "is_left": state == State.LEFT,
            "numbers": [spread.number(state) for spread in course],
        }
        for state in State
    ]
