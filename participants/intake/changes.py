"""Writes down, row by row, what a workbook would change or take back, so that nothing changes unseen.

Runs between `pair` and `follow`: the staged rows still say what the workbook says.
"""

from uuid import UUID

from django.db import connection

from participants.enums import ImportChangeKind
from participants.intake.tables import PEOPLE, SHEETS, ComparedSheet

# The first that holds is the kind of a row; blanks over something known are told beside it.
KINDS = f"""
CASE
    WHEN pair.takes_back AND pair.way = 'undone' THEN '{ImportChangeKind.UNDONE}'
    WHEN pair.row IS NULL THEN '{ImportChangeKind.GONE}'
    WHEN pair.takes_back THEN '{ImportChangeKind.TAKES_BACK}'
    WHEN pair.way = 'replaces' THEN '{ImportChangeKind.REPLACES}'
    WHEN pair.lifts THEN '{ImportChangeKind.UNSHIELDS}'
    WHEN {{differs}} THEN '{ImportChangeKind.CHANGED}'
END
"""

CHANGES = """
INSERT INTO participants_importchange
    (run_id, office_id, reference, reference_order, sheet, row, kind, before, after, blanks)
SELECT %(run)s, %(office)s, reference, in_order, '{summary}', row, kind, before, after, blanks FROM (
    SELECT coalesce(person.reference, staged_person.reference) AS reference,
           coalesce(person.reference_order, staged_person.in_order) AS in_order,
           pair.row, {kinds} AS kind,
           CASE WHEN standing.id IS NOT NULL THEN jsonb_build_object({before}) END AS before,
           CASE WHEN staged.row IS NOT NULL THEN jsonb_build_object({after}) END AS after,
           pair.blanks_over AS blanks
    FROM {name}_pair pair
    LEFT JOIN staged_{name} staged ON staged.row = pair.row
    LEFT JOIN standing_{name} standing ON standing.id = pair.id
    LEFT JOIN staged_participant staged_person ON staged_person.key = staged.key
    LEFT JOIN standing_participant person ON person.key = coalesce(standing.key, staged.key)
    WHERE pair.id IS NULL AND pair.takes_back OR pair.row IS NULL OR pair.id IS NOT NULL AND (
        pair.takes_back OR pair.blanks_over > 0 OR pair.lifts OR ({staged}) IS DISTINCT FROM ({standing})
    )
) change WHERE kind IS NOT NULL;

INSERT INTO participants_importchange
    (run_id, office_id, reference, reference_order, sheet, row, kind, before, after, blanks)
SELECT %(run)s, %(office)s, person.reference, person.reference_order, '{summary}', pair.row,
       CASE WHEN pair.blanks_over = {shielded} THEN '{blank_shielding}' ELSE '{blank}' END,
       jsonb_build_object({before}), jsonb_build_object({after}), pair.blanks_over
FROM {name}_pair pair
JOIN staged_{name} staged ON staged.row = pair.row
JOIN standing_{name} standing ON standing.id = pair.id
JOIN standing_participant person ON person.key = standing.key
WHERE pair.blanks_over > 0 AND NOT {kept_whole};
"""

ASKED = """
SELECT '{kind}', count(*), (array_agg(reference ORDER BY in_order))[1:5] FROM (
    SELECT coalesce(person.reference, staged_person.reference) AS reference,
           coalesce(person.reference_order, staged_person.in_order) AS in_order
    FROM {name}_pair pair
    LEFT JOIN staged_{name} staged ON staged.row = pair.row
    LEFT JOIN standing_{name} standing ON standing.id = pair.id
    LEFT JOIN staged_participant staged_person ON staged_person.key = staged.key
    LEFT JOIN standing_participant person ON person.key = coalesce(standing.key, staged.key)
    WHERE {condition}
) asked
"""
SHIELDED_MARK = PEOPLE.optional[-1].mark
CONDITIONS = {
    ImportChangeKind.UNSHIELDS: "pair.lifts",
    ImportChangeKind.BLANK_SHIELDING: f"pair.blanks_over & {SHIELDED_MARK} > 0",
    ImportChangeKind.BLANK: "pair.blanks_over & {others} > 0 AND NOT {kept_whole}",
    ImportChangeKind.TAKES_BACK: "pair.takes_back AND pair.way <> 'undone'",
    ImportChangeKind.UNDONE: "pair.takes_back AND pair.way = 'undone'",
    ImportChangeKind.REPLACES: "pair.way = 'replaces' AND NOT pair.takes_back",
}


def write_changes(office: UUID, run: UUID) -> None:
    """Keep what would change for the preview of a run, in place of what an earlier try has kept."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM participants_importchange WHERE run_id = %s", [run])
        for sheet in SHEETS:
            statement = CHANGES.format(
                **_words(sheet),
                kinds=KINDS.format(differs=_differs(sheet)),
                shielded=SHIELDED_MARK if sheet is PEOPLE else 0,
                blank=ImportChangeKind.BLANK,
                blank_shielding=ImportChangeKind.BLANK_SHIELDING,
            )
            cursor.execute(statement, {"office": office, "run": run})


def what_is_asked() -> dict[ImportChangeKind, tuple[int, list[str]]]:
    """How many rows an answer is needed about, by kind, and the first references among them."""
    asked: dict[ImportChangeKind, tuple[int, list[str]]] = {}
    with connection.cursor() as cursor:
        for sheet in SHEETS:
            for kind, condition in CONDITIONS.items():
                if (
                    kind in (ImportChangeKind.UNSHIELDS, ImportChangeKind.BLANK_SHIELDING)
                    and sheet is not PEOPLE
                ):
                    continue
                others = sum(each.mark for each in sheet.optional if each.column != "is_shielded")
                words = _words(sheet)
                words |= {"kind": kind, "condition": condition.format(others=others, **words)}
                cursor.execute(ASKED.format(**words))
                _kind, count, references = cursor.fetchone()
                if count:
                    before, named = asked.get(kind, (0, []))
                    asked[kind] = (before + count, [*named, *references][:5])
    return asked


def _words(sheet: ComparedSheet) -> dict[str, str]:
    return {
        "name": sheet.name,
        # A record whose correction would be taken back is kept as it stands; of a person only what was corrected.
        "kept_whole": "false" if sheet is PEOPLE else "pair.takes_back",
        "summary": sheet.summary,
        "before": ", ".join(f"'{column}', standing.{column}" for column in sheet.columns),
        "after": ", ".join(f"'{column}', staged.{column}" for column in sheet.columns),
        "staged": ", ".join(f"staged.{column}" for column in sheet.columns),
        "standing": ", ".join(f"standing.{column}" for column in sheet.columns),
    }


def _differs(sheet: ComparedSheet) -> str:
    """Whether something differs that is no blank over something known."""
    marks = {each.column: each.mark for each in sheet.optional}
    parts = (
        f"(staged.{column} IS DISTINCT FROM standing.{column}"
        + (f" AND pair.blanks_over & {marks[column]} = 0)" if column in marks else ")")
        for column in sheet.columns
    )
    return " OR ".join(parts)
