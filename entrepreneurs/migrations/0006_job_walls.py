from django.db import migrations

from accounts.walls import OFFICES, wall_off

SUPERSEDING = "superseded_at, superseded_by_id, superseded_because"
VENTURES = "ANY ((SELECT portal_linked_ventures())::uuid[])"
OWN_JOBS = "ANY ((SELECT portal_own_jobs())::uuid[])"


def composite(table: str, column: str, other: str, erased: str = "") -> migrations.RunSQL:
    """The office written on a row is that of the row it points at."""
    name = f"{table}_office_is_that_of_{column}"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
        FOREIGN KEY ({column}, office_id) REFERENCES {other} (id, office_id) {erased}
        DEFERRABLE INITIALLY DEFERRED;
        """,
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


def owned(table: str) -> migrations.RunSQL:
    """What a partner owns is open to all offices to read; its owner writes it, also behind the wall.

    portal_offices() holds every partner that somebody has a seat at today, offices or not.
    """
    own = f"partner_id = {OFFICES} OR venture_id = {VENTURES}"
    return migrations.RunSQL(
        f"""
        CREATE POLICY open_to_offices ON {table} FOR SELECT TO portal_office USING (office_id IS NULL);
        CREATE POLICY added_by_offices ON {table} FOR INSERT TO portal_office WITH CHECK (office_id IS NULL);
        GRANT INSERT, UPDATE ON {table} TO portal_linked;
        CREATE POLICY own ON {table} TO portal_linked USING ({own}) WITH CHECK ({own});
        CREATE POLICY added_by_offices ON {table}event FOR INSERT TO portal_office WITH CHECK (office_id IS NULL);
        GRANT INSERT ON {table}event TO portal_linked;
        CREATE POLICY own ON {table}event FOR INSERT TO portal_linked WITH CHECK ({own});
        """,
        reverse_sql=migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    """Whose jobs are whose: an entrepreneur sees that their job is held, and nothing of the person who holds it."""

    dependencies = [("entrepreneurs", "0005_jobs")]

    operations = [
        *wall_off("entrepreneurs_holding"),
        *wall_off("entrepreneurs_holdingevent", history=True),
        *wall_off("entrepreneurs_jobcheck"),
        # When a participant is erased, also by SQL, the line of the ledger stays and tells of nobody.
        composite(
            "entrepreneurs_holding",
            "participant_id",
            "participants_participant",
            "ON DELETE SET NULL (participant_id)",
        ),
        composite("entrepreneurs_job", "venture_id", "entrepreneurs_venture"),
        owned("entrepreneurs_job"),
        migrations.RunSQL(
            f"""
            -- That a job is taken is no secret of the office whose participant took it: the line itself is.
            CREATE FUNCTION portal_job_is_taken(job uuid, day date) RETURNS boolean
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                SELECT EXISTS (
                    SELECT FROM entrepreneurs_holding
                    WHERE job_id = job AND (ends_on IS NULL OR ends_on >= day)
                )
            $$;
            CREATE FUNCTION portal_own_jobs() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(id), '{{}}') FROM entrepreneurs_job
            $$;
            GRANT UPDATE (ends_on, end_reason) ON entrepreneurs_holding TO portal_linked;
            CREATE POLICY own ON entrepreneurs_holding TO portal_linked
                USING (job_id = {OWN_JOBS}) WITH CHECK (job_id = {OWN_JOBS});
            GRANT INSERT ON entrepreneurs_holdingevent TO portal_linked;
            CREATE POLICY own ON entrepreneurs_holdingevent FOR INSERT TO portal_linked
                WITH CHECK (job_id = {OWN_JOBS});
            CREATE FUNCTION portal_own_holdings() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(id), '{{}}') FROM entrepreneurs_holding
            $$;
            GRANT INSERT, UPDATE ({SUPERSEDING}) ON entrepreneurs_jobcheck TO portal_linked;
            CREATE POLICY own ON entrepreneurs_jobcheck TO portal_linked
                USING (holding_id = ANY ((SELECT portal_own_holdings())::uuid[]))
                WITH CHECK (holding_id = ANY ((SELECT portal_own_holdings())::uuid[]));
            """,
            reverse_sql="""
            DROP POLICY own ON entrepreneurs_jobcheck;
            DROP FUNCTION portal_own_holdings();
            DROP POLICY own ON entrepreneurs_holding;
            DROP POLICY own ON entrepreneurs_holdingevent;
            DROP FUNCTION portal_own_jobs();
            DROP FUNCTION portal_job_is_taken(uuid, date);
            """,
        ),
    ]
