"""Puts a workbook beside what stands, in temporary tables of the transaction at hand.

A record is the same as one that stands when its participant and day are; where the day itself was
corrected, when it is the only one left over with the same target (or month). What stands and is not
in the workbook is "gone": reported, and left alone.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook

TABLES = """
DROP TABLE IF EXISTS staged_participant, staged_move, staged_follow_up,
    participant_match, move_match, follow_up_match;
CREATE TEMPORARY TABLE staged_participant (
    row integer, reference varchar(40), key text, birth_year integer, sex text, target_group text,
    effort_group text, informed_on date, is_shielded boolean
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_move (
    row integer, key text, day date, target text, left_reason text, workplace varchar(120),
    hours_percent numeric(5, 2)
) ON COMMIT DROP;
CREATE TEMPORARY TABLE staged_follow_up (
    row integer, key text, month integer, day date, answer text, hours_percent numeric(5, 2), source text
) ON COMMIT DROP;
"""

MATCH_PARTICIPANTS = """
CREATE TEMPORARY TABLE participant_match ON COMMIT DROP AS
SELECT
    staged.row, standing.id,
    CASE
        WHEN standing.id IS NULL THEN 'new'
        WHEN staged.row IS NULL THEN 'gone'
        WHEN (standing.birth_year, standing.sex, standing.target_group, standing.effort_group,
              standing.informed_on, standing.is_shielded)
             IS DISTINCT FROM
             (staged.birth_year, staged.sex, staged.target_group, staged.effort_group,
              staged.informed_on, staged.is_shielded) THEN 'changed'
        ELSE 'unchanged'
    END AS kind
FROM staged_participant staged
FULL JOIN (SELECT *, upper(reference) AS key FROM participants_participant WHERE office_id = %(office)s) standing
    USING (key);
"""

MATCH_RECORDS = """
CREATE TEMPORARY TABLE {name}_match ON COMMIT DROP AS
WITH standing AS (
    SELECT upper(participant.reference) AS key, record.*
    FROM {table} record JOIN participants_participant participant ON participant.id = record.participant_id
    WHERE record.office_id = %(office)s AND record.superseded_at IS NULL
), same_day AS (
    SELECT staged.row, standing.id FROM staged_{name} staged JOIN standing USING ({identity})
), left_over AS (
    SELECT row, key, {kin}, row_number() OVER (PARTITION BY key, {kin} ORDER BY day) AS place
    FROM staged_{name} WHERE row NOT IN (SELECT row FROM same_day)
), standing_over AS (
    SELECT id, key, {kin}, row_number() OVER (PARTITION BY key, {kin} ORDER BY day) AS place
    FROM standing WHERE id NOT IN (SELECT id FROM same_day)
), pairs AS (
    SELECT row, id FROM same_day
    UNION ALL
    SELECT left_over.row, standing_over.id FROM left_over FULL JOIN standing_over USING (key, {kin}, place)
)
SELECT
    pairs.row, pairs.id,
    CASE
        WHEN pairs.id IS NULL THEN 'new'
        WHEN pairs.row IS NULL THEN 'gone'
        WHEN ({standing_values}) IS DISTINCT FROM ({staged_values}) THEN 'changed'
        ELSE 'unchanged'
    END AS kind
FROM pairs
LEFT JOIN staged_{name} staged ON staged.row = pairs.row
LEFT JOIN standing ON standing.id = pairs.id;
"""

RECORDS = {
    "move": {
        "table": "participants_move",
        "identity": "key, day",
        "kin": "target",
        "values": ("day", "target", "left_reason", "workplace", "hours_percent"),
    },
    "follow_up": {
        "table": "participants_followup",
        "identity": "key, month, day",
        "kin": "month",
        "values": ("day", "month", "answer", "hours_percent", "source"),
    },
}


def stage(office: UUID, workbook: Workbook) -> None:
    """Copy the workbook into temporary tables and match it with what stands."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        _copy(cursor, "staged_participant", map(_participant, workbook.participants))
        _copy(cursor, "staged_move", map(_move, workbook.moves))
        _copy(cursor, "staged_follow_up", map(_follow_up, workbook.follow_ups))
        cursor.execute("ANALYZE staged_participant, staged_move, staged_follow_up")
        cursor.execute(MATCH_PARTICIPANTS, {"office": office})
        for name, record in RECORDS.items():
            cursor.execute(_matching(name, record), {"office": office})


def _matching(name: str, record: dict) -> str:
    return MATCH_RECORDS.format(
        name=name,
        table=record["table"],
        identity=record["identity"],
        kin=record["kin"],
        standing_values=", ".join(f"standing.{value}" for value in record["values"]),
        staged_values=", ".join(f"staged.{value}" for value in record["values"]),
    )


def _copy(cursor, table: str, rows: Iterable[tuple]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _participant(row: ParticipantRow) -> tuple:
    return (
        row.row,
        row.reference,
        row.reference.upper(),
        row.birth_year,
        row.sex.value,
        row.target_group.value,
        row.effort_group.value,
        row.informed_on,
        row.is_shielded,
    )


def _move(row: MoveRow) -> tuple:
    return (
        row.row,
        row.reference.upper(),
        row.day,
        row.target.value,
        row.left_reason.value,
        row.workplace,
        row.hours_percent,
    )


def _follow_up(row: FollowUpRow) -> tuple:
    return (
        row.row,
        row.reference.upper(),
        row.month.value,
        row.day,
        row.answer.value,
        row.hours_percent,
        row.source.value,
    )
