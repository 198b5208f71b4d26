from django.db import migrations

from accounts.walls import OFFICES, wall_off

VENTURES = "ANY ((SELECT portal_linked_ventures())::uuid[])"
OWN = f"partner_id = {OFFICES} OR venture_id = {VENTURES}"
SHARED = "ANY ((SELECT portal_shared_participants())::uuid[])"


class Migration(migrations.Migration):
    """What an opening's owner may know: how many fit, in bands; and of whoever is shared, skills and hours."""

    dependencies = [("entrepreneurs", "0007_openings"), ("participants", "0008_skill_walls")]

    operations = [
        *wall_off("entrepreneurs_opening"),
        *wall_off("entrepreneurs_openingevent", history=True),
        *wall_off("entrepreneurs_share"),
        *wall_off("entrepreneurs_shareevent", history=True),
        migrations.RunSQL(
            f"""
            CREATE POLICY open_to_offices ON entrepreneurs_opening FOR SELECT TO portal_office
                USING (office_id IS NULL);
            CREATE POLICY added_by_offices ON entrepreneurs_opening FOR INSERT TO portal_office
                WITH CHECK (office_id IS NULL);
            CREATE POLICY added_by_offices ON entrepreneurs_openingevent FOR INSERT TO portal_office
                WITH CHECK (office_id IS NULL);
            GRANT INSERT, UPDATE (ends_on) ON entrepreneurs_opening TO portal_linked;
            GRANT INSERT ON entrepreneurs_openingevent TO portal_linked;
            CREATE POLICY own ON entrepreneurs_opening TO portal_linked USING ({OWN}) WITH CHECK ({OWN});
            CREATE POLICY own ON entrepreneurs_openingevent FOR INSERT TO portal_linked WITH CHECK ({OWN});

            CREATE FUNCTION portal_own_openings() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(id), '{{}}') FROM entrepreneurs_opening
            $$;
            CREATE POLICY own ON entrepreneurs_share FOR SELECT TO portal_linked USING (
                opening_id = ANY ((SELECT portal_own_openings())::uuid[])
                AND starts_on <= portal_today() AND ends_on >= portal_today()
            );
            CREATE FUNCTION portal_shared_participants() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(participant_id), '{{}}') FROM entrepreneurs_share
            $$;
            CREATE POLICY shared ON participants_participantskill FOR SELECT TO portal_linked
                USING (participant_id = {SHARED});
            CREATE POLICY shared ON participants_availability FOR SELECT TO portal_linked
                USING (participant_id = {SHARED});

            GRANT DELETE ON entrepreneurs_share TO portal_office;
            ALTER TABLE entrepreneurs_share ADD CONSTRAINT entrepreneurs_share_office_is_that_of_participant_id
                FOREIGN KEY (participant_id, office_id) REFERENCES participants_participant (id, office_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            -- How many participants fit, of all offices, told in bands only: 0 stands for fewer than five.
            -- The same rule as entrepreneurs.matching; a test holds the two together.
            CREATE FUNCTION portal_band_of(opening uuid) RETURNS integer
            LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
                WITH needs AS (
                    SELECT skill_id FROM entrepreneurs_opening_skills WHERE opening_id = opening
                ), fits AS (
                    SELECT have.participant_id
                    FROM participants_participantskill have
                    JOIN needs ON needs.skill_id = have.skill_id
                    JOIN participants_participant person ON person.id = have.participant_id
                    JOIN participants_whereabouts place ON place.participant_id = person.id
                    JOIN entrepreneurs_opening wanted ON wanted.id = opening
                    LEFT JOIN participants_availability hours ON hours.participant_id = person.id
                    WHERE NOT person.is_shielded AND place.state IN ('enrolled', 'training')
                      AND (wanted.office_id IS NULL OR wanted.office_id = person.office_id)
                      AND (hours.participant_id IS NULL
                           OR (hours.hours_from <= wanted.hours_to AND wanted.hours_from <= hours.hours_to))
                    GROUP BY have.participant_id
                    HAVING 2 * count(*) >= (SELECT count(*) FROM needs)
                )
                SELECT CASE WHEN number >= 20 THEN 20 WHEN number >= 10 THEN 10 WHEN number >= 5 THEN 5 ELSE 0 END
                FROM (SELECT count(*) AS number FROM fits) counted
            $$;
            """,
            reverse_sql="DROP FUNCTION portal_band_of(uuid);",
        ),
    ]
