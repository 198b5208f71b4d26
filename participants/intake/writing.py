"""Writes a staged and compared workbook: new rows, and superseding records for changed ones."""

from collections.abc import Callable
from uuid import UUID

import pghistory
from django.db import connection

WRITE = """
INSERT INTO participants_participant
    (id, office_id, reference, reference_key, reference_order, birth_year, sex, target_group, effort_group, informed_on, is_shielded)
SELECT person, %(office)s, reference, key, in_order, birth_year, sex, target_group, effort_group, informed_on,
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
SELECT gen_random_uuid(), %(office)s, participant_match.person, day, target, left_reason, workplace, hours_percent, %(by)s, '',
       move_match.id
FROM staged_move staged JOIN move_match ON move_match.row = staged.row
JOIN staged_participant USING (key) JOIN participant_match ON participant_match.row = staged_participant.row
WHERE move_match.kind IN ('new', 'changed');

UPDATE participants_followup record
SET superseded_at = now(), superseded_by_id = %(by)s, superseded_because = %(because)s
FROM follow_up_match WHERE follow_up_match.id = record.id AND kind = 'changed';

INSERT INTO participants_followup
    (id, office_id, participant_id, month, day, answer, hours_percent, source, recorded_by_id,
     superseded_because, replaces_id)
SELECT gen_random_uuid(), %(office)s, participant_match.person, month, day, answer, hours_percent, source, %(by)s, '',
       follow_up_match.id
FROM staged_follow_up staged JOIN follow_up_match ON follow_up_match.row = staged.row
JOIN staged_participant USING (key) JOIN participant_match ON participant_match.row = staged_participant.row
WHERE follow_up_match.kind IN ('new', 'changed');
"""

# Each row's triggers ask which of them are to be ignored. Where nobody has answered, the question ends in a subtransaction
# rolled back, which looks at everything the transaction has put off: the time would grow with the square of the rows.
IGNORE_NO_TRIGGER = "SELECT set_config('pgtrigger.ignore', '{}', true)"

# Written into the database for good, so it is the same in every language of the interface.
BECAUSE = "Rettet i kontorets arbeidsbok"


def write_staged(
    office: UUID, by: UUID | None, say: Callable[[int, int], None] = lambda done, out_of: None
) -> None:
    """Write what differs. Run in the transaction of `stage`, after `compare` has found no problem."""
    statements = [statement for statement in WRITE.split(";\n") if statement.strip()]
    # The history of people says what came from a workbook, so that what somebody corrects by hand is known from it.
    with pghistory.context(source="workbook"), connection.cursor() as cursor:
        cursor.execute(IGNORE_NO_TRIGGER)
        for place, statement in enumerate(statements):
            say(place, len(statements))
            cursor.execute(statement, {"office": office, "by": by, "because": BECAUSE})
    # Within a scope the words above are added to the scope's own, and stay.
    pghistory.context(source="")
