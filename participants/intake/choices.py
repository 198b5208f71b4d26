"""What an office has answered about a workbook, and what follows from it for the rows.

Without an answer nothing that is known is lost: blanks, shielding and corrections made in the portal stay. A move that
goes while another comes is taken as the correction it looks like.
"""

from dataclasses import dataclass

from django.db import connection

from participants.intake.tables import PEOPLE, RECORDS, SHEETS, SHIELDED, ComparedSheet


@dataclass(frozen=True, slots=True)
class Choices:
    """An office's answers."""

    # What stands under a blank cell is taken away.
    clear_blanks: bool = False
    # Nei in Skjermet lifts shielding.
    lift_shielding: bool = False
    # Corrections made in the portal give way to the workbook.
    take_back: bool = False
    # Rows that look like somebody who is erased are somebody else.
    take_erased: bool = False
    # Where one move goes and another comes, the first is corrected, and not kept beside the second.
    replace: bool = True


# The values that stand take the place of what is not to be written, so that all that follows sees the outcome.
KEEP_WHOLE = """
UPDATE staged_{name} staged SET ({columns}) = ROW ({standing})
FROM {name}_pair pair JOIN standing_{name} standing USING (id)
WHERE pair.row = staged.row AND pair.takes_back;
"""
# Of somebody's facts only those that were corrected.
KEEP_CORRECTED = """
UPDATE staged_participant staged SET {kept}
FROM participant_pair pair
JOIN standing_participant standing USING (id)
JOIN corrected_participant corrected ON corrected.standing_id = standing.id
WHERE pair.row = staged.row;
"""
LEAVE_OUT = """
DELETE FROM staged_{name} staged USING {name}_pair pair
WHERE pair.row = staged.row AND pair.takes_back AND pair.way = 'undone';
DELETE FROM {name}_pair WHERE takes_back AND way = 'undone';
"""
PART = """
INSERT INTO {name}_pair (row, way, blanks_over, lifts, takes_back)
SELECT row, 'new', 0, false, false FROM {name}_pair WHERE way = 'replaces';
UPDATE {name}_pair SET row = NULL WHERE way = 'replaces';
"""
KEEP_UNDER_BLANKS = """
UPDATE staged_{name} staged SET {kept}
FROM {name}_pair pair JOIN standing_{name} standing USING (id)
WHERE pair.row = staged.row AND (pair.blanks_over > 0 OR pair.lifts);
"""
MATCH = """
INSERT INTO {name}_match (row, id, person, kind)
SELECT pair.row, pair.id, {person} AS person, CASE
    WHEN pair.id IS NULL THEN 'new'
    WHEN pair.row IS NULL THEN 'gone'
    WHEN ({staged}) IS DISTINCT FROM ({standing}) THEN 'changed'
    ELSE 'unchanged'
END AS kind
FROM {name}_pair pair
LEFT JOIN staged_{name} staged ON staged.row = pair.row
LEFT JOIN standing_{name} standing ON standing.id = pair.id;
SELECT public.portal_measure_staging('{name}_match');
"""


LEAVE_OUT_ERASED = """
DELETE FROM {name}_pair pair USING staged_{name} staged WHERE pair.row = staged.row AND staged.key = ANY(%(keys)s);
DELETE FROM staged_{name} WHERE key = ANY(%(keys)s);
"""


def leave_out_erased(keys: list[str]) -> None:
    """Take rows about these references out of what is staged. Nobody stands under them, so nothing else is touched."""
    with connection.cursor() as cursor:
        for sheet in SHEETS:
            cursor.execute(LEAVE_OUT_ERASED.format(name=sheet.name), {"keys": keys})


def follow(choices: Choices) -> None:
    """Bring the staged rows to what will be written, and say for each in `*_match` what happens to it."""
    with connection.cursor() as cursor:
        if not choices.take_back:
            cursor.execute(KEEP_CORRECTED.format(kept=_corrected()))
        for sheet in RECORDS:
            if not choices.replace:
                cursor.execute(_filled(PART, sheet))
            if not choices.take_back:
                cursor.execute(_filled(KEEP_WHOLE, sheet))
                cursor.execute(_filled(LEAVE_OUT, sheet))
        for sheet in SHEETS:
            if kept := _kept(sheet, choices):
                cursor.execute(_filled(KEEP_UNDER_BLANKS, sheet, kept=kept))
            # Who a row is about: known before anything is written, so that nothing has to be looked up for it.
            person = "coalesce(pair.id, gen_random_uuid())" if sheet is PEOPLE else "NULL::uuid"
            cursor.execute(_filled(MATCH, sheet, person=person))


def _corrected() -> str:
    return ", ".join(
        f"{column} = CASE WHEN '{column}' = ANY (corrected.columns)"
        f" THEN standing.{column} ELSE staged.{column} END"
        for column in PEOPLE.columns
    )


def _kept(sheet: ComparedSheet, choices: Choices) -> str:
    """Which columns keep what stands, and when."""
    parts = []
    for each in sheet.optional:
        blank = f"pair.blanks_over & {each.mark} > 0"
        if each is SHIELDED:
            condition = blank if choices.lift_shielding else f"{blank} OR pair.lifts"
        elif choices.clear_blanks:
            continue
        else:
            condition = blank
        parts.append(
            f"{each.column} = CASE WHEN {condition} THEN standing.{each.column} ELSE staged.{each.column} END"
        )
    return ", ".join(parts)


def _filled(statement: str, sheet: ComparedSheet, **words: str) -> str:
    return statement.format(
        name=sheet.name,
        columns=", ".join(sheet.columns),
        staged=", ".join(f"staged.{column}" for column in sheet.columns),
        standing=", ".join(f"standing.{column}" for column in sheet.columns),
        **words,
    )
