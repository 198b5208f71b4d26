"""Sets Django up for measurements that need the portal: import it before anything that needs the apps."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import connections

from krem_portal import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh database behind the same walls as every other, gone afterwards."""
    name = f"portal_bench_{os.getpid()}"
    embedded.create_database(name)
    try:
        for each in connections.all():
            each.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        for each in connections.all():
            each.close()
        embedded.drop_database(name)
