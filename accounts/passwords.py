"""Where sealed passwords are read and written: by functions of the database's owner, for whoever may know.

No role of the application has any right on the table itself. The database tells a password to its owner, and to a
visitor who signs in; it takes a new one from its owner, and from the portal itself (an invitation, the demo).
"""

from uuid import UUID

from django.db import connection


def read(user: UUID) -> str | None:
    """The sealed password; None where there is none, or where it is nobody's business."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.portal_sealed_password(%s)", [user])
        return cursor.fetchone()[0]


def write(user: UUID, sealed: str) -> None:
    """Seal a new password. The database refuses one for somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.portal_seal_password(%s, %s)", [user, sealed])
