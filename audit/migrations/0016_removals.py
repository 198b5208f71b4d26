import django.contrib.postgres.fields
from django.db import migrations, models

SETTING = "SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan"
CONTENT = """pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(
    {salt}, event.subject_ids, event.reason, event.path
)::pg_catalog.text, 'UTF8')), 'hex')"""
# A line sealed before lines had a salt is still read as it was sealed.
LINE = f"""CASE WHEN event.seal_content IS NULL THEN pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.subject_ids, event.reason, event.request_id, event.path
) ELSE pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.request_id, event.post,
    CASE WHEN event.seal_salt IS NULL THEN event.seal_content ELSE {CONTENT.format(salt="event.seal_salt")} END
) END::pg_catalog.text"""
WHOLE = """pg_catalog.jsonb_build_array(
    event.id, (extract(epoch FROM event.at) * 1000000)::pg_catalog.int8, event.actor_id, event.office_id, event.action,
    event.decision, event.subject, event.subject_ids, event.reason, event.request_id, event.path
)::pg_catalog.text"""
REMOVAL = """pg_catalog.jsonb_build_array(
    (extract(epoch FROM removal.removed_at) * 1000000)::pg_catalog.int8, removal.removed_by,
    (extract(epoch FROM removal.lines_before) * 1000000)::pg_catalog.int8, removal.years, removal.lines, removal.batches
)::pg_catalog.text"""

# A key of the log no longer holds ids apart that are given twice, on purpose: the moment orders what the id does not.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION portal_log_digest(batch bigint, before text) RETURNS TABLE (lines bigint, digest text)
LANGUAGE sql STABLE {SETTING} AS $$
    SELECT count(*), encode(sha256(convert_to(
        before || E'\\n' || batch || E'\\n'
        || coalesce((SELECT {REMOVAL} || E'\\n' FROM public.audit_removal removal WHERE removal.number = batch), '')
        || coalesce(string_agg({LINE}, E'\\n' ORDER BY event.id, event.at), ''), 'UTF8'
    )), 'hex')
    FROM public.audit_event event WHERE event.seal_number = batch
$$;

CREATE OR REPLACE FUNCTION portal_log_whole_digest(batch bigint, before text) RETURNS text
LANGUAGE sql STABLE {SETTING} AS $$
    SELECT encode(sha256(convert_to(
        before || E'\\n' || batch || E'\\n' || coalesce(string_agg({WHOLE}, E'\\n' ORDER BY event.id, event.at), ''), 'UTF8'
    )), 'hex')
    FROM public.audit_event event WHERE event.seal_number = batch
$$;

-- How many lines a batch has, and whether they are what was sealed.
CREATE FUNCTION portal_log_holds(batch bigint, OUT lines bigint, OUT holds boolean)
LANGUAGE plpgsql STABLE {SETTING} AS $$
DECLARE
    seal public.audit_seal;
    before text := coalesce((SELECT former.digest FROM public.audit_seal former WHERE former.number = batch - 1), '');
    anew_before text := coalesce((
        SELECT former.anew FROM public.audit_seal former WHERE former.anew <> '' AND former.number < batch
        ORDER BY former.number DESC LIMIT 1
    ), '');
BEGIN
    SELECT * INTO seal FROM public.audit_seal WHERE number = batch;
    SELECT found.lines, found.digest = coalesce(nullif(seal.anew, ''), seal.digest) INTO lines, holds
    FROM public.portal_log_digest(
        batch, CASE WHEN seal.anew <> '' THEN anew_before || seal.digest ELSE before || coalesce(seal.takes_in, '') END
    ) found;
    -- The first seal is compared as well, until somebody is erased from the batch.
    IF seal.anew <> '' AND NOT EXISTS (
        SELECT FROM public.audit_event WHERE seal_number = batch AND seal_content IS NOT NULL AND seal_salt IS NULL
    ) THEN
        holds := holds AND seal.digest = public.portal_log_whole_digest(batch, before || seal.takes_in);
    END IF;
    holds := coalesce(holds, false);
END
$$;

