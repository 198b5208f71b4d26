"""A connection is used for one person after another: nothing of the one is left for the next."""

from uuid import UUID

from django.db import connection

NOBODY = object()


def start_fresh(person: UUID | None) -> None:
    """Reset the connection unless the last to use it was the same person. Call it outside a transaction.

    Roles and settings are the transaction's own and end with it. This is for what would outlive a commit:
    temporary tables, settings of the session, prepared statements, locks that were not given back.
    """
    if connection.in_atomic_block or connection.connection is None:
        return
    if getattr(connection, "portal_last_person", NOBODY) == person:
        return
    with connection.cursor() as cursor:
        # In a transaction block this would be refused; autocommit makes it a statement of its own.
        cursor.execute("DISCARD ALL")
    # Django told the session its time zone when it connected.
    connection.ensure_timezone()
    connection.portal_last_person = person
