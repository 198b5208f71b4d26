"""No page reads everybody: each of its statements finds its way into the large tables by an index.

A few rows tell the planner that reading all of them is cheapest, so that is forbidden here. What it cannot do without shows as a
scan of the whole table, or of a whole index.
"""

import json
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.rules.addresses import PORTAL
from tests.walks.walking import World, undone

pytestmark = pytest.mark.django_db

# What grows with the people of a whole country.
LARGE = {
    "participants_participant",
    "participants_participantevent",
    "participants_move",
    "participants_followup",
    "participants_stay",
    "participants_whereabouts",
    "participants_question",
    "audit_event",
}
# A hash of a few rows is as cheap here as a look-up for each holder; with a million people the planner looks each up.
AS_CHEAP_HERE = {"jobs/"}
INDEXED = ("Index Scan", "Index Only Scan", "Bitmap Index Scan")


class Plans:
    """Asks for the plan of everything that is read, and keeps where it reads a large table whole."""

    def __init__(self) -> None:
        self.whole: dict[str, set[str]] = {}
        self.where, self.seen = "", 0

    def __call__(self, execute, sql, params, many, context):
        statement = sql.lstrip().upper()
        if not many and statement.startswith(("SELECT", "WITH")) and any(table in sql for table in LARGE):
            self.seen += 1
            for found in _whole(self._plan(sql, params)):
                self.whole.setdefault(self.where, set()).add(found)
        return execute(sql, params, many, context)

    def _plan(self, sql: str, params: object) -> dict:
        with connection.connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
            cursor.execute("SET LOCAL enable_seqscan = on")
        return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _whole(node: dict) -> Iterator[str]:
    table = node.get("Relation Name", "")
    if table in LARGE or table.startswith("audit_event_"):
        kind = node["Node Type"]
        if kind == "Seq Scan" or (kind in INDEXED and "Index Cond" not in node):
            yield f"{kind} of {table}"
    for part in node.get("Plans", ()):
        yield from _whole(part)


def test_no_page_reads_a_large_table_whole(world: World):
    plans = Plans()
    for address in PORTAL:
        if address.route in AS_CHEAP_HERE:
            continue
        for about, ids in world.variants(address):
            for who in ("krem", "bjerke_leader"):
                client = world.clients[who]
                plans.where = f"{who} /{address.route} {about}".strip()
                with undone(client), connection.execute_wrapper(plans):
                    client.get(address.path(ids))
    assert plans.seen > 100
    assert not plans.whole, json.dumps({where: sorted(what) for where, what in plans.whole.items()}, indent=1)
