"""The queues: one for each kind of work, so that no kind waits behind another.

Knows neither Django nor Celery: settings, the demo and the files in deploy/ are made from or held to it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Queue:
    """What one kind of work may take: how many at a time, and how many seconds each."""

    name: str
    tasks: tuple[str, ...]
    at_a_time: int
    # After the first a task is asked to stop, after the second its process is ended.
    soft_seconds: int
    hard_seconds: int
    # Work that needs no process of its own for each task: it is short, and its waiting is bounded elsewhere.
    in_one_process: bool = False

    def worker(self, *beside: "Queue") -> list[str]:
        """What `celery --app krem_portal` is told to start the worker of this queue, and of those beside it."""
        pool = "--pool=solo" if self.in_one_process else f"--concurrency={self.at_a_time}"
        return [
            "worker",
            f"--queues={','.join(queue.name for queue in (self, *beside))}",
            f"--hostname={self.name}@%h",
            pool,
            "--loglevel=INFO",
            "--without-gossip",
            "--without-mingle",
        ]


# Protecting a report takes minutes where others are out: a second one does not wait for it.
BUILDS: Final = Queue(
    "builds",
    ("reports.build_edition", "reports.audit_what_is_out", "reports.simulate_plan"),
    at_a_time=2,
    soft_seconds=1500,
    hard_seconds=1800,
)
IMPORTS: Final = Queue("imports", ("participants.import_workbook",), 1, 600, 660)
LETTERS: Final = Queue("letters", ("accounts.send_letters",), 1, 240, 300, in_one_process=True)
# All that the clock asks about goes here, as does a task that nobody has given a place.
CLOCK: Final = Queue("clock", (), 1, 240, 300, in_one_process=True)

QUEUES: Final = (BUILDS, IMPORTS, LETTERS, CLOCK)
