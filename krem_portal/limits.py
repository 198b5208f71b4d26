"""How long the portal waits for PostgreSQL, and lets PostgreSQL wait for it.

What PostgreSQL can keep it is told when a connection is made; that it answers at all is seen to by
`krem_portal.postgres`. A pooler between (PgBouncer) must let `options` pass.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds; None where a thing may take as long as it does."""

    statement: int | None
    lock: int
    idle_in_transaction: int | None
    connect: int = 3

    def on(self, database: dict[str, Any]) -> dict[str, Any]:
        """A database of Django's settings with these limits. What its address asks for comes first."""
        settings = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
        }
        told = [f"-c {name}={seconds * 1000}" for name, seconds in settings.items() if seconds]
        options: dict[str, Any] = {"connect_timeout": self.connect, "options": " ".join(told)}
        if self.statement:
            # A server that keeps its own limit has answered by then.
            options["patience"] = float(self.statement + 2)
        return {**database, "OPTIONS": {**options, **database.get("OPTIONS", {})}}


# A page that takes longer has kept a person waiting too long. Publishing computes inside its transaction.
WEB = Limits(statement=10, lock=8, idle_in_transaction=60)
# A build counts everybody, an import reads a large workbook inside its transaction.
OTHERS = Limits(statement=300, lock=60, idle_in_transaction=700)
# A migration that waits for a table makes everybody behind it wait: it gives way and is run again.
MIGRATIONS = Limits(statement=None, lock=5, idle_in_transaction=None)
