"""The one door into the log."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models.functions import Now

from audit.actors import on_behalf_of
from audit.enums import Action, Decision
from audit.models import Event
from audit.secret_addresses import without_secrets


@dataclass(slots=True)
class Origin:
    """Where an action comes from: which request, its path without the query, and whether it was refused anything."""

    request_id: UUID
    path: str
    was_refused: bool = False
    # What whoever is at work works as.
    post: str = ""


_origin: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


@contextmanager
def origin(path: str) -> Iterator[Origin]:
    """Everything recorded inside carries this path and one request id."""
    came_from = Origin(uuid4(), without_secrets(path)[:200])
    token = _origin.set(came_from)
    try:
        yield came_from
    finally:
        _origin.reset(token)


def record(
    action: Action,
    subject: str,
    ids: Iterable[UUID] = (),
    *,
    by: UUID | None,
    office: UUID | None = None,
    decision: Decision = Decision.PERMITTED,
    reason: str = "",
) -> None:
    """Write one line, in the transaction of the action itself: no log, no action.

    The database compares `by` with whom it has been told of, and refuses a line in another's name.
    """
    came_from = _origin.get()
    if came_from and decision == Decision.REFUSED:
        came_from.was_refused = True
    line = Event(
        at=Now(),
        actor_id=by,
        office_id=office,
        action=action,
        decision=decision,
        subject=subject,
        subject_ids=list(ids),
        reason=reason[:200],
        request_id=came_from.request_id if came_from else None,
        path=came_from.path if came_from else "",
        post=came_from.post if came_from else "",
    )
    # Asks for no column back: most roles may add to the log but not read it.
    with on_behalf_of(by):
        Event.objects.bulk_create([line])
