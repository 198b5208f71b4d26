"""PostgreSQL and Redis stop, freeze and come back: the portal answers, says so, and goes on.

On servers of their own, since they are stopped in earnest. Their database has the portal's roles and no table: a
visitor's page opens a transaction in a role and reads no row.
"""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.local_servers.conftest import REPOSITORY, environment
from tests.ports import free_port

# Any page answers within so many seconds, whatever has stopped.
SOON = 15
PAGE = "/accessibility/"
# The portal's own, with Redis as the cache.
SETTINGS = {"DJANGO_SETTINGS_MODULE": "krem_portal.settings"}
COUNTED = "/verification/"
THREADS = 4


class Web:
    """A web server with one process and so many threads, on servers of its own."""

    def __init__(self, state: Path) -> None:
        self.port, self.state, self.log = free_port(), state, state.parent / "web.log"
        options = (f"--bind=127.0.0.1:{self.port}", f"--threads={THREADS}", "--no-control-socket")
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "krem_portal.wsgi", *options],
                cwd=REPOSITORY,
                env=environment(state, PORTAL_DURABLE="0", PORT=str(self.port), **SETTINGS),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def ask(
        self, path: str, language: str = "nb", cookies: str = ""
    ) -> tuple[int, dict[str, str], str, float]:
        """Status, headers, text and how long it took."""
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        try:
            headers = {"Cookie": f"django_language={language}; {cookies}"}
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        return answer.status, dict(answer.getheaders()), text, time.monotonic() - began

    def await_status(self, path: str, status: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                if self.ask(path)[0] == status:
                    return
            except OSError:
                pass
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.2)

    def processes(self, server: str) -> list[psutil.Process]:
        """Those of the state folder's PostgreSQL or Redis."""
        folder = str(self.state / server)
        return [each for each in psutil.process_iter(["cwd"]) if each.info["cwd"] == folder]

    @contextmanager
    def frozen(self, server: str) -> Iterator[None]:
        stopped = self.processes(server)
        assert stopped
        for each in stopped:
            each.suspend()
        try:
            yield
        finally:
            for each in stopped:
                if each.is_running():
                    each.resume()


@pytest.fixture(scope="module")
def running(stopped) -> Iterator[Web]:
    with tempfile.TemporaryDirectory(prefix="krem-portal-test-") as folder:
        state = Path(folder).resolve() / "state"
        subprocess.run(["cp", "-a", stopped, state], check=True)
        web = Web(state)
        try:
            yield web
        finally:
            web.process.send_signal(signal.SIGTERM)
            web.process.wait(30)


@pytest.fixture
def web(running) -> Web:
    running.await_status(PAGE, 200)
    return running


WORDS = {
    "nb": "Portalen er borte et øyeblikk",
    "nn": "Portalen er borte ein augneblink",
    "en-gb": "The portal is away for a moment",
}


def test_frozen_postgresql_is_told_in_three_languages_and_soon(web):
    with web.frozen("postgres"):
        for language, words in WORDS.items():
            status, headers, page, took = web.ask(PAGE, language)
            assert (status, words in page) == (503, True), (language, page)
            assert int(headers["Retry-After"]) > 0
            assert took < SOON
        assert web.ask("/readyz")[0] == 503
    web.await_status("/readyz", 200)


def test_what_needs_no_database_does_not_wait_for_it(web):
    with web.frozen("postgres"):
        for path in ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt", "/healthz"):
            status, _headers, _page, took = web.ask(path, cookies="sessionid-8000=whatever")
            assert (status, took < 1) == (200, True), path
        assert web.ask("/static/css/krem.css")[3] < 1


def test_who_comes_after_the_first_is_told_at_once(web):
    with web.frozen("postgres"):
        web.ask(PAGE)
        assert web.ask(PAGE)[3] < 1


def test_every_thread_tells_it_alike(web):
    """A thread whose connection was open before others found the silence does not say that the portal broke."""
    with ThreadPoolExecutor(THREADS) as pool:
        # Everyone has a connection of their own before.
        assert {each[0] for each in pool.map(lambda _: web.ask(PAGE), range(4 * THREADS))} == {200}
        with web.frozen("postgres"):
            web.ask(PAGE)
            assert {each[0] for each in pool.map(lambda _: web.ask(PAGE), range(4 * THREADS))} == {503}


def test_a_frozen_redis_stops_what_is_counted_and_no_page_and_afterwards_nobody_tried_too_often(web):
    """Shown on a page whose every opening is counted, as attempts to sign in are."""
    assert web.ask(COUNTED)[0] == 200
    with web.frozen("redis"):
        status, headers, _page, _took = web.ask(COUNTED)
        assert (status, "Retry-After" in headers) == (503, True)
        assert web.ask(PAGE)[0] == 200
    # The lock that Redis takes when it wakes, for a request that has long been answered, lives half a second.
    time.sleep(0.7)
    assert web.ask(COUNTED)[0] == 200


def test_postgresql_that_is_gone_is_no_error_of_ours_and_when_it_is_back_so_are_we(web):
    postmaster = int((web.state / "postgres" / "postmaster.pid").read_text().split()[0])
    ending = psutil.Process(postmaster)
    os.kill(postmaster, signal.SIGQUIT)
    deadline = time.monotonic() + 10
    # Whoever started it may not be there any more to see it off.
    while ending.is_running() and ending.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    status, headers, _page, _took = web.ask(PAGE)
    assert status == 503
    assert "Retry-After" in headers
    subprocess.run(
        [sys.executable, "-c", "import local_servers; local_servers.ensure(durable=False)"],
        cwd=REPOSITORY,
        env=environment(web.state),
        check=True,
    )
    web.await_status(PAGE, 200)
