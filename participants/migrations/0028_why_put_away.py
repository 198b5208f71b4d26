from django.db import migrations, models

SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

STRIP = f"""
-- Letters and digits of a name, by which spellings that look alike are found, and more besides. No server's locale
-- has a say in it: what it cannot tell is left out on both sides.
CREATE FUNCTION portal_bare(said text) RETURNS text LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT regexp_replace(upper(normalize(said, NFKD) COLLATE "C"), '[^A-Z0-9]', '', 'g')
$$;

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
    WHERE subject_ids && ids OR EXISTS (SELECT FROM unnest(ids) AS gone WHERE strpos(path, gone::text) > 0);
END
$$;
REVOKE ALL ON FUNCTION portal_bare(text) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    """A workbook that an erasure puts away says why, and no spelling of the reference is left in what was said."""

    dependencies = [("participants", "0027_skill_order")]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='ended_because',
            field=models.CharField(blank=True, choices=[('erasure', 'It was put away because the data of somebody at the office were erased while it waited, and it may have held them. Take out whoever has been erased, and send it in again.'), ('unanswered', 'Nobody answered for it within a day. It can be sent in again.'), ('newer', 'A newer workbook was sent in.')], editable=False, max_length=10, verbose_name='why it was put away'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='told_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('ended_because', ''), models.Q(('ended_because__in', ['erasure', 'unanswered', 'newer']), ('state', 'cancelled')), _connector='OR'), name='import_is_put_away_for_a_known_reason'),
        ),
        migrations.RunSQL(STRIP, migrations.RunSQL.noop),
    ]
