from django.db import migrations

from accounts.walls import OFFICES

EVERY_ROLE = "portal_app, portal_all, portal_office, portal_linked, portal_none"


class Migration(migrations.Migration):
    """A leader may read the log of the own office's people. Everybody still adds to it, and nobody changes it.

    It stands here and not with the log, because only from here on the database knows whose offices are whose.
    """

    dependencies = [("participants", "0005_proposals"), ("audit", "0002_walls")]

    operations = [
        migrations.RunSQL(
            f"""
            GRANT SELECT ON audit_event TO portal_office;
            ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
            ALTER TABLE audit_event FORCE ROW LEVEL SECURITY;
            CREATE POLICY owner ON audit_event TO portal_owner USING (true) WITH CHECK (true);
            CREATE POLICY everybody_adds ON audit_event FOR INSERT TO {EVERY_ROLE} WITH CHECK (true);
            CREATE POLICY krem_reads ON audit_event FOR SELECT TO portal_all USING (true);
            CREATE POLICY own_office_reads ON audit_event FOR SELECT TO portal_office
            USING (office_id = {OFFICES});
            """,
            reverse_sql="""
            DROP POLICY owner ON audit_event;
            DROP POLICY everybody_adds ON audit_event;
            DROP POLICY krem_reads ON audit_event;
            DROP POLICY own_office_reads ON audit_event;
            ALTER TABLE audit_event NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY;
            REVOKE SELECT ON audit_event FROM portal_office;
            """,
        ),
    ]
