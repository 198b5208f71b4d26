"""Lines of the log, written as people do and as only the owner can, and what `verify_log` says of them."""

from io import StringIO

from django.core.management import call_command
from django.db import connections

from accounts.models import User
from accounts.scope import acting_as_system, acting_for
from audit.enums import Action
from audit.recording import record
from audit.sealing import seal_log


def write(actor: User, *reasons: str) -> None:
    for reason in reasons:
        with acting_for(actor):
            record(Action.SHOWN, "participant", [actor.pk], by=actor.pk, reason=reason)


def write_at(moment: str, *reasons: str) -> None:
    """Lines of another day."""
    for reason in reasons:
        as_owner(
            "INSERT INTO audit_event (id, at, action, decision, subject, subject_ids, reason, path)"
            " VALUES (gen_random_uuid(), %s, 'shown', 'permitted', 'participant', '{}', %s, '/x/')",
            [moment, reason],
        )


def sealed() -> int | None:
    with acting_as_system():
        return seal_log()


def verify(*arguments: str) -> str:
    out = StringIO()
    call_command("verify_log", *arguments, stdout=out)
    return out.getvalue()


def as_owner(statement: str, values: list[object] | None = None) -> list[object]:
    """What an attacker with the owner's password would do; the first column of what comes back."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        found = [row[0] for row in cursor.fetchall()] if cursor.description else []
    connections["owner"].close()
    return found


def partition_of(reason: str) -> str:
    """Where the line with this reason lies."""
    [name] = as_owner("SELECT tableoid::regclass::text FROM audit_event WHERE reason = %s", [reason])
    return name
