from django.db import migrations

# A line as it is sealed: every field, in one spelling whatever the time zone of the session.
LINE = """pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.subject_ids, event.reason, event.request_id, event.path
)::pg_catalog.text"""

FUNCTIONS = f"""
-- What a batch holds: how many lines, and the digest of them all after that of the batch before.
CREATE FUNCTION portal_log_digest(batch bigint, before text) RETURNS TABLE (lines bigint, digest text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*), encode(sha256(convert_to(
        before || E'\\n' || batch || E'\\n' || coalesce(string_agg({LINE}, E'\\n' ORDER BY event.id), ''), 'UTF8'
    )), 'hex')
    FROM public.audit_event event WHERE event.seal_number = batch
$$;

-- Takes in every line of a transaction that is over: of one that is under way more may come. A number from another
-- server, as after a restore, is over as well. Gives the number of the new seal, or none where nothing is new.
CREATE FUNCTION portal_seal_log() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    former public.audit_seal;
    batch bigint;
    taken bigint;
    around pg_snapshot := pg_current_snapshot();
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    SELECT * INTO former FROM public.audit_seal ORDER BY number DESC LIMIT 1;
    batch := coalesce(former.number, 0) + 1;
    UPDATE public.audit_event SET seal_number = batch
    WHERE seal_number IS NULL
      AND (written_in < pg_snapshot_xmin(around) OR written_in >= pg_snapshot_xmax(around));
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken = 0 THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.audit_seal (number, sealed_at, lines, digest)
    SELECT batch, now(), sealed.lines, sealed.digest
    FROM public.portal_log_digest(batch, coalesce(former.digest, '')) sealed;
    RETURN batch;
END
$$;
REVOKE ALL ON FUNCTION portal_log_digest(bigint, text), portal_seal_log() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_log_digest(bigint, text), portal_seal_log() TO portal_all;
"""


class Migration(migrations.Migration):
    """Lines are sealed in batches, each after the one before: whatever is changed or taken away later is found."""

    dependencies = [("audit", "0006_seals")]

    operations = [
        migrations.RunSQL(
            """
            -- In which transaction a line was written. What stands here already is of this one.
            ALTER TABLE audit_event ADD COLUMN written_in xid8 NOT NULL DEFAULT pg_current_xact_id();
            CREATE INDEX events_to_seal ON audit_event (written_in) WHERE seal_number IS NULL;
            """,
            "ALTER TABLE audit_event DROP COLUMN written_in;",
        ),
        migrations.RunSQL("GRANT SELECT ON audit_seal TO portal_all;", migrations.RunSQL.noop),
        # Nobody says which batch a line is of, nor which transaction.
        migrations.RunSQL(
            """
            REVOKE INSERT ON audit_event FROM portal_all, portal_office, portal_linked, portal_none, portal_self;
            GRANT INSERT (id, at, actor_id, office_id, action, decision, subject, subject_ids, reason, request_id, path,
                          seal_number)
                ON audit_event TO portal_all, portal_office, portal_linked, portal_none, portal_self;
            ALTER POLICY oneself_and_now ON audit_event WITH CHECK (
                actor_id IS NOT DISTINCT FROM (SELECT portal_actor())
                AND at BETWEEN now() AND clock_timestamp() AND seal_number IS NULL
            );
            ALTER POLICY oneself_insert ON audit_event WITH CHECK (
                actor_id IS NOT DISTINCT FROM (SELECT portal_actor())
                AND at BETWEEN now() AND clock_timestamp() AND seal_number IS NULL
                AND actor_id IS NULL AND subject_ids = ARRAY[(SELECT portal_self())]
            );
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION portal_seal_log(); DROP FUNCTION portal_log_digest(bigint, text);"
        ),
    ]
