"""What a database holds and who may do what in it, in a form that two databases can be compared by.

A restored database that has all rows and the wrong grants is worse than none: the wall between offices is gone and
nobody is told. So roles, grants on tables and columns, policies, functions and triggers are compared as rows are.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

# Text of values must not depend on who asks.
SETTINGS = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; SET bytea_output = 'hex'; SET search_path = pg_catalog"

# Each gives one text for each fact.
FACTS: Mapping[str, str] = {
    "roles": """
        SELECT format('%s super=%s inherit=%s createrole=%s createdb=%s login=%s replication=%s bypassrls=%s', rolname,
            rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls)
        FROM pg_roles WHERE rolname LIKE 'portal\\_%'""",
    "memberships": """
        SELECT format('%s in %s admin=%s inherit=%s set=%s', m.member::regrole, m.roleid::regrole,
            m.admin_option, m.inherit_option, m.set_option)
        FROM pg_auth_members m WHERE m.member::regrole::text LIKE 'portal\\_%'""",
    "database": """
        SELECT format('%s: %s %s', datdba::regrole, CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END,
            privilege_type)
        FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE datname = current_database()""",
    "schemas": """
        SELECT format('%s of %s: %s %s', nspname, nspowner::regrole,
            CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type)
        FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) WHERE nspname = 'public'""",
    "grants": """
        SELECT format('%s %s of %s: %s %s%s', c.relkind, c.relname, c.relowner::regrole,
            CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type,
            CASE WHEN is_grantable THEN ' with grant option' ELSE '' END)
        FROM pg_class c, aclexplode(coalesce(c.relacl,
            acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner)))
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')""",
    "column grants": """
        SELECT format('%s.%s: %s %s', c.relname, a.attname,
            CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl)
        WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL""",
    "default grants": """
        SELECT format('%s %s %s: %s %s', defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype,
            CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END, privilege_type)
        FROM pg_default_acl, aclexplode(defaclacl)""",
    "row security": """
        SELECT format('%s enabled=%s forced=%s', relname, relrowsecurity, relforcerowsecurity)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')""",
    # Lines in a partition that hangs under nothing are in no page.
    "partitions": """
        SELECT format('%s under %s %s', inhrelid::regclass, inhparent::regclass, pg_get_expr(relpartbound, pg_class.oid))
        FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE relnamespace = 'public'::regnamespace AND relispartition AND relkind = 'r'""",
    "policies": """
        SELECT format('%s %s %s for %s to %s using %s check %s', tablename, policyname, permissive, cmd, roles, qual,
            with_check)
        FROM pg_policies WHERE schemaname = 'public'""",
    "functions": """
        SELECT format('%s of %s: %s %s', p.oid::regprocedure, p.proowner::regrole, md5(pg_get_functiondef(p.oid)),
            (SELECT string_agg(g, ', ' ORDER BY g) FROM (
                SELECT CASE grantee WHEN 0 THEN 'public' ELSE grantee::regrole::text END || ' ' || privilege_type AS g
                FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner)))) granted))
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')""",
    "triggers": """
        SELECT pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace""",
    "constraints": """
        SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
}

TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"""
# The sum does not depend on the order of rows, which two databases need not share.
CONTENT = """
    SELECT count(*), coalesce(sum(('x' || left(encode(sha256(convert_to(t::text, 'UTF8')), 'hex'), 15))::bit(60)::bigint), 0)
    FROM public.{} t"""
SEQUENCES = """
    SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"""


def take_inventory(connection: psycopg.Connection) -> dict[str, Any]:
    """Every fact about the database, in the transaction at hand."""
    connection.execute(SETTINGS)
    found: dict[str, Any] = {
        name: sorted(row[0] for row in connection.execute(question)) for name, question in FACTS.items()
    }
    found["content"] = {}
    for (table,) in connection.execute(TABLES).fetchall():
        rows, digest = connection.execute(sql.SQL(CONTENT).format(sql.Identifier(table))).fetchone()
        found["content"][table] = [rows, str(digest)]
    found["sequences"] = dict(connection.execute(SEQUENCES).fetchall())
    return found


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is not the same, a line for each, in words that name no value."""
    told = []
    # A backup that is older than a question says nothing of it.
    for name in (name for name in FACTS if name in before):
        there, here = _as_read_again(before[name]), _as_read_again(after[name])
        told += [f"{name}: lacks {there[fact]}" for fact in sorted(there.keys() - here.keys())]
        told += [f"{name}: has besides {here[fact]}" for fact in sorted(here.keys() - there.keys())]
    for table in sorted({*before["content"], *after["content"]}):
        old, new = before["content"].get(table), after["content"].get(table)
        if old is None or new is None:
            told.append(f"content: the table {table} is in one of the two only")
        elif old[0] != new[0]:
            told.append(f"content: {table} has {new[0]} rows instead of {old[0]}")
        elif old[1] != new[1]:
            told.append(f"content: {table} has as many rows, but not the same ones")
    if before["sequences"] != after["sequences"]:
        told.append("sequences: not at the same numbers")
    return told


# PostgreSQL writes "state IN ('a', 'b')" as ANY ((ARRAY['a'::varchar, ...])::text[]), and once that is read again, as
# ANY (ARRAY[('a'::varchar)::text, ...]). Only these casts and the brackets they bring are passed over.
CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?")
NEEDLESS = re.compile(r"\(('(?:[^']|'')*'|ARRAY\[(?:'(?:[^']|'')*'(?:, )?)*\])\)")


def _as_read_again(facts: Iterable[str]) -> dict[str, str]:
    """Each fact by a wording that stays the same when a definition is dumped and read."""
    return {_without_needless_brackets(CASTS.sub("", fact)): fact for fact in facts}


def _without_needless_brackets(text: str) -> str:
    while (shorter := NEEDLESS.sub(r"\1", text)) != text:
        text = shorter
    return text
