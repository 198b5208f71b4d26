from django.db import migrations

# The triggers that keep these rows plan each query for the values at hand, and so planned the checks too: for an office
# that the statistics do not know yet, the check of one row read every person of the office. At the end of the
# transaction the check has its own plan, which is that of any person.
KEPT = ("participants_whereabouts", "participants_question")


def altered(how: str) -> str:
    return "".join(f"ALTER TABLE {table} ALTER CONSTRAINT {table}_of_participant {how};" for table in KEPT)


class Migration(migrations.Migration):
    """Whose a kept row is, is checked when the transaction ends, as everywhere else."""

    dependencies = [("participants", "0024_joining_walls")]

    operations = [
        migrations.RunSQL(altered("DEFERRABLE INITIALLY DEFERRED"), reverse_sql=altered("NOT DEFERRABLE"))
    ]
