"""What a report counts of ventures, jobs and bottom lines, as known at a cutoff. Whole persons and lines, unprotected.

Every function takes the offices of the report by id and gives rows by office. A shielded founder's venture and a
shielded holder's job stand in no office's row: their office is None. Nothing here may be shown to anybody before
`cell_suppression.atoms` has been through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

# Who was shielded, as the books stood at the cutoff. The erased are in no book any more.
SHIELDED = """
WITH shielded AS (
    SELECT id FROM (
        SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id AS id, is_shielded, pgh_label
        FROM participants_participantevent
        WHERE office_id = ANY(%(offices)s) AND pgh_created_at <= %(cutoff)s
        ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
    ) person WHERE is_shielded AND pgh_label <> 'delete'
)
"""

# A record counts when it had been made and had not been superseded at the cutoff.
KNOWN = "recorded_at <= %(cutoff)s AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)"

BY_RUNG = f"""
{SHIELDED}, stand AS (
    SELECT DISTINCT ON (venture_id) venture_id, office_id, rung
    FROM entrepreneurs_climb
    WHERE office_id = ANY(%(offices)s) AND day <= %(day)s AND {KNOWN}
    ORDER BY venture_id, day DESC
)
SELECT
    CASE WHEN EXISTS (
        SELECT FROM entrepreneurs_founder founder JOIN shielded ON shielded.id = founder.participant_id
        WHERE founder.venture_id = stand.venture_id
    ) THEN NULL ELSE office_id END,
    rung, count(*)
FROM stand GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - put together of constants

JOBS_CREATED = """
SELECT job.office_id, count(*)
FROM (
    SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, office_id, partner_id, starts_on
    FROM entrepreneurs_jobevent WHERE pgh_created_at <= %(cutoff)s
    ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
) job
WHERE job.starts_on BETWEEN %(start)s AND %(end)s
  AND (job.office_id = ANY(%(offices)s) OR job.partner_id = ANY(%(partners)s))
GROUP BY 1 ORDER BY 1
"""

HELD = f"""
{SHIELDED}, held AS (
    SELECT DISTINCT ON (pgh_obj_id)
        pgh_obj_id AS id, job_id, starts_on, ends_on, participant_id, office_id
    FROM entrepreneurs_holdingevent
    WHERE office_id = ANY(%(offices)s) AND pgh_created_at <= %(cutoff)s
    ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
)
"""  # noqa: S608 - put together of constants

JOBS_FILLED = f"""
{HELD}
SELECT CASE WHEN shielded.id IS NULL THEN office_id END, count(DISTINCT job_id)
FROM held LEFT JOIN shielded ON shielded.id = held.participant_id
WHERE starts_on BETWEEN %(start)s AND %(end)s
GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - put together of constants

# Of those whose day came in the period: an answer wins over "not reached", and who had left before had left.
JOBS_LASTING = f"""
{HELD}, due AS (
    SELECT held.*, (starts_on + make_interval(months => %(months)s))::date AS due_on FROM held
), answered AS (
    SELECT DISTINCT ON (holding_id) holding_id, answer
    FROM entrepreneurs_jobcheck
    WHERE office_id = ANY(%(offices)s) AND month = %(months)s AND {KNOWN}
    ORDER BY holding_id, answer = 'not_reached', day
)
SELECT
    CASE WHEN shielded.id IS NULL THEN office_id END,
    CASE
        WHEN ends_on < due_on THEN 'not_there'
        ELSE COALESCE(answer, 'not_asked')
    END,
    count(*)
FROM due
LEFT JOIN shielded ON shielded.id = due.participant_id
LEFT JOIN answered ON answered.holding_id = due.id
WHERE due_on BETWEEN %(start)s AND %(end)s
GROUP BY 1, 2 ORDER BY 1, 2
"""  # noqa: S608 - put together of constants

BOTTOM_LINES = f"""
SELECT
    line.venture_id, day,
    ARRAY(
        SELECT participant_id FROM entrepreneurs_founder founder
        WHERE founder.venture_id = line.venture_id AND participant_id IS NOT NULL ORDER BY participant_id
    ),
    turnover, wages, own_funding, people, hours, COALESCE(tonnes_reused, 0)
FROM entrepreneurs_bottomline line
WHERE office_id = ANY(%(offices)s) AND day = ANY(%(days)s::date[]) AND {KNOWN}
ORDER BY day, line.venture_id
"""  # noqa: S608 - put together of constants
AMOUNTS = ("turnover", "wages", "own_funding", "people", "hours", "tonnes_reused")


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """So many of one office (None: of somebody shielded, or of no office), in one class."""

    office: UUID | None
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class BottomLineOf:
    """What one venture yielded in the half-year that begins on `day`: an amount for each of `AMOUNTS`.

    Money in whole kroner. `founders` are those who have not been erased.
    """

    venture: UUID
    day: date
    founders: tuple[UUID, ...]
    amounts: dict[str, float]


def ventures_by_rung(offices: Sequence[UUID], day: date, cutoff: datetime) -> list[OfficeCount]:
    """Ventures by the rung they stood on at the end of a day; closed ones under `closed`."""
    return _counts(BY_RUNG, {"offices": list(offices), "day": day, "cutoff": cutoff})


def jobs_created(
    offices: Sequence[UUID], partners: Sequence[UUID], start: date, end: date, cutoff: datetime
) -> list[OfficeCount]:
    """Jobs whose first day is in the stretch: by ventures of the offices, and by partners (office None)."""
    given = {"partners": list(partners)}
    rows = _rows(JOBS_CREATED, _stretch(offices, start, end, cutoff) | given)
    return [OfficeCount(office, "created", number) for office, number in rows]


def jobs_filled(offices: Sequence[UUID], start: date, end: date, cutoff: datetime) -> list[OfficeCount]:
    """Jobs that a participant of the offices took in the stretch. One job counts once for each office."""
    rows = _rows(JOBS_FILLED, _stretch(offices, start, end, cutoff))
    return [OfficeCount(office, "filled", number) for office, number in rows]


def jobs_lasting(
    offices: Sequence[UUID], months: int, start: date, end: date, cutoff: datetime
) -> list[OfficeCount]:
    """Whoever took a job so many months before a day of the stretch: there, not_there, not_reached, not_asked."""
    return _counts(JOBS_LASTING, _stretch(offices, start, end, cutoff) | {"months": months})


def bottom_lines(offices: Sequence[UUID], days: Sequence[date], cutoff: datetime) -> list[BottomLineOf]:
    """The bottom lines of all these offices' ventures in the half-years that begin on these days, oldest first."""
    rows = _rows(BOTTOM_LINES, {"offices": list(offices), "days": list(days), "cutoff": cutoff})
    return [
        BottomLineOf(venture, day, tuple(founders), dict(zip(AMOUNTS, map(float, amounts), strict=True)))
        for venture, day, founders, *amounts in rows
    ]


def _stretch(offices: Sequence[UUID], start: date, end: date, cutoff: datetime) -> dict[str, object]:
    return {"offices": list(offices), "start": start, "end": end, "cutoff": cutoff}


def _counts(sql: str, given: dict[str, object]) -> list[OfficeCount]:
    return [OfficeCount(office, code, number) for office, code, number in _rows(sql, given)]


def _rows(sql: str, given: dict[str, object]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
