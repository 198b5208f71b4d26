"""Counts what a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# A test runs inside a transaction, so a request's own transaction shows up as a savepoint.
FREE = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@contextmanager
def at_most(number: int) -> Iterator[None]:
    """The block may ask the database so many times, and no more."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if not _last_statement(query["sql"]).startswith(FREE)]
    assert len(asked) <= number, f"{len(asked)} queries:\n" + "\n".join(asked)


def _last_statement(sql: str) -> str:
    # The context of the change history travels in front of the statement it belongs to.
    return sql.rpartition(";")[2].strip()
