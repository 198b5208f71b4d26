from django.db import migrations

from accounts.walls import wall_off


class Migration(migrations.Migration):
    """Skills are about people; the list of them is not. Unlike records they are taken away again."""

    dependencies = [("participants", "0007_skills"), ("participants", "0002_walls")]

    operations = [
        *wall_off("participants_participantskill"),
        *wall_off("participants_participantskillevent", history=True),
        *wall_off("participants_availability"),
        *wall_off("participants_availabilityevent", history=True),
        migrations.RunSQL(
            "GRANT DELETE ON participants_participantskill, participants_availability TO portal_office;",
            migrations.RunSQL.noop,
        ),
    ]
