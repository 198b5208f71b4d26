"""Lines of the log in Common Event Format, version 0, as NAV's audit log takes them: one line for each person."""

from collections.abc import Iterator

from audit.enums import Action, Decision
from audit.models import Event

HEADER = ("CEF:0", "KREM-portalen", "Sporingslogg", "1.0")
KINDS = {
    Action.RECORDED: "audit:update",
    Action.JOINED: "audit:update",
    Action.IMPORTED: "audit:create",
    Action.ERASED: "audit:delete",
    Action.CLOSED: "audit:delete",
    Action.INVITED: "audit:create",
    Action.PUBLISHED: "audit:create",
    Action.REQUESTED: "audit:create",
}


def lines_of(event: Event) -> Iterator[str]:
    """A line for each person, or thing, that was looked at; one where nothing is named."""
    for subject in event.subject_ids or [None]:
        yield _line(event, str(subject or ""))


def _line(event: Event, subject: str) -> str:
    is_refused = event.decision == Decision.REFUSED
    head = [*HEADER, KINDS.get(event.action, "audit:access"), event.subject, "WARN" if is_refused else "INFO"]
    fields = {
        "end": int(event.at.timestamp() * 1000),
        "suid": event.actor_id or "system",
        "duid": subject,
        "sproc": event.request_id or "",
        "request": event.path,
        "act": event.action,
        "msg": event.reason,
        "flexString1Label": "Decision",
        "flexString1": "Deny" if is_refused else "Permit",
        "cs1Label": "Office" if event.office_id else "",
        "cs1": event.office_id or "",
        "externalId": event.pk,
    }
    told = " ".join(f"{name}={_value(value)}" for name, value in fields.items() if value != "")
    return "|".join([*map(_head, head), told])


def _head(text: str) -> str:
    return _one_line(text.replace("\\", "\\\\").replace("|", "\\|"))


def _value(value: object) -> str:
    return _one_line(str(value).replace("\\", "\\\\").replace("=", "\\="))


def _one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")
