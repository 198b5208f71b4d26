from django.db import migrations

# What another transaction has not committed is not seen here, and what is seen of another is whole. Numbers of
# transactions are those of the whole server: a limit drawn by the oldest under way would let anybody, in any of its
# databases, keep the log from being sealed. Of this very transaction more may come.
SEAL = """
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
    UPDATE public.audit_event SET seal_number = batch
    WHERE seal_number IS NULL AND written_in IS DISTINCT FROM pg_current_xact_id_if_assigned();
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
"""


class Migration(migrations.Migration):
    """Whatever else is under way on the server, lines that are committed are sealed."""

    dependencies = [("audit", "0007_sealing")]

    operations = [migrations.RunSQL(SEAL, migrations.RunSQL.noop)]
