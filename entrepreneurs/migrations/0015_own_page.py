from django.db import migrations

OWN = "participant_id = (SELECT portal_self())"
OWN_VENTURES = "SELECT venture_id FROM entrepreneurs_founder"
READ = {
    "entrepreneurs_founder": OWN,
    "entrepreneurs_venture": f"id IN ({OWN_VENTURES})",
    "entrepreneurs_climb": f"venture_id IN ({OWN_VENTURES})",
    "entrepreneurs_holding": OWN,
    "entrepreneurs_job": "id IN (SELECT job_id FROM entrepreneurs_holding)",
    "entrepreneurs_mentorship": OWN,
    "entrepreneurs_mentorsession": "mentorship_id IN (SELECT id FROM entrepreneurs_mentorship)",
}
MENTORS = """
CREATE FUNCTION portal_own_mentors() RETURNS TABLE (name text, starts_on date, ends_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT mentor.name::text, mentorship.starts_on, mentorship.ends_on
    FROM public.entrepreneurs_mentorship mentorship
    JOIN public.accounts_user mentor ON mentor.id = mentorship.mentor_id
    WHERE mentorship.participant_id = public.portal_self()
$$;
REVOKE ALL ON FUNCTION portal_own_mentors() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal_own_mentors() TO portal_self;
"""


class Migration(migrations.Migration):
    """On the own page stand the mentor and what was noted down, ventures and jobs: one's own, and to read only."""

    dependencies = [("entrepreneurs", "0014_strip"), ("participants", "0021_own_page_shows_all")]

    operations = [
        *(
            migrations.RunSQL(
                f"""
                GRANT SELECT ON {table} TO portal_self;
                CREATE POLICY oneself_select ON {table} FOR SELECT TO portal_self USING ({condition});
                """,
                f"DROP POLICY oneself_select ON {table}; REVOKE SELECT ON {table} FROM portal_self;",
            )
            for table, condition in READ.items()
        ),
        migrations.RunSQL(MENTORS, "DROP FUNCTION portal_own_mentors();"),
    ]
