"""Row-level security for tables about people: the second wall between offices.

Migrations call these after creating a table. A new table is open to nobody (krem_portal/roles.sql): `open_to`
opens one that is about no participant, `wall_off` one that is, row by row. `tests/rules/test_walls.py` finds a
table about people that has been forgotten, and `tests/rules/grants.txt` says who may do what with every table.
"""

from django.db import migrations

OFFICES = "ANY ((SELECT portal_offices())::uuid[])"


EVERY_ROLE = "portal_app, portal_all, portal_office, portal_linked, portal_none, portal_self"


def open_to(
    table: str,
    *,
    krem: str = "",
    offices: str = "",
    linked: str = "",
    nobody: str = "",
) -> migrations.RunSQL:
    """A table about no participant: what each role may do with it, and nothing else.

    `krem` is the role of KREM staff and of the portal's own work, `linked` that of entrepreneurs and mentors,
    `nobody` that of IMDi and of whoever has not signed in.
    """
    granted = {
        "portal_all": krem,
        "portal_office": offices,
        "portal_linked": linked,
        "portal_none": nobody,
    }
    grants = "".join(f"GRANT {what} ON {table} TO {role};\n" for role, what in granted.items() if what)
    return migrations.RunSQL(
        f"REVOKE ALL ON {table} FROM PUBLIC, {EVERY_ROLE};\n{grants}", reverse_sql=migrations.RunSQL.noop
    )


def wall_off(table: str, *, office: str = "office_id", history: bool = False) -> list[migrations.RunSQL]:
    """Close a table and let each database role see its own rows.

    `office` is the column that holds the office. History tables are written by triggers that run
    as the role at work, so they need INSERT; nobody but the owner changes or deletes there.
    """
    writes = "INSERT" if history else "INSERT, UPDATE"
    erases = "" if history else ", DELETE"
    own = f"{office} = {OFFICES}"
    return [
        migrations.RunSQL(
            f"""
            REVOKE ALL ON {table} FROM portal_app, portal_all, portal_office, portal_linked, portal_none;
            GRANT SELECT, {writes}{erases} ON {table} TO portal_all;
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


def same_office(table: str, column: str, other: str, *, erased: str = "") -> migrations.RunSQL:
    """The office written on a row is that of the row it points at, whoever writes it."""
    name = f"{table}_office_is_that_of_{column}"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
        FOREIGN KEY ({column}, office_id) REFERENCES {other} (id, office_id) {erased}
        DEFERRABLE INITIALLY DEFERRED;
        """,
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


def under_own(table: str, **parents: str) -> migrations.RunSQL:
    """An office writes only under what it sees of the tables named, by column.

    The keys hold the offices equal, but are asked last: before them a unique index would tell whether somebody
    else's person already has such a row. The policy is asked first.
    """
    checks = [f"office_id = {OFFICES}"] + [
        f"({column} IS NULL OR EXISTS (SELECT FROM {other} parent WHERE parent.id = {table}.{column}))"
        for column, other in parents.items()
    ]
    return migrations.RunSQL(
        f"ALTER POLICY own_office ON {table} WITH CHECK ({' AND '.join(checks)});",
        reverse_sql=f"ALTER POLICY own_office ON {table} WITH CHECK (office_id = {OFFICES});",
    )


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
