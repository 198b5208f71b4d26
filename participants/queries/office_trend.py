"""How an office's people have been spread over the states, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from participants.enums import State

MONTHS = 12

# Month-ends that are over stand counted; what is missing is counted now, and put down unless somebody is changing it.
# Today is where people are by their last move, less the few who are shielded; of the few whose last move is still to
# come, by the one before it.
KEPT = """
SELECT day, state, sum(people), count(*) FROM participants_monthend
WHERE office_id = ANY (%(offices)s) AND day = ANY (%(days)s) GROUP BY day, state
UNION ALL
SELECT %(today)s::date, state, sum(people), 0 FROM (
    SELECT state, count(*) AS people FROM participants_whereabouts
    WHERE office_id = ANY (%(offices)s) AND since <= %(today)s GROUP BY state
    UNION ALL
    SELECT state, -count(*) FROM participants_whereabouts place
    JOIN participants_participant person ON person.id = place.participant_id
    WHERE person.office_id = ANY (%(offices)s) AND person.is_shielded AND since <= %(today)s GROUP BY state
    UNION ALL
    SELECT before.target, count(*) FROM participants_whereabouts place
    JOIN participants_participant person ON person.id = place.participant_id
    CROSS JOIN LATERAL (
        SELECT target FROM participants_move move
        WHERE move.office_id = place.office_id AND move.participant_id = place.participant_id
          AND move.superseded_at IS NULL AND move.day <= %(today)s
        ORDER BY day DESC LIMIT 1
    ) before
    WHERE place.office_id = ANY (%(offices)s) AND place.since > %(today)s AND NOT person.is_shielded
    GROUP BY before.target
) now GROUP BY state HAVING sum(people) > 0
"""
KEEP = "SELECT portal_keep_month_ends(%(offices)s, %(days)s)"

# The same from the journeys themselves.
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


def office_trend(offices: Sequence[UUID], today: date) -> list[Spread]:
    """The states of the offices' people at each month's end and today; shielded people are left out."""
    *over, _today = days = month_ends(today)
    asked = {"offices": list(offices), "days": over, "today": today}
    with connection.cursor() as cursor:
        counts = _counts(cursor, asked)
    numbers: dict[date, dict[str, int]] = {day: {} for day in days}
    for day, state, number in counts:
        numbers[day][state] = number
    return [Spread(day, numbers[day]) for day in days]


def _counts(cursor, asked: dict[str, object]) -> list[tuple[date, str, int]]:
    """One query while everything stands counted, which is nearly always."""
    kept = _rows(cursor, KEPT, asked)
    if not _is_whole(kept, asked):
        cursor.execute(KEEP, asked)
        kept = _rows(cursor, KEPT, asked)
    if not _is_whole(kept, asked):
        return _rows(cursor, SPREAD, {**asked, "days": [*asked["days"], asked["today"]]})
    return [(day, state, int(people)) for day, state, people, _offices in kept if state]


def _is_whole(kept: list[tuple], asked: dict[str, object]) -> bool:
    """Whether each office has been counted on each day."""
    counted = sum(offices for _day, state, _people, offices in kept if not state)
    return counted == len(set(asked["offices"])) * len(asked["days"])


def _rows(cursor, statement: str, asked: dict[str, object]) -> list[tuple]:
    cursor.execute(statement, asked)
    return cursor.fetchall()


def trend_table(trend: Sequence[Spread], names: Sequence[str]) -> list[dict[str, object]]:
    """The same numbers as rows of a table: a state each, the days by name and in order, each with its number."""
    return [
        {
            "state": state.value,
            "is_left": state == State.LEFT,
            "numbers": [(name, spread.number(state)) for name, spread in zip(names, trend, strict=True)],
        }
        for state in State
    ]
