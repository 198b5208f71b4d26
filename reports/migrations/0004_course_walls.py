from django.db import migrations

from accounts.walls import wall_off

OTHERS = "portal_app, portal_office, portal_linked, portal_none"


def for_krem_only(table: str) -> migrations.RunSQL:
    """What stands here is read by others only in the editions that are published."""
    return migrations.RunSQL(
        f"""
        REVOKE ALL ON {table} FROM {OTHERS};
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner ON {table} TO portal_owner USING (true) WITH CHECK (true);
        CREATE POLICY everybody ON {table} TO portal_all USING (true) WITH CHECK (true);
        """,
        reverse_sql=migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    """A leader reads what the own office is asked, and may write the answer and nothing else."""

    dependencies = [("reports", "0003_course"), ("clusters", "0002_walls")]

    operations = [
        *wall_off("reports_signoff"),
        *wall_off("reports_signoffevent", history=True),
        migrations.RunSQL(
            """
            REVOKE INSERT, UPDATE ON reports_signoff FROM portal_office;
            GRANT UPDATE (state, answered_at, answered_by_id, reason) ON reports_signoff TO portal_office;
            REVOKE ALL ON reports_signoff, reports_signoffevent FROM portal_linked;
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
        for_krem_only("reports_narrative"),
        for_krem_only("reports_narrativeevent"),
    ]
