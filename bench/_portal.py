"""Sets Django up for measurements that need the portal: import it before anything that needs the apps."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import django
import psutil
from django.db import connection, connections

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


def worked() -> float:
    """CPU seconds of this process and of the database's at the other end, which no neighbour on the machine changes."""
    connection.ensure_connection()
    used = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return time.process_time() + used.user + used.system
