"""One way to do a piece of claimed work: hold its lease, and turn an accident into another try."""

import logging
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext as _

from background.heart import Scope, beating
from background.models import LostLease, Work

logger = logging.getLogger(__name__)

# A worker that is killed says nothing and is tried ten times (MOST_ATTEMPTS); one that
# breaks at the same place three times will break a fourth time too.
MOST_ACCIDENTS = 3


def work_on(model: type[Work], pk: object, do: Callable[..., None], scope: Scope) -> bool:
    """Claim a row, do its work, and say whether there was any. Unknown and busy rows are no error."""
    with scope():
        work = model.claim(pk, timezone.now())
    if work is None:
        return False
    try:
        with beating(work, scope) as heart:
            do(work, heart)
    except LostLease:
        logger.warning("%s %s was taken over by another worker", model._meta.label, pk)
    except Exception:
        logger.exception("%s %s broke", model._meta.label, pk)
        with scope():
            _after_accident(work)
    return True


def _after_accident(work: Work) -> None:
    if work.attempts < MOST_ACCIDENTS:
        work.held().update(lease_until=timezone.now())
        return
    work.held().update(
        state=work.FAILED,
        lease_until=None,
        failure=_("Something went wrong on our side, %(count)s times. Nothing was lost or half written.")
        % {"count": work.attempts},
    )
