"""Copies a workbook into temporary tables of the transaction at hand.

No role may make temporary tables of its own, because one could take the place of a table that a policy asks. A
function of the owner lays these out, by names that nothing else has, and they are gone with the transaction.
"""

from collections.abc import Iterable

from django.db import connection

from participants.workbook.rows import FollowUpRow, MoveRow, ParticipantRow, Workbook
from spelling.order import norwegian
from spelling.sameness import same_key


def stage(workbook: Workbook) -> None:
    """Copy the rows of a checked workbook, each with the key its reference is compared by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.portal_lay_out_staging()")
        _copy(cursor, "staged_participant", map(_participant, workbook.participants))
        _copy(cursor, "staged_move", map(_move, workbook.moves))
        _copy(cursor, "staged_follow_up", map(_follow_up, workbook.follow_ups))
        for name in ("staged_participant", "staged_move", "staged_follow_up"):
            cursor.execute("SELECT public.portal_measure_staging(%s)", [name])


def _copy(cursor, table: str, rows: Iterable[tuple]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _participant(row: ParticipantRow) -> tuple:
    return (
        row.row,
        row.reference,
        same_key(row.reference),
        norwegian(row.reference),
        row.birth_year,
        row.sex.value,
        row.target_group.value,
        row.effort_group.value,
        row.informed_on,
        row.is_shielded,
        row.blanks,
    )


def _move(row: MoveRow) -> tuple:
    return (
        row.row,
        same_key(row.reference),
        row.day,
        row.target.value,
        row.left_reason.value,
        row.workplace,
        row.hours_percent,
        row.blanks,
    )


def _follow_up(row: FollowUpRow) -> tuple:
    return (
        row.row,
        same_key(row.reference),
        row.month.value,
        row.day,
        row.answer.value,
        row.hours_percent,
        row.source.value,
        row.blanks,
    )
