from django.db import migrations

from accounts.walls import link, wall_off


def same_office(table: str, column: str, other: str, erased: str = "") -> migrations.RunSQL:
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


def follow(table: str) -> migrations.RunSQL:
    """A mentor reads, adds to and corrects what belongs to the ventures of the people they are linked to."""
    own = "venture_id = ANY ((SELECT portal_linked_ventures())::uuid[])"
    return migrations.RunSQL(
        f"""
        GRANT INSERT, UPDATE (superseded_at, superseded_by_id, superseded_because) ON {table} TO portal_linked;
        CREATE POLICY linked ON {table} TO portal_linked USING ({own}) WITH CHECK ({own});
        """,
        reverse_sql=f"DROP POLICY linked ON {table};",
    )


PARTICIPANT, VENTURE = "participants_participant", "entrepreneurs_venture"


class Migration(migrations.Migration):
    """Founders may be several, a mentor writes down sessions and steps; everybody behind the same walls as before."""

    dependencies = [
        ("entrepreneurs", "0003_ladder_and_mentoring"),
        ("entrepreneurs", "0002_walls"),
        ("participants", "0002_walls"),
    ]

    operations = [
        *wall_off("entrepreneurs_founder"),
        *wall_off("entrepreneurs_founderevent", history=True),
        *wall_off("entrepreneurs_mentorsession"),
        *wall_off("entrepreneurs_bottomline"),
        *wall_off("entrepreneurs_answer"),
        # When a participant is erased, also by SQL, the founder's line stays and tells of nobody.
        same_office("entrepreneurs_founder", "participant_id", PARTICIPANT, "ON DELETE SET NULL (participant_id)"),
        same_office("entrepreneurs_founder", "venture_id", VENTURE),
        same_office("entrepreneurs_climb", "venture_id", VENTURE),
        same_office("entrepreneurs_bottomline", "venture_id", VENTURE),
        same_office("entrepreneurs_mentorship", "participant_id", PARTICIPANT),
        same_office("entrepreneurs_answer", "participant_id", PARTICIPANT),
        link("entrepreneurs_founder", "participant_id"),
        migrations.RunSQL(
            """
            CREATE FUNCTION portal_linked_ventures() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(venture_id), '{}')
                FROM entrepreneurs_founder
                WHERE participant_id = ANY ((SELECT portal_linked_participants())::uuid[])
            $$;
            CREATE POLICY linked ON entrepreneurs_venture TO portal_linked
                USING (id = ANY ((SELECT portal_linked_ventures())::uuid[]))
                WITH CHECK (id = ANY ((SELECT portal_linked_ventures())::uuid[]));
            GRANT UPDATE (organisation_number) ON entrepreneurs_venture TO portal_linked;
            GRANT INSERT ON entrepreneurs_ventureevent TO portal_linked;
            CREATE POLICY linked ON entrepreneurs_ventureevent FOR INSERT TO portal_linked
                WITH CHECK (id = ANY ((SELECT portal_linked_ventures())::uuid[]));
            DROP POLICY linked ON entrepreneurs_climb;
            """,
            reverse_sql="""
            DROP POLICY linked ON entrepreneurs_ventureevent;
            DROP POLICY linked ON entrepreneurs_venture;
            DROP FUNCTION portal_linked_ventures();
            """,
        ),
        follow("entrepreneurs_climb"),
        follow("entrepreneurs_bottomline"),
        migrations.RunSQL(
            """
            CREATE FUNCTION portal_linked_mentorships() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
                SELECT COALESCE(array_agg(id), '{}')
                FROM entrepreneurs_mentorship
                WHERE mentor_id = portal_actor()
                  AND starts_on <= portal_today() AND (ends_on IS NULL OR ends_on >= portal_today())
            $$;
            GRANT INSERT, UPDATE (superseded_at, superseded_by_id, superseded_because)
                ON entrepreneurs_mentorsession TO portal_linked;
            CREATE POLICY linked ON entrepreneurs_mentorsession TO portal_linked
                USING (mentorship_id = ANY ((SELECT portal_linked_mentorships())::uuid[]))
                WITH CHECK (mentorship_id = ANY ((SELECT portal_linked_mentorships())::uuid[]));
            """,
            reverse_sql="""
            DROP POLICY linked ON entrepreneurs_mentorsession;
            DROP FUNCTION portal_linked_mentorships();
            """,
        ),
    ]
