"""Long reading by a standby of PostgreSQL's, where there is one: what counts everybody does not stand in people's way.

A standby is a copy that PostgreSQL keeps by streaming, read-only and some moments behind. Nothing is read from it before it
has everything that had been written when it was asked; where it does not get there, or does not answer, the database
itself is read and the log says so.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.scope import enter_as_system

STANDBY = "standby"
# How long it is waited for, and how often it is asked meanwhile.
PATIENCE, PAUSE = 30.0, 0.05
LAG = "SELECT pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())"

log = logging.getLogger(__name__)
Result = TypeVar("Result")


class StandbyIsBehind(DatabaseError):
    """It has not received what was written when it was asked."""


def read_aside(read: Callable[[BaseDatabaseWrapper], Result]) -> Result:
    """What `read` makes of everybody's rows. For work in the system's scope only; `read` may be called twice."""
    if STANDBY in settings.DATABASES:
        try:
            with _standby() as connection:
                return read(connection)
        except DatabaseError as error:
            log.warning("The standby was passed over: %s.", type(error).__name__)
        finally:
            # Between two reports it may be restarted, or be another.
            connections[STANDBY].close()
    return read(connections[DEFAULT_DB_ALIAS])


@contextmanager
def _standby() -> Iterator[BaseDatabaseWrapper]:
    """A transaction of the standby that sees all that has been written by now."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        written = cursor.fetchone()[0]
    connection = connections[STANDBY]
    deadline = time.monotonic() + PATIENCE
    while _lag(connection, written) > 0:
        if time.monotonic() > deadline:
            raise StandbyIsBehind
        time.sleep(PAUSE)
    with transaction.atomic(using=STANDBY):
        enter_as_system(connection)
        yield connection


def _lag(connection: BaseDatabaseWrapper, written: str) -> int:
    """In bytes."""
    with connection.cursor() as cursor:
        cursor.execute(LAG, [written])
        lag = cursor.fetchone()[0]
    if lag is None:
        raise StandbyIsBehind
    return lag
