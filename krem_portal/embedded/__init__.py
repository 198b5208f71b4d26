"""PostgreSQL and Redis for a machine that has neither.

Nothing here knows Django or the portal, so that it may run before settings are read.
Each server starts only when its address (DATABASE_URL, REDIS_URL) is not in the environment. All processes
with the same state folder share the servers; the last one to leave stops them, and the data stays.
"""

from krem_portal.embedded.failure import CannotStart
from krem_portal.embedded.servers import (
    Servers,
    addresses,
    create_database,
    drop_database,
    ensure,
    forget,
    release,
)
from krem_portal.embedded.state import state_dir

__all__ = [
    "CannotStart",
    "Servers",
    "addresses",
    "create_database",
    "drop_database",
    "ensure",
    "forget",
    "release",
    "state_dir",
]
