"""Long work that survives kills: the row is the truth, the queue is only a hint."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from spelling.keys import InOrder

LEASE = timedelta(seconds=settings.LEASE_SECONDS)
# A worker that is killed says nothing, and neither kills nor lost connections are the work's own fault: it is begun
# this often. Work that breaks at the same place three times will break a fourth time too.
MOST_ATTEMPTS = 10
MOST_ACCIDENTS = 3


class LostLease(Exception):
    """Another worker has taken the work over: stop, and write nothing more."""


class Failure(StrEnum):
    """Why work was given up, kept by name: a worker does not know in which language somebody will read it."""

    BROKE = "broke"
    WORN_OUT = "worn-out"

    @property
    def in_words(self) -> str:
        if self == Failure.BROKE:
            return _(
                "Something went wrong on our side, %(count)s times. Nothing was lost or half written. KREM has been told."
            ) % {"count": MOST_ACCIDENTS}
        return _("The work was started %(count)s times and never came to an end. KREM has been told.") % {
            "count": MOST_ATTEMPTS
        }


class WorkQuerySet(InOrder):
    def adrift(self, now: datetime) -> Self:
        """Work that waits, or whose worker has fallen silent. Oldest first."""
        waiting = Q(state__in=self.model.STARTS)
        silent = Q(state__in=self.model.STARTS.values(), lease_until__lt=now)
        return self.filter(waiting | silent).order_by("requested_at", "pk")


class Work(models.Model):
    """A piece of work with a lease, a fence and progress that a person can see.

    `STARTS` says which waiting state becomes which running state when a worker claims the row.
    """

    STARTS: ClassVar[dict[str, str]] = {}
    FAILED: ClassVar[str] = "failed"
    # What failed work lets go of at once, such as the bytes it was about.
    LET_GO: ClassVar[dict[str, object]] = {}

    requested_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    # How often the work itself broke, among the attempts.
    accidents = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    step = models.CharField(max_length=40, blank=True, editable=False)
    # How much of the step is done; what the numbers count depends on the step.
    done = models.PositiveIntegerField(default=0, editable=False)
    out_of = models.PositiveIntegerField(default=0, editable=False)
    failure = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def failure_in_words(self) -> str:
        """In the reader's language. What failed before reasons had names has words of its own."""
        return Failure(self.failure).in_words if self.failure in set(Failure) else self.failure

    @property
    def is_waiting(self) -> bool:
        return self.state in self.STARTS

    @property
    def is_running(self) -> bool:
        return self.state in self.STARTS.values()

    @property
    def is_under_way(self) -> bool:
        return self.is_waiting or self.is_running

    @classmethod
    def claim(cls, pk: object, now: datetime) -> Self | None:
        """Take the row if nobody holds it: one UPDATE, so two workers can never both succeed."""
        for waiting, running in cls.STARTS.items():
            free = Q(state=waiting) | Q(state=running, lease_until__lt=now)
            taken = cls.objects.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS).update(
                state=running,
                lease_until=now + LEASE,
                fence=F("fence") + 1,
                attempts=F("attempts") + 1,
                failure="",
            )
            if taken:
                return cls.objects.get(pk=pk)
        return None

    def held(self) -> models.QuerySet:
        """The row, as long as this worker's fence is the one that counts."""
        return type(self).objects.filter(pk=self.pk, fence=self.fence, state=self.state)

    def heartbeat(self, now: datetime, step: str, done: int = 0, out_of: int = 0) -> None:
        """Say how far the work has come and hold the lease for a while more."""
        if not self.held().update(lease_until=now + LEASE, step=step, done=done, out_of=out_of):
            raise LostLease(f"{self._meta.label} {self.pk}")

    def finish(self, state: str, **values: object) -> None:
        """Write the outcome, in the caller's transaction, only where the fence still holds."""
        if not self.held().update(state=state, lease_until=None, step="", **values):
            raise LostLease(f"{self._meta.label} {self.pk}")
        self.state = state
        for name, value in values.items():
            setattr(self, name, value)

    def give_up(self, failure: Failure, *, worn_out: bool = False) -> bool:
        """End the work for good and say why, unless it has been taken on in the meantime."""
        mine = self.held()
        if worn_out:
            # Nobody holds it: what was read must still be so.
            mine = mine.filter(lease_until=self.lease_until)
        if not mine.update(state=self.FAILED, lease_until=None, **self.LET_GO, failure=failure.value):
            return False
        self.state, self.failure = self.FAILED, failure.value
        return True

    @classmethod
    def afresh(cls) -> dict[str, int]:
        """What is set back when a person has the work begun again."""
        return {"attempts": 0, "accidents": 0}
