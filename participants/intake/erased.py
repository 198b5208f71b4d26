"""An office's own workbook goes on naming people whose data the portal has erased.

What is left of them has no name, so that nobody can say whose row it is. But the row tells a journey, and where the same
journey has been stripped to statistics it would count twice. The office is asked; unless it says otherwise such rows stay out.
"""

from uuid import UUID

from django.db import connection

from participants.enums import ImportChangeKind
from participants.intake.questions import Asked

MOST_NAMED = 50


def rows_like_erased(office: UUID) -> dict[int, str]:
    """For each new row of Deltakere that tells the journey of somebody stripped at this office, its reference key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.portal_staged_like_stripped(%s) ORDER BY 1", [office])
        return dict(cursor.fetchall())


def told_by_row(rows: dict[int, str]) -> Asked:
    """What the office is asked about them, without a reference."""
    return {ImportChangeKind.ERASED: (len(rows), [str(row) for row in rows][:MOST_NAMED])} if rows else {}
