from django.db import migrations

SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
ADDERS = "portal_all, portal_office, portal_linked, portal_none, portal_self"

IDS_IN = f"""
-- The ids that stand in an address. The log is indexed by them (audit 0017), so whoever adds a line calls it.
CREATE FUNCTION portal_ids_in(path text) RETURNS uuid[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT ARRAY(
        SELECT found[1]::uuid FROM regexp_matches(
            lower(path COLLATE "C"), '[0-9a-f]{{8}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}', 'g'
        ) AS found
    )
$$;
REVOKE ALL ON FUNCTION portal_ids_in(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_ids_in(text) TO {ADDERS};
"""

STRIP = f"""
-- As before, but for the last statement, which read the address of every line there is.
CREATE OR REPLACE FUNCTION portal_strip(person uuid) RETURNS void LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    held public.participants_participant;
    named text[];
    offices uuid[];
    ids uuid[];
BEGIN
    SELECT * INTO held FROM public.participants_participant WHERE id = person AND stripped_on IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such participant';
    END IF;
    IF current_setting('role') = 'portal_office' AND NOT held.office_id = ANY (public.portal_offices()) THEN
        RAISE EXCEPTION 'the participant is not of this office';
    END IF;
    IF coalesce(held.delete_on > public.portal_today(), true) AND NOT EXISTS (
        SELECT FROM public.participants_datarequest
        WHERE participant_id = person AND kind = 'erasure' AND answered_at IS NULL
    ) THEN
        RAISE EXCEPTION 'neither has the day come nor has the participant asked';
    END IF;
    -- Under which names, ids and offices somebody stands anywhere, those of a record that was joined among them.
    SELECT array_agg(DISTINCT reference) INTO named FROM (
        SELECT reference FROM public.participants_participantevent WHERE pgh_obj_id = person
        UNION SELECT unnest(ARRAY[reference, nullif(new_reference, '')]) FROM public.participants_transfer
        WHERE participant_id = person
        UNION SELECT unnest(ARRAY[reference, nullif(other_reference, '')]) FROM public.participants_joining
        WHERE participant_id = person OR other_id = person
        UNION SELECT held.reference
    ) names WHERE reference IS NOT NULL;
    SELECT array_agg(DISTINCT office_id) INTO offices FROM (
        SELECT office_id FROM public.participants_stay WHERE participant_id = person
        UNION SELECT unnest(ARRAY[from_office_id, to_office_id]) FROM public.participants_joining
        WHERE participant_id = person
        UNION SELECT held.office_id
    ) places;
    SELECT coalesce(array_agg(gone_id), '{{}}') || person INTO ids
    FROM public.participants_joining WHERE participant_id = person AND gone_id IS NOT NULL;

    PERFORM public.portal_strip_record(person);

    -- A workbook that waits holds the person, and so may what was said about one that has been read, in the office's
    -- own spelling. Too much said goes rather than too little.
    UPDATE public.participants_importrun
    SET workbook = NULL, state = 'cancelled', ended_at = now(), ended_because = 'erasure'
    WHERE office_id = ANY (offices) AND ended_at IS NULL;
    UPDATE public.participants_importrun run SET problems = '[]', notices = '[]'
    WHERE office_id = ANY (offices) AND EXISTS (
        SELECT FROM unnest(named) AS name
        WHERE strpos(public.portal_bare(run.problems::text || run.notices::text), public.portal_bare(name)) > 0
    );
    DELETE FROM public.participants_importchange
    WHERE office_id = ANY (offices)
      AND public.portal_bare(reference) IN (SELECT public.portal_bare(name) FROM unnest(named) AS name);
    -- The log says that something was done, and no longer about whom.
    UPDATE public.audit_event SET
        subject_ids = ARRAY(SELECT subject FROM unnest(subject_ids) AS subject WHERE subject <> ALL (ids)),
        path = '', seal_salt = NULL, reason = CASE WHEN subject_ids <@ ids THEN '' ELSE reason END
    WHERE subject_ids && ids OR public.portal_ids_in(path) && ids;
END
$$;
"""


class Migration(migrations.Migration):
    """Erasing somebody finds the lines of the log in which they stand by index."""

    dependencies = [("participants", "0029_facts_corrected_by_hand")]

    operations = [
        migrations.RunSQL(IDS_IN, "DROP FUNCTION portal_ids_in(text);"),
        migrations.RunSQL(STRIP, migrations.RunSQL.noop),
    ]
