"""Puts each row of a staged workbook beside what stands.

A person is the same when the reference is. A record is the same as one that stands, in this order: when participant
and day are; when its day is one that the record had before somebody corrected it in the portal; when it is the only
one left over with the same target (or month), so that the day was corrected; and when one of a person's rows is left
over on either side, so that day and kind were corrected (`way` is then 'replaces', and the office is asked).
"""

from uuid import UUID

from django.db import connection

from participants.intake.tables import PEOPLE, RECORDS, SHIELDED, ComparedSheet
from participants.intake.writing import BECAUSE

PAIR_PEOPLE = """
INSERT INTO standing_participant
SELECT *, reference_key AS key FROM participants_participant WHERE office_id = %(office)s AND stripped_on IS NULL;
SELECT public.portal_measure_staging('standing_participant');
INSERT INTO participant_pair (row, id, way, takes_back, blanks_over, lifts)
SELECT staged.row, standing.id, 'same' AS way, false AS takes_back, {blanks_over} AS blanks_over,
       coalesce(standing.is_shielded AND NOT staged.is_shielded AND staged.blanks & {shielded} = 0, false) AS lifts
FROM staged_participant staged FULL JOIN standing_participant standing USING (key);
"""

# Which of somebody's facts were last changed in the portal and not by a workbook. A blank says nothing against them, and
# shielding has a question of its own.
CORRECTED_PEOPLE = """
INSERT INTO corrected_participant (standing_id, columns)
WITH differing AS (
    SELECT standing.id FROM participant_pair pair
    JOIN staged_participant staged ON staged.row = pair.row
    JOIN standing_participant standing ON standing.id = pair.id
    WHERE ({staged}) IS DISTINCT FROM ({standing})
), step AS (
    SELECT event.pgh_obj_id, event.pgh_id, event.pgh_label, fact.name,
           fact.value IS DISTINCT FROM lag(fact.value) OVER one_fact AS is_change,
           coalesce(event.pgh_context->>'source', '') <> 'workbook' AS is_by_hand
    FROM participants_participantevent event JOIN differing ON differing.id = event.pgh_obj_id
    CROSS JOIN LATERAL (VALUES {facts}) AS fact (name, value)
    WINDOW one_fact AS (PARTITION BY event.pgh_obj_id, fact.name ORDER BY event.pgh_id)
), latest AS (
    SELECT DISTINCT ON (pgh_obj_id, name) pgh_obj_id, name, is_by_hand AND pgh_label <> 'insert' AS is_corrected
    FROM step WHERE is_change ORDER BY pgh_obj_id, name, pgh_id DESC
)
SELECT pgh_obj_id, array_agg(name) FROM latest
JOIN participant_pair pair ON pair.id = latest.pgh_obj_id
JOIN staged_participant staged ON staged.row = pair.row
JOIN standing_participant standing ON standing.id = pair.id
WHERE is_corrected AND CASE name {differs} END
GROUP BY pgh_obj_id;

UPDATE participant_pair pair SET takes_back = true
FROM corrected_participant corrected WHERE corrected.standing_id = pair.id;
"""

# What a record said before it was corrected in the portal, however often that was.
STANDING_RECORDS = """
INSERT INTO standing_{name}
SELECT person.key, record.*
FROM {table} record JOIN standing_participant person ON person.id = record.participant_id
WHERE record.office_id = %(office)s AND record.superseded_at IS NULL;
SELECT public.portal_measure_staging('standing_{name}');
INSERT INTO corrected_{name}
WITH RECURSIVE chain AS (
    SELECT id AS standing_id, key, replaces_id AS earlier_id FROM standing_{name} WHERE replaces_id IS NOT NULL
    UNION ALL
    SELECT chain.standing_id, chain.key, earlier.replaces_id
    FROM chain JOIN {table} earlier ON earlier.id = chain.earlier_id WHERE earlier.replaces_id IS NOT NULL
)
SELECT chain.standing_id, chain.key, {columns}
FROM chain JOIN {table} earlier ON earlier.id = chain.earlier_id
WHERE earlier.superseded_because <> %(because)s;
"""

