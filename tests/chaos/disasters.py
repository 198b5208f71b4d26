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
        """Whether this system lets one process limit another's files: containers often do not."""
        try:
            resource.prlimit(self._postmaster(), resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        except PermissionError:
            sys.stderr.write("No full disk: this system does not let processes be limited.\n")
            return False
        return True

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
        for each in self.processes.of_server("postgres"):
            _limit(each, 4096)
        time.sleep(2)
        for each in self.processes.of_server("postgres"):
            resource.prlimit(
                each.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )
        time.sleep(0.5)
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


def _limit(process: psutil.Process, size: int) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
