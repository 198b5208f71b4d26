"""Which rows each role sees and writes, table by table, and what the functions say that the policies ask.

It is what all migrations come to in the end, it has been read by a person and stands in `policies.txt`. After a
change that is meant, write it anew with `POLICIES=write pytest tests/rules/test_policies.py` and read the difference.
"""

import os
import re
from pathlib import Path

from django.db import connection

GOLDEN = Path(__file__).with_name("policies.txt")
# What the owner of the tables sees, nobody who signs in is given.
POLICIES = """
SELECT tablename, policyname, lower(cmd), array_to_string(roles, ', '), coalesce(qual, ''), coalesce(with_check, '')
FROM pg_policies WHERE schemaname = 'public' AND roles <> '{portal_owner}' ORDER BY tablename, policyname
"""
LISTED = re.compile(r"\(ARRAY\[([^\]]*)\]\)::text\[\]")
FUNCTIONS = """
SELECT pg_get_functiondef(oid) FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
  AND EXISTS (SELECT FROM pg_policies WHERE concat(qual, with_check) LIKE concat('%', proname, '(%'))
ORDER BY proname
"""


def everything_let_through() -> str:
    lines, table = [], ""
    with connection.cursor() as cursor:
        cursor.execute(POLICIES)
        for name, policy, command, roles, using, check in cursor.fetchall():
            if name != table:
                table = name
                lines.append(table)
            lines.append(f"    {policy}, {command} to {roles}")
            lines += [
                f"        {word} {_on_one_line(said)}"
                for word, said in (("sees", using), ("writes", check))
                if said
            ]
        cursor.execute(FUNCTIONS)
        lines += [f"\n{body.strip()}" for (body,) in cursor.fetchall()]
    return "\n".join(lines) + "\n"


def _on_one_line(said: str) -> str:
    """PostgreSQL says a list of words in another way once a policy has been dumped and restored."""
    return LISTED.sub(_as_restored, " ".join(said.split()))


def _as_restored(listed: re.Match[str]) -> str:
    return f"ARRAY[{', '.join(f'({word})::text' for word in listed[1].split(', '))}]"


def test_every_policy_has_been_read_by_a_person(db):
    found = everything_let_through()
    if os.environ.get("POLICIES") == "write":
        GOLDEN.write_text(found)
    assert found.splitlines() == GOLDEN.read_text().splitlines()
