"""How a page gets its row, and how it ends where somebody may not go on. Every refusal leaves its line in the log.

No other module answers 403, or 404 for a row: `tests/rules/test_refusals.py` finds one that does.
"""

from collections.abc import Iterable
from typing import NoReturn, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from audit.enums import Action, Decision
from audit.recording import record

Row = TypeVar("Row", bound=Model)


def get_visible_or_404(
    visible: QuerySet[Row], subject: str, pk: UUID, *, by: UUID, action: Action = Action.SHOWN
) -> Row:
    """A row somebody may see. A refusal looks like a page that is not there, and is in the log."""
    row = visible.filter(pk=pk).first()
    if row is None:
        record(action, subject, [pk], by=by, decision=Decision.REFUSED)
        raise Http404(f"No such {subject}.")
    return row


def require(
    refusal: str,
    *,
    by: UUID | None,
    subject: str,
    ids: Iterable[UUID] = (),
    office: UUID | None = None,
    action: Action = Action.SHOWN,
) -> None:
    """Go no further where there is a reason not to: 403 with that reason, and a line in the log."""
    if refusal:
        record(action, subject, ids, by=by, office=office, decision=Decision.REFUSED, reason=refusal)
        raise PermissionDenied(refusal)


def no_such(what: str) -> NoReturn:
    """End at an address with a word that names nothing. No row was asked for, so nobody is refused anything."""
    raise Http404(f"No such {what}.")
