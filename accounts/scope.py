"""Which database role a piece of work runs as, and for whom.

The application says only *who*; the database looks up *what* (row-level security). Outside a
scope the login role `portal_app` has no privilege on tables about people, so forgotten scopes
end in "permission denied" and never in an empty list.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import pghistory
from celery import Task
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from accounts.connections import start_fresh
from accounts.enums import MEANING, NEEDS_SEAT, DatabaseRole, Role
from accounts.models import User
from audit.actors import told


@dataclass(frozen=True, slots=True)
class Scope:
    role: DatabaseRole | None
    actor: UUID | None
    # What somebody works as; empty: what the account itself is.
    post: str = ""
    # The hash of what a participant's browser holds; the database finds out whose page it opens, if any.
    visit: str = ""


OUTSIDE = Scope(role=None, actor=None)
_scope: ContextVar[Scope] = ContextVar("database_scope", default=OUTSIDE)


def scope_of(user: User | AnonymousUser) -> Scope:
    """The scope a user's requests run in."""
    if not user.is_authenticated:
        return Scope(DatabaseRole.NONE, None)
    return Scope(MEANING[Role(user.role)].database_role, user.pk, post=user.role)


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """A transaction in this scope. A nested scope gives the outer one back when it ends."""
    outer = _scope.get()
    start_fresh(scope.actor)
    with pghistory.context(actor=str(scope.actor or "system")), transaction.atomic():
        _enter(scope)
        token = _scope.set(scope)
        try:
            with told(scope.actor, is_system=scope.role == DatabaseRole.ALL):
                yield
            # A rollback undoes the settings by itself; a commit of a savepoint does not.
            if connection.in_atomic_block and not connection.needs_rollback:
                _enter(outer)
        finally:
            _scope.reset(token)
            # The history keeps one context for all nested scopes: it must not name whoever was at work inside.
            pghistory.context(actor=str(outer.actor or "system"))


def go_on_as(user: User) -> None:
    """Whoever has shown a password or a link acts as that person from here on, with no more rights than a visitor.

    Sign-in needs this in the middle of a request. It lasts as long as the scope at hand.
    """
    known = Scope(DatabaseRole.NONE, user.pk)
    _enter(known)
    _scope.set(known)
    pghistory.context(actor=str(user.pk))


def coming_in(pk: UUID):
    """A transaction of somebody half signed in: known by the password, and still asked for the second factor."""
    return acting(Scope(DatabaseRole.NONE, pk))


def acting_for(user: User | AnonymousUser):
    """A transaction in the user's scope."""
    return acting(scope_of(user))


def acting_as_system():
    """A transaction that sees all: jobs that count everybody, and the seeds."""
    return acting(Scope(DatabaseRole.ALL, None))


def acting_for_nobody():
    """A transaction that sees what a visitor sees."""
    return acting(Scope(DatabaseRole.NONE, None))


def acting_in_visit(visit: str):
    """A transaction that sees the one participant whose visit to the own page this is, or nobody."""
    return acting(Scope(DatabaseRole.SELF, None, visit=visit))


class ScopedTask(Task):
    """Background work that sees everybody's rows, in one transaction that sees all: `@shared_task(base=ScopedTask)`.

    The scope is taken when the task runs, not when it is sent. Long work that must show progress
    and survive kills does not want one transaction around it: it enters scopes of its own, step by step.
    """

    abstract = True

    def __call__(self, *args: object, **kwargs: object) -> object:
        with acting_as_system():
            return super().__call__(*args, **kwargs)


def enter_as_system(other: BaseDatabaseWrapper) -> None:
    """Let the transaction at hand of a connection beside the usual one see all."""
    _enter(Scope(DatabaseRole.ALL, None), other)


def _enter(scope: Scope, database: BaseDatabaseWrapper = connection) -> None:
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('app.actor', %s, true),"
            " set_config('app.visit', %s, true), set_config('app.post', %s, true)",
            [scope.role or "none", str(scope.actor or ""), scope.visit, scope.post],
        )


# The posts of one account: what its seats of today give, of which one is in use at a time. The account's own role is
# a post too where it needs no seat, as KREM's and IMDi's. The database says which posts somebody has; the session of
# the browser says which one is in use.
IN_USE = "post"


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody may work as today, and at which partners."""

    role: Role
    places: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return ", ".join([str(self.role.label), *self.places])


def posts_of(user: User) -> list[Post]:
    """Every post that is open today; without any, the account's own role, which then opens nothing."""
    seats = getattr(user, "open_posts", None)
    seats = _asked(user) if seats is None else json.loads(seats)
    places: dict[Role, list[str]] = {}
    for seat in seats:
        places.setdefault(Role(seat["role"]), []).append(seat["partner"])
    if user.account_role not in NEEDS_SEAT or not places:
        places.setdefault(Role(user.account_role), [])
    return [Post(role, tuple(places[role])) for role in Role if role in places]


def take_up(user: User, wanted: str = "") -> Post:
    """Let somebody work under the wanted post where it is open, else under the account's own, else under the first."""
    posts = {post.role: post for post in posts_of(user)}
    chosen = posts.get(wanted) or posts.get(user.account_role) or next(iter(posts.values()))
    user.work_as(chosen.role)
    return chosen


def can_take_up(user: User | AnonymousUser, wanted: str) -> bool:
    return any(post.role == wanted for post in posts_of(user))


def refusal_to_take_up(user: User, wanted: str) -> str:
    """Whether somebody may work under a post."""
    return "" if can_take_up(user, wanted) else _("You do not have this post today.")


def _asked(user: User) -> list[dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_posts(%s)", [user.pk])
        found = cursor.fetchone()[0]
    return json.loads(found) if isinstance(found, str) else found
