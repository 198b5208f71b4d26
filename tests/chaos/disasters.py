"""What happens to servers and processes, each under the name that the report gives it."""

import http.client
import logging
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import psutil
from django.utils import timezone

from krem_portal.celery import app
from local_servers import account
from tests.chaos.mail_server import MailServer
from tests.chaos.processes import Processes

# As many as a clock leaves in a day.
STALE_MESSAGES = 8953


class Disasters:
    """Each is over, and the servers up again, when it returns."""

    def __init__(self, processes: Processes, mail: MailServer) -> None:
        self.processes, self.mail = processes, mail

    def all(self) -> dict[str, Callable[[], None]]:
        kill, kill_child = self.processes.kill, self.processes.kill_child
        disasters = {
            "worker for builds killed": lambda: kill("builds"),
            "pool child of builds killed": lambda: kill_child("builds"),
            "worker for imports killed": lambda: kill("imports"),
            "pool child of imports killed": lambda: kill_child("imports"),
            "worker for letters killed": lambda: kill("letters"),
            "worker of the clock killed": lambda: kill("clock"),
            "clock killed": lambda: kill("beat"),
            "Redis killed, its data lost": self.processes.lose_redis,
            "PostgreSQL stopped at once": self.stop_postgres,
            "PostgreSQL crashed": self.crash_postgres,
            "web killed in a request": self.kill_web_in_a_request,
            "Redis frozen": lambda: self.processes.freeze("redis", 4),
            "PostgreSQL frozen": lambda: self.processes.freeze("postgres", 5),
            "mail server frozen": self.freeze_mail,
            "workers away for a day": self.day_without_workers,
        }
        if self._may_limit():
            disasters["disk full"] = self.fill_disk
        return disasters

    def _may_limit(self) -> bool:
        """Whether this system lets one process limit another's files."""
        if _limit([self._postmaster()], resource.RLIM_INFINITY):
            return True
        sys.stderr.write("No full disk: this system does not let processes be limited.\n")
        return False

    def stop_postgres(self) -> None:
        os.kill(self._postmaster(), signal.SIGQUIT)
        time.sleep(0.5)
        self.processes.start_postgres()

    def crash_postgres(self) -> None:
        """A server process is killed; PostgreSQL throws everybody out and recovers by itself."""
        main = self._postmaster()
        others = [each for each in self.processes.of_server("postgres") if each.pid != main]
        with suppress(psutil.NoSuchProcess):
            others[-1].kill()
        time.sleep(1)
        self.processes.start_postgres()

    def kill_web_in_a_request(self) -> None:
        threading.Thread(target=self._ask_slowly, daemon=True).start()
        time.sleep(0.05)
        self.processes.kill_child("web")

    def fill_disk(self) -> None:
        """PostgreSQL can write no file any further: as on a full disk it stops rather than lose what was promised."""
        for size, seconds in ((4096, 2), (resource.RLIM_INFINITY, 0.5)):
            _limit([each.pid for each in self.processes.of_server("postgres")], size)
            time.sleep(seconds)
        self.processes.start_postgres()

    def freeze_mail(self) -> None:
        self.mail.answering.clear()
        time.sleep(5)
        self.mail.answering.set()

    def day_without_workers(self) -> None:
        self.processes.hold_back("builds", "imports", "letters", "clock")
        yesterday = timezone.now() - timedelta(days=1)
        # Celery says of each that it is late already.
        logging.getLogger("celery.app.base").setLevel(logging.ERROR)
        with app.connection_for_write() as broker, app.amqp.Producer(broker) as producer:
            for _ in range(STALE_MESSAGES):
                app.send_task("reports.sweep", expires=yesterday, producer=producer)
        time.sleep(3)
        self.processes.let_go()

    def _postmaster(self) -> int:
        return int((self.processes.state.postgres / "postmaster.pid").read_text().split()[0])

    def _ask_slowly(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.processes.port, timeout=10)
        try:
            connection.request("GET", "/about/")
            connection.getresponse()
        except OSError:
            pass
        finally:
            connection.close()


def _limit(pids: list[int], size: int) -> bool:
    """From now on these write no file any further; whether that is allowed.

    Asked by the account that they belong to: one's own may be limited by anybody, others' not even by root where a
    container has taken that right away.
    """
    child = os.fork()
    if not child:
        code = 1
        with suppress(PermissionError):
            if os.geteuid() == 0:
                owner = account.as_owner()
                os.setresgid(*(owner["group"],) * 3)
                os.setresuid(*(owner["user"],) * 3)
            for pid in pids:
                with suppress(ProcessLookupError):
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            code = 0
        os._exit(code)
    return os.waitpid(child, 0)[1] == 0
