from django.db import migrations

from accounts.row_security import open_to, same_office, under_own

PERSON, VENTURE = "participants_participant", "entrepreneurs_venture"

SETTING = "STABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp"
TODAY = "{t}.starts_on <= public.portal_today() AND ({t}.ends_on IS NULL OR {t}.ends_on >= public.portal_today())"

# What policies ask. Every name says which schema it is of and the search path is fixed, so that a table or function
# of the same name elsewhere on the path changes no answer. Those that ask for what somebody may see run as the role
# at work; who has which seat is the owner's to look up.
FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION portal_actor() RETURNS uuid LANGUAGE sql {SETTING} AS $$
    SELECT NULLIF(pg_catalog.current_setting('app.actor', true), '')::pg_catalog.uuid
$$;
CREATE OR REPLACE FUNCTION portal_today() RETURNS date LANGUAGE sql {SETTING} AS $$
    SELECT (pg_catalog.now() AT TIME ZONE 'Europe/Oslo')::pg_catalog.date
$$;
CREATE OR REPLACE FUNCTION portal_offices() RETURNS uuid[] LANGUAGE sql SECURITY DEFINER {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(seat.partner_id), '{{}}')
    FROM public.clusters_seat seat JOIN public.accounts_user person ON person.id = seat.user_id
    WHERE seat.user_id = public.portal_actor()
      AND person.is_active
      AND (person.access_ends_on IS NULL OR person.access_ends_on >= public.portal_today())
      AND {TODAY.format(t="seat")}
$$;
CREATE OR REPLACE FUNCTION portal_clusters() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(membership.cluster_id), '{{}}')
    FROM public.clusters_membership membership
    WHERE membership.partner_id = ANY ((SELECT public.portal_offices())::uuid[])
      AND {TODAY.format(t="membership")}
$$;
CREATE OR REPLACE FUNCTION portal_linked_participants() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(mentorship.participant_id), '{{}}')
    FROM public.entrepreneurs_mentorship mentorship
    WHERE mentorship.mentor_id = public.portal_actor() AND {TODAY.format(t="mentorship")}
$$;
CREATE OR REPLACE FUNCTION portal_linked_ventures() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(founder.venture_id), '{{}}')
    FROM public.entrepreneurs_founder founder
    WHERE founder.participant_id = ANY ((SELECT public.portal_linked_participants())::uuid[])
$$;
CREATE OR REPLACE FUNCTION portal_linked_mentorships() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(mentorship.id), '{{}}')
    FROM public.entrepreneurs_mentorship mentorship
    WHERE mentorship.mentor_id = public.portal_actor() AND {TODAY.format(t="mentorship")}
$$;
CREATE OR REPLACE FUNCTION portal_own_jobs() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(job.id), '{{}}') FROM public.entrepreneurs_job job
$$;
CREATE OR REPLACE FUNCTION portal_own_holdings() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(holding.id), '{{}}') FROM public.entrepreneurs_holding holding
$$;
CREATE OR REPLACE FUNCTION portal_own_openings() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(opening.id), '{{}}') FROM public.entrepreneurs_opening opening
$$;
CREATE OR REPLACE FUNCTION portal_shared_participants() RETURNS uuid[] LANGUAGE sql {SETTING} AS $$
    SELECT COALESCE(pg_catalog.array_agg(share.participant_id), '{{}}') FROM public.entrepreneurs_share share
$$;
ALTER FUNCTION portal_job_is_taken(uuid, date) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_band_of(uuid) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_self() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_self_office() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_keep_whereabouts(uuid[]) SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_people_came() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION portal_records_changed() SET search_path = pg_catalog, public, pg_temp;

-- What runs as its owner is called by those who need it.
REVOKE ALL ON FUNCTION portal_offices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_offices() TO portal_all, portal_office, portal_linked;
REVOKE ALL ON FUNCTION portal_job_is_taken(uuid, date), portal_band_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_job_is_taken(uuid, date), portal_band_of(uuid)
    TO portal_all, portal_office, portal_linked;
REVOKE ALL ON FUNCTION portal_self(), portal_self_office() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_self(), portal_self_office() TO portal_self;
"""

HISTORY = ", ".join(
    f"entrepreneurs_{name}event"
    for name in ("founder", "holding", "job", "mentorship", "opening", "share", "venture")
)


class Migration(migrations.Migration):
    """Which skills an opening needs is written with it and never changed. Nobody deletes history."""

    dependencies = [("entrepreneurs", "0011_name_order"), ("participants", "0016_grants")]

    operations = [
        open_to(
            "entrepreneurs_opening_skills",
            krem="SELECT, INSERT",
            offices="SELECT, INSERT",
            linked="SELECT, INSERT",
        ),
        migrations.RunSQL(
            f"""
            REVOKE DELETE ON {HISTORY} FROM portal_all;
            REVOKE SELECT ON {HISTORY} FROM portal_linked;
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            ALTER TABLE entrepreneurs_mentorship ADD CONSTRAINT mentorship_with_office UNIQUE (id, office_id);
            ALTER TABLE entrepreneurs_holding ADD CONSTRAINT holding_with_office UNIQUE (id, office_id);
            """,
            """
            ALTER TABLE entrepreneurs_mentorship DROP CONSTRAINT mentorship_with_office;
            ALTER TABLE entrepreneurs_holding DROP CONSTRAINT holding_with_office;
            """,
        ),
        same_office("entrepreneurs_mentorsession", "mentorship_id", "entrepreneurs_mentorship"),
        same_office("entrepreneurs_jobcheck", "holding_id", "entrepreneurs_holding"),
        same_office("entrepreneurs_opening", "venture_id", VENTURE),
        under_own("entrepreneurs_answer", participant_id=PERSON),
        under_own("entrepreneurs_bottomline", venture_id=VENTURE),
        under_own("entrepreneurs_climb", venture_id=VENTURE),
        under_own("entrepreneurs_founder", venture_id=VENTURE, participant_id=PERSON),
        under_own("entrepreneurs_mentorship", participant_id=PERSON),
        under_own("entrepreneurs_mentorsession", mentorship_id="entrepreneurs_mentorship"),
        under_own("entrepreneurs_job", venture_id=VENTURE),
        # A job, or an opening, may be a partner's and of no office: then it is open to all of them.
        under_own("entrepreneurs_holding", job_id="entrepreneurs_job", participant_id=PERSON),
        under_own("entrepreneurs_jobcheck", holding_id="entrepreneurs_holding"),
        under_own("entrepreneurs_opening", venture_id=VENTURE),
        under_own("entrepreneurs_share", opening_id="entrepreneurs_opening", participant_id=PERSON),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
