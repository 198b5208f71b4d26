"""Writes a staged and compared workbook: new rows, and superseding records for changed ones."""

from uuid import UUID

from django.db import connection

WRITE = """
INSERT INTO participants_participant
    (id, office_id, reference, birth_year, sex, target_group, effort_group, informed_on, is_shielded)
SELECT gen_random_uuid(), %(office)s, reference, birth_year, sex, target_group, effort_group, informed_on,
       is_shielded
FROM staged_participant JOIN participant_match USING (row) WHERE kind = 'new' ORDER BY row;

UPDATE participants_participant person
SET birth_year = staged.birth_year, sex = staged.sex, target_group = staged.target_group,
    effort_group = staged.effort_group, informed_on = staged.informed_on, is_shielded = staged.is_shielded
FROM participant_match JOIN staged_participant staged USING (row)
WHERE person.id = participant_match.id AND kind = 'changed';

UPDATE participants_move record
SET superseded_at = now(), superseded_by_id = %(by)s, superseded_because = %(because)s
FROM move_match WHERE move_match.id = record.id AND kind = 'changed';

INSERT INTO participants_move
    (id, office_id, participant_id, day, target, left_reason, workplace, hours_percent, recorded_by_id,
     superseded_because, replaces_id)
SELECT gen_random_uuid(), %(office)s, person.id, day, target, left_reason, workplace, hours_percent, %(by)s, '',
       move_match.id
FROM staged_move staged JOIN move_match USING (row)
JOIN participants_participant person ON person.office_id = %(office)s AND upper(person.reference) = staged.key
WHERE kind IN ('new', 'changed');

UPDATE participants_followup record
SET superseded_at = now(), superseded_by_id = %(by)s, superseded_because = %(because)s
FROM follow_up_match WHERE follow_up_match.id = record.id AND kind = 'changed';

INSERT INTO participants_followup
    (id, office_id, participant_id, month, day, answer, hours_percent, source, recorded_by_id,
     superseded_because, replaces_id)
SELECT gen_random_uuid(), %(office)s, person.id, month, day, answer, hours_percent, source, %(by)s, '',
       follow_up_match.id
FROM staged_follow_up staged JOIN follow_up_match USING (row)
JOIN participants_participant person ON person.office_id = %(office)s AND upper(person.reference) = staged.key
WHERE kind IN ('new', 'changed');
"""

# Written into the database for good, so it is the same in every language of the interface.
BECAUSE = "Rettet i kontorets arbeidsbok"


def write_staged(office: UUID, by: UUID | None) -> None:
    """Write what differs. Run in the transaction of `stage`, after `compare` has found no problem."""
    with connection.cursor() as cursor:
        for statement in WRITE.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {"office": office, "by": by, "because": BECAUSE})
