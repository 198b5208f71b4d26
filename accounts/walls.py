"""Row-level security for tables about people: the second wall between offices.

Migrations call these after creating a table. Default privileges (krem_portal/roles.sql) open every
new table to the application's roles; tables about people are closed here and opened row by row.
`tests/rules/test_walls.py` finds a table about people that has been forgotten.
"""

from django.db import migrations

OFFICES = "ANY ((SELECT portal_offices())::uuid[])"


def wall_off(table: str, *, office: str = "office_id", history: bool = False) -> list[migrations.RunSQL]:
    """Close a table and let each database role see its own rows.

    `office` is the column that holds the office. History tables are written by triggers that run
    as the role at work, so they need INSERT and are never changed.
    """
    writes = "INSERT" if history else "INSERT, UPDATE"
    own = f"{office} = {OFFICES}"
    return [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON {table} FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
            GRANT SELECT, {writes}, DELETE ON {table} TO portal_all;
            GRANT SELECT, {writes} ON {table} TO portal_office;
            GRANT SELECT ON {table} TO portal_linked;
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY owner ON {table} TO portal_owner USING (true) WITH CHECK (true);
            CREATE POLICY everybody ON {table} TO portal_all USING (true) WITH CHECK (true);
            CREATE POLICY own_office ON {table} TO portal_office USING ({own}) WITH CHECK ({own});
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]


def link(table: str, participant: str) -> migrations.RunSQL:
    """Let a mentor read the rows of the participants they are linked to."""
    return migrations.RunSQL(
        f"""
        CREATE POLICY linked ON {table} FOR SELECT TO portal_linked
        USING ({participant} = ANY ((SELECT portal_linked_participants())::uuid[]));
        """,
        reverse_sql=f"DROP POLICY linked ON {table};",
    )


def keep_inside(table: str, *, history: bool = False) -> migrations.RunSQL:
    """A table about no participant that is still nobody else's: KREM writes, who works in clusters reads.

    IMDi and visitors have no way to it. What stood before a change is for KREM.
    """
    readers = "" if history else f"GRANT SELECT ON {table} TO portal_office, portal_linked;"
    writes = "INSERT" if history else "INSERT, UPDATE, DELETE"
    return migrations.RunSQL(
        f"""
        REVOKE ALL ON {table} FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
        GRANT SELECT, {writes} ON {table} TO portal_all;
        {readers}
        """,
        reverse_sql=migrations.RunSQL.noop,
    )
