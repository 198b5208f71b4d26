"""One walk over the portal asks of every list: is it put in order by a key that every server understands alike?

PostgreSQL would sort a name by the locale of the server. A key of `spelling.keys` is compared byte by byte instead.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from tests.rules.addresses import PORTAL
from tests.walks.conftest import World

pytestmark = pytest.mark.django_db

IN_ORDER = re.compile(r"ORDER BY (.*?)(?: LIMIT| OFFSET| FOR UPDATE|\)|$)")
COLUMN = re.compile(r'"(\w+)"\."(\w+)"')
# In order of codes, which nobody reads: to be the same each time, or one kind after the other.
CODES = frozenset(
    {
        "kind",
        "step",
        "level",
        "state",
        "code",
        "slug",
        "email",
        "token_hash",
        "period_label",
        "language",
    }
)


def columns_of_words() -> set[tuple[str, str]]:
    """Every column that holds words people read, without a collation of its own."""
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not field.choices
        and not getattr(field, "db_collation", None)
        and field.column not in CODES
    }


def sorted_by_words(queries: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    words = columns_of_words()
    for query in queries:
        sql = query["sql"]
        alias = {
            short: table
            for table, short in re.findall(r'(?:FROM|JOIN) "(\w+)" (\w+)(?= (?:ON|INNER|LEFT|WHERE))', sql)
        }
        for clause in IN_ORDER.findall(sql):
            for table, column in COLUMN.findall(clause):
                if (alias.get(table, table), column) in words:
                    yield alias.get(table, table), column


def test_no_list_is_sorted_by_words_themselves(world: World):
    found: dict[tuple[str, str], set[str]] = {}
    asked = 0
    for address in PORTAL:
        _about, ids = world.variants(address)[-1]
        for who in ("krem", "bjerke_leader", "mentor"):
            with CaptureQueriesContext(connection) as queries, transaction.atomic():
                world.clients[who].get(address.path(ids))
                transaction.set_rollback(True)
            asked += len(queries)
            for column in sorted_by_words(queries.captured_queries):
                found.setdefault(column, set()).add(address.route)
    assert asked > 1000
    assert found == {}, "\n".join(f"{column}: {sorted(routes)}" for column, routes in found.items())
