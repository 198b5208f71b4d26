from django.db import migrations

from accounts.walls import wall_off


def same_office(table: str) -> migrations.RunSQL:
    """The office written on a record is the participant's own."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_office_is_the_participants
        FOREIGN KEY (participant_id, office_id) REFERENCES participants_participant (id, office_id)
        DEFERRABLE INITIALLY DEFERRED;
        """,
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {table}_office_is_the_participants;",
    )


class Migration(migrations.Migration):
    """The second wall between offices, and the facts Django's constraints cannot say."""

    dependencies = [("participants", "0001_initial"), ("clusters", "0002_walls")]

    operations = [
        *wall_off("participants_participant"),
        *wall_off("participants_participantevent", history=True),
        *wall_off("participants_contact"),
        *wall_off("participants_move"),
        *wall_off("participants_followup"),
        *wall_off("participants_importrun"),
        same_office("participants_contact"),
        same_office("participants_move"),
        same_office("participants_followup"),
    ]
