"""Which database role a piece of work runs as, and for whom.

The application says only *who*; the database looks up *what* (row-level security). Outside a
scope the login role `portal_app` has no privilege on tables about people, so forgotten scopes
end in "permission denied" and never in an empty list.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from accounts.enums import Role
from accounts.models import User


class DatabaseRole(StrEnum):
    ALL = "portal_all"
    OFFICE = "portal_office"
    LINKED = "portal_linked"
    NONE = "portal_none"
    SELF = "portal_self"


ROLE_OF = {
    Role.KREM_STAFF: DatabaseRole.ALL,
    Role.NAV_LEADER: DatabaseRole.OFFICE,
    Role.ENTREPRENEUR: DatabaseRole.LINKED,
    Role.IMDI_READER: DatabaseRole.NONE,
}


@dataclass(frozen=True, slots=True)
class Scope:
    role: DatabaseRole | None
    actor: UUID | None
    # The hash of what a participant's browser holds; the database finds out whose page it opens, if any.
    visit: str = ""


OUTSIDE = Scope(role=None, actor=None)
_scope: ContextVar[Scope] = ContextVar("database_scope", default=OUTSIDE)


def scope_of(user: User | AnonymousUser) -> Scope:
    """The scope a user's requests run in."""
    if not user.is_authenticated:
        return Scope(DatabaseRole.NONE, None)
    return Scope(ROLE_OF[Role(user.role)], user.pk)


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """A transaction in this scope. A nested scope gives the outer one back when it ends."""
    outer = _scope.get()
    with pghistory.context(actor=str(scope.actor or "system")), transaction.atomic():
        _enter(scope)
        token = _scope.set(scope)
        try:
            yield
            # A rollback undoes the settings by itself; a commit of a savepoint does not.
            if connection.in_atomic_block and not connection.needs_rollback:
                _enter(outer)
        finally:
            _scope.reset(token)


def acting_for(user: User | AnonymousUser):
    """A transaction in the user's scope."""
    return acting(scope_of(user))


def acting_as_system():
    """A transaction that sees all: jobs that count everybody, and the seeds."""
    return acting(Scope(DatabaseRole.ALL, None))


def acting_in_visit(visit: str):
    """A transaction that sees the one participant whose visit to the own page this is, or nobody."""
    return acting(Scope(DatabaseRole.SELF, None, visit))


def _enter(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('app.actor', %s, true),"
            " set_config('app.visit', %s, true)",
            [scope.role or "none", str(scope.actor or ""), scope.visit],
        )
