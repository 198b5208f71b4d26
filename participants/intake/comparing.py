"""What taking a staged workbook in would change, and what stands in its way."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.enums import State
from participants.workbook.findings import Notice, Problem
from participants.workbook.words import word_of

KINDS = ("new", "changed", "unchanged", "gone")
MOST_NOTICES = 200

COUNTS = """
SELECT 'participants', kind, count(*) FROM participant_match GROUP BY kind
UNION ALL SELECT 'moves', kind, count(*) FROM move_match GROUP BY kind
UNION ALL SELECT 'follow_ups', kind, count(*) FROM follow_up_match GROUP BY kind
"""

GONE = """
SELECT 'Deltakere', person.reference, NULL::date
FROM participant_match JOIN participants_participant person USING (id) WHERE kind = 'gone'
UNION ALL
SELECT 'Forløp', person.reference, record.day
FROM move_match JOIN participants_move record USING (id)
JOIN participants_participant person ON person.id = record.participant_id WHERE kind = 'gone'
UNION ALL
SELECT 'Oppfølging', person.reference, record.day
FROM follow_up_match JOIN participants_followup record USING (id)
JOIN participants_participant person ON person.id = record.participant_id WHERE kind = 'gone'
ORDER BY 1, 2, 3
"""

# The journeys as they would stand: the workbook's moves, and those that only the portal has.
BROKEN_JOURNEYS = """
WITH journey AS (
    SELECT key, row, day, target FROM staged_move
    UNION ALL
    SELECT person.reference_key, NULL, record.day, record.target
    FROM move_match JOIN participants_move record USING (id)
    JOIN participants_participant person ON person.id = record.participant_id WHERE kind = 'gone'
), step AS (
    SELECT *, lag(target) OVER journey_of AS before, lag(day) OVER journey_of AS day_before
    FROM journey WINDOW journey_of AS (PARTITION BY key ORDER BY day)
)
SELECT coalesce(staged.reference, standing.reference), step.row, day, target
FROM step LEFT JOIN staged_participant staged USING (key)
LEFT JOIN participants_participant standing ON standing.office_id = %(office)s AND standing.reference_key = step.key
WHERE (target = before OR day = day_before OR (before IS NULL AND target <> 'enrolled'))
ORDER BY key, day
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`summary[sheet][kind]` counts rows; problems keep the workbook out, notices do not."""

    summary: dict[str, dict[str, int]]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


def compare(office: UUID) -> Comparison:
    """Read the temporary tables that `stage` has filled in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        counted = {(sheet, kind): count for sheet, kind, count in cursor.fetchall()}
        cursor.execute(GONE)
        notices = tuple(_gone(*row) for row in cursor.fetchmany(MOST_NOTICES))
        cursor.execute(BROKEN_JOURNEYS, {"office": office})
        problems = tuple(_broken(*row) for row in cursor.fetchall())
    return Comparison(
        summary={
            sheet: {kind: counted.get((sheet, kind), 0) for kind in KINDS}
            for sheet in ("participants", "moves", "follow_ups")
        },
        problems=problems,
        notices=notices,
    )


def _gone(sheet: str, reference: str, day) -> Notice:
    if day is None:
        message = _("%(reference)s is in the portal but not in the workbook. Nothing is deleted.") % {
            "reference": reference
        }
    else:
        message = _(
            "%(reference)s, %(day)s is in the portal but not in the workbook. Nothing is deleted."
        ) % {"reference": reference, "day": date_format(day, "SHORT_DATE_FORMAT")}
    return Notice(sheet, None, "", message)


def _broken(reference: str, row: int | None, day, target: str) -> Problem:
    return Problem(
        sheet="Forløp",
        row=row,
        column="Referanse",
        value=reference,
        message=_(
            "The portal holds moves for %(reference)s that are not in the workbook, and with them the journey "
            "does not add up at %(day)s (%(target)s). Put the missing moves into the workbook, or correct "
            "them in the portal first."
        )
        % {
            "reference": reference,
            "day": date_format(day, "SHORT_DATE_FORMAT"),
            "target": word_of(State(target)),
        },
    )
