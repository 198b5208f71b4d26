"""The portal with made-up data on one machine: servers, web, worker and clock, started and stopped as one."""

import argparse
import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import django
from django.core.management import call_command
from django.db import connections

import local_servers
from background.queues import BUILDS, CLOCK, IMPORTS, LETTERS
from local_servers.schema import bring_up_to_date

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 60
GRACE_SECONDS = 5
LAST_LINES = 15
MAIL = "mail"
SCHEDULE = "celerybeat-schedule"
SET_PARENT_DEATH_SIGNAL = 1
LOCAL = ("127.0.0.1", "localhost", "0.0.0.0")  # noqa: S104 - compared with, not listened on


@dataclass(frozen=True)
class Address:
    """Where the portal is to be opened in a browser."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        port = os.environ.get("PORT") or "8000"
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise local_servers.CannotStart(f"PORT must be a number from 1 to 65535, not '{port}'.")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """What a person types."""
        return f"http://localhost:{self.port}/" if self.host in LOCAL else f"http://{self}/"

    def require_free(self) -> None:
        """Say so now rather than in the log of a web server that gave up."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                raise local_servers.CannotStart(self._refusal(error)) from None

    def _refusal(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return f"Port {self.port} is taken. Choose another: make demo PORT={self.port + 1}"
        if error.errno == errno.EACCES:
            return f"Port {self.port} is not open to this user. Choose another: make demo PORT=8000"
        return f"Cannot listen on {self}: {error.strerror}"


class Child:
    """One of the programs that make up the portal."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self.log = local_servers.state_dir() / "log" / f"{name}.log"
        with self.log.open("wb") as output:
            # A session of its own: Ctrl-C reaches this program only, which stops the others in order.
            self.process = subprocess.Popen(  # noqa: S603 - ours, no shell
                [sys.executable, "-m", *arguments],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    @property
    def last_words(self) -> str:
        """The end of what it wrote."""
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "\n".join([f"Its log, {self.log}, ends with:", *lines])

    def signal(self, number: signal.Signals) -> None:
        """To the program, and on the last occasion to what it started as well."""
        try:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except ProcessLookupError:
            pass


def stop_all(children: Sequence[Child]) -> None:
    """Ask, insist, end. Work that is cut off is taken up again: the row is the truth."""
    for number in (signal.SIGTERM, signal.SIGQUIT):
        for child in children:
            child.signal(number)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and any(child.process.poll() is None for child in children):
            time.sleep(0.05)
    for child in children:
        child.signal(signal.SIGKILL)
        child.process.wait()


def say(text: str) -> None:
    """To the person at the terminal, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def prepare() -> None:
    """The tables and the data, made where they are missing."""
    django.setup()
    say("Preparing the data (the first time takes a while)")
    bring_up_to_date()
    call_command("seed_demo")
    connections.close_all()


def start_web(address: Address) -> Child:
    """What answers the browser."""
    return Child(
        "web",
        "gunicorn",
        "krem_portal.wsgi",
        f"--bind={address}",
        "--preload",
        "--workers=2",
        "--threads=2",
        # It lies in the home folder, where two portals side by side would meet.
        "--no-control-socket",
        f"--graceful-timeout={GRACE_SECONDS - 2}",
    )


def start_background() -> list[Child]:
    """The workers, and the clock that wakes them.

    Real portals have a worker for each queue and a clock by itself. Here letters go into a folder, which never
    keeps anybody waiting: they share a process with what the clock asks about, and a machine at home its memory.
    """
    celery = ("celery", "--app", "krem_portal")
    schedule = str(local_servers.state_dir() / SCHEDULE)
    return [
        Child(BUILDS.name, *celery, *BUILDS.worker()),
        Child(IMPORTS.name, *celery, *IMPORTS.worker()),
        Child(CLOCK.name, *celery, *CLOCK.worker(LETTERS), "--beat", f"--schedule={schedule}"),
    ]


def await_answer(address: Address, web: Child) -> None:
    """Until the web server answers: an address that is printed must work."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        require_alive([web])
        connection = http.client.HTTPConnection(address.host, address.port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": f"localhost:{address.port}"})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise local_servers.CannotStart(f"The web server does not answer. {web.last_words}")


def require_alive(children: Sequence[Child]) -> None:
    """A portal with a part missing is not a portal."""
    for child in children:
        code = child.process.poll()
        if code is not None:
            raise local_servers.CannotStart(
                f"'{child.name}' ended by itself (exit code {code}). {child.last_words}"
            )


def run() -> None:
    """From nothing to a portal in the browser, until Ctrl-C."""
    address = Address.from_environment()
    address.require_free()
    os.environ["PORTAL_DEMO"] = "1"
    os.environ.setdefault("PORT", str(address.port))
    os.environ.setdefault("PORTAL_ADDRESS", address.url.rstrip("/"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krem_portal.settings")
    children: list[Child] = []
    try:
        local_servers.ensure()
        prepare()
        children = [start_web(address)]
        await_answer(address, children[0])
        children += start_background()
        say(f"\nThe portal is at {address.url}\n")
        call_command("demo_accounts")
        say(f"\nLogs are in {local_servers.state_dir() / 'log'}. Ctrl-C stops the portal.")
        while True:
            require_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        say("\nStopping")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop_all(children)
        connections.close_all()
        local_servers.release()
    say("Stopped. 'make demo' starts again where it was; 'make clean-demo' forgets.")


def forget() -> None:
    """Remove the demo's data; the letters it would have sent lie beside it."""
    local_servers.forget(MAIL, SCHEDULE)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("command", choices=["run", "forget"])
    command = parser.parse_args().command
    # Also where a shell that put the portal in the background has had SIGINT ignored.
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    # nohup has asked for hang-ups to be ignored.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _interrupt)
    {"run": run, "forget": forget}[command]()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end and Ctrl-C are the same."""
    raise KeyboardInterrupt


def _die_with_parent() -> None:
    """Have the kernel stop a child whose parent was killed; it then leaves the servers, and the last stops them."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
