"""Whom the database has been told is at work. It takes no line of the log in anybody else's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection

# The system itself works for many; a person's request never speaks for another person.
_is_system: ContextVar[bool] = ContextVar("works_as_system", default=False)


@contextmanager
def told(actor: UUID | None, *, is_system: bool) -> Iterator[None]:
    """Inside, the database has been told of this actor. The system is nobody, and may work for somebody."""
    token = _is_system.set(is_system and actor is None)
    try:
        yield
    finally:
        _is_system.reset(token)


@contextmanager
def on_behalf_of(actor: UUID | None) -> Iterator[None]:
    """Let the system put down what somebody asked it for in that person's name; in a person's scope, nothing changes."""
    if actor is None or not _is_system.get():
        yield
        return
    tell(actor)
    yield
    # Not where something broke: then the transaction goes, and this with it.
    tell(None)


def tell(actor: UUID | None) -> None:
    """Say in this transaction who is at work."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', %s, true)", [str(actor or "")])
