"""The portal's processes, started as an operator starts them and started again when they die."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from background.queues import QUEUES
from local_servers import postgres, redis
from local_servers.state import ServerState
from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
RESTART_SECONDS = 0.5
START_SECONDS = 600
# What stands on a second machine: letters leave from one, or each would be tried twice at the same time.
AGAIN = ("web", "builds", "imports", "clock", "beat")
CELERY = ("-m", "celery", "--app", "krem_portal")


class Processes:
    """Web, a worker for each queue and the clock, and the servers under them."""

    def __init__(self, state: Path, port: int, *, beside: Mapping[str, str] | None = None) -> None:
        """`beside`: the environment of a second machine with web, workers and clock of its own; both have it then."""
        self.state, self.port = ServerState(state), port
        self.environment = {**os.environ, **(beside or {})}
        self.commands = {
            "web": ("-m", "gunicorn", "krem_portal.wsgi", f"--bind=127.0.0.1:{port}", "--workers=1", "--threads=4",
                    "--no-control-socket"),
            **{queue.name: (*CELERY, *queue.worker()) for queue in QUEUES},
            "beat": (*CELERY, "beat", f"--schedule={state}/schedule", "--pidfile="),
        }  # fmt: skip
        if beside:
            self.commands |= {
                f"{name} again": [
                    part.replace(f":{port}", f":{free_port()}")
                    .replace("@%h", "@again")
                    .replace("/schedule", "/schedule-again")
                    for part in command
                ]
                for name, command in self.commands.items()
                if name in AGAIN
            }
        self.running: dict[str, subprocess.Popen] = {}
        self.held_back: set[str] = set()
        self.ending = threading.Event()
        self.logs = state / "chaos"
        self.logs.mkdir(exist_ok=True)

    def start(self) -> None:
        for name in self.commands:
            self._start(name)
        threading.Thread(target=self._look_after, daemon=True).start()

    def await_ready(self) -> None:
        """Until all have begun: what they are then put through is measured, not how long Python takes to start."""
        deadline = time.monotonic() + START_SECONDS
        waiting = {name for name in self.commands if not name.startswith("beat")}
        while waiting:
            assert time.monotonic() < deadline, f"{sorted(waiting)} did not start"
            for name in list(waiting):
                said = (self.logs / f"{name}.log").read_text(errors="replace")
                if ("Booting worker" if name.startswith("web") else "ready.") in said:
                    waiting.remove(name)
            time.sleep(0.2)

    def done_by(self) -> dict[str, int]:
        """How many tasks each worker says that it has done."""
        return {
            name: (self.logs / f"{name}.log").read_text(errors="replace").count("succeeded in")
            for name in self.commands
            if not name.startswith(("web", "beat"))
        }

    def stop(self) -> None:
        self.ending.set()
        for process in self.running.values():
            for each in self.family(process.pid):
                _end(each)
            process.wait()

    def kill(self, name: str) -> None:
        self.running[name].kill()

    def kill_child(self, name: str) -> None:
        """A process of the pool, or of the web server; the main process where there is none."""
        children = self.family(self.running[name].pid)[1:]
        if not children:
            return self.kill(name)
        return _end(children[0])

    def family(self, pid: int) -> list[psutil.Process]:
        try:
            main = psutil.Process(pid)
            return [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def hold_back(self, *names: str) -> None:
        """Stop these, and leave them stopped."""
        self.held_back |= set(names)
        for name in names:
            for each in self.family(self.running[name].pid):
                _end(each)

    def let_go(self) -> None:
        self.held_back.clear()

    def of_server(self, server: str) -> list[psutil.Process]:
        folder = str(getattr(self.state, server))
        found = []
        for each in psutil.process_iter(["cwd"]):
            if each.info["cwd"] == folder:
                found.append(each)
        return found

    def freeze(self, server: str, seconds: float) -> None:
        stopped = self.of_server(server)
        for each in stopped:
            with suppress(psutil.NoSuchProcess):
                each.suspend()
        time.sleep(seconds)
        for each in stopped:
            with suppress(psutil.NoSuchProcess):
                each.resume()

    def start_postgres(self) -> None:
        """Whatever became of it."""
        sockets = Path(self.state.read()["sockets"])
        if not (postgres.answers(sockets) and postgres._running_pid(self.state.postgres)):
            postgres.start(self.state, sockets, durable=False)

    def lose_redis(self) -> None:
        """Killed, with all that it held."""
        record = self.state.read()
        for each in self.of_server("redis"):
            _end(each)
            _await_end(each)
        for file in self.state.redis.glob("*.rdb"):
            file.unlink()
        redis._spawn(
            self.state, record["redis_port"], record["redis_password"], self.state.logs / "redis.log"
        )

    def _start(self, name: str) -> None:
        with (self.logs / f"{name}.log").open("ab") as output:
            self.running[name] = subprocess.Popen(
                [sys.executable, *self.commands[name]],
                cwd=REPOSITORY,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _look_after(self) -> None:
        while not self.ending.wait(RESTART_SECONDS):
            for name, process in list(self.running.items()):
                if name not in self.held_back and process.poll() is not None:
                    self._start(name)


def _end(process: psutil.Process) -> None:
    """Also one that has ended by itself in the meantime."""
    with suppress(psutil.NoSuchProcess):
        process.kill()


def _await_end(process: psutil.Process) -> None:
    """One that nobody has asked about yet has ended all the same: a copy that Redis made of itself to save has no
    parent any more, and whose child it became may not care."""
    deadline = time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, process
            time.sleep(0.05)
