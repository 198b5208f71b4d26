"""How a page gets its row."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404

from audit.enums import Action, Decision
from audit.recording import record

Row = TypeVar("Row", bound=Model)


def found(visible: QuerySet[Row], subject: str, pk: UUID, *, by: UUID, action: Action = Action.SHOWN) -> Row:
    """A row somebody may see. A refusal looks like a page that is not there, and is in the log."""
    row = visible.filter(pk=pk).first()
    if row is None:
        record(action, subject, [pk], by=by, decision=Decision.REFUSED)
        raise Http404(f"No such {subject}.")
    return row
