from django.db import migrations

# What may lead to a person is sealed under a salt of its own.
CONTENT = """pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
    {salt}, event.subject_ids, event.reason, event.path
)::pg_catalog.text, 'UTF8')), 'hex')"""
# A line sealed before this migration is still read as it was sealed.
LINE = f"""CASE WHEN event.seal_content IS NULL THEN pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.subject_ids, event.reason, event.request_id, event.path
) ELSE pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.request_id, event.post,
    CASE WHEN event.seal_salt IS NULL THEN event.seal_content ELSE {CONTENT.format(salt="event.seal_salt")} END
) END::pg_catalog.text"""

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION portal_log_digest(batch bigint, before text) RETURNS TABLE (lines bigint, digest text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*), encode(sha256(convert_to(
        before || E'\\n' || batch || E'\\n' || coalesce(string_agg({LINE}, E'\\n' ORDER BY event.id), ''), 'UTF8'
    )), 'hex')
    FROM public.audit_event event WHERE event.seal_number = batch
$$;

CREATE OR REPLACE FUNCTION portal_seal_log() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    former public.audit_seal;
    batch bigint;
    taken bigint;
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
    UPDATE public.audit_event event SET seal_content = {CONTENT.format(salt="event.seal_salt")}
    WHERE event.seal_number = batch;
    INSERT INTO public.audit_seal (number, sealed_at, lines, digest)
    SELECT batch, now(), sealed.lines, sealed.digest
    FROM public.portal_log_digest(batch, coalesce(former.digest, '')) sealed;
    RETURN batch;
END
$$;

-- Sealed lines that have lost whom they were about.
CREATE FUNCTION portal_log_stripped() RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM public.audit_event WHERE seal_content IS NOT NULL AND seal_salt IS NULL
$$;
REVOKE ALL ON FUNCTION portal_log_stripped() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_log_stripped() TO portal_all;
"""


class Migration(migrations.Migration):
    """Erasure takes whom a sealed line is about, and with the salt every way to test a guess; the seal still holds."""

    dependencies = [("audit", "0010_posts")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE audit_event ADD COLUMN seal_salt uuid, ADD COLUMN seal_content text;",
            "ALTER TABLE audit_event DROP COLUMN seal_salt, DROP COLUMN seal_content;",
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
