"""One walk over the portal asks of every list: is it put in order by a key that every server understands alike?

PostgreSQL would sort a name by the locale of the server. A key of `spelling.keys` is compared byte by byte instead.
"""

import re
from collections.abc import Iterator, Sequence

import pytest
from django.apps import apps
from django.db import models

from tests.walks.walking import READERS, Walk

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


def sorted_by_words(queries: Sequence[str]) -> Iterator[tuple[str, str]]:
    words = columns_of_words()
    for sql in queries:
        alias = {
            short: table
            for table, short in re.findall(r'(?:FROM|JOIN) "(\w+)" (\w+)(?= (?:ON|INNER|LEFT|WHERE))', sql)
        }
        for clause in IN_ORDER.findall(sql):
            for table, column in COLUMN.findall(clause):
                if (alias.get(table, table), column) in words:
                    yield alias.get(table, table), column


def test_no_list_is_sorted_by_words_themselves(walk: Walk):
    found: dict[tuple[str, str], set[str]] = {}
    asked = 0
    for each in walk.answers:
        if each.who not in READERS or each.method != "GET":
            continue
        asked += len(each.queries)
        for column in sorted_by_words(each.queries):
            found.setdefault(column, set()).add(each.address.route)
    assert asked > 1000
    assert found == {}, "\n".join(f"{column}: {sorted(routes)}" for column, routes in found.items())
