from django.db import migrations


class Migration(migrations.Migration):
    """Everybody may add to the log, KREM may read it, nobody may change or delete a line."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            REVOKE ALL ON audit_event FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
            GRANT INSERT ON audit_event TO portal_app, portal_all, portal_office, portal_linked, portal_none;
            GRANT SELECT ON audit_event TO portal_all;
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