PAIR_RECORDS = """
INSERT INTO {name}_pair (row, id, way, blanks_over, lifts, takes_back)
WITH same_day AS (
    SELECT staged.row, standing.id FROM staged_{name} staged JOIN standing_{name} standing USING ({identity})
), before_correction AS (
    SELECT DISTINCT ON (row) row, id FROM (
        SELECT DISTINCT ON (corrected.standing_id) staged.row, corrected.standing_id AS id
        FROM staged_{name} staged JOIN corrected_{name} corrected USING ({identity})
        WHERE NOT EXISTS (SELECT FROM same_day WHERE same_day.row = staged.row)
          AND NOT EXISTS (SELECT FROM same_day WHERE same_day.id = corrected.standing_id)
        ORDER BY corrected.standing_id, staged.row
    ) earlier ORDER BY row, id
), known AS (
    SELECT row, id FROM same_day UNION ALL SELECT row, id FROM before_correction
), left_over AS (
    SELECT row, key, day, {kin}, row_number() OVER (PARTITION BY key, {kin} ORDER BY day) AS place
    FROM staged_{name} staged WHERE NOT EXISTS (SELECT FROM known WHERE known.row = staged.row)
), standing_over AS (
    SELECT id, key, day, {kin}, row_number() OVER (PARTITION BY key, {kin} ORDER BY day) AS place
    FROM standing_{name} standing WHERE NOT EXISTS (SELECT FROM known WHERE known.id = standing.id)
), kin AS (
    SELECT left_over.row, standing_over.id, coalesce(left_over.key, standing_over.key) AS key
    FROM left_over FULL JOIN standing_over USING (key, {kin}, place)
), alone AS (
    SELECT key, min(row) AS row, (array_agg(id) FILTER (WHERE row IS NULL))[1] AS id
    FROM kin WHERE row IS NULL OR id IS NULL GROUP BY key HAVING count(row) = 1 AND count(id) = 1
), pairs AS (
    SELECT row, id, 'same' AS way FROM same_day
    UNION ALL SELECT row, id, 'corrected' FROM before_correction
    UNION ALL SELECT row, id, 'replaces' FROM alone
    UNION ALL SELECT kin.row, kin.id, 'day' FROM kin WHERE (row IS NOT NULL AND id IS NOT NULL)
        OR NOT EXISTS (SELECT FROM alone WHERE alone.key = kin.key)
)
SELECT pairs.row, pairs.id, way, {blanks_over} AS blanks_over, false AS lifts,
       coalesce(({staged}) IS DISTINCT FROM ({standing}) AND staged.row IS NOT NULL
                AND EXISTS (SELECT FROM corrected_{name} WHERE standing_id = standing.id), false) AS takes_back
FROM pairs
LEFT JOIN staged_{name} staged ON staged.row = pairs.row
LEFT JOIN standing_{name} standing ON standing.id = pairs.id;

UPDATE {name}_pair pair SET takes_back = true, way = 'undone'
FROM staged_{name} staged
JOIN standing_participant person ON person.key = staged.key
JOIN {table} undone ON undone.participant_id = person.id AND undone.office_id = %(office)s
WHERE pair.row = staged.row AND pair.id IS NULL AND undone.superseded_at IS NOT NULL
  AND undone.superseded_because <> %(because)s AND undone.day = staged.day AND undone.{kin} = staged.{kin}
  AND NOT EXISTS (SELECT FROM {table} successor WHERE successor.replaces_id = undone.id);
SELECT public.portal_measure_staging('{name}_pair');
"""


def pair(office: UUID) -> None:
    """Fill `standing_*` and `*_pair` for all three sheets, from what `stage` has copied."""
    with connection.cursor() as cursor:
        cursor.execute(
            PAIR_PEOPLE.format(blanks_over=_blanks_over(PEOPLE), shielded=SHIELDED.mark), {"office": office}
        )
        cursor.execute(_corrected_people())
        for sheet in RECORDS:
            words = {
                "name": sheet.name,
                "table": sheet.table,
                "identity": sheet.identity,
                "kin": sheet.kin,
                "columns": ", ".join(f"earlier.{column}" for column in sheet.columns),
                "staged": ", ".join(f"staged.{column}" for column in sheet.columns),
                "standing": ", ".join(f"standing.{column}" for column in sheet.columns),
                "blanks_over": _blanks_over(sheet),
            }
            for statement in (STANDING_RECORDS, PAIR_RECORDS):
                cursor.execute(statement.format(**words), {"office": office, "because": BECAUSE})


def _corrected_people() -> str:
    facts = [column for column in PEOPLE.columns if column != SHIELDED.column]
    return CORRECTED_PEOPLE.format(
        staged=", ".join(f"staged.{column}" for column in facts),
        standing=", ".join(f"standing.{column}" for column in facts),
        facts=", ".join(f"('{column}', event.{column}::text)" for column in facts),
        differs=" ".join(
            f"WHEN '{column}' THEN staged.{column} IS DISTINCT FROM standing.{column}{_unless_blank(column)}"
            for column in facts
        ),
    )


def _unless_blank(column: str) -> str:
    return next(
        (f" AND staged.blanks & {each.mark} = 0" for each in PEOPLE.optional if each.column == column), ""
    )


def _blanks_over(sheet: ComparedSheet) -> str:
    """Which blanks of a row stand over something the portal knows, as marks in a number."""
    same = f" AND standing.{sheet.subject} = staged.{sheet.subject}" if sheet.subject else ""
    parts = (
        f"CASE WHEN staged.blanks & {each.mark} > 0 AND {each.is_known}{same} THEN {each.mark} ELSE 0 END"
        for each in sheet.optional
    )
    return " + ".join(parts)
