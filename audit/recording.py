"""The one door into the log."""

from collections.abc import Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db.models.functions import Now

from audit.enums import Action, Decision
from audit.models import Event


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a deed comes from: which request, and its path without the query."""

    request_id: UUID
    path: str


_origin: ContextVar[Origin | None] = ContextVar("audit_origin", default=None)


@contextmanager
def origin(path: str):
    """Everything recorded inside carries this path and one request id."""
    token = _origin.set(Origin(uuid4(), path[:200]))
    try:
        yield
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
    """Write one line, in the transaction of the deed itself: no log, no deed."""
    came_from = _origin.get()
    # Asks for no column back: most roles may add to the log but not read it.
    Event.objects.bulk_create(
        [
            Event(
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
            )
        ]
    )
