from django.db import migrations

OTHERS = "portal_office, portal_linked, portal_none"


class Migration(migrations.Migration):
    """KREM sees every edition and its true numbers; everybody else only what is published."""

    dependencies = [("reports", "0001_initial"), ("clusters", "0002_walls")]

    operations = [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON {table} FROM portal_app, portal_all, {OTHERS};
            GRANT SELECT, INSERT, UPDATE ON {table} TO portal_all;
            GRANT SELECT ON {table} TO {OTHERS};
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY owner ON {table} TO portal_owner USING (true) WITH CHECK (true);
            CREATE POLICY everybody ON {table} TO portal_all USING (true) WITH CHECK (true);
            CREATE POLICY published ON {table} FOR SELECT TO {OTHERS} USING ({out});
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
        for table, out in (
            ("reports_edition", "state IN ('published', 'superseded')"),
            (
                "reports_editionfile",
                "EXISTS (SELECT FROM reports_edition edition WHERE edition.id = edition_id)",
            ),
        )
    ] + [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON reports_suppression FROM portal_app, portal_all, {OTHERS};
            GRANT SELECT, INSERT ON reports_suppression TO portal_all;
            ALTER TABLE reports_suppression ENABLE ROW LEVEL SECURITY;
            ALTER TABLE reports_suppression FORCE ROW LEVEL SECURITY;
            CREATE POLICY owner ON reports_suppression TO portal_owner USING (true) WITH CHECK (true);
            CREATE POLICY everybody ON reports_suppression TO portal_all USING (true) WITH CHECK (true);
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
