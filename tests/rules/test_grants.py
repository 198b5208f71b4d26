"""Who may do what in the database: every role, every table, every privilege, and every function.

What came out has been read by a person and stands in `grants.txt`. After a change that is meant, write it anew
with `GRANTS=write pytest tests/rules/test_grants.py` and read the difference.
"""

import os
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

GOLDEN = Path(__file__).with_name("grants.txt")
ROLES = ("app", "all", "office", "linked", "none", "self")

TABLES = """
SELECT relation.relname, grantee.rolname, privilege.privilege_type, ''
FROM pg_class relation, aclexplode(relation.relacl) privilege JOIN pg_roles grantee ON grantee.oid = privilege.grantee
WHERE relation.relnamespace = 'public'::regnamespace AND grantee.rolname <> 'portal_owner'
UNION ALL
SELECT relation.relname, grantee.rolname, privilege.privilege_type, attribute.attname
FROM pg_class relation JOIN pg_attribute attribute ON attribute.attrelid = relation.oid,
     aclexplode(attribute.attacl) privilege JOIN pg_roles grantee ON grantee.oid = privilege.grantee
WHERE relation.relnamespace = 'public'::regnamespace AND grantee.rolname <> 'portal_owner'
UNION ALL
-- What partitions there are depends on the day; one that somebody has a right to is found above.
SELECT relname, '', '', '' FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND NOT relispartition
ORDER BY 1, 2, 3, 4
"""
# Functions of triggers are called by the table and by nobody else.
FUNCTIONS = """
SELECT function.oid::regprocedure::text, function.prosecdef,
       array(SELECT coalesce(grantee.rolname, 'PUBLIC') FROM aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) privilege
             LEFT JOIN pg_roles grantee ON grantee.oid = privilege.grantee
             WHERE privilege.grantee <> function.proowner ORDER BY 1)
FROM pg_proc function
WHERE function.pronamespace = 'public'::regnamespace AND function.prorettype <> 'trigger'::regtype
ORDER BY 1
"""


def everything_granted() -> str:
    """One line for each table and role, and one for each function."""
    columns = defaultdict(list)
    tables = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for table, role, privilege, column in cursor.fetchall():
            tables[table].add(role)
            columns[table, role, privilege].append(column)
        cursor.execute(FUNCTIONS)
        functions = cursor.fetchall()
    lines = []
    for table in sorted(tables):
        lines.append(table)
        for role in ROLES:
            told = [
                _in_words(privilege, columns[table, f"portal_{role}", privilege])
                for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
                if (table, f"portal_{role}", privilege) in columns
            ]
            if told:
                lines.append(f"    {role:7} {', '.join(told)}")
    for function, is_owners, roles in functions:
        called_by = ", ".join(name.removeprefix("portal_") for name in roles) or "nobody"
        lines.append(f"{function}{' as its owner' if is_owners else ''}: {called_by}")
    return "\n".join(lines) + "\n"


def _in_words(privilege: str, columns: list[str]) -> str:
    return privilege if "" in columns else f"{privilege} ({', '.join(columns)})"


def test_every_grant_has_been_read_by_a_person(db):
    found = everything_granted()
    if os.environ.get("GRANTS") == "write":
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text()


def test_outside_a_scope_no_table_is_open(db):
    assert "\n    app " not in GOLDEN.read_text()


def test_nobody_but_the_owner_changes_history(db):
    table = ""
    for line in everything_granted().splitlines():
        table = line if not line.startswith(" ") else table
        if line.startswith(" ") and (table.endswith("event") or table == "django_admin_log"):
            assert not any(word in line for word in ("UPDATE", "DELETE", "TRUNCATE")), (table, line)


def test_nobody_holds_a_right_that_can_be_handed_on(db):
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class, aclexplode(relacl) privilege
            WHERE relnamespace = 'public'::regnamespace AND is_grantable
              AND grantee <> 'portal_owner'::regrole
            """
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("role", ROLES)
def test_a_new_table_is_open_to_nobody(role):
    """Also when somebody forgets to say who may do what with it."""
    owner = connections["owner"]
    with transaction.atomic("owner"), owner.cursor() as cursor:
        cursor.execute("CREATE TABLE forgotten (id int PRIMARY KEY, word text)")
        cursor.execute("CREATE SEQUENCE forgotten_numbers")
        for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            cursor.execute("SELECT has_table_privilege(%s, 'forgotten', %s)", [f"portal_{role}", privilege])
            assert cursor.fetchone() == (False,), privilege
        cursor.execute("SELECT has_sequence_privilege(%s, 'forgotten_numbers', 'USAGE')", [f"portal_{role}"])
        assert cursor.fetchone() == (False,)
        transaction.set_rollback(True, using="owner")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "secret", ["accounts_credential.sealed", "accounts_session.key_hash", "accounts_session.data"]
)
def test_no_role_reads_a_secret(db, role, secret):
    table, column = secret.split(".")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [f"portal_{role}"])
            cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - names from this file
