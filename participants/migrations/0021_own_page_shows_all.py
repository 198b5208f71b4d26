from django.db import migrations

OWN = "participant_id = (SELECT portal_self())"
READ = {"participants_participantskill": OWN, "participants_availability": OWN}


class Migration(migrations.Migration):
    """On the own page stands what somebody can do, and how much they want to work."""

    dependencies = [("participants", "0020_erasure")]

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
        migrations.RunSQL(
            "GRANT SELECT ON participants_skill TO portal_self;",
            "REVOKE SELECT ON participants_skill FROM portal_self;",
        ),
    ]
