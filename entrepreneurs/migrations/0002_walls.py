from django.db import migrations

from accounts.walls import link, wall_off


class Migration(migrations.Migration):
    """A mentor sees the people they are linked to today, and nobody else."""

    dependencies = [("entrepreneurs", "0001_initial"), ("participants", "0002_walls")]

    operations = [
        *wall_off("entrepreneurs_venture"),
        *wall_off("entrepreneurs_ventureevent", history=True),
        *wall_off("entrepreneurs_climb"),
        *wall_off("entrepreneurs_mentorship"),
        *wall_off("entrepreneurs_mentorshipevent", history=True),
        *wall_off("entrepreneurs_job"),
        *wall_off("entrepreneurs_jobevent", history=True),
        migrations.RunSQL(
            """
            CREATE POLICY linked ON entrepreneurs_mentorship FOR SELECT TO portal_linked
            USING (mentor_id = (SELECT portal_actor()));
            CREATE FUNCTION portal_linked_participants() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(participant_id), '{}')
                FROM entrepreneurs_mentorship
                WHERE mentor_id = portal_actor()
                  AND starts_on <= portal_today() AND (ends_on IS NULL OR ends_on >= portal_today())
            $$;
            """,
            reverse_sql="""
            DROP FUNCTION portal_linked_participants();
            DROP POLICY linked ON entrepreneurs_mentorship;
            """,
        ),
        link("participants_participant", "id"),
        link("participants_move", "participant_id"),
        link("participants_followup", "participant_id"),
        link("entrepreneurs_venture", "founder_id"),
        link("entrepreneurs_job", "holder_id"),
        migrations.RunSQL(
            """
            CREATE POLICY linked ON entrepreneurs_climb FOR SELECT TO portal_linked
            USING (EXISTS (SELECT FROM entrepreneurs_venture venture WHERE venture.id = venture_id));
            """,
            reverse_sql="DROP POLICY linked ON entrepreneurs_climb;",
        ),
    ]
