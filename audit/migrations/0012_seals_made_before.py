from django.db import migrations, models

# As a line was sealed before erasure could take from it: whole.
WHOLE = """pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.subject_ids, event.reason, event.request_id, event.path
)::pg_catalog.text"""
CONTENT = """pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
    event.seal_salt, event.subject_ids, event.reason, event.path
)::pg_catalog.text, 'UTF8')), 'hex')"""
SETTING = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

FUNCTIONS = f"""
-- What a batch that was sealed anew comes to with its lines whole: its first seal, as long as nothing has been erased.
CREATE FUNCTION portal_log_whole_digest(batch bigint, before text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT encode(sha256(convert_to(
        before || E'\\n' || batch || E'\\n' || coalesce(string_agg({WHOLE}, E'\\n' ORDER BY event.id), ''), 'UTF8'
    )), 'hex')
    FROM public.audit_event event WHERE event.seal_number = batch
$$;

-- Gives each batch of whole lines a second seal that erasure can take from, where the first one still holds. It takes in
-- the first, and the second one of the batch before. A batch that is not what was sealed gets none: it goes on being
-- told of.
CREATE FUNCTION portal_seal_log_anew() RETURNS bigint LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    seal public.audit_seal;
    before text := '';
    anew_before text := '';
    number_of_seals bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    FOR seal IN SELECT * FROM public.audit_seal ORDER BY number LOOP
        IF seal.anew = '' AND EXISTS (
            SELECT FROM public.audit_event WHERE seal_number = seal.number AND seal_content IS NULL
        ) AND seal.digest = (SELECT digest FROM public.portal_log_digest(seal.number, before || seal.takes_in)) THEN
            UPDATE public.audit_event SET seal_salt = gen_random_uuid() WHERE seal_number = seal.number;
            UPDATE public.audit_event event SET seal_content = {CONTENT} WHERE event.seal_number = seal.number;
            SELECT digest INTO seal.anew FROM public.portal_log_digest(seal.number, anew_before || seal.digest);
            UPDATE public.audit_seal SET anew = seal.anew WHERE number = seal.number;
            number_of_seals := number_of_seals + 1;
        END IF;
        before := seal.digest;
        anew_before := CASE WHEN seal.anew = '' THEN anew_before ELSE seal.anew END;
    END LOOP;
    RETURN number_of_seals;
END
$$;

-- The next seal of all takes in the newest of the second ones, so that none of them can be changed unseen.
CREATE OR REPLACE FUNCTION portal_seal_log() RETURNS bigint
LANGUAGE plpgsql {SETTING} AS $$
DECLARE
    former public.audit_seal;
    batch bigint;
    taken bigint;
    anew_until text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    SELECT * INTO former FROM public.audit_seal ORDER BY number DESC LIMIT 1;
    batch := coalesce(former.number, 0) + 1;
    UPDATE public.audit_event SET seal_number = batch, seal_salt = gen_random_uuid()
    WHERE seal_number IS NULL AND written_in IS DISTINCT FROM pg_current_xact_id_if_assigned();
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken = 0 THEN
        RETURN NULL;
    END IF;
    UPDATE public.audit_event event SET seal_content = {CONTENT} WHERE event.seal_number = batch;
    SELECT anew INTO anew_until FROM public.audit_seal WHERE anew <> '' ORDER BY number DESC LIMIT 1;
    IF EXISTS (SELECT FROM public.audit_seal WHERE takes_in = anew_until) THEN
        anew_until := NULL;
    END IF;
    INSERT INTO public.audit_seal (number, sealed_at, lines, digest, anew, takes_in)
    SELECT batch, now(), sealed.lines, sealed.digest, '', coalesce(anew_until, '')
    FROM public.portal_log_digest(batch, coalesce(former.digest, '') || coalesce(anew_until, '')) sealed;
    RETURN batch;
END
$$;
REVOKE ALL ON FUNCTION portal_log_whole_digest(bigint, text), portal_seal_log_anew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_log_whole_digest(bigint, text) TO portal_all;
"""


class Migration(migrations.Migration):
    """What was sealed before erasure could take from a line is sealed once more, beside the first seal."""

    dependencies = [("audit", "0011_seals_outlive_erasure")]

    operations = [
        migrations.AddField(
            "seal", "anew", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.AddField(
            "seal", "takes_in", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION portal_log_whole_digest(bigint, text); DROP FUNCTION portal_seal_log_anew();",
        ),
        migrations.RunSQL("SELECT portal_seal_log_anew();", migrations.RunSQL.noop),
    ]
