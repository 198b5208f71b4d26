from django.db import migrations, models

LIKE_STRIPPED = """
-- Which new rows of a staged workbook tell the journey of somebody who has been stripped at this office: of the same sex,
-- target group and age band as far as both say so, with the same moves up to where the shorter journey ends. What was
-- corrected in the portal counts as it was before too. It gives rows of the workbook and nothing of those who were stripped.
CREATE FUNCTION portal_staged_like_stripped(office uuid) RETURNS TABLE (staged_row integer, staged_key text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('role') = 'portal_office' AND NOT office = ANY (public.portal_offices()) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.participants_stay stay JOIN public.participants_participant person ON person.id = stay.participant_id
        WHERE stay.office_id = office AND person.stripped_on IS NOT NULL
    ) THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH gone AS MATERIALIZED (
        SELECT person.id, person.sex, person.target_group,
            public.portal_birth_year_of_band(person.birth_year, stripped.year, stripped.year) AS band, stripped.year
        FROM public.participants_participant person,
            LATERAL (SELECT extract(year FROM person.stripped_on)::integer AS year) stripped
        WHERE person.stripped_on IS NOT NULL AND EXISTS (
            SELECT FROM public.participants_stay stay WHERE stay.participant_id = person.id AND stay.office_id = office
        )
    ), was AS MATERIALIZED (
        SELECT move.participant_id AS id, move.day, move.target, bool_or(move.superseded_at IS NULL) AS stands
        FROM public.participants_move move JOIN gone ON gone.id = move.participant_id
        WHERE NOT (move.target = 'left' AND move.left_reason = 'moved')
        GROUP BY 1, 2, 3
    ), told AS MATERIALIZED (
        SELECT staged.row, staged.key, staged.sex, staged.target_group, staged.birth_year, move.day, move.target
        FROM pg_temp.staged_participant staged
        JOIN pg_temp.participant_pair pair ON pair.row = staged.row AND pair.id IS NULL
        JOIN pg_temp.staged_move move ON move.key = staged.key
        WHERE NOT (move.target = 'left' AND move.left_reason = 'moved')
    ), first AS (
        SELECT DISTINCT ON (told.row) told.*, max(told.day) OVER (PARTITION BY told.row) AS last
        FROM told ORDER BY told.row, told.day
    ), pairs AS (
        SELECT first.row, first.key, gone.id,
            least(first.last, (SELECT max(was.day) FROM was WHERE was.id = gone.id AND was.stands)) AS until
        FROM first
        JOIN was ON was.day = first.day AND was.target = first.target
        JOIN gone ON gone.id = was.id
            AND (gone.sex = first.sex OR '' IN (gone.sex, first.sex))
            AND (gone.target_group = first.target_group OR '' IN (gone.target_group, first.target_group))
            AND (gone.band = public.portal_birth_year_of_band(first.birth_year, gone.year, gone.year)) IS NOT FALSE
    )
    SELECT DISTINCT pairs.row, pairs.key FROM pairs
    WHERE NOT EXISTS (
        SELECT FROM told WHERE told.row = pairs.row AND told.day <= pairs.until AND NOT EXISTS (
            SELECT FROM was WHERE was.id = pairs.id AND was.day = told.day AND was.target = told.target
        )
    ) AND (SELECT count(*) FROM told WHERE told.row = pairs.row AND told.day <= pairs.until)
        >= (SELECT count(*) FROM was WHERE was.id = pairs.id AND was.stands AND was.day <= pairs.until);
END
$$;
REVOKE ALL ON FUNCTION portal_staged_like_stripped(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_staged_like_stripped(uuid) TO portal_all, portal_office;
"""
KINDS = [
    ("unshields", "Shielding would be lifted"),
    ("takes_back", "A correction made in the portal would be taken back"),
    ("undone", "Was undone in the portal"),
    ("replaces", "Day and kind were corrected, or it is something else"),
    ("blank", "Blank over something known"),
    ("blank_shielding", "Blank: shielding stays"),
    ("erased", "Looks like somebody who is erased"),
    ("changed", "Changed"),
    ("gone", "Not in the workbook, and stays"),
]


class Migration(migrations.Migration):
    """A workbook that still names somebody who is erased is seen for what it is."""

    dependencies = [("participants", "0025_kept_rows_checked_last")]

    operations = [
        migrations.RemoveConstraint("importchange", "import_change_kind_is_known"),
        migrations.AlterField("importchange", "kind", models.CharField(choices=KINDS, max_length=16)),
        migrations.AddConstraint(
            "importchange",
            models.CheckConstraint(
                condition=models.Q(kind__in=[code for code, _ in KINDS]), name="import_change_kind_is_known"
            ),
        ),
        migrations.RunSQL(LIKE_STRIPPED, "DROP FUNCTION portal_staged_like_stripped(uuid);"),
    ]
