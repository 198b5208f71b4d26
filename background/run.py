"""One way to do a piece of claimed work: hold its lease, and turn an accident into another try."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from background.lease import Scope, holding_lease
from background.models import MOST_ACCIDENTS, Failure, LostLease, Work

logger = logging.getLogger(__name__)

# The world around the work: a server that went away, a full disk. Not the work's own fault, so it is tried as often
# as work whose worker was killed.
INTERRUPTIONS = (OperationalError, InterfaceError, OSError)


def work_on(
    model: type[Work],
    pk: object,
    do: Callable[..., None],
    scope: Scope,
    *,
    tell: Callable[[Work], None],
) -> bool:
    """Claim a row, do its work, and say whether there was any. Unknown and busy rows are no error.

    `tell` is called, in the transaction that gives the work up, when it broke too often.
    """
    with scope():
        work = model.claim(pk, timezone.now())
    if work is None:
        return False
    try:
        with holding_lease(work, scope) as progress:
            do(work, progress)
    except LostLease:
        logger.warning("%s %s was taken over by another worker", model._meta.label, pk)
    except INTERRUPTIONS as interruption:
        logger.warning("%s %s was interrupted: %s", model._meta.label, pk, type(interruption).__name__)
        _let_go(work, scope)
    except Exception:
        logger.exception("%s %s broke", model._meta.label, pk)
        with scope():
            _after_accident(work, tell)
    return True


def _let_go(work: Work, scope: Scope) -> None:
    """Leave the work to the sweeper at once. With the database away the lease runs out by itself."""
    try:
        with scope():
            work.held().update(lease_until=timezone.now())
    except DatabaseError:
        connection.close()


def _after_accident(work: Work, tell: Callable[[Work], None]) -> None:
    if work.accidents + 1 < MOST_ACCIDENTS:
        work.held().update(lease_until=timezone.now(), accidents=work.accidents + 1)
    elif work.give_up(Failure.BROKE):
        tell(work)