-- A batch is of one month, so that each month can leave without tearing a batch. Gives the number of the newest seal.
CREATE OR REPLACE FUNCTION portal_seal_log() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER {SETTING} AS $$
DECLARE
    former public.audit_seal;
    month timestamp;
    batch bigint;
    taken bigint;
    newest bigint;
    anew_until text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    FOR month IN
        SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') FROM public.audit_event
        WHERE seal_number IS NULL AND written_in IS DISTINCT FROM pg_current_xact_id_if_assigned() ORDER BY 1
    LOOP
        SELECT * INTO former FROM public.audit_seal ORDER BY number DESC LIMIT 1;
        batch := coalesce(former.number, 0) + 1;
        UPDATE public.audit_event SET seal_number = batch, seal_salt = gen_random_uuid()
        WHERE seal_number IS NULL AND written_in IS DISTINCT FROM pg_current_xact_id_if_assigned()
          AND at >= month AT TIME ZONE 'UTC' AND at < (month + interval '1 month') AT TIME ZONE 'UTC';
        GET DIAGNOSTICS taken = ROW_COUNT;
        CONTINUE WHEN taken = 0;
        UPDATE public.audit_event event SET seal_content = {CONTENT.format(salt="event.seal_salt")}
        WHERE event.seal_number = batch
          AND at >= month AT TIME ZONE 'UTC' AND at < (month + interval '1 month') AT TIME ZONE 'UTC';
        SELECT anew INTO anew_until FROM public.audit_seal WHERE anew <> '' ORDER BY number DESC LIMIT 1;
        IF EXISTS (SELECT FROM public.audit_seal WHERE takes_in = anew_until) THEN
            anew_until := NULL;
        END IF;
        INSERT INTO public.audit_seal (number, sealed_at, lines, digest, anew, takes_in)
        SELECT batch, now(), sealed.lines, sealed.digest, '', coalesce(anew_until, '')
        FROM public.portal_log_digest(batch, coalesce(former.digest, '') || coalesce(anew_until, '')) sealed;
        newest := batch;
    END LOOP;
    RETURN newest;
END
$$;

-- Takes away the months that are so many years old, as far as every batch that has lines in them has no others, holds,
-- and is as old itself. The newest border that this can be said of is taken; what is younger stays. That it was done is a
-- seal of its own in the chain. Gives its number, none where nothing was due.
CREATE FUNCTION portal_remove_log(years integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER {SETTING} SET lock_timeout = '3s' AS $$
DECLARE
    due timestamptz := now() - make_interval(years => years);
    border timestamptz;
    partition text;
    leaving bigint[];
    former public.audit_seal;
BEGIN
    IF years IS NULL OR years < 5 THEN
        RAISE EXCEPTION 'The log is kept for 5 years at least.' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    FOR border IN SELECT ends FROM public.portal_log_partitions() WHERE ends <= due ORDER BY ends DESC LOOP
        CONTINUE WHEN EXISTS (SELECT FROM public.audit_event WHERE at < border AND seal_number IS NULL);
        CONTINUE WHEN EXISTS (SELECT FROM public.audit_event_default WHERE at < border);
        leaving := ARRAY(SELECT DISTINCT seal_number FROM public.audit_event WHERE at < border ORDER BY 1);
        CONTINUE WHEN EXISTS (
            SELECT FROM unnest(leaving) AS batch
            WHERE EXISTS (SELECT FROM public.audit_event WHERE seal_number = batch AND at >= border)
               OR NOT EXISTS (SELECT FROM public.audit_seal WHERE number = batch AND sealed_at <= due)
               OR NOT (SELECT holds FROM public.portal_log_holds(batch))
        );
        IF cardinality(leaving) > 0 THEN
            SELECT * INTO former FROM public.audit_seal ORDER BY number DESC LIMIT 1;
            INSERT INTO public.audit_removal (number, removed_at, removed_by, lines_before, years, lines, batches)
            SELECT former.number + 1, now(), public.portal_actor(), border, portal_remove_log.years, count(*), leaving
            FROM public.audit_event WHERE at < border;
            INSERT INTO public.audit_seal (number, sealed_at, lines, digest)
            SELECT former.number + 1, now(), sealed.lines, sealed.digest
            FROM public.portal_log_digest(former.number + 1, former.digest) sealed;
        END IF;
        FOR partition IN SELECT name FROM public.portal_log_partitions() WHERE ends <= border LOOP
            EXECUTE format('DROP TABLE public.%I', partition);
        END LOOP;
        RETURN former.number + 1;
    END LOOP;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION portal_log_holds(bigint), portal_remove_log(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_log_holds(bigint), portal_remove_log(integer) TO portal_all;
"""


class Migration(migrations.Migration):
    """Old months leave the log as a whole, and the chain of seals says so and holds without them."""

    dependencies = [("audit", "0015_months")]

    operations = [
        migrations.CreateModel(
            name="Removal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("removed_at", models.DateTimeField()),
                ("removed_by", models.UUIDField(help_text="The user, empty for the system itself", null=True)),
                ("lines_before", models.DateTimeField(help_text="The lines until then have left")),
                ("years", models.PositiveSmallIntegerField(help_text="How long lines were kept by then")),
                ("lines", models.PositiveBigIntegerField()),
                (
                    "batches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveBigIntegerField(), size=None
                    ),
                ),
            ],
        ),
        migrations.RunSQL("GRANT SELECT ON audit_removal TO portal_all;", migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS),
    ]
