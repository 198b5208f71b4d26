"""A second machine with web, workers and clock, both behind one PgBouncer, and a standby at which people are counted."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet

import local_servers
from local_servers.servers import DATABASE
from local_servers.state import ServerState
from tests.machines.servers import Pooler, Standby

if TYPE_CHECKING:
    from tests.chaos.judge import Verdict

SHARED = 20
COUNTED = "SELECT sum(seq_scan) + sum(idx_scan) FROM pg_stat_user_tables WHERE relname = 'participants_stay'"


class SecondMachine:
    """`environment`: what both machines are given, keys of their own too: only embedded servers go without."""

    def __init__(self, state: Path) -> None:
        servers, sockets = local_servers.addresses(), Path(ServerState(state).read()["sockets"])
        self.standby, self.pooler = Standby(sockets), Pooler(sockets, size=SHARED)
        self.environment = {
            "PORTAL_PRODUCTION": "0",
            "DATABASE_URL": self.pooler.url(DATABASE),
            "DATABASE_OWNER_URL": servers.owner_url,
            "DATABASE_STANDBY_URL": self.standby.url(DATABASE),
            "REDIS_URL": servers.redis_url,
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(60),
            "PORTAL_CONTACT_KEYS": Fernet.generate_key().decode(),
            "PORTAL_SECOND_FACTOR_KEYS": Fernet.generate_key().decode(),
        }

    def judge(self, verdict: "Verdict", done_by: dict[str, int]) -> None:
        """Both machines have worked, and people were counted at the standby."""
        counted = self.standby.ask(COUNTED, DATABASE)
        verdict.figures |= {"done by": done_by, "reads of stays at the standby": counted}
        for name in ("builds", "builds again"):
            verdict.hold(done_by[name] > 0, f"the worker {name} has done nothing")
        verdict.hold(counted > 0, "nobody was counted at the standby")

    def remove(self) -> None:
        self.pooler.remove()
        self.standby.remove()
