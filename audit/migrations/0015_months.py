import django.contrib.postgres.indexes
from django.db import migrations

SETTING = """SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan"""
ADDERS = "portal_all, portal_office, portal_linked, portal_none, portal_self"
ROLES = f"portal_app, {ADDERS}"
OWN = """actor_id IS NOT DISTINCT FROM (SELECT portal_actor()) AND at BETWEEN now() AND clock_timestamp()
    AND seal_number IS NULL"""

# The table as it stands becomes the first partition: no line is copied. An index of the same kind that is there already
# is taken for the one above it.
SWAP = """
ALTER TABLE audit_event RENAME TO audit_event_first;
ALTER TABLE audit_event_first DROP CONSTRAINT audit_event_pkey,
    ADD CONSTRAINT audit_event_first_pkey PRIMARY KEY USING INDEX audit_event_first_pkey;
ALTER INDEX audit_event_actor_i_9e26fe_idx RENAME TO audit_event_first_by_actor;
ALTER INDEX audit_event_office__5f43ce_idx RENAME TO audit_event_first_by_office;
ALTER INDEX events_by_seal RENAME TO audit_event_first_by_seal;
ALTER INDEX events_to_seal RENAME TO audit_event_first_to_seal;

CREATE TABLE audit_event (LIKE audit_event_first INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (at);
ALTER TABLE audit_event DROP CONSTRAINT audit_event_first_border, ADD PRIMARY KEY (id, at);
CREATE INDEX audit_event_actor_i_9e26fe_idx ON audit_event (actor_id, at);
CREATE INDEX audit_event_office__5f43ce_idx ON audit_event (office_id, at);
CREATE INDEX events_by_seal ON audit_event (seal_number, id);
CREATE INDEX events_by_subject ON audit_event USING gin (subject_ids);
CREATE INDEX events_to_seal ON audit_event (written_in) WHERE seal_number IS NULL;

DO $$ BEGIN
    EXECUTE format(
        'ALTER TABLE audit_event ATTACH PARTITION audit_event_first FOR VALUES FROM (MINVALUE) TO (%L)',
        (SELECT substring(pg_get_constraintdef(oid) FROM '''([^'']+)''')::timestamptz FROM pg_constraint
         WHERE conname = 'audit_event_first_border')
    );
END $$;
ALTER TABLE audit_event_first DROP CONSTRAINT audit_event_first_border;
"""

# Whoever comes through the table above is asked there; straight at a partition nobody comes but the owner.
WALLS = f"""
REVOKE ALL ON audit_event_first FROM PUBLIC, {ROLES};
DROP POLICY krem_reads ON audit_event_first;
DROP POLICY own_office_reads ON audit_event_first;
DROP POLICY oneself_and_now ON audit_event_first;
DROP POLICY oneself_insert ON audit_event_first;
DROP POLICY oneself_select ON audit_event_first;

REVOKE ALL ON audit_event FROM PUBLIC, {ROLES};
GRANT SELECT ON audit_event TO portal_all, portal_office, portal_self;
GRANT INSERT (id, at, actor_id, office_id, action, decision, subject, subject_ids, reason, request_id, path, post, seal_number)
    ON audit_event TO {ADDERS};
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON audit_event TO portal_owner USING (true) WITH CHECK (true);
CREATE POLICY krem_reads ON audit_event FOR SELECT TO portal_all USING (true);
CREATE POLICY own_office_reads ON audit_event FOR SELECT TO portal_office
    USING (office_id = ANY ((SELECT portal_offices())::uuid[]));
CREATE POLICY oneself_and_now ON audit_event FOR INSERT TO portal_all, portal_office, portal_linked, portal_none
    WITH CHECK ({OWN});
CREATE POLICY oneself_insert ON audit_event FOR INSERT TO portal_self
    WITH CHECK ({OWN} AND actor_id IS NULL AND subject_ids = ARRAY[(SELECT portal_self())]);
CREATE POLICY oneself_select ON audit_event FOR SELECT TO portal_self
    USING (subject_ids && (SELECT portal_selves()));

-- Where a line goes that no month has been made for: never lost, and no page fails for it.
CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;
ALTER TABLE audit_event_default ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_event_default FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON audit_event_default TO portal_owner USING (true) WITH CHECK (true);
"""

MONTHS = f"""
-- The partitions of the log but the default one, with the days they are for. Months are those of UTC.
CREATE FUNCTION portal_log_partitions() RETURNS TABLE (name text, begins timestamptz, ends timestamptz)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT relname::text, coalesce(substring(bound FROM 'FROM \\(''([^'']+)''\\)')::timestamptz, '-infinity'),
           substring(bound FROM 'TO \\(''([^'']+)''\\)')::timestamptz
    FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid, LATERAL pg_get_expr(relpartbound, pg_class.oid) AS bound
    WHERE inhparent = 'public.audit_event'::regclass AND bound <> 'DEFAULT'
$$;

-- Makes the months there are lines of and none for, and those of the coming year. Gives how many were made. Two at once
-- take turns, as with sealing. Where somebody holds the log it gives way, and is asked again.
CREATE FUNCTION portal_make_log_months() RETURNS integer LANGUAGE plpgsql {SETTING} SET lock_timeout = '3s' AS $$
DECLARE
    month timestamp;
    since timestamptz;
    until timestamptz;
    name text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('portal_seal_log', 3));
    FOR month IN
        SELECT generate_series(this, this + interval '12 months', interval '1 month')
        FROM date_trunc('month', now() AT TIME ZONE 'UTC') AS this
        UNION SELECT date_trunc('month', at AT TIME ZONE 'UTC') FROM public.audit_event_default
        ORDER BY 1
    LOOP
        since := month AT TIME ZONE 'UTC';
        until := (month + interval '1 month') AT TIME ZONE 'UTC';
        CONTINUE WHEN EXISTS (SELECT FROM public.portal_log_partitions() WHERE begins < until AND ends > since);
        name := to_char(month, '"audit_event_"YYYY_MM');
        IF EXISTS (SELECT FROM public.audit_event_default WHERE at >= since AND at < until) THEN
            -- Nobody comes in meanwhile who would look for these lines where they are no longer: erasure, least of all.
            LOCK TABLE ONLY public.audit_event IN ACCESS EXCLUSIVE MODE;
        END IF;
        EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner ON public.%I TO portal_owner USING (true) WITH CHECK (true)', name);
        EXECUTE format(
            'WITH moved AS (DELETE FROM public.audit_event_default WHERE at >= %L AND at < %L RETURNING *)
             INSERT INTO public.%I SELECT * FROM moved', since, until, name
        );
        EXECUTE format(
            'ALTER TABLE public.audit_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', name, since, until
        );
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION portal_log_partitions(), portal_make_log_months() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_make_log_months() TO portal_all;
SELECT portal_make_log_months();
"""


class Migration(migrations.Migration):
    """The log lies in partitions, one for each month. What stood before is the first of them, as it was."""

    dependencies = [("audit", "0014_months_prepared")]

    operations = [
        migrations.RunSQL(
            SWAP,
            state_operations=[
                migrations.AddIndex(
                    "event",
                    django.contrib.postgres.indexes.GinIndex(fields=["subject_ids"], name="events_by_subject"),
                )
            ],
        ),
        migrations.RunSQL(WALLS),
        migrations.RunSQL(MONTHS),
    ]
