"""An action is one transaction; a refusal undoes it, and still leaves its line in the log."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from audit.enums import Action, Decision
from audit.recording import record

GONE = _("This is not here any more. Somebody has erased it or taken it away while you had it open.")

Given = ParamSpec("Given")
Result = TypeVar("Result")


class Refused(Exception):
    """An action that cannot be done; the message is a sentence for the person who tried."""


class NotPermitted(Refused):
    """Somebody tried what is not theirs to do: this goes into the log."""

    def __init__(
        self,
        reason: str,
        *,
        action: Action,
        subject: str,
        ids: Iterable[UUID] = (),
        by: UUID | None,
        office: UUID | None = None,
    ) -> None:
        super().__init__(reason)
        self.line = {"ids": list(ids), "by": by, "office": office, "reason": reason}
        self.action, self.subject = action, subject


def action(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """All of it or nothing; a refused attempt is recorded after what it did has been undone."""

    @wraps(function)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except ObjectDoesNotExist as gone:
            # Erased or taken away since the page was opened, while this waited for its turn.
            if any(
                isinstance(each, Model) and isinstance(gone, each.DoesNotExist) for each in kwargs.values()
            ):
                raise Refused(GONE) from gone
            raise
        except NotPermitted as refusal:
            record(refusal.action, refusal.subject, decision=Decision.REFUSED, **refusal.line)
            raise

    return done


def refuse_if(
    reason: str,
    *,
    by: UUID | None,
    subject: str,
    ids: Iterable[UUID],
    office: UUID | None = None,
    action: Action = Action.RECORDED,
) -> None:
    """End an action that somebody may not do, where there is a reason not to; the attempt goes into the log."""
    if reason:
        raise NotPermitted(reason, action=action, subject=subject, ids=ids, by=by, office=office)
