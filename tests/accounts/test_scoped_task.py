"""A task takes its scope when it runs."""

import pytest
from celery import shared_task
from django.db import connection

from accounts.enums import DatabaseRole
from accounts.scope import ScopedTask


@shared_task(base=ScopedTask)
def look(*, into: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        into.append(cursor.fetchone()[0])
    into.append("in a transaction" if connection.in_atomic_block else "outside")


def test_the_scope_begins_and_ends_with_the_run(committed):
    seen: list[str] = []
    look(into=seen)
    assert seen == [DatabaseRole.ALL, "in a transaction"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        assert cursor.fetchone()[0] == "none"


def test_a_task_that_breaks_leaves_no_scope_behind(db):
    with pytest.raises(AttributeError):
        look(into=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        assert cursor.fetchone()[0] == "none"
