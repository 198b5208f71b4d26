"""What may be wrong in the database: a policy that lets through, a grant too many, a key or a question taken away."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROLES = ("portal_app", "portal_office", "portal_linked", "portal_none", "portal_self")
PRIVILEGES = ("SELECT", "INSERT", "UPDATE", "DELETE")
# In what the policies ask: whose offices, and which participants.
WORDS = {
    " AND ": " OR ",
    " <= ": " < ",
    " >= ": " > ",
    " > ": " >= ",
    " < ": " <= ",
    " IS NULL": " IS NOT NULL",
    " = ": " <> ",
}
POLICIES = "SELECT tablename, policyname, qual, with_check FROM pg_policies WHERE schemaname = 'public'"
KEYS = r"""
SELECT conrelid::regclass::text, conname FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conname LIKE '%\_office\_is\_%'
"""
FUNCTIONS = """
SELECT proname, pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
  AND EXISTS (SELECT FROM pg_policies WHERE concat(qual, with_check) LIKE concat('%', proname, '(%'))
"""
# Of the log's partitions, whose names change with the months, one stands for all.
TABLES = """
SELECT relname, relrowsecurity FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND (NOT relispartition OR relname = 'audit_event_default')
"""


def mutants_of(cursor) -> dict[str, list[tuple[str, str]]]:
    """By kind, what it is called and the statement that does it."""
    found = defaultdict(list)
    for kind, name, statement in _statements(cursor):
        found[kind].append((name, statement))
    return {kind: sorted(each) for kind, each in sorted(found.items())}


def _statements(cursor) -> Iterator[tuple[str, str, str]]:
    for table, policy, using, check in cursor.execute(POLICIES).fetchall():
        if policy == "owner":
            continue
        if using not in (None, "true"):
            yield (
                "using",
                f"{table}: policy {policy} USING (true)",
                f"ALTER POLICY {policy} ON {table} USING (true)",
            )
        if check not in (None, "true"):
            statement = f"ALTER POLICY {policy} ON {table} WITH CHECK (true)"
            yield "check", f"{table}: policy {policy} WITH CHECK (true)", statement
        yield "dropped", f"{table}: no policy {policy}", f"DROP POLICY {policy} ON {table}"
    for table, is_walled in cursor.execute(TABLES).fetchall():
        if is_walled:
            for less in ("DISABLE", "NO FORCE"):
                yield "wall", f"{table}: {less}", f"ALTER TABLE {table} {less} ROW LEVEL SECURITY"
        for role in ROLES:
            for privilege in PRIVILEGES:
                held = cursor.execute(
                    "SELECT has_table_privilege(%s, %s, %s)", [role, f'public."{table}"', privilege]
                )
                if not held.fetchone()[0]:
                    statement = f'GRANT {privilege} ON "{table}" TO {role}'
                    yield "grant", statement, statement
    for table, key in cursor.execute(KEYS).fetchall():
        yield "key", f"{table}: no {key}", f"ALTER TABLE {table} DROP CONSTRAINT {key}"
    for name, body in cursor.execute(FUNCTIONS).fetchall():
        for old, new in WORDS.items():
            for found in re.finditer(re.escape(old), body):
                changed = body[: found.start()] + new + body[found.end() :]
                around = " ".join(body[max(0, found.start() - 40) : found.end() + 40].split())
                yield "function", f"{name}(): {old.strip()} → {new.strip()} in {around}", changed


def in_database(statement: str, listing: Path) -> ModuleType:
    """A plugin of pytest: does it in the database of the tests, as the owner, or writes down what there is to do."""

    @pytest.fixture(scope="session", autouse=True)
    def mutated(django_db_setup, django_db_blocker) -> None:
        from django.db import connections  # noqa: PLC0415 - needs the settings

        with django_db_blocker.unblock():
            with connections["owner"].cursor() as cursor:
                if statement:
                    cursor.execute(statement)
                else:
                    listing.write_text(json.dumps(mutants_of(cursor.cursor)))
            connections["owner"].close()

    plugin = ModuleType("mutant")
    plugin.mutated = mutated
    return plugin
