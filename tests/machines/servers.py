"""What stands beside a PostgreSQL on machines of its own: a standby that follows it, and a pooler before it."""

import shutil
import subprocess
import tempfile
import time
from configparser import ConfigParser
from pathlib import Path

import psycopg
import pytest

from local_servers import account, postgres, program
from local_servers.state import ServerState
from tests.ports import free_port

SECONDS = 60
needs_pgbouncer = pytest.mark.skipif(
    not shutil.which("pgbouncer"), reason="needs pgbouncer, in Debian's package of that name"
)


class Standby:
    """A second server that follows the first by streaming, as PostgreSQL's own programs make it."""

    def __init__(self, primary: Path) -> None:
        """`primary`: the folder of the first server's socket."""
        self.folder = _new_folder()
        self.state = ServerState(self.folder / "state")
        self.state.prepare()
        self.sockets = self.folder / "sockets"
        self.sockets.mkdir()
        self.state.postgres.mkdir(mode=0o700)
        for each in (self.sockets, self.state.postgres):
            account.hand_over(each)
        _run(
            postgres.programs() / "pg_basebackup",
            *("-h", primary, "-p", postgres.PORT, "-U", postgres.SUPERUSER),
            *("-D", self.state.postgres, "--checkpoint=fast", "--no-sync", "--write-recovery-conf"),
        )
        self.start()

    def start(self) -> None:
        postgres.start(self.state, self.sockets, durable=False)

    def stop(self) -> None:
        postgres.stop(self.state.postgres)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str, user: str = "portal_app") -> str:
        return f"postgresql://{user}@/{database}?host={self.sockets}&port={postgres.PORT}"

    def ask(self, statement: str, database: str = "postgres") -> object:
        """As its superuser: the one value that a statement gives."""
        with psycopg.connect(self.url(database, postgres.SUPERUSER), autocommit=True) as there:
            return there.execute(statement).fetchone()[0]


class Pooler:
    """PgBouncer as deploy/ has it, in transaction mode: many connections of the portal share a few of the server's."""

    DEPLOYED = Path(__file__).resolve().parents[2] / "deploy" / "pgbouncer.ini"

    def __init__(self, sockets: Path, *, size: int) -> None:
        """`sockets`: the folder of the server's socket. `size`: how many connections of the server's are shared."""
        self.folder, self.port = _new_folder(), free_port()
        (self.folder / "users.txt").write_text('"portal_app" ""\n"portal_owner" ""\n')
        file = self.folder / "pgbouncer.ini"
        ours = ConfigParser(interpolation=None)
        ours.read(self.DEPLOYED)
        ours["databases"] = {"*": f"host={sockets} port={postgres.PORT}"}
        ours["pgbouncer"].update(
            {
                "listen_port": str(self.port),
                "auth_type": "trust",
                "auth_file": str(self.folder / "users.txt"),
                "admin_users": "portal_app",
                "default_pool_size": str(size),
            }
        )
        with file.open("w") as output:
            ours.write(output)
        self.log = self.folder / "log"
        command = [shutil.which("pgbouncer"), file]
        with self.log.open("wb") as output:
            self.process = program.spawn(self.folder, command, output, **account.as_owner())
        self._await()

    def _await(self) -> None:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self.ask("SHOW VERSION")
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.05)

    def ask(self, statement: str) -> list[tuple]:
        """Of its own console."""
        with psycopg.connect(self.url("pgbouncer"), autocommit=True) as there:
            return there.execute(statement).fetchall()

    def url(self, database: str, user: str = "portal_app") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def remove(self) -> None:
        self.process.terminate()
        self.process.wait(SECONDS)
        shutil.rmtree(self.folder)


def _new_folder() -> Path:
    """One that others may pass through: PostgreSQL does not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="krem-portal-test-"))
    folder.chmod(0o755)
    return folder


def _run(*command: object) -> None:
    finished = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **account.as_owner()
    )
    assert finished.returncode == 0, finished.stderr
