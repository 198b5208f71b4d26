from django.db import migrations

ADDERS = "portal_all, portal_office, portal_linked, portal_none"
# Whoever the database has been told is at work, and at a moment between the beginning of the transaction and now.
OWN = "actor_id IS NOT DISTINCT FROM (SELECT portal_actor()) AND at BETWEEN now() AND clock_timestamp()"


class Migration(migrations.Migration):
    """A line of the log can only be written as oneself and now, and outside a scope by nobody."""

    dependencies = [
        ("audit", "0004_access_closed"),
        # What the policy asks stands there, and the policies that this takes the place of.
        ("clusters", "0002_walls"),
        ("participants", "0009_own_page"),
    ]

    operations = [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON audit_event FROM portal_app;
            DROP POLICY everybody_adds ON audit_event;
            CREATE POLICY oneself_and_now ON audit_event FOR INSERT TO {ADDERS} WITH CHECK ({OWN});
            DROP POLICY oneself_insert ON audit_event;
            CREATE POLICY oneself_insert ON audit_event FOR INSERT TO portal_self
                WITH CHECK ({OWN} AND actor_id IS NULL AND subject_ids = ARRAY[(SELECT portal_self())]);
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
