"""Counts the people of a report in the database: one set-based query, as known at the cutoff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from participants.enums import Sex, State, TargetGroup
from participants.workbook.words import UNKNOWN, word_of
from reports.figures.tables import AGES, UNALLOCATED, Atom
from reports.periods import Period

# The first age that no longer belongs to each band but the last.
AGE_LIMITS = (25, 40, 55)

POPULATION = """
WITH person AS (
    -- What stood in the books about each person at the cutoff.
    SELECT DISTINCT ON (pgh_obj_id)
        pgh_obj_id AS id, office_id, birth_year, sex, target_group, is_shielded, pgh_label
    FROM participants_participantevent
    WHERE office_id = ANY(%(offices)s) AND pgh_created_at <= %(cutoff)s
    ORDER BY pgh_obj_id, pgh_created_at DESC, pgh_id DESC
), journey AS (
    SELECT
        participant_id,
        (array_agg(target ORDER BY day DESC) FILTER (WHERE day < %(start)s))[1] AS opening,
        (array_agg(target ORDER BY day DESC))[1] AS closing,
        (array_agg(target ORDER BY day DESC) FILTER (WHERE day >= %(start)s AND target = ANY(%(exits)s)))[1]
            AS exit_taken,
        bool_or(day >= %(start)s) AS has_moved
    FROM participants_move
    WHERE office_id = ANY(%(offices)s)
      AND day <= %(end)s
      AND recorded_at <= %(cutoff)s
      AND (superseded_at IS NULL OR superseded_at > %(cutoff)s)
    GROUP BY participant_id
)
SELECT
    CASE WHEN person.is_shielded THEN NULL ELSE person.office_id END,
    CASE WHEN opening IS NULL OR opening = 'left' THEN 'outside' ELSE opening END,
    closing,
    COALESCE(exit_taken, 'none'),
    person.sex,
    width_bucket(EXTRACT(YEAR FROM %(end)s::date)::int - person.birth_year, %(age_limits)s::int[]),
    person.target_group,
    count(*)
FROM journey JOIN person ON person.id = journey.participant_id
WHERE person.pgh_label <> 'delete' AND (opening IS DISTINCT FROM 'left' OR has_moved)
GROUP BY 1, 2, 3, 4, 5, 6, 7
ORDER BY 1, 2, 3, 4, 5, 6, 7
"""


@dataclass(frozen=True, slots=True)
class Office:
    id: UUID
    slug: str
    name: str


def count_atoms(offices: Sequence[Office], period: Period, cutoff: datetime) -> tuple[Atom, ...]:
    """The population of a report, grouped by every dimension it uses.

    Raises no error for an empty population: a report about nobody is a report.
    """
    slugs = {office.id: office.slug for office in offices}
    with connection.cursor() as cursor:
        cursor.execute(
            POPULATION,
            {
                "offices": list(slugs),
                "start": period.start,
                "end": period.end,
                "cutoff": cutoff,
                "exits": [State.WORK, State.EDUCATION, State.TRAINING, State.VENTURE],
                "age_limits": list(AGE_LIMITS),
            },
        )
        return tuple(_atom(slugs, *row) for row in cursor.fetchall())


def _atom(
    slugs: dict[UUID, str],
    office: UUID | None,
    opening: str,
    closing: str,
    exit_taken: str,
    sex: str,
    band: int,
    group: str,
    persons: int,
) -> Atom:
    return Atom(
        office=UNALLOCATED if office is None else slugs[office],
        opening=opening,
        closing=closing,
        exit=exit_taken,
        sex=word_of(Sex(sex)) or UNKNOWN,
        age=AGES[band],
        group=word_of(TargetGroup(group)) or UNKNOWN,
        persons=persons,
    )
