"""A portal with people in it, in earnest: other servers see only what is committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from accounts.scope import acting_as_system
from tests.conftest import Cast, make_cast, remove_everything


@pytest.fixture(scope="module")
def there(django_db_setup, django_db_blocker) -> Iterator[Cast]:
    """The cast, committed for a whole module and removed by the owner."""
    with django_db_blocker.unblock():
        with acting_as_system():
            cast = make_cast()
        yield cast
        remove_everything()


@pytest.fixture(scope="module")
def sockets() -> Path:
    """The folder in which the tests' own server listens."""
    return Path(settings.DATABASES["default"]["OPTIONS"]["host"])
