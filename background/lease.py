"""Keeps the lease of long work alive and shows how far it has come, beside the work itself.

A thread with a connection of its own writes, so that progress is seen also while the work sits in
one long transaction.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import DatabaseError, connection
from django.utils import timezone

from background.models import LEASE, LostLease, Work

TICK_SECONDS = 0.5
RENEW_SECONDS = LEASE.total_seconds() / 3

Scope = Callable[[], AbstractContextManager]


class Progress:
    """What a worker says about its progress; `say` is cheap and may be called often."""

    def __init__(self, work: Work, scope: Scope) -> None:
        self._work, self._scope = work, scope
        self._said = ("", 0, 0)
        self._stop = threading.Event()
        self._lost = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"progress of {work.pk}", daemon=True)

    def say(self, step: str, done: int = 0, out_of: int = 0) -> None:
        """Note how far the work has come. Raises LostLease when another worker has taken over."""
        if self._lost.is_set():
            raise LostLease(f"{self._work._meta.label} {self._work.pk}")
        self._said = (step, min(done, out_of), out_of)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        written, waited = ("", 0, 0), 0.0
        try:
            while not self._stop.wait(TICK_SECONDS):
                waited += TICK_SECONDS
                if self._said != written or waited >= RENEW_SECONDS:
                    written, waited = self._said, 0.0
                    self._write(*written)
        except LostLease:
            self._lost.set()
        finally:
            connection.close()

    def _write(self, step: str, done: int, out_of: int) -> None:
        try:
            with self._scope():
                self._work.heartbeat(timezone.now(), step, done, out_of)
        except DatabaseError:
            # The database may be away for a moment; the fence decides in the end.
            connection.close()


@contextmanager
def holding_lease(work: Work, scope: Scope) -> Iterator[Progress]:
    """Hold the lease of claimed work while the block runs."""
    progress = Progress(work, scope)
    progress.start()
    try:
        yield progress
    finally:
        progress.stop()
