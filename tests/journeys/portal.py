"""A whole portal of its own for a journey: the demo's servers, worker and web, in a folder that is thrown away."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from tests.accounts.openid import Running
from tests.ports import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
# Each of the published reports of the demo is protected against all that came out before it, which is a search:
# minutes of work, and many where the processor is shared. So is a draft.
START_SECONDS = 900
DRAFT_SECONDS = 900
STOP_SECONDS = 30
LETTER_SECONDS = 90
# The portal lets 30 sign in from one address in a minute (`ACCOUNT_RATE_LIMITS`), and everybody here comes from one.
SIGN_INS, A_MINUTE = 25, 60
MOST_LINES = 80
BEGINS_A_LINE = re.compile(r"\d{4}-\d\d-\d\d ")
END_OF_LETTER = re.compile(rb"^-{79}\n", re.MULTILINE)


class Portal:
    """A running portal: where it answers and what it has said."""

    def __init__(self, process: subprocess.Popen, log: Path, port: int, state: Path) -> None:
        self.process, self.log, self.port, self.state = process, log, port, state
        self.address = f"http://localhost:{port}"
        self._signed_in: deque[float] = deque(maxlen=SIGN_INS)

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops the portal" not in self.said:
            assert self.process.poll() is None, f"The portal did not start:\n{self.said}"
            assert time.monotonic() < deadline, f"The portal took too long:\n{self.said}"
            time.sleep(0.2)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def accidents(self) -> str:
        """What its processes wrote down as errors, tracebacks with them, the newest last."""
        said = []
        for log in sorted((self.state / "log").glob("*.log")):
            is_told = False
            for line in log.read_text(errors="replace").splitlines():
                if BEGINS_A_LINE.match(line):
                    is_told = " ERROR " in line or " CRITICAL " in line
                if is_told:
                    said.append(f"{log.name}: {line}")
        return "\n".join(said[-MOST_LINES:])

    def letters_to(self, email: str) -> list[str]:
        """All mail to somebody, in no order: files are named by the second, and one may hold several letters."""
        files = (self.state / "mail").glob("*")
        texts = [text for path in files for text in END_OF_LETTER.split(path.read_bytes())]
        letters = [message_from_bytes(text, policy=policy.default) for text in texts if text]
        return [letter.get_content() for letter in letters if letter["To"] == email]

    def letter_to(self, email: str, words: str = "") -> str:
        """A mail to somebody that holds some words, once the worker has sent it."""
        deadline = time.monotonic() + LETTER_SECONDS
        while time.monotonic() < deadline:
            for letter in self.letters_to(email):
                if words in letter:
                    return letter
            time.sleep(0.2)
        raise AssertionError(f"No letter to {email} that holds '{words}' was sent.")

    def wait_to_sign_in(self) -> None:
        """Until the portal lets one more sign in from here."""
        if len(self._signed_in) == SIGN_INS:
            time.sleep(max(0.0, self._signed_in[0] + A_MINUTE - time.monotonic()))
        self._signed_in.append(time.monotonic())

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOP_SECONDS)


def providers(folder: Path, provider: Running) -> Path:
    """The file that says by whom people may sign in besides."""
    told = provider.settings()
    file = folder / "openid.toml"
    file.write_text(
        f"""[ansattporten]
name = "Ansattporten"
issuer = "{told.issuer}"
client_id = "{told.client_id}"
client_secret = "{told.client_secret}"
levels = ["high", "substantial"]
second_factor = ["high"]
"""
    )
    return file


@contextmanager
def running_portal(folder: Path, provider: Running) -> Iterator[Portal]:
    """`make demo` after its set-up, on a free port."""
    port = free_port()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "PORTAL_STATE": str(folder / "state"),
        "PORTAL_DURABLE": "0",
        "PORTAL_CLOCK_SECONDS": "2",
        "PORT": str(port),
        "PORTAL_OPENID_FILE": str(providers(folder, provider)),
    }
    log = folder / "portal.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo", "run"],
            cwd=REPOSITORY,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    portal = Portal(process, log, port, folder / "state")
    try:
        portal.wait()
        yield portal
    finally:
        if process.poll() is None:
            portal.stop()
