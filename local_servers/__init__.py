"""PostgreSQL and Redis for a machine that has neither.

Nothing here knows Django or the portal, so that it may run before settings are read.
Each server starts only when its address (DATABASE_URL, REDIS_URL) is not in the environment. All processes
with the same state folder share the servers; the last one to leave stops them, and the data stays.
"""

from local_servers.failure import CannotStart
from local_servers.postgres import ROLES
from local_servers.servers import (
    Servers,
    addresses,
    create_database,
    drop_database,
    ensure,
    forget,
    read_database,
    release,
    write_database,
)
from local_servers.state import state_dir

__all__ = [
    "ROLES",
    "CannotStart",
    "Servers",
    "addresses",
    "create_database",
    "drop_database",
    "ensure",
    "forget",
    "read_database",
    "release",
    "state_dir",
    "write_database",
]
