"""The demo's programs start and stop as one, and say in words what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings

import local_servers
from demo import portal
from tests.local_servers.conftest import REPOSITORY, environment

STUBBORN = "import signal,time; signal.signal(15, signal.SIG_IGN); signal.signal(3, signal.SIG_IGN); print(1, flush=True);"
PARENT = """
import sys, time
from demo import portal
child = portal.Child("sleeper", "timeit", "-n1", "-r1", "__import__('time').sleep(60)")
print(child.process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def logs(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with room for logs."""
    monkeypatch.setenv("PORTAL_STATE", str(place))
    (place / "log").mkdir()
    return place / "log"


def run_demo(state: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`make demo`, once everything is set up."""
    return subprocess.run(
        [sys.executable, "-m", "demo", "run"],
        cwd=REPOSITORY,
        env=environment(state, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def python(name: str, statement: str) -> portal.Child:
    """A child that runs one statement."""
    return portal.Child(name, "timeit", "-n1", "-r1", statement)


def wait_for(text: str, log: Path) -> None:
    """Until a child has said something."""
    deadline = time.monotonic() + 60
    while text not in log.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_taken_port_is_named_and_another_proposed(new_state: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        finished = run_demo(new_state, PORT=str(port))
    assert finished.returncode == 1
    assert finished.stderr.strip() == f"Port {port} is taken. Choose another: make demo PORT={port + 1}"
    assert not (new_state / "postgres").exists()


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_not_one(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(
        local_servers.CannotStart, match=f"PORT must be a number from 1 to 65535, not '{port}'"
    ):
        portal.Address.from_environment()


@pytest.mark.parametrize(
    ("host", "bound", "url"),
    [
        ("", "127.0.0.1:8001", "http://localhost:8001/"),
        ("0.0.0.0", "0.0.0.0:8001", "http://localhost:8001/"),  # noqa: S104 - only compared
        ("::1", "[::1]:8001", "http://[::1]:8001/"),
        ("portal.test", "portal.test:8001", "http://portal.test:8001/"),
    ],
)
def test_the_address_that_is_printed_works(
    monkeypatch: pytest.MonkeyPatch, host: str, bound: str, url: str
) -> None:
    monkeypatch.setenv("PORT", "8001")
    monkeypatch.setenv("HOST", host)
    address = portal.Address.from_environment()
    assert (str(address), address.url) == (bound, url)


def test_a_child_that_ends_is_named_with_its_last_words(logs: Path) -> None:
    child = python("web", "print('what went wrong'); raise OSError")
    child.process.wait(timeout=20)
    with pytest.raises(local_servers.CannotStart) as caught:
        portal.require_alive([child])
    assert caught.value.code.startswith(
        f"'web' ended by itself (exit code 1). Its log, {logs / 'web.log'}, ends with:"
    )
    assert "what went wrong" in caught.value.code


def test_each_queue_has_a_worker_in_the_demo_and_in_the_guide(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr(portal, "Child", lambda name, *command: started.extend(command))
    portal.start_background()
    queues = {settings.CELERY_TASK_DEFAULT_QUEUE}
    queues |= {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    taken = [word.removeprefix("--queues=").split(",") for word in started if word.startswith("--queues=")]
    assert {name for names in taken for name in names} == queues
    guide = (REPOSITORY / "docs" / "operations.md").read_text()
    assert [queue for queue in sorted(queues) if f"`manage.py worker {queue}`" not in guide] == []


def test_children_that_do_not_listen_are_ended(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portal, "GRACE_SECONDS", 0.2)
    grandchild = f"subprocess.Popen([sys.executable, '-c', {STUBBORN + 'time.sleep(60)'!r}])"
    child = python(
        "worker",
        f"import subprocess, sys; {STUBBORN} print({grandchild}.pid, 'started', flush=True); time.sleep(60)",
    )
    wait_for("started", logs / "worker.log")
    line = next(line for line in (logs / "worker.log").read_text().splitlines() if "started" in line)
    portal.stop_all([child])
    assert child.process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while psutil.pid_exists(int(line.split()[0])) and time.monotonic() < deadline:
        if psutil.Process(int(line.split()[0])).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.02)
    else:
        assert not psutil.pid_exists(int(line.split()[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux tells children")
def test_children_do_not_outlive_a_runner_that_was_killed(logs: Path) -> None:
    runner = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        cwd=REPOSITORY,
        env=environment(logs.parent),
        stdout=subprocess.PIPE,
        text=True,
    )
    child = psutil.Process(int(runner.stdout.readline()))
    assert child.is_running()
    os.kill(runner.pid, signal.SIGKILL)
    runner.communicate(timeout=20)
    deadline = time.monotonic() + 10
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_to_forget_the_demo_is_to_remove_its_letters_too(state: Path) -> None:
    (state / "mail").mkdir()
    (state / "mail" / "letter.log").write_text("")
    finished = subprocess.run(
        [sys.executable, "-m", "demo", "forget"],
        cwd=REPOSITORY,
        env=environment(state),
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0
    assert not state.exists()
