"""A portal with people in it, in earnest: other servers see only what is committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from accounts.scope import acting_as_system
from tests.conftest import KEPT, Cast, make_cast


@pytest.fixture(scope="module")
def there(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The cast, committed for a whole module and removed by the owner."""
    with django_db_blocker.unblock():
        with acting_as_system():
            cast = make_cast()
        yield cast
        connection.close()
        owner = connections["owner"]
        with owner.cursor() as cursor:
            tables = set(owner.introspection.table_names(cursor)) - KEPT
            cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in sorted(tables)) + " CASCADE")
        owner.close()


@pytest.fixture(scope="module")
def sockets() -> Path:
    """The folder in which the tests' own server listens."""
    return Path(settings.DATABASES["default"]["OPTIONS"]["host"])
