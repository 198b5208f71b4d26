"""A database that has stopped answering must not stop the portal.

PostgreSQL's own time limits are kept by PostgreSQL: a server that is frozen keeps none of them, and its kernel
still acknowledges what is sent, so that no network time-out strikes either. The wait is ended here.
"""

import time
from threading import Lock
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel

# How long a connection that has been idle may take to say that it is there.
CHECK_SECONDS = 2.0
# After silence everybody is told at once that the database is away, and after so long somebody asks again.
SILENCE_SECONDS = 5.0


class Silence:
    """Whether the database has lately been found silent, by any thread of this process."""

    def __init__(self) -> None:
        self._until, self._lock = 0.0, Lock()

    def note(self) -> None:
        with self._lock:
            self._until = time.monotonic() + SILENCE_SECONDS

    def forget(self) -> None:
        with self._lock:
            self._until = 0.0

    def is_kept(self) -> bool:
        return time.monotonic() < self._until

    def require_none(self) -> None:
        if self.is_kept():
            raise psycopg.OperationalError("the database did not answer a moment ago")


silence = Silence()


class PatientConnection(psycopg.Connection):
    """A connection that waits for each answer, and not for ever."""

    patience: float | None = None

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        if self.patience is None:
            return super().wait(gen, *args, **kwargs)
        try:
            return super().wait(_bounded(gen, time.monotonic() + self.patience), *args, **kwargs)
        except _TooLong:
            silence.note()
            # What the server still does with it nobody waits for; a closed connection undoes its transaction.
            self.close()
            raise psycopg.OperationalError("the database does not answer") from None


class _TooLong(Exception):
    pass


def _bounded(gen: Any, deadline: float) -> Any:
    """The same conversation with the server, ended when nothing has come by the deadline.

    psycopg asks at short intervals whether to go on waiting; that is where it is ended.
    """
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > deadline:
                raise _TooLong
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes `patience` among its OPTIONS: the seconds that one statement is waited for."""

    def get_connection_params(self) -> dict[str, Any]:
        parameters = super().get_connection_params()
        if "pool" in self.settings_dict["OPTIONS"] or "isolation_level" in self.settings_dict["OPTIONS"]:
            raise ImproperlyConfigured("This back end knows neither pool nor isolation_level.")
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        silence.require_none()
        self.isolation_level = IsolationLevel.READ_COMMITTED
        parameters = dict(conn_params)
        patience = parameters.pop("patience", None)
        try:
            connection = PatientConnection.connect(**parameters)
        except psycopg.errors.ConnectionTimeout:
            silence.note()
            raise
        silence.forget()
        connection.patience = patience
        return connection

    def is_usable(self) -> bool:
        """Asked when a request begins: a frozen server is found out in no time."""
        # Said by the attempt to connect anew, in Django's own words: an error here would be psycopg's, and nobody's to tell.
        if self.connection is None or silence.is_kept():
            return False
        patience, self.connection.patience = self.connection.patience, CHECK_SECONDS
        try:
            return super().is_usable()
        finally:
            if self.connection is not None:
                self.connection.patience = patience
