"""Sets Django up for measurements that need the portal: import it before anything that needs the apps."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.db import connections

import local_servers
from local_servers.schema import bring_up_to_date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database behind the same walls as every other, gone afterwards."""
    name = f"portal_bench_{os.getpid()}"
    local_servers.create_database(name)
    try:
        for each in connections.all():
            each.settings_dict["NAME"] = name
        bring_up_to_date()
        yield
    finally:
        for each in connections.all():
            each.close()
        local_servers.drop_database(name)
