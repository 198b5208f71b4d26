"""Two machines at one PostgreSQL and one Redis, behind a pooler and with a standby: nothing is lost, nothing done twice."""

from tests.chaos.whole_run import require_nothing_lost
from tests.machines.servers import needs_pgbouncer

pytestmark = needs_pgbouncer

ARGUMENTS = ["--machines=2", "--kills=0", "--builds=12", "--imports=6", "--drain=180"]


def test_two_machines_lose_nothing_and_do_nothing_twice():
    assert "asked for: 12" in require_nothing_lost(*ARGUMENTS)
